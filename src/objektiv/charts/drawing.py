"""Specification to picture: the only place that starts the Vega engine.

The engine (V8 inside vl-convert) is one per process and takes about a second to start;
after that a chart takes some 50 ms, nearly all of it measuring texts. It holds the
interpreter's lock all the while, so starting it in a thread would gain nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from threading import Lock
from typing import Any

from objektiv.charts.theme import FORMAT_LOCALE, LIGHT

VEGA_LITE = "6.4"  # the newest that vl-convert carries; the browser uses the same
_ENGINE = Lock()

Spec = Mapping[str, Any]


def svg(spec: Spec) -> str:
    """Draw a Vega-Lite specification as a stand-alone SVG file.

    >>> picture = svg({"mark": "bar", "data": {"values": [{"a": 1.5}]},
    ...     "encoding": {"x": {"field": "a", "type": "quantitative"}}})
    >>> picture.startswith("<svg"), "1,5" in picture
    (True, True)
    """
    import vl_convert

    with _ENGINE:
        picture = str(
            vl_convert.vegalite_to_svg(
                dict(spec),
                vl_version=VEGA_LITE,
                format_locale=FORMAT_LOCALE,
                allowed_base_urls=[],  # data is inside; nothing is ever fetched
            )
        )
    # The engine counts clips through its whole life; here they are counted in the picture.
    clips = {name: f"clip{i}" for i, name in enumerate(dict.fromkeys(_CLIP.findall(picture)), 1)}
    return _CLIP.sub(lambda found: clips[found.group()], picture)


def png(spec: Spec, scale: float = 2.0) -> bytes:
    """Draw a Vega-Lite specification as PNG on white, for DOCX and notebooks."""
    import vl_convert

    with _ENGINE:
        return bytes(
            vl_convert.vegalite_to_png(
                {**spec, "background": LIGHT["paper"]},
                vl_version=VEGA_LITE,
                scale=scale,
                format_locale=FORMAT_LOCALE,
                allowed_base_urls=[],
            )
        )


_CLIP = re.compile(r'(?<=\bid=")clip\d+(?=")|(?<=url\(#)clip\d+(?=\))')
_VARIABLES = {value: f"var(--{role})" for role, value in LIGHT.items()}
_COLOUR = re.compile("|".join(map(re.escape, _VARIABLES)), re.IGNORECASE)
_DROPPED = re.compile(
    r" (?:class|style|role|opacity|pointer-events|version|font-family|aria-[a-z]+|xmlns[:a-z]*)"
    r'="[^"]*"'
)
_ROOT = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r'\b(width|height)="([0-9.]+)"')
_BOX = re.compile(r'viewBox="([^"]*)"')
_ID = re.compile(r'(\bid="|url\(#|href="#)')
_IDLE = re.compile(
    r' transform="translate\(0,0\)"| font-size="12(?:px)?"'
    r'|<path d="(?:M0,0h0v0h0Z)?"(?: display="none")?/>'
)
# Positions to a tenth of a pixel; only inside attributes, for «10.12» may be an item's code.
_PLACED = re.compile(r' (?:d|transform|c?[xy][12]?|width|height)="[^"]*"')
_LONG = re.compile(r"\d+\.\d\d+")


def inline(picture: str, name: str, title: str, description: str, *, themed: bool = True) -> str:
    """A drawn SVG made fit to stand inside a page.

    Colours become CSS variables (dark mode, print) unless `themed` is off: a place without
    our style sheet, such as a notebook, knows none of them. Ids get the prefix `name` (unique on
    the page), the size becomes that of the place, and the picture as a whole has a role,
    a title and a description; no style attributes remain, so a strict CSP holds.
    """
    root = _ROOT.search(picture)
    if root is None:
        raise ValueError("not an SVG drawing")
    size = dict(_SIZE.findall(root.group()))
    box = _BOX.search(root.group())
    view = box.group(1) if box else f"0 0 {size['width']} {size['height']}"
    body = picture[root.end() : picture.rindex("</svg>")]
    body = _DROPPED.sub("", body)
    body = _IDLE.sub("", body)
    body = _PLACED.sub(lambda found: _LONG.sub(_rounded, found.group()), body)
    if themed:
        body = _COLOUR.sub(lambda found: _VARIABLES[found.group().lower()], body)
    body = _ID.sub(rf"\g<1>{name}-", body)
    return (
        f'<svg viewBox="{view}" font-size="12" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(description)}</desc>{body}</svg>'
    )


def _rounded(found: re.Match[str]) -> str:
    return f"{float(found.group()):.1f}"

"""What charts are put together from: layers, axes, cells of their tables."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, isfinite, log10
from textwrap import wrap
from typing import Any

from objektiv import russian
from objektiv.charts.theme import LIGHT
from objektiv.schema import Cell

Layer = dict[str, Any]
Values = list[dict[str, Any]]


def layer(
    kind: str, values: Values, encoding: dict[str, Any], role: str = "ink", **mark: Any
) -> Layer:
    """One mark over its own data; `role` names the colour."""
    return {
        "data": {"values": values},
        "mark": {"type": kind, "color": LIGHT[role], **mark},
        "encoding": encoding,
    }


def at(x: str | None = "x", y: str | None = "y", **more: str) -> dict[str, Any]:
    """Encoding of fields by position; `more`: x2, y2 or text.

    >>> at("score", None)
    {'x': {'field': 'score', 'type': 'quantitative'}}
    """
    found: dict[str, Any] = {}
    if x:
        found["x"] = {"field": x, "type": "quantitative"}
    if y:
        found["y"] = {"field": y, "type": "quantitative"}
    return found | {channel: {"field": name} for channel, name in more.items()}


def axis(field: str, ends: tuple[float, float], title: str | None, **more: Any) -> dict[str, Any]:
    """A quantitative scale over exactly `ends`."""
    shown = {"grid": False, "tickCount": 5, **more}
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"domain": list(ends), "nice": False, "zero": False},
        "axis": shown,
    }


LINE = 14  # pixels of a line of text
_LONGEST = 48  # characters that fit the width of a phone


def wrapped(text: str, most: int = _LONGEST) -> list[str]:
    """A heading in lines that fit the width; a word is never cut.

    >>> wrapped("МБОУ «СОШ № 5 с углублённым изучением отдельных предметов» г. Северск", 40)
    ['МБОУ «СОШ № 5 с углублённым изучением', 'отдельных предметов» г. Северск']
    """
    return wrap(text, most, break_long_words=False, break_on_hyphens=False) or [""]


# A title that lies above an upright axis, so that nobody turns the head.
ABOVE = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": -26, "titleY": -8}


def around(
    values: Sequence[float], *, least: float = 1e-6, share: float = 0.06
) -> tuple[float, float]:
    """Ends of a scale that holds all finite values with a margin, at least `least` apart.

    >>> around([0.0, 10.0], share=0.1)
    (-1.0, 11.0)
    >>> around([], least=1.0)
    (-0.5, 0.5)
    """
    known = [value for value in values if isfinite(value)] or [0.0]
    low, high = min(known), max(known)
    spread = high - low
    margin = share * spread if spread >= least else (least - spread) / 2
    return low - margin, high + margin


def nice_step(width: float, most: int) -> float:
    """The smallest of 1, 2, 2.5, 5 × 10ⁿ that divides `width` into at most `most` parts.

    >>> nice_step(7.3, 10), nice_step(0.9, 4)
    (1.0, 0.25)
    """
    power = 10.0 ** floor(log10(max(width, 1e-9) / most))
    return next(
        step * power for step in (1, 2, 2.5, 5, 10) if ceil(width / (step * power) - 1e-9) <= most
    )


def decimal(value: float, digits: int = 2) -> Cell:
    """A number of a table with its decimals; None where there is none.

    >>> decimal(0.256), decimal(float("nan"))
    ('0,26', None)
    """
    return russian.number(value, digits) if isfinite(value) else None


def signed(value: float, digits: int = 2) -> Cell:
    """A difference of a table with its sign; None where there is none."""
    return russian.signed(value, digits) if isfinite(value) else None


def rounded(value: float) -> float:
    """Short numbers in a specification: five decimals are more than a pixel."""
    return round(float(value), 5)

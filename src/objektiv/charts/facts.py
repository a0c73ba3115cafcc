"""One sign as a small picture: the observed value on the range expected by chance.

Drawn by hand, not by the Vega engine: a report may hold hundreds of them, and each costs
microseconds this way.
"""

from __future__ import annotations

from html import escape
from math import ceil, floor

from objektiv import russian
from objektiv.charts.theme import FONT, LIGHT
from objektiv.schema import Sign

WIDTH, HEIGHT = 290, 62  # narrower than a chart: it stands inside a frame on a phone
_LEFT, _RIGHT, _LINE = 8, WIDTH - 8, 31


def fact(sign: Sign) -> str | None:
    """Stand-alone SVG of one sign; None when there is no value or no expected range.

    Zero is on the axis wherever values are counts or shares (none is negative).
    """
    if sign.value is None or sign.expected is None:
        return None
    low, high = min(sign.expected), max(sign.expected)
    ends = (sign.value, low, high)
    start = min(*ends, 0.0)
    end = max(*ends, start + 1e-9)
    margin = 0.06 * (end - start)
    start, end = (start - margin if min(ends) < 0 else 0.0), end + margin

    def at(value: float) -> float:
        return round(_LEFT + (value - start) / (end - start) * (_RIGHT - _LEFT), 1)

    outside = not low <= sign.value <= high
    colour = LIGHT["watch"] if outside else LIGHT["ink"]
    x, band = at(sign.value), (at(low), at(high))
    shown = _with_unit(sign)
    expected = f"ожидалось {expected_range(sign)}"
    parts = [
        f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{_LINE}" y2="{_LINE}" stroke="{LIGHT["rule"]}"/>',
        f'<rect x="{band[0]}" y="{_LINE - 8}" width="{max(band[1] - band[0], 2):.1f}" '
        f'height="16" fill="{LIGHT["band"]}" stroke="{LIGHT["bar"]}" stroke-width="0.75"/>',
        f'<line x1="{at(max(start, 0.0))}" x2="{x}" y1="{_LINE}" y2="{_LINE}" '
        f'stroke="{colour}" stroke-width="4"/>',
        f'<circle cx="{x}" cy="{_LINE}" r="6" fill="{colour}"/>',
        _text(x, _LINE - 15, shown, colour, bold=True),
        _text((band[0] + band[1]) / 2, _LINE + 23, expected, LIGHT["muted"]),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}">{"".join(parts)}</svg>'
    )


def describe_fact(sign: Sign) -> str:
    """The same in words."""
    if sign.value is None or sign.expected is None:
        return sign.text
    return f"{sign.title}: {_with_unit(sign)}, ожидалось {expected_range(sign)}."


def expected_range(sign: Sign) -> str:
    """The expected range in words; a count gets whole ends, rounded outwards.

    Not where the rounding would take an outside value in.

    >>> from objektiv.schema import Guard
    >>> def sign(value, low, high):
    ...     return Sign("", "", value, (low, high), "", 9, None, None, Guard.OK, "")
    >>> expected_range(sign(556, 445.4, 532.6)), expected_range(sign(3, 3.2, 7.5))
    ('445–533', '3,2–7,5')
    >>> expected_range(sign(4.2, 3.34, 4.3))
    '3,3–4,3'
    """
    if sign.expected is None:
        return ""
    low, high = min(sign.expected), max(sign.expected)
    value = sign.value
    if value is not None and value == round(value) and high - low >= 1:
        outer = floor(low), ceil(high)
        if (outer[0] <= value <= outer[1]) == (low <= value <= high):
            return russian.interval(*outer)
    return russian.interval(low, high)


# Units of signs are written for many; a count says its own form.
_FORMS = {
    "учеников": ("ученик", "ученика", "учеников"),
    "баллов": ("балл", "балла", "баллов"),
}


def _with_unit(sign: Sign) -> str:
    value = sign.value or 0.0
    text = russian.quantity(value)
    if not sign.unit:
        return text
    forms = _FORMS.get(sign.unit)
    if forms and value >= 0:
        whole = value == round(value)
        unit = russian.plural(round(value), *forms) if whole else forms[1]
    else:
        unit = sign.unit
    return f"{text}{russian.NBSP}{unit}"


def _text(x: float, y: float, text: str, colour: str, *, bold: bool = False) -> str:
    """A label that stays inside the picture: it is anchored by the nearer side."""
    half = len(text) * 3.4
    if x - half < _LEFT:
        x, anchor = float(_LEFT), "start"
    elif x + half > _RIGHT:
        x, anchor = float(_RIGHT), "end"
    else:
        anchor = "middle"
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y}" font-size="12" text-anchor="{anchor}" '
        f'fill="{colour}"{weight}>{escape(text)}</text>'
    )

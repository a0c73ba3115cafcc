"""Rows of bars of 100 %, each part labelled on itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from objektiv import russian
from objektiv.charts.drawing import Spec
from objektiv.charts.parts import LINE, wrapped
from objektiv.charts.theme import CONFIG, LIGHT, WIDTH

STEP, BAR = 60, 32  # pixels: a row with its heading, and the bar alone
TIGHT_STEP, TIGHT_BAR = 33, 13  # the same where there are many rows; labels of one line
MANY = 6  # rows
LABELLED = 0.2  # least share with a label there: measuring texts is what takes the time
_CHARACTER = 6.6  # pixels, a wide guess: a label that might not fit is left to the table


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: its role in the theme, its word, its short sign."""

    role: str
    word: str
    sign: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a heading and its shares, or the reason why there are none."""

    heading: str
    shares: tuple[float, ...] | None
    instead: str = ""


def stacked(bars: Sequence[Bar], parts: Sequence[Part]) -> Spec:
    """Specification of the rows; parts go from left to right in the order given."""
    tight = len(bars) > MANY
    step, height = (TIGHT_STEP, TIGHT_BAR) if tight else (STEP, BAR)
    lines = max((len(wrapped(bar.heading)) for bar in bars), default=1)
    step += LINE * (lines - 1)
    down = (step - height) / 2 - 2  # the heading stands above the bar
    label_shift = down + 1 if tight else down - 6
    segments: list[dict[str, Any]] = []
    headings = [
        {"row": i, "text": "\n".join(_low(wrapped(bar.heading), lines))}
        for i, bar in enumerate(bars)
    ]
    missing = [{"row": i, "text": bar.instead} for i, bar in enumerate(bars) if bar.shares is None]
    for i, bar in enumerate(bars):
        left = 0.0
        for part, value in zip(parts, bar.shares or (), strict=False):
            if value > 0:
                segments.append(
                    {
                        "row": i,
                        "from": round(left, 5),
                        "to": round(left + value, 5),
                        "middle": round(left + value / 2, 5),
                        "label": _label(part, value, tight=tight),
                        "fill": LIGHT[part.role],
                        "ink": LIGHT[f"{part.role}-ink"],
                    }
                )
            left += value
    row = {"field": "row", "type": "ordinal", "axis": None}
    return {
        "width": WIDTH,
        "height": {"step": step},
        "config": CONFIG,
        "encoding": {"y": row},
        "layer": [
            {
                "data": {"values": headings},
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "bottom",
                    "dy": down - height / 2 - 2 - LINE * (lines - 1),
                    "lineBreak": "\n",
                    "lineHeight": LINE,
                },
                "encoding": {"text": {"field": "text"}, "x": {"value": 0}},
            },
            {
                "data": {"values": missing},
                "mark": {"type": "text", "align": "left", "dy": down, "color": LIGHT["muted"]},
                "encoding": {"text": {"field": "text"}, "x": {"value": 0}},
            },
            {
                "data": {"values": segments},
                "mark": {
                    "type": "bar",
                    "height": height,
                    "yOffset": down,
                    "stroke": LIGHT["paper"],
                    "strokeWidth": 1.5,
                },
                "encoding": {
                    "x": {
                        "field": "from",
                        "type": "quantitative",
                        "axis": None,
                        "scale": {"domain": [0, 1], "nice": False},
                    },
                    "x2": {"field": "to"},
                    "color": {"field": "fill", "scale": None},
                },
            },
            {
                "data": {"values": segments},
                "mark": {"type": "text", "lineBreak": "\n", "lineHeight": 14, "dy": label_shift},
                "encoding": {
                    "x": {"field": "middle", "type": "quantitative"},
                    "text": {"field": "label"},
                    "color": {"field": "ink", "scale": None},
                },
            },
        ],
    }


def _low(heading: list[str], lines: int) -> list[str]:
    """The heading next to its bar where others take more lines."""
    return [""] * (lines - len(heading)) + heading


def _label(part: Part, value: float, *, tight: bool) -> str:
    """The longest wording that fits into the part."""
    room = value * WIDTH - 6
    percent = russian.share(value, 0)
    if tight and value < LABELLED:
        return ""
    if tight:
        both = f"{part.sign} {percent}"
        return next((t for t in (both, part.sign) if len(t) * _CHARACTER <= room), "")
    for word in (part.word, part.sign):
        if max(len(word), len(percent)) * _CHARACTER <= room:
            return f"{word}\n{percent}"
    return part.sign if len(part.sign) * _CHARACTER <= room else ""

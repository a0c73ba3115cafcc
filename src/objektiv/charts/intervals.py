"""Rows of intervals around what is usual: one drawing for items, markers, schools, skills.

Rows stand in the order given (of the work, or alphabetical) and are never sorted by value: an
interval says how far a value can be trusted, a rank would say more than is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from objektiv.charts.drawing import Spec
from objektiv.charts.parts import LINE, Layer, around, layer, rounded, wrapped
from objektiv.charts.theme import CONFIG, LIGHT, WIDTH

STEP = 24  # pixels of a row whose heading stands beside it
TALL = 36  # of a row whose heading stands above it
SHORT = 9  # characters that fit beside
MOST = 40  # rows of one chart
_UNDER = 18  # pixels of the band and of the line of what is usual


@dataclass(frozen=True, slots=True)
class Interval:
    """One row; without `value` the words of `text` stand in its place."""

    heading: str
    value: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""  # what is printed at the right end
    watched: bool = False  # requires verification: amber with «▲»
    noted: bool = False  # to be noticed: «○», no colour
    before: float | None = None  # the value before shrinkage: a hollow point
    bands: tuple[tuple[float, float, str], ...] = ()  # from, to, role
    quiet: bool = False  # one to compare with, not the one that the chart speaks of


def intervals(
    rows: Sequence[Interval],
    *,
    title: str,
    usual: float | None = None,
    usual_text: str = "",
    band: tuple[float, float] | None = None,
    domain: tuple[float, float] | None = None,
    percent: bool = False,
    percent_points: bool = False,
) -> Spec:
    """Specification of rows of intervals.

    usual: an upright line with its words above; band: what is expected, behind all rows.
    Headings of at most `SHORT` characters stand beside their rows, longer ones above.
    """
    beside = all(len(row.heading) <= SHORT for row in rows)
    lines = 1 if beside else max((len(wrapped(row.heading)) for row in rows), default=1)
    ends = [v for row in rows for v in (row.value, row.low, row.high, row.before) if v is not None]
    scale = domain or around([*ends, *([usual] if usual is not None else []), *(band or ())])
    step = STEP if beside else TALL + LINE * (lines - 1)
    shift = 0 if beside else 7 + LINE * (lines - 1) // 2
    x = {
        "field": "x",
        "type": "quantitative",
        "title": title,
        "scale": {"domain": list(scale), "nice": False, "zero": False},
        "axis": {
            "grid": False,
            "tickCount": 5,
            "domain": False,
            **({"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]} if percent else {}),
            **({"format": ".0%"} if percent_points else {}),
        },
    }
    known = [(i, row) for i, row in enumerate(rows) if row.value is not None]
    place = {"x": x}
    end = {"x2": {"field": "x2"}}
    width = WIDTH - 62 - (max((len(r.heading) for r in rows), default=0) * 7 + 6 if beside else 0)
    layers: list[Layer] = []
    zones = [
        {"row": i, "x": rounded(start), "x2": rounded(stop), "fill": LIGHT[role]}
        for i, row in enumerate(rows)
        for start, stop, role in row.bands
    ]
    if zones:
        fill = {"color": {"field": "fill", "scale": None}}
        layers.append(layer("bar", zones, place | end | fill, height=STEP - 4, yOffset=shift))
    # Behind each row, not from top to bottom: a line through the headings is hard to read.
    own_rows = [i for i, _ in known]
    if band:
        behind = [{"row": i, "x": rounded(band[0]), "x2": rounded(band[1])} for i in own_rows]
        layers.append(layer("bar", behind, place | end, "band", height=_UNDER, yOffset=shift))
    if usual is not None:
        line = [{"row": i, "x": rounded(usual)} for i in own_rows]
        upright = {"size": _UNDER, "thickness": 1.2, "yOffset": shift}
        layers.append(layer("tick", line, place, "muted", **upright))
        if usual_text:
            layers.append(
                layer(
                    "text",
                    [{"x": usual, "text": usual_text}],
                    {**place, "y": {"value": -8}, "text": {"field": "text"}},
                    "muted",
                )
            )
    for role in ("bar", "accent", "watch"):
        own = [(i, row) for i, row in known if _role(row) == role]
        spans = [
            {"row": i, "x": rounded(row.low), "x2": rounded(row.high)}
            for i, row in own
            if row.low is not None and row.high is not None
        ]
        points = [{"row": i, "x": rounded(row.value)} for i, row in own if row.value is not None]
        before = [{"row": i, "x": rounded(row.before)} for i, row in own if row.before is not None]
        if spans:
            layers.append(layer("rule", spans, place | end, role, strokeWidth=2, yOffset=shift))
        if before:
            hollow = {"filled": False, "size": 34, "strokeWidth": 1.3, "yOffset": shift}
            layers.append(layer("point", before, place, "muted", **hollow))
        if points:
            layers.append(layer("point", points, place, role, filled=True, size=64, yOffset=shift))
    if not ends:  # nothing to place: the scale alone
        layers.append(layer("point", [{"row": 0, "x": scale[0]}], place, size=0))
    layers += _words(rows, beside=beside, shift=shift, lines=lines)
    return {
        "width": width if beside else WIDTH - 62,
        "height": {"step": step},
        "config": CONFIG,
        "encoding": {
            "y": {
                "field": "row",
                "type": "ordinal",
                "scale": {"domain": list(range(max(len(rows), 1)))},
                "axis": None,
            }
        },
        "layer": layers,
    }


def _low(heading: list[str], lines: int) -> list[str]:
    """The heading next to its row where others take more lines."""
    return [""] * (lines - len(heading)) + heading


def _role(row: Interval) -> str:
    return "watch" if row.watched else "bar" if row.quiet else "accent"


def _words(rows: Sequence[Interval], *, beside: bool, shift: int, lines: int) -> list[Layer]:
    text = {"text": {"field": "text"}}
    headings = [{"row": i, "text": row.heading} for i, row in enumerate(rows)]
    if beside:
        heading = layer("text", headings, {"x": {"value": -8}, **text}, align="right")
    else:
        heading = layer(
            "text",
            [
                {**one, "text": "\n".join(_low(wrapped(str(one["text"])), lines))}
                for one in headings
            ],
            {"x": {"value": 0}, **text},
            align="left",
            baseline="bottom",
            dy=shift - 13 - LINE * (lines - 1),
            lineBreak="\n",
            lineHeight=LINE,
        )
    said = [{"row": i, "text": row.text} for i, row in enumerate(rows) if row.value is not None]
    signs = [{"row": i, "text": "▲"} for i, row in enumerate(rows) if row.watched]
    notes = [{"row": i, "text": "○"} for i, row in enumerate(rows) if row.noted]
    instead = [{"row": i, "text": row.text} for i, row in enumerate(rows) if row.value is None]
    right = {"x": {"value": "width"}, **text}
    return [
        heading,
        layer("text", said, right, align="left", dx=20, dy=shift),
        layer("text", signs, right, "watch", align="left", dx=6, dy=shift),
        layer("text", notes, right, align="left", dx=6, dy=shift),
        layer("text", instead, {"x": {"value": 4}, **text}, "muted", align="left", dy=shift),
    ]

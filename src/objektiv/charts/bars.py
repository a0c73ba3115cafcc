"""Rows of bars from 0 to 100 %, one share each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from objektiv import russian
from objektiv.charts.drawing import Spec
from objektiv.charts.parts import layer, rounded
from objektiv.charts.theme import CONFIG, LIGHT, WIDTH

STEP, HEIGHT = 24, 16
_CHARACTER = 7.4


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: heading, share 0…1, what follows the number."""

    heading: str
    share: float
    note: str = ""
    watched: bool = False
    role: str = "bar"


def bars(rows: Sequence[Bar], *, longest: float = 1.0) -> Spec:
    """Specification of the rows; `longest`: the share that fills the width."""
    left = max((len(row.heading) for row in rows), default=0) * _CHARACTER + 10
    note = max((len(_said(row)) for row in rows), default=0) * _CHARACTER + 12
    width = max(WIDTH - left - note, 60)
    values = [
        {
            "row": i,
            "from": 0,
            "share": rounded(row.share),
            "heading": row.heading,
            "text": _said(row),
            "fill": LIGHT["watch" if row.watched else row.role],
            "ink": LIGHT["watch" if row.watched else "ink"],
        }
        for i, row in enumerate(rows)
    ]
    x = {
        "field": "from",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, max(longest, 1e-6)], "nice": False, "clamp": True},
    }
    end = {"field": "share", "type": "quantitative"}
    colour = {"color": {"field": "fill", "scale": None}}
    text = {"x": end, "text": {"field": "text"}, "color": {"field": "ink", "scale": None}}
    heading = {"x": {"value": -8}, "text": {"field": "heading"}}
    return {
        "width": width,
        "height": {"step": STEP},
        "config": CONFIG,
        "encoding": {"y": {"field": "row", "type": "ordinal", "axis": None}},
        "layer": [
            layer("bar", values, {"x": x, "x2": {"field": "share"}, **colour}, height=HEIGHT),
            layer(
                "rule",
                [{}],
                {"x": {"value": 0}, "y": {"value": 0}, "y2": {"value": "height"}},
                "muted",
            ),
            layer("text", values, heading, align="right"),
            layer("text", values, text, align="left", dx=6),
        ],
    }


def _said(row: Bar) -> str:
    number = russian.share(row.share, 0)
    return ("▲ " if row.watched else "") + (f"{number} · {row.note}" if row.note else number)

"""Points with intervals, one row each: what several pictures of measurement are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from objektiv.charts.chart import Chart
from objektiv.charts.theme import CONFIG, LIGHT, WIDTH
from objektiv.russian import interval
from objektiv.schema import Cell, Column, Table

STEP = 22


def interval_chart(
    code: str,
    title: str,
    description: str,
    rows: Sequence[tuple[str, float, float, float, str]],
    *,
    x_title: str,
    domain: tuple[float, float] | None = None,
    percent: bool = False,
    rules: Sequence[float] = (),
) -> Chart:
    """Points with intervals, one row each, in the order given."""
    values = [
        {"name": name, "value": round(v, 4), "low": round(a, 4), "high": round(b, 4), "text": text}
        for name, v, a, b, text in rows
    ]
    x: dict[str, Any] = {
        "field": "value",
        "type": "quantitative",
        "title": x_title,
        "axis": {"tickCount": 5, **({"format": "%"} if percent else {})},
    }
    if domain:
        x["scale"] = {"domain": list(domain)}
    y = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "domain": False, "ticks": False, "labelColor": LIGHT["ink"]},
    }
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": [{"value": rule} for rule in rules]},
            "mark": {"type": "rule", "color": LIGHT["muted"], "strokeDash": [3, 3]},
            "encoding": {"x": x},
        },
        {
            "data": {"values": values},
            "mark": {"type": "rule", "color": LIGHT["accent"]},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
        },
        {
            "data": {"values": values},
            "mark": {"type": "point", "filled": True, "color": LIGHT["accent"], "size": 40},
            "encoding": {"x": x, "y": y},
        },
        {
            "data": {"values": [v for v in values if v["text"]]},
            "mark": {"type": "text", "align": "left", "dx": 8, "color": LIGHT["muted"]},
            "encoding": {"x": {**x, "field": "high"}, "y": y, "text": {"field": "text"}},
        },
    ]
    kind = "share" if percent else "number"
    shown = [
        (
            name,
            v,
            interval(100 * a, 100 * b, 0) + "\u00a0%" if percent else interval(a, b, 2),
            text,
        )
        for name, v, a, b, text in rows
    ]
    return Chart(
        code,
        title,
        description,
        {
            "width": WIDTH - 110,
            "height": {"step": STEP},
            "config": CONFIG,
            "layer": layers if rules else layers[1:],
        },
        table_of(
            code,
            title,
            (
                ("name", "", "text"),
                ("value", x_title, kind),
                ("range", "95\u00a0%", "text"),
                ("note", "", "text"),
            ),
            shown,
        ),
    )


def table_of(
    code: str,
    title: str,
    columns: Sequence[tuple[str, str, Any]],
    rows: Sequence[tuple[Cell, ...]],
) -> Table:
    return Table(
        code,
        title,
        "",
        tuple(Column(key, name, kind) for key, name, kind in columns),
        tuple(rows),
    )

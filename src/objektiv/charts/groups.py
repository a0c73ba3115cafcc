"""Profiles of mark groups: how pupils with «2», «3», «4», «5» did each item."""

from __future__ import annotations

from typing import Any

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.theme import CONFIG, LIGHT, WIDTH
from objektiv.schema import MARKS, Cell, Column, Few, Table
from objektiv.schema.reports import GroupCell, GroupRow

STEP = 24
_WEIGHT = {2: 1.0, 3: 1.4, 4: 1.8, 5: 2.2}  # thicker line: higher mark


def groups(row: GroupRow) -> Chart:
    """Items from top to bottom; each group is a line of its own digit."""
    order = [cell.code for cell in row.cells]
    points = [
        {"item": cell.code, "mark": str(mark), "value": round(share.value, 5)}
        for cell in row.cells
        for mark, share in zip(MARKS, cell.completion, strict=True)
        if share is not None
    ]
    crossed = [{"item": code} for code in dict.fromkeys(one.item for one in row.anomalies)]
    y = {
        "field": "item",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": order},
        "axis": {
            "title": None,
            "domain": False,
            "ticks": False,
            "grid": True,
            "labelColor": LIGHT["ink"],
            "labelPadding": 10,
        },
    }
    x = {
        "field": "value",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, 1], "nice": False},
        "axis": {
            "format": ".0%",
            "values": [0, 0.25, 0.5, 0.75, 1],
            "grid": False,
            "orient": "top",
            "domain": False,
        },
    }
    lines: list[dict[str, Any]] = [
        {
            "data": {"values": [point for point in points if point["mark"] == str(mark)]},
            "mark": {
                "type": "line",
                "color": LIGHT["bar"],
                "strokeWidth": _WEIGHT[mark],
                "orient": "horizontal",
            },
            "encoding": {"x": x},
        }
        for mark in MARKS
    ]
    spec = {
        "width": WIDTH - 82,
        "height": {"step": STEP},
        "config": CONFIG,
        "encoding": {"y": y},
        "layer": [
            *lines,
            {
                "data": {"values": points},
                "mark": {"type": "point", "filled": True, "size": 190, "color": LIGHT["paper"]},
                "encoding": {"x": x},
            },
            {
                "data": {"values": points},
                "mark": {"type": "text", "fontWeight": "bold"},
                "encoding": {"x": x, "text": {"field": "mark"}},
            },
            {
                "data": {"values": crossed},
                "mark": {
                    "type": "text",
                    "text": "▲",
                    "align": "left",
                    "dx": 8,
                    "color": LIGHT["watch"],
                },
                "encoding": {"x": {"value": "width"}},
            },
        ],
    }
    return Chart(
        "groups", "Выполнение заданий группами по отметкам", _describe(row), spec, _table(row)
    )


def _table(row: GroupRow) -> Table:
    crossed = {one.item for one in row.anomalies}

    def cells(cell: GroupCell) -> tuple[Cell, ...]:
        shares = (
            Few(n) if share is None else share.value
            for n, share in zip(cell.n, cell.completion, strict=True)
        )
        return (cell.code, *shares, "требует изучения" if cell.code in crossed else None)

    return Table(
        "chart-groups",
        "Выполнение заданий группами по отметкам",
        "",
        (
            Column("item", "Задание"),
            *(
                Column(f"mark{mark}", f"Группа «{mark}», n = {n}", "share")
                for mark, n in zip(MARKS, row.n, strict=True)
            ),
            Column("crossing", "Пересечение групп"),
        ),
        tuple(cells(cell) for cell in row.cells),
    )


def _describe(row: GroupRow) -> str:
    sizes = russian.enumeration([f"«{mark}» — {n}" for mark, n in zip(MARKS, row.n, strict=True)])
    said = f"Профили групп по отметкам: {row.unit.name}. Участников в группах: {sizes}. "
    if not row.anomalies:
        return said + "Пересечений групп, которые требуют изучения, нет."
    items = russian.enumeration(list(dict.fromkeys(one.item for one in row.anomalies)))
    return said + f"Группы пересекаются (требует изучения), задания: {items}."

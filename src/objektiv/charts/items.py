"""Completion of items: the unit with its interval, its region, the zones of Б, П, В."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.theme import CONFIG, LIGHT, WIDTH
from objektiv.profiles import Profile
from objektiv.schema import Cell, Column, Few, Level, Table, Zoned
from objektiv.schema.reports import ItemCell, ItemRow

STEP = 24
Z = 1.959964  # normal quantile of a 95 % interval

Bounds = tuple[float, float]  # below the first: insufficient; from the second: sufficient


def items(row: ItemRow, borders: Mapping[Level, Bounds]) -> Chart:
    """Items from top to bottom in the order of the work, completion from 0 to 100 %.

    `borders`: for each level the shares (0…1) below which completion is insufficient and
    from which it is sufficient. The interval is Wilson's for `n` pupils: the widest one,
    exact for items of one point and cautious for the others.
    """
    cells = row.cells
    order = [_heading(cell) for cell in cells]
    bands = _legend(cells, borders)
    points: list[dict[str, Any]] = []
    region: list[dict[str, Any]] = []
    few: list[dict[str, Any]] = []
    for cell, heading in zip(cells, order, strict=True):
        bands += _bands(cell, heading, borders)
        if cell.completion is None:
            few.append({"item": heading, "text": russian.few(cell.n)})
        else:
            low, high = wilson(cell.completion.value, cell.n)
            points.append(
                {
                    "item": heading,
                    "value": round(cell.completion.value, 5),
                    "low": round(low, 5),
                    "high": round(high, 5),
                    "text": russian.share(cell.completion.value, 0),
                    "ink": LIGHT["ink"],
                }
            )
        if cell.region is not None and compared(row):
            region.append({"item": heading, "value": round(cell.region.value, 5)})
    y = {
        "field": "item",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": [_LEGEND, *order]},
        "axis": {"title": None, "domain": False, "ticks": False, "labelColor": LIGHT["ink"]},
    }
    spec = {
        "width": WIDTH - 92,
        "height": {"step": STEP},
        "config": CONFIG,
        "encoding": {"y": y},
        "layer": [
            _zone_layer(bands),
            *_zone_names(bands),
            _region_layer(region),
            *_point_layers(points),
            {
                "data": {"values": few},
                "mark": {"type": "text", "align": "left", "color": LIGHT["muted"]},
                "encoding": {"text": {"field": "text"}, "x": {"value": 4}},
            },
        ],
    }
    return Chart("items", "Выполнение заданий", _describe(row), spec, _table(row))


def compared(row: ItemRow) -> bool:
    """Is the region something else than the unit itself?"""
    return any(
        cell.region is not None and cell.completion is not None and cell.region != cell.completion
        for cell in row.cells
    )


def zones(profile: Profile) -> dict[Level, Bounds]:
    """Borders of completion of the profile as shares; П and В have the same ones.

    >>> from objektiv.profiles import load_profile
    >>> zones(load_profile(2026))[Level.BASE]
    (0.57, 0.6)
    """
    base, advanced = (
        (
            profile.value(f"items.{level}.insufficient") / 100,
            profile.value(f"items.{level}.sufficient") / 100,
        )
        for level in ("base", "advanced")
    )
    return {Level.BASE: base, Level.ADVANCED: advanced, Level.HIGH: advanced}


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share.

    (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n); Wilson 1927. For the mean of scores
    0…1 with mean p the variance is at most p(1−p), so the interval errs to the wide side.

    >>> tuple(round(x, 3) for x in wilson(0.5, 100))
    (0.404, 0.596)
    """
    if n == 0:
        return 0.0, 1.0
    middle = share + Z * Z / (2 * n)
    half = Z * sqrt(max(share * (1 - share), 0.0) / n + Z * Z / (4 * n * n))
    whole = 1 + Z * Z / n
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def _heading(cell: ItemCell) -> str:
    return f"{cell.code} · {cell.level}" if cell.level else cell.code


def _bands(cell: ItemCell, heading: str, borders: Mapping[Level, Bounds]) -> list[dict[str, Any]]:
    if cell.level is None or cell.level not in borders:
        return []
    low, enough = borders[cell.level]
    steps = ((0.0, low, "zone-low"), (low, enough, "zone-border"), (enough, 1.0, "zone-enough"))
    return [
        {"item": heading, "from": start, "to": end, "fill": LIGHT[role]}
        for start, end, role in steps
    ]


_LEGEND = " "  # the row above the items, which names the borders


def _legend(cells: Sequence[ItemCell], borders: Mapping[Level, Bounds]) -> list[dict[str, Any]]:
    """The borders of the first item's level, named."""
    first = next((cell for cell in cells if cell.level in borders), None)
    if first is None:
        return []
    low, _, enough = _bands(first, _LEGEND, borders)
    return [{**low, "name": "недостаточно"}, {**enough, "name": "достаточно"}]


def _zone_names(bands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "data": {"values": [band for band in bands if "name" in band]},
            "mark": {"type": "text", "align": "left", "dx": 5},
            "encoding": {
                "x": {"field": "from", "type": "quantitative"},
                "text": {"field": "name"},
            },
        }
    ]


def _zone_layer(bands: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "data": {"values": bands},
        "mark": {"type": "bar", "height": STEP - 2},
        "encoding": {
            "x": {
                "field": "from",
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
            },
            "x2": {"field": "to"},
            "color": {"field": "fill", "scale": None},
        },
    }


def _region_layer(region: list[dict[str, Any]]) -> dict[str, Any]:
    """The region: an upright stroke."""
    return {
        "data": {"values": region},
        "mark": {"type": "tick", "color": LIGHT["ink"], "thickness": 2, "size": STEP - 8},
        "encoding": {"x": {"field": "value", "type": "quantitative"}},
    }


def _point_layers(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    x = {"field": "value", "type": "quantitative"}
    right = {"x": {"value": "width"}, "text": {"field": "text"}}
    return [
        {
            "data": {"values": points},
            "mark": {"type": "rule", "color": LIGHT["accent"], "strokeWidth": 2},
            "encoding": {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}},
        },
        {
            "data": {"values": points},
            "mark": {"type": "point", "filled": True, "size": 70, "color": LIGHT["accent"]},
            "encoding": {"x": x},
        },
        {
            "data": {"values": points},
            "mark": {"type": "text", "align": "left", "dx": 6},
            "encoding": right,
        },
    ]


def _table(row: ItemRow) -> Table:
    def cells(cell: ItemCell) -> tuple[Cell, ...]:
        if cell.completion is None:
            done: tuple[Cell, ...] = (Few(cell.n), None, None)
        else:
            share = cell.completion.value
            done = (Zoned(share, cell.zone), *wilson(share, cell.n))
        return (
            cell.code,
            str(cell.level) if cell.level else None,
            cell.n,
            *done,
            cell.region.value if cell.region else None,
        )

    return Table(
        "chart-items",
        "Выполнение заданий",
        "",
        (
            Column("item", "Задание"),
            Column("level", "Уровень"),
            Column("n", "Участников", "int"),
            Column("completion", "Выполнение", "share"),
            Column("low", "Интервал от", "share"),
            Column("high", "Интервал до", "share"),
            Column("region", "Регион", "share"),
        ),
        tuple(cells(cell) for cell in row.cells),
    )


def _describe(row: ItemRow) -> str:
    low = [cell.code for cell in row.cells if cell.zone == "low"]
    said = f"Выполнение заданий: {row.unit.name}, заданий: {len(row.cells)}. "
    if low:
        return said + f"В зоне «недостаточно»: {russian.enumeration(low)}."
    return said + "В зоне «недостаточно» заданий нет."

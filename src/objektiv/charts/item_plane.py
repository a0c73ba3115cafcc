"""Items by how many do them and how well they tell strong pupils from weak ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.labels import labels_of
from objektiv.charts.parts import ABOVE, Values, at, axis, decimal, layer, rounded
from objektiv.charts.theme import CONFIG, WIDTH
from objektiv.schema import Cell, Column, Table
from objektiv.stats.items import ItemAnalysis

HEIGHT = 250
TITLE = "Трудность и различающая способность заданий"


def item_plane(
    codes: Sequence[str], found: ItemAnalysis, flags: Mapping[str, str], *, least: float
) -> Chart:
    """Completion to the right, correlation with the other items upwards.

    flags: what to look at, by code, in words; least: correlation below which an item says
    little, drawn as a line. Items without a correlation stand in the table only.
    """
    points: Values = [
        {"x": rounded(p), "y": rounded(r), "text": code, "watched": code in flags}
        for code, p, r in zip(codes, found.p_value, found.rest_correlation, strict=True)
        if isfinite(p) and isfinite(r)
    ]
    low = min([*(point["y"] for point in points), 0.0]) - 0.06
    high = max([*(point["y"] for point in points), 0.6]) + 0.06
    width = WIDTH - 40
    x = axis("x", (0, 1), "выполнение", format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    y = axis("y", (low, high), "связь с остальными заданиями", format=".1f", domain=False, **ABOVE)
    place: dict[str, Any] = {"x": x, "y": y}
    weak = [{"x": 0, "x2": 1, "y": low, "y2": least}]
    layers = [
        layer("rect", weak, {**place, "x2": {"field": "x2"}, "y2": {"field": "y2"}}, "zone-border"),
        layer(
            "text",
            [{"x": 1, "y": low, "text": "мало различает"}],
            at(text="text"),
            align="right",
            dx=-4,
            dy=-8,
        ),
    ]
    for role, watched in (("accent", False), ("watch", True)):
        own = [point for point in points if point["watched"] == watched]
        layers.append(layer("point", own, place, role, filled=True, size=44))
    layers += labels_of(points, (0, 1), (low, high), (width, HEIGHT))
    spec = {"width": width, "height": HEIGHT, "config": CONFIG, "layer": layers}
    return Chart("item-plane", TITLE, _describe(flags), spec, _table(codes, found, flags))


def _table(codes: Sequence[str], found: ItemAnalysis, flags: Mapping[str, str]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            code,
            int(found.n[i]),
            _share(found.p_value[i]),
            decimal(found.rest_correlation[i]),
            decimal(found.discrimination[i]),
            _share(found.omitted[i]),
            flags.get(code),
        )
        for i, code in enumerate(codes)
    ]
    return Table(
        "chart-item-plane",
        TITLE,
        "",
        (
            Column("item", "Задание"),
            Column("n", "Учеников", "int"),
            Column("p_value", "Выполнение", "share"),
            Column("rest", "Связь с остальными", "number"),
            Column("discrimination", "Сильные − слабые 27 %", "number"),
            Column("omitted", "Не приступали", "share"),
            Column("flag", "На что посмотреть"),
        ),
        tuple(rows),
    )


def _share(value: float) -> float | None:
    return float(value) if isfinite(value) else None


def _describe(flags: Mapping[str, str]) -> str:
    said = f"{TITLE}: вправо — доля баллов, вверх — связь с остальными заданиями."
    if not flags:
        return said + " Заданий, на которые надо посмотреть, нет."
    return said + f" Посмотреть: {russian.enumeration(list(flags), 10)}."

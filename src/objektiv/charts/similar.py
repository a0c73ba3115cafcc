"""One school among schools in like conditions, which have no names: points, band, its interval."""

from __future__ import annotations

from collections.abc import Sequence

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.parts import Layer, Values, around, axis, layer, rounded
from objektiv.charts.theme import CONFIG, WIDTH
from objektiv.schema import Cell, Column, Table

TITLE = "Среди школ в похожих условиях"
HEIGHT = 96


def among(
    own: Sequence[tuple[str, float, float, float]],
    others: Sequence[float],
    middle: tuple[float, float],
    *,
    title: str = TITLE,
    axis_title: str = "средний результат, % от возможных баллов",
) -> Chart:
    """own: heading, value, ends of the 95 % interval (shares); others: results without names.

    middle: the range of the middle 80 % of the others. Points of the others are stacked where
    they meet, so that each is seen; nothing says which school is which.
    """
    ends = [v for _, *three in own for v in three] + [*others, *middle]
    span = around(ends, least=0.1, share=0.1)
    x = {**axis("x", (max(0.0, span[0]), min(1.0, span[1])), axis_title), "axis": _PERCENT}
    points = _stacked(others, span)
    scale = {"scale": {"domain": [0, 6]}, "axis": None}
    y = {"field": "y", "type": "quantitative", **scale}
    band: Values = [{"x": rounded(middle[0]), "x2": rounded(middle[1]), "y": 0, "y2": 6}]
    layers: list[Layer] = [
        layer("rect", band, {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}}, "band"),
        layer("point", points, {"x": x, "y": y}, "bar", filled=True, size=42),
    ]
    for at, (heading, value, low, high) in enumerate(own):
        level = 4.6 - at
        span_of: Values = [{"x": rounded(low), "x2": rounded(high), "y": level}]
        dot: Values = [{"x": rounded(value), "y": level, "text": heading}]
        layers.append(
            layer("rule", span_of, {"x": x, "x2": {"field": "x2"}, "y": y}, "accent", strokeWidth=2)
        )
        layers.append(layer("point", dot, {"x": x, "y": y}, "accent", filled=True, size=90))
        text = {"x": x, "y": y, "text": {"field": "text"}}
        layers.append(layer("text", dot, text, "accent", dy=-11, align="center"))
    said = "; ".join(f"{heading} — {russian.share(value)}" for heading, value, *_ in own)
    told = russian.interval(100 * middle[0], 100 * middle[1], 0)
    cells: list[tuple[Cell, ...]] = [(*row, "") for row in own]
    cells += [
        ("школа в похожих условиях", value, None, None, "без названия") for value in sorted(others)
    ]
    return Chart(
        "similar",
        title,
        f"{title}: {said}; у середины остальных (80 %) — {told}{russian.NBSP}%.",
        {"width": WIDTH - 8, "height": HEIGHT, "config": CONFIG, "layer": layers},
        Table(
            "chart-similar",
            title,
            "",
            (
                Column("unit", "Где"),
                Column("value", "Средний результат", "share"),
                Column("low", "Интервал от", "share"),
                Column("high", "Интервал до", "share"),
                Column("note", ""),
            ),
            tuple(cells),
        ),
    )


_PERCENT = {"grid": False, "tickCount": 5, "format": ".0%", "domain": False}


def _stacked(values: Sequence[float], span: tuple[float, float]) -> Values:
    """Points upwards where they would cover each other, at most as high as the band."""
    wide = (span[1] - span[0]) / 42
    heights: dict[int, int] = {}
    found: Values = []
    for value in sorted(values):
        place = int((value - span[0]) / wide)
        heights[place] = heights.get(place, 0) + 1
        found.append({"x": rounded(value), "y": min(0.5 + 0.8 * (heights[place] - 1), 3.4)})
    return found

"""Years and forms on one scale: shared items before and after, scores and their equivalents."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.intervals import Interval, intervals
from objektiv.charts.labels import labels_of
from objektiv.charts.parts import ABOVE, Values, around, axis, decimal, layer, rounded, signed
from objektiv.charts.theme import CONFIG, WIDTH
from objektiv.schema import Cell, Column, Table
from objektiv.stats.equating import Equating
from objektiv.stats.irt import Item
from objektiv.stats.linking import Link

Z = 1.959964
LINK = "Общие задания: трудность прежде и теперь"
SHIFTS = "Общие задания: смещение трудности"
EQUATING = "Баллы первой работы в баллах второй"


def link(
    codes: Sequence[str], old: Sequence[Item], new: Sequence[Item], found: Link, *, drift: float
) -> Chart:
    """Mean threshold of each shared item, new to the right, old upwards, with the link's line.

    Items off the line by `drift` or more are amber: perhaps they are no longer the same.
    """
    places = [
        (code, float(b.thresholds.mean()), float(a.thresholds.mean()), float(away))
        for code, a, b, away in zip(codes, old, new, found.displacement, strict=True)
    ]
    points: Values = [
        {"x": rounded(x), "y": rounded(y), "text": code, "watched": abs(away) >= drift}
        for code, x, y, away in places
    ]
    across = around([x for _, x, _, _ in places], least=0.5, share=0.1)
    up = around(
        [y for _, _, y, _ in places] + [found.slope * x + found.intercept for x in across],
        least=0.5,
    )
    width, height = WIDTH - 30, 270
    x = axis("x", across, "трудность теперь, логитов")
    y = axis("y", up, "трудность прежде, логитов", domain=False, **ABOVE)
    place = {"x": x, "y": y}
    ends = [{"x": v, "y": found.slope * v + found.intercept} for v in across]
    layers = [layer("line", ends, place, "muted", strokeWidth=1.3)]
    for role, watched in (("accent", False), ("watch", True)):
        own = [point for point in points if point["watched"] == watched]
        layers.append(layer("point", own, place, role, filled=True, size=50))
    layers += labels_of(points, across, up, (width, height))
    moved = [code for code, _, _, away in places if abs(away) >= drift]
    said = f"{LINK}. Линия связи: прежняя шкала = {russian.number(found.slope, 2)} · новая "
    said += f"{russian.signed(found.intercept, 2)}. "
    said += f"Сместились: {russian.enumeration(moved, 10)}." if moved else "Смещений нет."
    cells: list[tuple[Cell, ...]] = [
        (code, decimal(b), decimal(a), signed(away), "проверить" if abs(away) >= drift else None)
        for code, b, a, away in places
    ]
    return Chart(
        "link",
        LINK,
        said,
        {"width": width, "height": height, "config": CONFIG, "layer": layers},
        Table(
            "chart-link",
            LINK,
            "",
            (
                Column("item", "Задание"),
                Column("new", "Теперь", "number"),
                Column("old", "Прежде", "number"),
                Column("displacement", "Смещение", "number"),
                Column("flag", "На что посмотреть"),
            ),
            tuple(cells),
        ),
    )


def shifts(codes: Sequence[str], found: Link, *, drift: float) -> Chart:
    """How far each shared item moved against the others, in logits; for a link without items.

    The interval is that of the items' own errors, where the link knows them.
    """
    rows: list[Interval] = []
    cells: list[tuple[Cell, ...]] = []
    for code, away, z in zip(codes, found.displacement, found.displacement_z, strict=True):
        value = float(away)
        se = abs(value / z) if isfinite(z) and z else float("nan")
        low, high = (value - Z * se, value + Z * se) if isfinite(se) else (None, None)
        moved = abs(value) >= drift
        rows.append(Interval(code, value, low, high, russian.signed(value, 2), watched=moved))
        told = [signed(v) if v is not None else None for v in (low, high)]
        cells.append((code, signed(value), *told, "проверить" if moved else None))
    asked = [row.heading for row in rows if row.watched]
    return Chart(
        "shifts",
        SHIFTS,
        f"{SHIFTS}. "
        + (f"Проверить: {russian.enumeration(asked, 10)}." if asked else "Смещений нет."),
        intervals(
            rows,
            title="← теперь труднее · логитов · теперь легче →",
            usual=0.0,
            band=(-drift, drift),
        ),
        Table(
            "chart-shifts",
            SHIFTS,
            "",
            (
                Column("item", "Задание"),
                Column("displacement", "Смещение", "number"),
                Column("low", "Интервал от", "number"),
                Column("high", "Интервал до", "number"),
                Column("flag", "На что посмотреть"),
            ),
            tuple(cells),
        ),
    )


def equating(found: Equating) -> Chart:
    """Equivalents of all scores above, what is added to each score below, with 95 % bands."""
    rows = [
        (score, float(value), float(se) if isfinite(se) else 0.0)
        for score, (value, se) in enumerate(zip(found.equivalent, found.se, strict=True))
        if isfinite(value)
    ]
    last = float(max(len(found.equivalent) - 1, 1))
    upper, lower = [], []
    for score, value, se in rows:
        reach = {"low": rounded(value - Z * se), "high": rounded(value + Z * se)}
        upper.append({"x": score, "y": rounded(value), **reach})
        shift = {side: rounded(v - score) for side, v in reach.items()}
        lower.append({"x": score, "y": rounded(value - score), **shift})
    ends = (0.0, last)
    titles = ("балл второй работы", None), ("поправка, баллов", "балл первой работы")
    panels = [
        _panel(upper, [(0.0, 0.0), (last, last)], ends=ends, titles=titles[0], height=200),
        _panel(lower, [(0.0, 0.0), (last, 0.0)], ends=ends, titles=titles[1], height=110),
    ]
    widest = max(rows, key=lambda row: abs(row[1] - row[0]), default=(0, 0.0, 0.0))
    cells: list[tuple[Cell, ...]] = [
        (score, decimal(value), decimal(float(found.se[score])), signed(value - score))
        for score, value, _ in rows
    ]
    return Chart(
        "equating",
        EQUATING,
        f"{EQUATING}: наибольшая поправка {russian.signed(widest[1] - widest[0])} при "
        f"{russian.counted(widest[0], 'балле', 'баллах', 'баллах')}.",
        {"config": CONFIG, "vconcat": panels, "spacing": 30},
        Table(
            "chart-equating",
            EQUATING,
            "",
            (
                Column("score", "Балл", "int"),
                Column("equivalent", "Равный балл", "number"),
                Column("se", "Стандартная ошибка", "number"),
                Column("shift", "Поправка", "number"),
            ),
            tuple(cells),
        ),
    )


def _panel(
    values: Values,
    same: list[tuple[float, float]],
    *,
    ends: tuple[float, float],
    titles: tuple[str, str | None],
    height: int,
) -> dict[str, object]:
    """One curve with its band over the line of equal scores."""
    drawn = [v for value in values for v in (value["low"], value["high"])]
    above, below = titles
    x = axis("x", ends, below, tickMinStep=1)
    y = axis("y", around([*drawn, *(b for _, b in same)]), above, domain=False, **ABOVE)
    place = {"x": x, "y": y}
    band = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    line = [{"x": a, "y": b} for a, b in same]
    return {
        "width": WIDTH - 34,
        "height": height,
        "layer": [
            layer("area", values, band, "band"),
            layer("line", line, place, "muted", strokeDash=[3, 3], strokeWidth=1),
            layer("line", values, place, "accent", strokeWidth=2),
        ],
    }

"""One number over the years, with its interval: rows from the earliest year down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.intervals import Interval, intervals
from objektiv.schema import Cell, Column, Few, Table


@dataclass(frozen=True, slots=True)
class Point:
    """A share 0…1 of one year; None: too few pupils."""

    year: int
    n: int
    value: float | None
    low: float | None = None
    high: float | None = None
    around: float | None = None  # the same number of everybody compared with


def years(points: Sequence[Point], code: str, title: str, *, around: str = "") -> Chart:
    """Shares by year; a hollow point is what stands around (the region), named by `around`."""
    rows: list[Interval] = []
    cells: list[tuple[Cell, ...]] = []
    for one in points:
        if one.value is None:
            rows.append(Interval(str(one.year), None, text=russian.few(one.n)))
            cells.append((str(one.year), one.n, Few(one.n), None, None, one.around))
            continue
        rows.append(
            Interval(
                str(one.year),
                one.value,
                one.low,
                one.high,
                russian.share(one.value, 0),
                before=one.around,
            )
        )
        cells.append((str(one.year), one.n, one.value, one.low, one.high, one.around))
    ends = [v for p in points for v in (p.low, p.high, p.value, p.around) if v is not None]
    reach = min(1.0, max([*ends, 0.1]) * 1.15)
    said = "; ".join(f"{row.heading} год — {row.text}" for row in rows)
    columns = (
        Column("year", "Год"),
        Column("n", "Участников", "int"),
        Column("value", title, "share"),
        Column("low", "Интервал от", "share"),
        Column("high", "Интервал до", "share"),
        Column("around", around or "Для сравнения", "share"),
    )
    kept = len(columns) if around else len(columns) - 1
    spec = intervals(rows, title="", domain=(0.0, reach), percent_points=True)
    return Chart(
        code,
        title,
        f"{title} по годам: {said}.",
        spec,
        Table(f"chart-{code}", title, "", columns[:kept], tuple(row[:kept] for row in cells)),
    )

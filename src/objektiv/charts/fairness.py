"""Items that behave differently for pupils of equal level in two groups (DIF)."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.intervals import Interval, intervals
from objektiv.charts.parts import decimal, signed
from objektiv.schema import Cell, Column, Table
from objektiv.stats.dif import MantelHaenszel

Z = 1.959964
TITLE = "Задания в двух группах равного уровня"


def fairness(
    codes: Sequence[str],
    found: Sequence[MantelHaenszel],
    groups: tuple[str, str],
    *,
    moderate: float,
    large: float,
) -> Chart:
    """ETS delta of right/wrong items with 95 % intervals around zero.

    groups: reference and focal, as `found` was computed; moderate, large: borders of |delta|.
    Watched: at least `moderate` and an interval without zero.
    """
    rows: list[Interval] = []
    cells: list[tuple[Cell, ...]] = []
    for code, one in zip(codes, found, strict=True):
        if not (isfinite(one.delta) and isfinite(one.delta_se)):
            n = one.n_reference + one.n_focal
            rows.append(Interval(code, None, text="сравнить нельзя"))
            cells.append((code, n, None, None, None, None, None))
            continue
        low, high = one.delta - Z * one.delta_se, one.delta + Z * one.delta_se
        apart = low > 0 or high < 0
        watched = apart and abs(one.delta) >= moderate
        size = "сильно" if apart and abs(one.delta) >= large else "заметно" if watched else None
        rows.append(
            Interval(code, one.delta, low, high, russian.signed(one.delta), watched=watched)
        )
        cells.append(
            (
                code,
                one.n_reference + one.n_focal,
                signed(one.delta),
                signed(low),
                signed(high),
                decimal(one.p_value, 3),
                size,
            )
        )
    reach = max([abs(v) for r in rows for v in (r.low, r.high) if v is not None] + [moderate * 1.2])
    spec = intervals(
        rows,
        title=f"← труднее: {groups[1]} · Δ · труднее: {groups[0]} →",
        usual=0.0,
        band=(-moderate, moderate),
        domain=(-reach * 1.05, reach * 1.05),
    )
    seen = [row.heading for row in rows if row.watched]
    said = f"{TITLE} ({groups[0]} и {groups[1]}): разница трудности с интервалом. "
    said += f"Посмотреть: {russian.enumeration(seen, 10)}." if seen else "Заметной разницы нет."
    return Chart(
        "fairness",
        TITLE,
        said,
        spec,
        Table(
            "chart-fairness",
            TITLE,
            "",
            (
                Column("item", "Задание"),
                Column("n", "Учеников", "int"),
                Column("delta", "Δ", "number"),
                Column("low", "Интервал от", "number"),
                Column("high", "Интервал до", "number"),
                Column("p_value", "p", "number"),
                Column("size", "Различие"),
            ),
            tuple(cells),
        ),
    )

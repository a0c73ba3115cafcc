"""Do items and variants treat pupils of equal level alike (DIF, equivalence of variants)."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, sqrt

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.intervals import Interval, intervals
from objektiv.charts.parts import decimal, signed
from objektiv.schema import Cell, Column, Table
from objektiv.stats.dif import DifTable, MantelHaenszel
from objektiv.stats.items import Equivalence

Z = 1.959964
TITLE = "Задания в двух группах равного уровня"
VARIANTS = "Варианты работы"


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


def fairness_table(
    codes: Sequence[str], found: DifTable, *, moderate: float, large: float, level: float
) -> Chart:
    """Items of any number of points, any groups: greatest difference in SDs of the item.

    Between two groups the statistic is the squared ratio of the difference to its error, which
    gives the 95 % interval; between more groups there is none. Watched: above `moderate` with
    q ≤ `level`.
    """
    rows: list[Interval] = []
    cells: list[tuple[Cell, ...]] = []
    for i, code in enumerate(codes):
        value, chi2, q = (float(v[i]) for v in (found.standardised, found.chi2, found.q_value))
        if not isfinite(value):
            rows.append(Interval(code, None, text="сравнить нельзя"))
            cells.append((code, None, None, None, None, None))
            continue
        se = value / sqrt(chi2) if len(found.groups) == 2 and chi2 > 0 else float("nan")
        low, high = (value - Z * se, value + Z * se) if isfinite(se) else (None, None)
        watched = value > moderate and q <= level
        said = russian.number(value, 2)
        rows.append(Interval(code, value, low, high, said, watched=watched))
        size = None if not watched else "сильно" if value > large else "заметно"
        told = [decimal(v) if v is not None else None for v in (low, high)]
        cells.append((code, said, *told, decimal(q, 3), size))
    seen = [row.heading for row in rows if row.watched]
    between = russian.enumeration(list(found.groups), 6)
    said = f"Задания в группах равного уровня ({between}): наибольшая разница. "
    said += f"Посмотреть: {russian.enumeration(seen, 10)}." if seen else "Заметной разницы нет."
    return Chart(
        "fairness",
        "Задания в группах равного уровня",
        said,
        intervals(
            rows,
            title="разница, стандартных отклонений задания",
            usual=0.0,
            band=(-moderate, moderate),
        ),
        Table(
            "chart-fairness",
            "Задания в группах равного уровня",
            "",
            (
                Column("item", "Задание"),
                Column("difference", "Разница", "number"),
                Column("low", "Интервал от", "number"),
                Column("high", "Интервал до", "number"),
                Column("q_value", "q", "number"),
                Column("size", "Различие"),
            ),
            tuple(cells),
        ),
    )


def variants(found: Equivalence, *, level: float) -> Chart:
    """How much harder or easier each variant is, pupils of a class being dealt them at random.

    level: of the test that all variants are equal; when it holds, those whose interval leaves
    out zero are watched.
    """
    differ = isfinite(found.p_value) and found.p_value <= level
    rows: list[Interval] = []
    cells: list[tuple[Cell, ...]] = []
    for j, name in enumerate(found.variants):
        value, se = float(found.difference[j]), float(found.se[j])
        heading = f"вариант {name}"
        if not (isfinite(value) and isfinite(se)):
            rows.append(Interval(heading, None, text="сравнить не с чем"))
            cells.append((name, int(found.n[j]), decimal(found.mean[j]), None, None, None))
            continue
        low, high = value - Z * se, value + Z * se
        watched = differ and (low > 0 or high < 0)
        rows.append(Interval(heading, value, low, high, russian.signed(value, 2), watched=watched))
        ends = (signed(value), signed(low), signed(high))
        cells.append((name, int(found.n[j]), decimal(found.mean[j]), *ends))
    answer = "Варианты не равны по трудности." if differ else "Варианты равны по трудности."
    return Chart(
        "variants",
        VARIANTS,
        f"{VARIANTS}: отличие среднего балла от среднего всех вариантов. "
        + (answer if isfinite(found.p_value) else "Сравнить не с чем."),
        intervals(rows, title="← труднее · баллов · легче →", usual=0.0),
        Table(
            "chart-variants",
            VARIANTS,
            "",
            (
                Column("variant", "Вариант"),
                Column("n", "Учеников", "int"),
                Column("mean", "Средний балл", "number"),
                Column("difference", "Отличие в классах", "number"),
                Column("low", "Интервал от", "number"),
                Column("high", "Интервал до", "number"),
            ),
            tuple(cells),
        ),
    )

"""What schools add to what pupils brought: intervals, alphabetical, never a rank."""

from __future__ import annotations

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.intervals import MOST, Interval, intervals
from objektiv.charts.parts import decimal, signed
from objektiv.reports.units import natural
from objektiv.schema import Cell, Column, Few, Table
from objektiv.stats.value_added import Similar, ValueAdded

TITLE = "Результат с учётом прежней подготовки"


def value_added(found: ValueAdded, similar: Similar | None = None, *, most: int = MOST) -> Chart:
    """Effect of each school with its 95 % interval; zero: as expected of such pupils.

    similar: the school to speak of and those that work in like conditions; they alone are drawn
    («≈» before the name), so that it is compared with nobody else. More than `most` schools
    without `similar`: the first ones by alphabet; the table has all.
    """
    near = set(similar.names) if similar else set()
    order = sorted(range(len(found.school)), key=lambda j: natural(found.school[j]))
    drawn = [
        j
        for j in order
        if similar is None or found.school[j] == similar.school or found.school[j] in near
    ][:most]
    rows = []
    for j in drawn:
        name = found.school[j]
        heading = ("≈ " if name in near else "") + russian.short_school(name)
        if not found.enough[j]:
            rows.append(Interval(heading, None, text=russian.few(int(found.n[j]))))
            continue
        effect = float(found.effect[j])
        ends = float(found.low[j]), float(found.high[j])
        quiet = name in near
        rows.append(Interval(heading, effect, *ends, russian.signed(effect), quiet=quiet))
    cells: list[tuple[Cell, ...]] = []
    for j in order:
        name, n = found.school[j], int(found.n[j])
        own: tuple[Cell, ...] = (Few(n), None, None, None, None)
        if found.enough[j]:
            own = (
                decimal(float(found.expected[j])),
                decimal(float(found.actual[j])),
                *(signed(float(v[j])) for v in (found.effect, found.low, found.high)),
            )
        alike = "похожие условия" if name in near else None
        cells.append((name, n, int(found.years[j]), *own, alike))
    clear = int((found.clear & found.enough).sum())
    schools = russian.counted(clear, "школы", "школ", "школ")
    return Chart(
        "value-added",
        TITLE,
        f"{TITLE}: у {schools} результат заметно отличается от ожидаемого по прежней подготовке, "
        "у остальных интервал включает ноль.",
        intervals(rows, title="← ниже ожидаемого · выше →", usual=0.0),
        Table(
            "chart-value-added",
            TITLE,
            "",
            (
                Column("unit", "Школа"),
                Column("n", "Учеников", "int"),
                Column("years", "Лет", "int"),
                Column("expected", "Ожидалось", "number"),
                Column("actual", "Получено", "number"),
                Column("effect", "Добавлено", "number"),
                Column("low", "Интервал от", "number"),
                Column("high", "Интервал до", "number"),
                Column("similar", "Условия"),
            ),
            tuple(cells),
        ),
    )

"""Does the same external result bring a higher internal mark than in earlier years."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.intervals import Interval, intervals
from objektiv.charts.parts import decimal, signed
from objektiv.schema import Cell, Column, Table
from objektiv.stats.school_gaps import Drift

Z = 1.959964
TITLE = "Отметка за тот же внешний результат"


def drifts(found: Sequence[Drift], *, level: float) -> Chart:
    """Change of the internal result against the first year, by subject and year, 95 % intervals.

    level: q of the slope up to which a subject is to be looked into.
    """
    rows: list[Interval] = []
    cells: list[tuple[Cell, ...]] = []
    asked: list[str] = []
    for one in found:
        moves = isfinite(one.q_value) and one.q_value <= level
        if moves:
            asked.append(one.subject)
        for k, year in enumerate(one.years):
            value, se = float(one.difference[k]), float(one.se[k])
            low, high = value - Z * se, value + Z * se
            last = k == len(one.years) - 1
            if k:
                said = russian.signed(value, 2)
                heading = f"{one.subject}, {year}"
                rows.append(Interval(heading, value, low, high, said, watched=moves and last))
            ends = (signed(value), signed(low), signed(high)) if k else (None, None, None)
            slope = signed(one.slope) if last else None
            q = decimal(one.q_value, 3) if last else None
            cells.append((one.subject, year, int(one.n[k]), *ends, slope, q))
    return Chart(
        "drifts",
        TITLE,
        f"{TITLE}: изменение относительно первого года. "
        + (f"Меняется: {russian.enumeration(asked, 10)}." if asked else "Изменений нет."),
        intervals(rows, title="← ниже, чем в первый год · выше →", usual=0.0),
        Table(
            "chart-drifts",
            TITLE,
            "",
            (
                Column("subject", "Предмет"),
                Column("year", "Год"),
                Column("n", "Учеников", "int"),
                Column("difference", "Изменение", "number"),
                Column("low", "Интервал от", "number"),
                Column("high", "Интервал до", "number"),
                Column("slope", "В год", "number"),
                Column("q_value", "q", "number"),
            ),
            tuple(cells),
        ),
    )

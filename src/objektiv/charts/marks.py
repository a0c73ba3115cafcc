"""Distribution of marks by level: whole, municipality, school, class."""

from __future__ import annotations

from objektiv import russian
from objektiv.charts.chart import Chart, fitting
from objektiv.charts.stacked import Bar, Part, stacked
from objektiv.schema import MARKS, Cell, Column, Few, Table
from objektiv.schema.reports import MarkRow, MarkStatistics

MOST = 28
_PARTS = tuple(Part(f"mark-{mark}", f"«{mark}»", f"«{mark}»") for mark in MARKS)


def marks(report: MarkStatistics, most: int = MOST) -> Chart:
    """Shares of marks 2…5 in every unit that fits, from the highest level down."""
    rows = fitting(report.rows, most)
    return Chart(
        "marks",
        "Распределение отметок",
        _describe(rows),
        stacked([_bar(row) for row in rows], _PARTS),
        Table(
            "chart-marks",
            "Распределение отметок",
            "",
            (
                Column("unit", "Где"),
                Column("n", "Участников", "int"),
                *(Column(f"mark{mark}", f"«{mark}»", "share") for mark in MARKS),
            ),
            tuple(_cells(row) for row in rows),
        ),
    )


def _bar(row: MarkRow) -> Bar:
    heading = f"{russian.short_school(row.unit.name)} · {_pupils(row.n)}"
    if row.shares is None:
        return Bar(heading, None, russian.few(row.n))
    return Bar(heading, tuple(share.value for share in row.shares))


def _cells(row: MarkRow) -> tuple[Cell, ...]:
    if row.shares is None:
        return (row.unit.name, row.n, *(Few(row.n) for _ in MARKS))
    return (row.unit.name, row.n, *(share.value for share in row.shares))


def _describe(rows: list[MarkRow]) -> str:
    first = next((row for row in rows if row.shares), None)
    if first is None or first.shares is None:
        return "Полосы долей отметок. Участников для долей недостаточно."
    said = russian.enumeration(
        [
            f"«{mark}» — {russian.share(share.value)}"
            for mark, share in zip(MARKS, first.shares, strict=True)
        ]
    )
    return f"Полосы долей отметок, строк: {len(rows)}. {first.unit.name}: {said}."


def _pupils(n: int) -> str:
    return russian.counted(n, "участник", "участника", "участников")

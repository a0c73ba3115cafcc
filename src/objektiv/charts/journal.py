"""Marks of the work against journal marks: lowered, confirmed, raised."""

from __future__ import annotations

from objektiv import russian
from objektiv.charts.chart import Chart, fitting
from objektiv.charts.stacked import Bar, Part, stacked
from objektiv.schema import Cell, Column, Few, Table
from objektiv.schema.reports import JournalComparison, JournalRow

MOST = 28
WORDS = ("понизили", "подтвердили", "повысили")
_PARTS = (
    Part("lowered", WORDS[0], "↓"),
    Part("confirmed", WORDS[1], "="),
    Part("raised", WORDS[2], "↑"),
)


def journal(report: JournalComparison, most: int = MOST) -> Chart:
    """Shares of pupils whose mark is below, equal to, above their journal mark."""
    rows = fitting(report.rows, most)
    title = "Отметка за работу и отметка по журналу"
    return Chart(
        "journal",
        title,
        _describe(rows),
        stacked([_bar(row) for row in rows], _PARTS),
        Table(
            "chart-journal",
            title,
            "",
            (
                Column("unit", "Где"),
                Column("n", "С двумя отметками", "int"),
                Column("lowered", "Понизили", "share"),
                Column("confirmed", "Подтвердили", "share"),
                Column("raised", "Повысили", "share"),
                Column("far", "Расхождение на 2 и более", "int"),
            ),
            tuple(_cells(row) for row in rows),
        ),
    )


def _bar(row: JournalRow) -> Bar:
    counted = russian.counted(row.n, "участник", "участника", "участников")
    heading = f"{russian.short_school(row.unit.name)} · {counted}"
    if row.shares is None:
        return Bar(heading, None, russian.few(row.n))
    return Bar(heading, tuple(share.value for share in row.shares))


def _cells(row: JournalRow) -> tuple[Cell, ...]:
    if row.shares is None:
        return (row.unit.name, row.n, *(Few(row.n) for _ in range(4)))
    return (row.unit.name, row.n, *(share.value for share in row.shares), row.far)


def _describe(rows: list[JournalRow]) -> str:
    first = next((row for row in rows if row.shares), None)
    if first is None or first.shares is None:
        return "Полосы долей. Отметок по журналу для долей недостаточно."
    said = russian.enumeration(
        [
            f"{word} — {russian.share(share.value)}"
            for word, share in zip(WORDS, first.shares, strict=True)
        ]
    )
    return f"Полосы долей, строк: {len(rows)}. {first.unit.name}: {said}."

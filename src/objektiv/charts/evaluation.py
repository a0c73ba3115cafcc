"""Evaluation sheets: one school over the years, and how scores are spread by criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from objektiv.charts.bars import Bar, bars
from objektiv.charts.chart import Chart
from objektiv.charts.stacked import Bar as Row
from objektiv.charts.stacked import Part, stacked
from objektiv.schema import Column, Table

PARTS = (
    Part("mark-3", "0 баллов", "0 б."),
    Part("mark-4", "1 балл", "1 б."),
    Part("mark-5", "2 балла", "2 б."),
)


def sheet_years(years: Sequence[tuple[str, int, int, int]]) -> Chart:
    """Scores of one school: school year, own score, score of the municipality, highest."""
    title = "Оценочный лист по годам"
    rows = []
    for year, own, given, highest in years:
        rows.append(Bar(f"школа, {year}", own / highest, f"{own} из {highest}"))
        rows.append(Bar(f"оценка, {year}", given / highest, f"{given} из {highest}"))
    columns = (
        Column("year", "Учебный год"),
        Column("own", "Самооценка школы", "int"),
        Column("given", "Оценка муниципалитета", "int"),
        Column("highest", "Наибольший балл", "int"),
    )
    said = "; ".join(f"{y}: {own} и {given} из {highest}" for y, own, given, highest in years)
    return Chart("sheet-years", title, f"{title}, самооценка и оценка: {said}.", bars(rows),
                 Table("sheet-years", title, "", columns, tuple(years)))  # fmt: skip


def spread(counts: Mapping[str, tuple[int, int, int]]) -> Chart:
    """How many schools have 0, 1 and 2 by each criterion, in the order of the sheet."""
    title = "Сколько школ получили 0, 1 и 2 балла"
    rows = [
        Row(name, tuple(n / sum(three) for n in three)) if sum(three)
        else Row(name, None, "оценок пока нет")
        for name, three in counts.items()
    ]  # fmt: skip
    columns = (
        Column("criterion", "Критерий"),
        *(Column(f"n{n}", part.word, "int") for n, part in enumerate(PARTS)),
    )
    table = Table(
        "spread", title, "", columns, tuple((name, *three) for name, three in counts.items())
    )
    return Chart("spread", title, f"{title} по каждому критерию, в порядке листа.",
                 stacked(rows, PARTS), table)  # fmt: skip

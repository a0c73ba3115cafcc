"""Shares of marks 2…5 of groups or periods of a journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.stacked import Bar, Part, stacked
from objektiv.schema import MARKS, Cell, Column, Few, Table

_PARTS = tuple(Part(f"mark-{mark}", f"«{mark}»", f"«{mark}»") for mark in MARKS)


@dataclass(frozen=True)
class MarkShares:
    """Marks of one bar: how many of each, and of how many pupils they speak."""

    name: str
    counts: tuple[int, int, int, int]  # of the marks 2…5
    pupils: int


def mark_shares(title: str, groups: Sequence[MarkShares], least: int) -> Chart:
    """A bar per group; of fewer than `least` pupils only their number is said.

    >>> chart = mark_shares("Отметки", [MarkShares("1 четверть", (1, 2, 4, 3), 12)], 10)
    >>> chart.table.rows
    (('1 четверть', 10, 0.1, 0.2, 0.4, 0.3),)
    """
    bars, rows = [], []
    for one in groups:
        total = sum(one.counts)
        heading = f"{one.name} · {russian.counted(total, 'отметка', 'отметки', 'отметок')}"
        shares = tuple(count / total for count in one.counts) if total else None
        cells: tuple[Cell, ...]
        if shares is None or one.pupils < least:
            bars.append(Bar(one.name, None, russian.few(one.pupils)))
            cells = tuple(Few(one.pupils) for _ in MARKS)
        else:
            bars.append(Bar(heading, shares))
            cells = shares
        rows.append((one.name, total, *cells))
    columns = (
        Column("group", "Где"),
        Column("marks", "Отметок", "int"),
        *(Column(f"mark{mark}", f"«{mark}»", "share") for mark in MARKS),
    )
    described = f"{title}: полосы долей отметок 2, 3, 4, 5, строк: {len(groups)}."
    table = Table("chart-mark-shares", title, "", columns, tuple(rows))
    return Chart("mark-shares", title, described, stacked(bars, _PARTS), table)

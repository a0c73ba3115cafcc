"""Options of closed items and items left out: what pupils chose, what they did not begin."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from objektiv import russian
from objektiv.charts.bars import Bar, bars
from objektiv.charts.chart import Chart
from objektiv.charts.parts import decimal
from objektiv.schema import Cell, Column, Table
from objektiv.stats.items import ItemAnalysis, Option

OPTIONS = "Выбор вариантов ответа"
OMISSIONS = "Не приступали к заданию"
MOST = 40  # rows of one chart


def options(codes: Sequence[str], found: Sequence[Option]) -> Chart:
    """Share of pupils by option; the key is dark, an option that does not work is amber.

    A distractor works when enough pupils choose it and they are weaker than the others; the key
    when those who choose it are stronger. More than `MOST` rows: items with a question first.
    """
    asked = {one.item for one in found if not one.works}
    shown = sorted(found, key=lambda one: one.item not in asked) if len(found) > MOST else found
    rows = [
        Bar(
            f"{codes[one.item]} · {one.option}",
            one.share,
            "верный" if one.key else "",
            watched=not one.works,
            role="accent" if one.key else "bar",
        )
        for one in sorted(shown[:MOST], key=lambda one: one.item)
    ]
    asked_codes = [codes[i] for i in sorted(asked)]
    said = f"{OPTIONS}: доля учеников по каждому варианту."
    if asked_codes:
        said += f" Посмотреть варианты заданий {russian.enumeration(asked_codes, 10)}."
    cells: list[tuple[Cell, ...]] = [
        (
            codes[one.item],
            one.option,
            "верный" if one.key else None,
            one.n,
            one.share,
            one.rest_mean if isfinite(one.rest_mean) else None,
            decimal(one.correlation),
            None if one.works else "посмотреть",
        )
        for one in found
    ]
    return Chart(
        "options",
        OPTIONS,
        said,
        bars(rows, longest=max((one.share for one in found), default=1.0)),
        Table(
            "chart-options",
            OPTIONS,
            "",
            (
                Column("item", "Задание"),
                Column("option", "Вариант"),
                Column("key", "Ключ"),
                Column("n", "Выбрали", "int"),
                Column("share", "Доля", "share"),
                Column("rest", "Их результат по остальным", "share"),
                Column("correlation", "Связь с остальными", "number"),
                Column("flag", "На что посмотреть"),
            ),
            tuple(cells),
        ),
    )


def omissions(codes: Sequence[str], found: ItemAnalysis) -> Chart | None:
    """Share of pupils who did not begin each item («X»); None when that is not known."""
    rows = [
        (code, float(share), int(n))
        for code, share, n in zip(codes, found.omitted, found.n, strict=True)
        if isfinite(share)
    ]
    if not rows:
        return None
    longest = max(*(share for _, share, _ in rows), 0.1)
    worst = max(rows, key=lambda row: row[1])
    return Chart(
        "omissions",
        OMISSIONS,
        f"{OMISSIONS}: чаще всего {worst[0]}, {russian.share(worst[1], 0)} учеников.",
        bars([Bar(code, share) for code, share, _ in rows], longest=longest),
        Table(
            "chart-omissions",
            OMISSIONS,
            "",
            (
                Column("item", "Задание"),
                Column("n", "Учеников", "int"),
                Column("omitted", "Не приступали", "share"),
            ),
            tuple((code, n, share) for code, share, n in rows),
        ),
    )

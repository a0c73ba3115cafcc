"""Achievements and deficits by skill of the codifier, with the zones of Б, П, В items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.intervals import Interval, intervals
from objektiv.charts.parts import signed
from objektiv.schema import Cell, Column, Few, Level, Table, Work, Zoned
from objektiv.stats.deficits import Borders, GroupGap, Skill

Z = 1.959964
SKILLS = "Освоение умений"
GROUPS = "Умения по классам"


def skills(
    found: Sequence[Skill],
    work: Work | None = None,
    borders: Mapping[Level, Borders] | None = None,
) -> Chart:
    """Share of points of each skill with its 95 % interval on the zones of its items.

    work, borders: what the zones are drawn from; without them there are none. A skill's borders
    are those of its items weighted by their points, as `stats.deficits.skills` judges it.
    Watched: systemic deficits (most items of the skill are low).
    """
    rows: list[Interval] = []
    cells: list[tuple[Cell, ...]] = []
    for one in found:
        share = one.share
        items = russian.enumeration([item.name for item in one.items], 12)
        if not isfinite(share.value):
            rows.append(Interval(one.code, None, text=russian.few(share.n)))
            cells.append((one.code, items, share.n, Few(share.n), None, None, None, None))
            continue
        rows.append(
            Interval(
                one.code,
                share.value,
                share.low,
                share.high,
                russian.share(share.value, 0),
                watched=one.systemic,
                bands=_bands(one, work, borders) if work and borders else (),
            )
        )
        cells.append(
            (
                one.code,
                items,
                share.n,
                Zoned(share.value, share.zone or ""),
                share.low,
                share.high,
                None if share.zone is None else "уверенно" if share.sure else "неуверенно",
                "большинство заданий" if one.systemic else None,
            )
        )
    title = "темнее — недостаточно · светлее — достаточно" if work and borders else "доля баллов"
    systemic = [one.code for one in found if one.systemic]
    said = f"{SKILLS}: доля баллов по умениям с интервалами. "
    said += (
        f"Недостаточно в большинстве заданий: {russian.enumeration(systemic, 12)}."
        if systemic
        else "Умений, которые не освоены в большинстве заданий, нет."
    )
    return Chart(
        "skills",
        SKILLS,
        said,
        intervals(rows, title=title, domain=(0.0, 1.0), percent=True),
        Table(
            "chart-skills",
            SKILLS,
            "",
            (
                Column("skill", "Умение"),
                Column("items", "Задания"),
                Column("n", "Учеников", "int"),
                Column("share", "Доля баллов", "share"),
                Column("low", "Интервал от", "share"),
                Column("high", "Интервал до", "share"),
                Column("sure", "Зона"),
                Column("systemic", "Недостаточно"),
            ),
            tuple(cells),
        ),
    )


def _bands(
    one: Skill, work: Work, borders: Mapping[Level, Borders]
) -> tuple[tuple[float, float, str], ...]:
    own = [item for item in work.items if one.code in item.skills]
    limits = [
        (borders[item.level], item.max) for item in own if item.level and item.level in borders
    ]
    if not own or len(limits) < len(own):
        return ()
    total = sum(points for _, points in limits)
    low = sum(b.insufficient * points for b, points in limits) / total
    enough = sum(b.sufficient * points for b, points in limits) / total
    return ((0.0, low, "zone-low"), (low, enough, "zone-border"), (enough, 1.0, "zone-enough"))


def skill_groups(found: Sequence[GroupGap]) -> Chart:
    """Classes (or other groups) on each skill against the rest of the school.

    Watched: a deficit of the class itself, not of the school.
    """
    rows, cells = [], []
    for one in found:
        away = one.value - one.others
        low, high = away - Z * one.se, away + Z * one.se
        said = _points(away)
        rows.append(
            Interval(f"{one.group}, умение {one.skill}", away, low, high, said, watched=one.own)
        )
        row: tuple[Cell, ...] = (
            one.group,
            one.skill,
            one.n,
            one.value,
            one.others,
            one.shrunken,
            *(signed(100 * v, 1) for v in (away, low, high)),
            "дефицит класса" if one.own else None,
        )
        cells.append(row)
    own = [row.heading for row in rows if row.watched]
    return Chart(
        "skill-groups",
        GROUPS,
        f"{GROUPS}: разница с остальными классами. "
        + (f"Дефицит класса: {russian.enumeration(own, 10)}." if own else "Отличий нет."),
        intervals(rows, title="← ниже остальных · выше →", usual=0.0, percent_points=True),
        Table(
            "chart-skill-groups",
            GROUPS,
            "",
            (
                Column("unit", "Класс"),
                Column("skill", "Умение"),
                Column("n", "Учеников", "int"),
                Column("share", "Доля баллов", "share"),
                Column("others", "У остальных", "share"),
                Column("shrunken", "С поправкой на размер", "share"),
                Column("away", "Разница, п. п.", "number"),
                Column("low", "Интервал от", "number"),
                Column("high", "Интервал до", "number"),
                Column("own", "Что следует"),
            ),
            tuple(cells),
        ),
    )


def _points(share: float) -> str:
    return russian.signed(100 * share, 0)

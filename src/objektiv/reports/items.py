"""Report 5 «Выполнение заданий», 6 «Планируемые результаты», 7 «Группы по отметкам».

Completion of an item = Σ earned / Σ possible points of the pupils whose item counts: «X»
(not started) counts as 0 points, «N» (not taught) and an empty cell do not count.
Rules: Рекомендации ФИОКО 2026, pages 16–20 and 23–26, through the profile.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from itertools import combinations
from math import fsum

import numpy as np

from objektiv.profiles import Profile
from objektiv.reports.units import LEVELS, border, chosen, minimum, roll_up
from objektiv.schema import (
    MARKS,
    Anomaly,
    Counts,
    GroupCell,
    GroupRow,
    Item,
    ItemCell,
    ItemCompletion,
    ItemRow,
    Level,
    MarkGroups,
    School,
    Share,
    SkillAttainment,
    SkillRow,
    UnitLevel,
    Zone,
)


def item_completion(
    counts: Counts,
    profile: Profile,
    *,
    levels: Collection[UnitLevel] = LEVELS,
    schools: Mapping[str, School] | None = None,
) -> ItemCompletion:
    """Completion of every item by every unit, with the region's and the zone."""
    least = minimum(profile)
    rollup = roll_up(counts, schools)
    wrote = rollup.total(counts.n)
    earned = rollup.total(counts.item_sum)
    counted = wrote[:, None] - rollup.total(counts.not_taught) - rollup.total(counts.missing)

    def share(at: int, column: int, item: Item) -> Share | None:
        n = int(counted[at, column])
        if at < 0 or n < least:
            return None
        return Share(int(earned[at, column]), n * item.max)

    borders = _borders(profile)
    rows = []
    for at, unit in chosen(rollup, levels):
        cells = []
        base = int(rollup.region[at])
        if len(rollup.cells[base]) == len(rollup.cells[at]):
            base = -1  # the unit is all there is of its region: nothing to compare with
        for column, item in enumerate(counts.work.items):
            own = share(at, column, item)
            cells.append(
                ItemCell(
                    code=item.code,
                    level=item.level,
                    max=item.max,
                    n=int(counted[at, column]),
                    completion=own,
                    region=share(base, column, item),
                    zone=_zone(own, borders.get(item.level)),
                )
            )
        rows.append(ItemRow(unit, int(wrote[at]), tuple(cells)))
    return ItemCompletion(counts.work, tuple(rows))


def zone(completion: Share | None, level: Level | None, profile: Profile) -> Zone:
    """Zone of an item: from the border «достаточно» up; below «недостаточно»; between.

    Both comparisons are exact: earned · 100 against border · possible, in integers.

    >>> from objektiv.profiles import load_profile
    >>> profile = load_profile(2026)
    >>> [zone(Share(part, 1000), Level.BASE, profile) for part in (569, 570, 599, 600)]
    ['low', 'border', 'border', 'enough']
    >>> zone(Share(285, 1000), Level.HIGH, profile), zone(None, Level.HIGH, profile)
    ('border', '')
    """
    return _zone(completion, _borders(profile).get(level))


def _borders(profile: Profile) -> dict[Level | None, tuple[Fraction, Fraction]]:
    """Per level: percent from which it is sufficient, percent below which it is not."""

    def pair(kind: str) -> tuple[Fraction, Fraction]:
        return (
            border(profile, f"items.{kind}.sufficient"),
            border(profile, f"items.{kind}.insufficient"),
        )

    advanced = pair("advanced")
    return {Level.BASE: pair("base"), Level.ADVANCED: advanced, Level.HIGH: advanced}


def _zone(completion: Share | None, borders: tuple[Fraction, Fraction] | None) -> Zone:
    if completion is None or borders is None:
        return ""
    sufficient, insufficient = borders
    percent = 100 * completion.exact
    if percent >= sufficient:
        return "enough"
    return "low" if percent < insufficient else "border"


def skill_attainment(completion: ItemCompletion, profile: Profile) -> SkillAttainment:
    """Attainment of every codifier position: the mean completion of its items.

    A systemic deficit needs at least `skills.deficit.items` items with a zone, of which
    more than `skills.deficit.share` percent are in the zone «недостаточно». An item below
    the minimum of pupils leaves the whole position without a mean.
    """
    linked: dict[str, list[int]] = {}
    for column, item in enumerate(completion.work.items):
        for skill in item.skills:
            linked.setdefault(skill, []).append(column)
    needed = int(profile.value("skills.deficit.items"))
    most = border(profile, "skills.deficit.share")
    rows = []
    for row in completion.rows:
        for skill, columns in linked.items():
            cells = [row.cells[column] for column in columns]
            judged = sum(cell.zone != "" for cell in cells)
            low = sum(cell.zone == "low" for cell in cells)
            rows.append(
                SkillRow(
                    unit=row.unit,
                    skill=skill,
                    items=tuple(cell.code for cell in cells),
                    n=min(cell.n for cell in cells),
                    mean=_mean([cell.completion for cell in cells]),
                    region_mean=_mean([cell.region for cell in cells]),
                    low=low,
                    judged=judged,
                    deficit=judged >= needed and 100 * low > most * judged,
                )
            )
    return SkillAttainment(completion.work, tuple(rows))


def _mean(shares: list[Share | None]) -> float | None:
    known = [share.value for share in shares if share is not None]
    return fsum(known) / len(known) if len(known) == len(shares) else None


def mark_groups(
    counts: Counts,
    profile: Profile,
    *,
    levels: Collection[UnitLevel] = LEVELS,
    schools: Mapping[str, School] | None = None,
) -> MarkGroups:
    """Completion of every item by pupils with marks 2, 3, 4 and 5, and its anomalies.

    Anomaly: a lower-mark group is better than a higher-mark one by more than
    `groups.anomaly` percentage points (exclusive), both with at least `group.minimum`
    pupils whose item counts.
    """
    least = minimum(profile)
    tolerated = border(profile, "groups.anomaly")
    rollup = roll_up(counts, schools)
    size = rollup.total(counts.marks).sum(axis=2)[:, MARKS[0] : MARKS[-1] + 1]
    earned = rollup.total(counts.mark_item_sum)
    counted = rollup.total(counts.mark_item_n)
    rows = []
    for at, unit in chosen(rollup, levels):
        cells, anomalies = [], []
        for column, item in enumerate(counts.work.items):
            n = counted[at, :, column]
            shares = [
                Share(int(points), int(of) * item.max) if of >= least else None
                for points, of in zip(earned[at, :, column], n, strict=True)
            ]
            for low, high in combinations(range(len(MARKS)), 2):
                lower, higher = shares[low], shares[high]
                if lower is None or higher is None:
                    continue
                if lower.part * higher.whole <= higher.part * lower.whole:
                    continue  # the usual order, told by integers alone: this loop is long
                gap = 100 * (lower.exact - higher.exact)
                if gap > tolerated:
                    anomalies.append(Anomaly(item.code, MARKS[low], MARKS[high], float(gap)))
            cells.append(
                GroupCell(item.code, _four(n), (shares[0], shares[1], shares[2], shares[3]))
            )
        rows.append(GroupRow(unit, _four(size[at]), tuple(cells), tuple(anomalies)))
    return MarkGroups(counts.work, tuple(rows))


def _four(values: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> tuple[int, int, int, int]:
    two, three, four, five = (int(value) for value in values)
    return two, three, four, five

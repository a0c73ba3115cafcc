"""Report 2 «Статистика по отметкам» and report 3 «Сравнение с отметками по журналу».

Rules: Рекомендации ФИОКО 2026, pages 7–8 and 10–11, through the profile.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from objektiv.profiles import Profile
from objektiv.reports.units import LEVELS, Rollup, border, chosen, minimum, roll_up
from objektiv.schema import (
    MARKS,
    Counts,
    JournalComparison,
    JournalRow,
    MarkRow,
    MarkStatistics,
    School,
    Share,
    UnitLevel,
    Work,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_Key = tuple[UnitLevel, tuple[str, str, str, str]]

_Trend = Literal["negative", "neutral", "positive", ""]


def mark_statistics(
    counts: Counts,
    profile: Profile,
    *,
    last_year: Counts | None = None,
    earlier: Sequence[Counts] = (),
    levels: Collection[UnitLevel] = LEVELS,
    schools: Mapping[str, School] | None = None,
) -> MarkStatistics:
    """Pupils by mark, and the change of the share of «2» against the year before.

    The share of «2» is of pupils with a mark. Its change is `negative` from
    `marks.failing.negative` percentage points (inclusive), `positive` at zero or below,
    `neutral` between; empty where either group is below `group.minimum`. `last_year` and
    `earlier` (the years before it, in any order) hold the counts of the same subject and
    grade; the nearest year is the one compared. A unit is matched by region, municipality,
    school and class, so a class finds the class of the same name, not the same pupils.

    Raises ValueError when these are not of earlier years of the same work.
    """
    least = minimum(profile)
    rollup = roll_up(counts, schools)
    now = _by_mark(rollup, counts)
    known = (*earlier, last_year) if last_year is not None else earlier
    past = [_failing(one, least) for one in _in_order(counts.work, known)]
    rows = []
    for at, unit in chosen(rollup, levels):
        two, three, four, five = (int(count) for count in now[at])
        n = two + three + four + five
        key = (unit.level, unit.path)
        history = tuple((year, shares.get(key)) for year, shares in past)
        before = history[-1][1] if history else None
        shares = None
        if n >= least:
            shares = (Share(two, n), Share(three, n), Share(four, n), Share(five, n))
        change, trend = _change(shares[0] if shares else None, before, profile)
        rows.append(
            MarkRow(unit, n, (two, three, four, five), shares, before, change, trend, history)
        )
    return MarkStatistics(counts.work, tuple(rows))


def _by_mark(rollup: Rollup, counts: Counts) -> Ints:
    """Pupils of each unit by mark: (U, 4)."""
    marks: Ints = rollup.total(counts.marks).sum(axis=2)[:, MARKS[0] : MARKS[-1] + 1]
    return marks


def _in_order(work: Work, earlier: Sequence[Counts]) -> list[Counts]:
    """Oldest first."""
    ordered = sorted(earlier, key=lambda one: one.work.year)
    years = [one.work.year for one in ordered] + [work.year]
    same = (work.procedure, work.subject, work.grade, work.variant_of)
    for one in ordered:
        if (one.work.procedure, one.work.subject, one.work.grade, one.work.variant_of) != same:
            raise ValueError(f"{one.work.title} is not an earlier year of {work.title}")
    if len(set(years)) < len(years) or years[-1] != max(years):
        raise ValueError(f"years {years[:-1]} are not earlier years of {work.title}")
    return ordered


def _failing(counts: Counts, least: int) -> tuple[int, dict[_Key, Share]]:
    """Share of «2» of every unit of one year that is large enough."""
    rollup = roll_up(counts)
    totals = _by_mark(rollup, counts)
    return counts.work.year, {
        (unit.level, unit.path): Share(int(totals[at, 0]), int(totals[at].sum()))
        for at, unit in enumerate(rollup.units)
        if totals[at].sum() >= least
    }


def _change(
    now: Share | None, before: Share | None, profile: Profile
) -> tuple[float | None, _Trend]:
    if now is None or before is None:
        return None, ""
    points = 100 * (now.exact - before.exact)
    if points >= border(profile, "marks.failing.negative"):
        return float(points), "negative"
    return float(points), "positive" if points <= 0 else "neutral"


def journal_comparison(
    counts: Counts,
    profile: Profile,
    *,
    levels: Collection[UnitLevel] = LEVELS,
    schools: Mapping[str, School] | None = None,
) -> JournalComparison:
    """Lowered, confirmed and raised against the journal marks of the same pupils.

    `far` counts the pupils whose marks differ by `journal.gap` or more. Shares are of the
    pupils with both marks and are given from `group.minimum` of them; `covered` says
    whether at least `journal.coverage` percent of the participants have both marks.
    """
    gap = int(profile.value("journal.gap"))
    rollup = roll_up(counts, schools)
    wrote = rollup.total(counts.n)
    totals = rollup.total(counts.marks)[:, MARKS[0] : MARKS[-1] + 1, MARKS[0] : MARKS[-1] + 1]
    rows = []
    for at, unit in chosen(rollup, levels):
        matrix = [[int(count) for count in line] for line in totals[at]]
        by_gap: dict[int, int] = {}
        for mark, line in zip(MARKS, matrix, strict=True):
            for journal, count in zip(MARKS, line, strict=True):
                by_gap[mark - journal] = by_gap.get(mark - journal, 0) + count
        n = sum(by_gap.values())
        lowered = sum(count for step, count in by_gap.items() if step < 0)
        raised = sum(count for step, count in by_gap.items() if step > 0)
        participants = int(wrote[at])
        coverage = Share(n, participants) if participants else None
        enough = n >= minimum(profile)
        rows.append(
            JournalRow(
                unit=unit,
                participants=participants,
                n=n,
                lowered=lowered,
                confirmed=by_gap[0],
                raised=raised,
                far_lowered=sum(count for step, count in by_gap.items() if step <= -gap),
                far_raised=sum(count for step, count in by_gap.items() if step >= gap),
                matrix=tuple((two, three, four, five) for two, three, four, five in matrix),
                shares=(Share(lowered, n), Share(by_gap[0], n), Share(raised, n))
                if enough
                else None,
                coverage=coverage,
                covered=coverage is not None
                and 100 * coverage.exact >= border(profile, "journal.coverage"),
            )
        )
    return JournalComparison(counts.work, tuple(rows))

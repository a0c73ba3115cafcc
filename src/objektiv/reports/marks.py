"""Report 2 «Статистика по отметкам» and report 3 «Сравнение с отметками по журналу».

Rules: Рекомендации ФИОКО 2026, pages 7–8 and 10–11, through the profile.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from objektiv.profiles import Profile
from objektiv.reports.units import LEVELS, border, chosen, minimum, roll_up
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
)

_Trend = Literal["negative", "neutral", "positive", ""]


def mark_statistics(
    counts: Counts,
    profile: Profile,
    *,
    last_year: Counts | None = None,
    levels: Collection[UnitLevel] = LEVELS,
    schools: Mapping[str, School] | None = None,
) -> MarkStatistics:
    """Pupils by mark, and the change of the share of «2» against last year.

    The share of «2» is of pupils with a mark. Its change is `negative` from
    `marks.failing.negative` percentage points (inclusive), `positive` at zero or below,
    `neutral` between; empty where either group is below `group.minimum`. `last_year` holds
    the counts of the comparable work; a unit is matched by region, municipality, school and
    class, so a class finds the class of the same name, not the same pupils.
    """
    least = minimum(profile)
    rollup = roll_up(counts, schools)
    now = rollup.total(counts.marks).sum(axis=2)[:, MARKS[0] : MARKS[-1] + 1]
    before: dict[tuple[str, tuple[str, str, str, str]], Share] = {}
    if last_year is not None:
        earlier = roll_up(last_year)
        totals = earlier.total(last_year.marks).sum(axis=2)[:, MARKS[0] : MARKS[-1] + 1]
        for at, unit in enumerate(earlier.units):
            n = int(totals[at].sum())
            if n >= least:
                before[unit.level, unit.path] = Share(int(totals[at, 0]), n)
    rows = []
    for at, unit in chosen(rollup, levels):
        two, three, four, five = (int(count) for count in now[at])
        n = two + three + four + five
        earlier_share = before.get((unit.level, unit.path))
        if n < least:
            rows.append(MarkRow(unit, n, (two, three, four, five), None, earlier_share, None, ""))
            continue
        shares = (Share(two, n), Share(three, n), Share(four, n), Share(five, n))
        change, trend = _change(shares[0], earlier_share, profile)
        rows.append(
            MarkRow(unit, n, (two, three, four, five), shares, earlier_share, change, trend)
        )
    return MarkStatistics(counts.work, tuple(rows))


def _change(now: Share, before: Share | None, profile: Profile) -> tuple[float | None, _Trend]:
    if before is None:
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

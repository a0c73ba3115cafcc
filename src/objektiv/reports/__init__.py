"""The seven reports of the analysis of a work: counts in, dataclasses and tables out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from objektiv.profiles import Profile
from objektiv.reports.individual import individual_results
from objektiv.reports.item_tables import groups_table, items_table, skills_table
from objektiv.reports.items import item_completion, mark_groups, skill_attainment, zone
from objektiv.reports.markers import markers
from objektiv.reports.marks import journal_comparison, mark_statistics
from objektiv.reports.scores import score_distribution
from objektiv.reports.tables import (
    Keep,
    everything,
    individual_table,
    journal_table,
    marks_table,
    scores_table,
)
from objektiv.reports.units import LEVELS
from objektiv.schema import (
    Counts,
    IndividualResults,
    ItemCompletion,
    JournalComparison,
    MarkGroups,
    MarkStatistics,
    Reports,
    School,
    ScoreDistribution,
    Sittings,
    SkillAttainment,
    Table,
    UnitLevel,
)

__all__ = [
    "LEVELS",
    "Keep",
    "everything",
    "individual_results",
    "item_completion",
    "journal_comparison",
    "mark_groups",
    "mark_statistics",
    "markers",
    "reports",
    "score_distribution",
    "skill_attainment",
    "table",
    "tables",
    "zone",
]

Report = (
    IndividualResults
    | MarkStatistics
    | JournalComparison
    | ScoreDistribution
    | ItemCompletion
    | SkillAttainment
    | MarkGroups
)

_TABLES: dict[type[Any], Callable[[Any, Profile, Keep], Table]] = {
    IndividualResults: individual_table,
    MarkStatistics: marks_table,
    JournalComparison: journal_table,
    ScoreDistribution: scores_table,
    ItemCompletion: items_table,
    SkillAttainment: skills_table,
    MarkGroups: groups_table,
}


def reports(
    counts: Counts,
    profile: Profile,
    *,
    sittings: Sittings | None = None,
    last_year: Counts | None = None,
    earlier: Sequence[Counts] = (),
    levels: Collection[UnitLevel] = LEVELS,
    schools: Mapping[str, School] | None = None,
) -> Reports:
    """All reports of one work; the individual one where the sittings are given.

    Names of schools come from `schools`, else from the sittings.
    """
    known = schools if schools is not None else sittings.schools if sittings else None
    completion = item_completion(counts, profile, levels=levels, schools=known)
    return Reports(
        work=counts.work,
        marks=mark_statistics(
            counts, profile, last_year=last_year, earlier=earlier, levels=levels, schools=known
        ),
        journal=journal_comparison(counts, profile, levels=levels, schools=known),
        scores=score_distribution(counts, profile, levels=levels, schools=known),
        items=completion,
        skills=skill_attainment(completion, profile),
        groups=mark_groups(counts, profile, levels=levels, schools=known),
        individual=individual_results(sittings) if sittings else None,
    )


def table(report: Report, profile: Profile, keep: Keep = everything) -> Table:
    """A report as a table of the units that `keep` lets through."""
    return _TABLES[type(report)](report, profile, keep)


def tables(reports: Reports, profile: Profile, keep: Keep = everything) -> tuple[Table, ...]:
    """The seven tables in the order of the guide (six without sittings)."""
    parts: tuple[Report | None, ...] = (
        reports.individual,
        reports.marks,
        reports.journal,
        reports.scores,
        reports.items,
        reports.skills,
        reports.groups,
    )
    return tuple(table(part, profile, keep) for part in parts if part is not None)

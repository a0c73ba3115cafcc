"""What journals say, counted against the norms of the school."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from objektiv.web.models import ClassJournal, Organisation, SchoolYear
from objektiv.web.queries.teaching.journals import counting_pages, journal_of
from objektiv.web.queries.teaching.norms import norms_of

if TYPE_CHECKING:
    from objektiv.analysis.marks import MarksReport

# Per period of a journal: rows are pupils.
NAMES = (
    "rows",
    "lacking",
    "missing",
    "unknown",
    "gaps",
    "last_week",
    "raised",
    "corrected",
    "awaited",
)


def report_of(journal: ClassJournal) -> MarksReport | None:
    """The whole count of one journal; None where no page counts."""
    from objektiv.analysis.marks import marks_report

    found = journal_of(counting_pages([journal]))
    if found is None or not found.events.height:
        return None
    return marks_report(found, norms_of(journal.school, journal.school_year))


def counts_of_journals(
    school: Organisation, year: SchoolYear, journals: Sequence[ClassJournal]
) -> dict[int, dict[str, Any]]:
    """Counts by journal and period: `NAMES`; every number is a number of pupils but `missing`."""
    import polars as pl

    from objektiv.analysis.marks import marks_report
    from objektiv.profiles import load_profile

    pages = counting_pages(journals)
    found = journal_of(pages)
    if found is None or not found.events.height:
        return {}
    profile = load_profile()
    rows = marks_report(found, norms_of(school, year), profile).accumulation.rows
    col = pl.col
    table = rows.group_by("class", "subject", "period").agg(
        rows=pl.len(),
        lacking=(col("missing") > 0).sum(),
        missing=col("missing").sum(),
        unknown=col("required").is_null().sum(),
        gaps=(col("streak") > int(profile.value("marks.gap"))).sum(),
        last_week=(
            (col("late") == col("actual"))
            & (col("actual") >= int(profile.value("marks.last_least")))
        ).sum(),
        raised=((col("final_before") > 0) & (col("final") > col("final_before"))).sum(),
        corrected=(col("corrected") > 0).sum(),
        awaited=(col("awaited") > 0).sum(),
    )
    by_name = {(one.class_name, one.subject): one.pk for one in journals}
    counts: dict[int, dict[str, Any]] = {}
    for row in table.iter_rows(named=True):
        pk = by_name.get((row["class"], row["subject"]))
        if pk is not None:
            counts.setdefault(pk, {})[row["period"]] = {name: int(row[name]) for name in NAMES}
    return counts

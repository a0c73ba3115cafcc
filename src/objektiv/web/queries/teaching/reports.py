"""Tables of a journal: pupils against the norm, and how marks are spread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from objektiv.charts.chart import Chart
from objektiv.charts.mark_groups import MarkShares, mark_shares
from objektiv.profiles import load_profile
from objektiv.schema import Column, Table
from objektiv.schema.journal import Journal, MarkNorms
from objektiv.web.models import ClassJournal
from objektiv.web.queries.teaching.journals import counting_pages, journal_of

COLUMNS = (
    Column("pupil", "Ученик"),
    Column("required", "Норма", "int", "Сколько отметок нужно за период с учётом пропусков"),
    Column("actual", "Есть", "int"),
    Column("missing", "Не хватает", "int"),
    Column("mean", "Средневзвешенная", "number"),
    Column("final", "Отметка за период", "int"),
    Column("flags", "К чему присмотреться"),
)
NOTES = (
    "Норма, границы отметок и веса — из локального акта школы и опубликованных схем.",
    "Это поводы спросить, а не выводы: болезнь класса, карантин или замена учителя дают те же "
    "числа.",
)


def pupils_table(journal: Journal, norms: MarkNorms, period: str) -> tuple[Table, list[str]]:
    """A row per pupil in the period, and the answer in words."""
    import polars as pl

    from objektiv.analysis.mark_words import shown_mean
    from objektiv.analysis.marks import as_table, explain_accumulation
    from objektiv.stats.accumulation import Accumulation, accumulate

    profile = load_profile()
    whole = accumulate(journal, norms, last_days=int(profile.value("marks.last_days")))
    rows = whole.rows.filter(pl.col("period") == period)
    found = Accumulation(rows, 0)
    said = list(explain_accumulation(found, profile)) if rows.height else []
    table = as_table(found, profile).select("final_mark", "flags")
    lines = tuple(
        (
            row["pupil"],
            row["required"],
            row["actual"],
            row["missing"],
            shown_mean(Fraction(row["points"], row["weight"]), norms.rounding)
            if row["weight"]
            else None,
            final,
            flags or None,
        )
        for row, (final, flags) in zip(rows.iter_rows(named=True), table.iter_rows(), strict=True)
    )
    return Table("journal-pupils", f"Ученики: {period}", "", COLUMNS, lines, NOTES), said


def spread_by_period(journal: Journal, norms: MarkNorms) -> Chart | None:
    """Marks of one journal, a bar for each period that has any."""
    import polars as pl

    groups = []
    for one in norms.periods:
        marks = journal.events.filter(
            (pl.col("mark") > 0) & pl.col("date").is_between(one.start, one.end)
        )
        if marks.height:
            groups.append(_shares(one.name, marks))
    least = int(load_profile().value("group.minimum"))
    return mark_shares("Отметки по периодам", groups, least) if groups else None


def _shares(name: str, marks) -> MarkShares:
    counts = dict(marks["mark"].value_counts().iter_rows())
    two, three, four, five = (int(counts.get(mark, 0)) for mark in (2, 3, 4, 5))
    pupils = marks.select("class", "pupil").n_unique()
    return MarkShares(name, (two, three, four, five), pupils)


def spread_by_group(journals: Sequence[ClassJournal], subject: str) -> Chart | None:
    """Marks by code of the teacher in a subject, by name of the code: never by result."""
    import polars as pl

    pages: Iterable = counting_pages([one for one in journals if one.subject == subject])
    found = journal_of(pages)
    if found is None:
        return None
    marks = found.events.filter((pl.col("mark") > 0) & (pl.col("teacher") != ""))
    groups = [
        _shares(f"Группа {key[0]}", own)
        for key, own in sorted(marks.group_by("teacher"), key=lambda one: str(one[0][0]))
    ]
    least = int(load_profile().value("group.minimum"))
    return mark_shares(f"{subject}: отметки по группам", groups, least) if groups else None

"""«Объясни мою отметку»: one pupil's marks of a journal and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from objektiv.russian import quantity
from objektiv.schema.journal import WEIGHT_UNIT, MarkNorms, MarkPeriod
from objektiv.web.models import ClassJournal, JournalPage, Person, RoleAssignment
from objektiv.web.queries.pupils import children_of
from objektiv.web.queries.teaching.journals import counting_pages, journal_of, marks_of
from objektiv.web.queries.teaching.norms import norms_of

NOTES = {"н": "не был", "б": "болел", "осв": "освобождён", ".": "отметка ещё будет"}


@dataclass(frozen=True)
class Given:
    """A mark or a note as the journal has it."""

    day: date
    mark: int
    original: int  # before a correction; 0: was not corrected
    kind: str
    weight: Fraction | None
    note: str

    @property
    def weight_text(self) -> str:
        return "" if self.weight is None else quantity(float(self.weight), 3)


@dataclass(frozen=True)
class Standing:
    """Where a pupil stands in a period, in words that can be checked with a pencil."""

    period: MarkPeriod
    given: Sequence[Given]
    sentences: Sequence[str]
    what_if: Sequence[str]
    kinds: Sequence[tuple[str, str]]  # forms of work and their weights, for «что если»


def standing_of(
    journal: ClassJournal,
    pupil: str,
    *,
    period: str = "",
    today: date,
    more: Sequence[tuple[int, str]] = (),
    norms: MarkNorms | None = None,
    pages: Sequence[JournalPage] | None = None,
) -> tuple[Standing, list[str]]:
    """Marks of the pupil in a period, and the names of the periods.

    more: (mark, form of work) that might come; norms, pages: where they are known already.
    Raises LookupError where there is no such pupil.
    """
    from objektiv.analysis.mark_words import OwnMark, explain, explain_what_if

    pages = counting_pages([journal]) if pages is None else pages
    if not any(pupil in one.pupils for one in pages):
        raise LookupError(pupil)
    norms = norms or norms_of(journal.school, journal.school_year)
    if not norms.periods:
        raise LookupError(journal)
    chosen = chosen_period(norms, period, today)
    found = journal_of(pages)
    rows = marks_of(found, pupil).iter_rows(named=True) if found else ()
    given = [_given(row, norms, journal.subject) for row in rows
             if chosen.start <= row["date"] <= chosen.end]  # fmt: skip
    marks = [OwnMark(one.mark, one.kind, one.day, one.weight) for one in given if one.mark]
    last = min(today, chosen.end)
    # A mark that is not yet there weighs what its form of work weighs in this period.
    added = [OwnMark(mark, kind, max(chosen.start, last)) for mark, kind in more]
    said = explain(marks, norms, journal.subject).sentences
    would = explain_what_if(marks, added, norms, journal.subject).sentences if added else ()
    return (
        Standing(chosen, given, said, would, _kinds(norms, journal.subject, chosen)),
        [one.name for one in norms.periods],
    )


def chosen_period(norms: MarkNorms, name: str, today: date) -> MarkPeriod:
    """The period asked for, else the one that runs, else the last that has begun."""
    for one in norms.periods:
        if one.name == name:
            return one
    begun = [one for one in norms.periods if one.start <= today]
    return begun[-1] if begun else norms.periods[0]


def _given(row: dict[str, Any], norms: MarkNorms, subject: str) -> Given:
    weight = None
    if row["mark"]:
        weight = (
            Fraction(row["weight"], WEIGHT_UNIT)
            if row["weight"] is not None
            else norms.weight(subject, row["kind"], row["date"])
        )
    return Given(row["date"], row["mark"], row["original"], row["kind"], weight,
                 NOTES.get(row["note"], row["note"]))  # fmt: skip


def _kinds(norms: MarkNorms, subject: str, period: MarkPeriod) -> list[tuple[str, str]]:
    scheme = next((one for one in norms.schemes if one.covers(subject, period.start)), None)
    named = dict(scheme.weights) if scheme else {}
    default = scheme.default if scheme else Fraction(1)
    found = [(kind, f"{kind}, вес {quantity(float(w), 3)}") for kind, w in named.items()]
    return [("", f"другая работа, вес {quantity(float(default), 3)}"), *found]


def journals_of_child(link: RoleAssignment) -> list[ClassJournal]:
    """Journals in which the pupil of a link has marks that count."""
    if link.school_class is None:
        return []
    pages = JournalPage.objects.filter(
        journal__school=link.organisation_id,
        journal__school_year=link.school_class.school_year_id,
        journal__class_name__in=link.school_class.names,
        state=JournalPage.State.ACCEPTED,
    ).select_related("journal__school", "journal__school_year")
    found = {one.journal_id: one.journal for one in pages if link.pupil_code in one.pupils}
    return sorted(found.values(), key=lambda one: one.subject)


def standings_of_child(link: RoleAssignment, today: date) -> list[tuple[ClassJournal, Standing]]:
    """Every subject of the child in the period that runs."""
    journals = journals_of_child(link)
    if not journals:
        return []
    norms = norms_of(journals[0].school, journals[0].school_year)
    if not norms.periods:
        return []
    pages: dict[int, list[JournalPage]] = {}
    for page in counting_pages(journals):
        pages.setdefault(page.journal_id, []).append(page)
    return [
        (
            one,
            standing_of(one, link.pupil_code, today=today, norms=norms, pages=pages[one.pk])[0],
        )
        for one in journals
    ]


def child_journal(person: Person, journal: int) -> tuple[RoleAssignment, ClassJournal] | None:
    """The own child's journal; None for anybody else's."""
    for link in children_of(person):
        for one in journals_of_child(link):
            if one.pk == journal:
                return link, one
    return None

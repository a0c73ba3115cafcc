"""Journals a person may see, and what they hold: one's own classes, or the whole school."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Prefetch, Q

from objektiv.schema.journal import LESSON_COLUMNS, Journal
from objektiv.web.models import (
    ClassJournal,
    JournalFile,
    JournalPage,
    JournalUpload,
    Organisation,
    Person,
    SchoolYear,
)
from objektiv.web.permissions import assignments, may, own_results

if TYPE_CHECKING:
    import polars as pl


def own_journals(person: Person, school: Organisation) -> Q | None:
    """Which journals of a school the person sees with their pupils: a condition, or None for none.

    The school's office sees all; a teacher the own classes and subjects, through the years.
    """
    if not school.is_school:
        return None
    if may(person, "journals.view_pupils", school):
        return Q()
    condition = None
    for part in own_results(person, school) or ():
        for year, name in part.classes:
            one = Q(school_year__start=year - 1, class_name=name)
            if part.subject:
                one &= Q(subject=part.subject)
            condition = one if condition is None else condition | one
    return condition


def journals_of(person: Person, school: Organisation, year: SchoolYear | None = None):
    """Journals whose pupils the person may see."""
    condition = own_journals(person, school)
    found = ClassJournal.objects.filter(school=school)
    found = found.filter(condition) if condition is not None else found.none()
    return found.filter(school_year=year) if year else found


def journals_visible_to(person: Person):
    """The same in every school the person has to do with."""
    condition = Q(pk__in=[])
    for school in _own_schools(person):
        own = own_journals(person, school)
        if own is not None:
            condition |= Q(school=school) & own
    return ClassJournal.objects.filter(condition).select_related("school", "school_year")


def uploads_visible_to(person: Person):
    """A journal may hold names: who brought it and the school's office open it, nobody above."""
    condition = Q(pk__in=[])
    for school in _own_schools(person):
        if may(person, "journals.view_pupils", school):
            condition |= Q(school=school)
        elif may(person, "journals.bring", school):
            condition |= Q(school=school, brought_by=person)
    return JournalUpload.objects.filter(condition).select_related(
        "school", "brought_by", "decided_by", "job"
    )


def files_visible_to(person: Person):
    return JournalFile.objects.filter(upload__in=uploads_visible_to(person), removed_at=None)


def pages_visible_to(person: Person):
    return JournalPage.objects.filter(journal__in=journals_visible_to(person)).select_related(
        "journal__school", "journal__school_year", "upload"
    )


def _own_schools(person: Person) -> list[Organisation]:
    own = {one.organisation_id for one in assignments(person)}
    return list(Organisation.objects.filter(pk__in=own, kind=Organisation.Kind.SCHOOL))


def with_pages(journals):
    """Each with the pages that count, in one more query."""
    counting = JournalPage.objects.filter(state=JournalPage.State.ACCEPTED)
    return journals.prefetch_related(
        Prefetch("pages", counting.select_related("upload"), to_attr="counting")
    )


def counting_pages(journals: Iterable[ClassJournal]) -> list[JournalPage]:
    return list(
        JournalPage.objects.filter(
            journal__in=journals, state=JournalPage.State.ACCEPTED
        ).select_related("journal__school", "upload")
    )


def journal_of(pages: Iterable[JournalPage]) -> Journal | None:
    """Marks and lessons of these pages under today's names; None where there are none."""
    import polars as pl

    by_file: dict[str, list[JournalPage]] = {}
    for page in pages:
        by_file.setdefault(page.upload.store_path, []).append(page)
    parts = []
    for path, own in by_file.items():
        names = pl.DataFrame(
            [
                (
                    one.journal.class_name,
                    one.written_subject,
                    one.journal.school.key,
                    one.journal.subject,
                )
                for one in own
            ],
            schema=["class", "subject", "to_school", "to_subject"],
            orient="row",
        )
        rows = pl.scan_parquet(settings.STORE / path).filter(
            pl.col("class").is_in(names["class"].unique().to_list())
        )
        frame = rows.collect().join(names, on=["class", "subject"], how="inner")
        parts.append(
            frame.with_columns(school="to_school", subject="to_subject").drop(
                "to_school", "to_subject"
            )
        )
    if not parts:
        return None
    frame = pl.concat(parts)
    lesson = pl.col("pupil") == ""
    return Journal(frame.filter(~lesson), frame.filter(lesson).select(LESSON_COLUMNS).unique())


def marks_of(journal: Journal, pupil: str) -> pl.DataFrame:
    """Marks and notes of one pupil by day."""
    import polars as pl

    return journal.events.filter(pl.col("pupil") == pupil).sort("date")


def own_codes(school: int, year: int, names: Iterable[str]) -> frozenset[str]:
    """Codes of the pupils of a class, under any of its names, in the journals that count."""
    pages = JournalPage.objects.filter(
        journal__school=school,
        journal__school_year=year,
        journal__class_name__in=list(names),
        state=JournalPage.State.ACCEPTED,
    ).values_list("pupils", flat=True)
    return frozenset(code for codes in pages for code in codes)


def replaced_by(upload: JournalUpload) -> list[JournalPage]:
    """Pages that count now and have days in common with those of the upload."""
    found: list[JournalPage] = []
    for part in upload.understood.get("pages", []):
        found += JournalPage.objects.filter(
            journal__school=upload.school,
            journal__school_year__start=part["year"],
            journal__class_name=part["class"],
            journal__subject=part["subject"],
            state=JournalPage.State.ACCEPTED,
            first_day__lte=part["last"],
            last_day__gte=part["first"],
        ).select_related("journal")
    return found


def obstacles(upload: JournalUpload, person: Person) -> list[str]:
    """Why the upload cannot be accepted by the person, each a sentence."""
    if upload.state != JournalUpload.State.READ:
        return ["Принять можно прочитанный журнал, по которому решения ещё нет."]
    understood = upload.understood
    if any(one["severity"] == "refuse" for one in understood.get("complaints", [])):
        return ["В файлах есть ошибки: исправьте их и загрузите файлы снова."]
    pages = understood.get("pages", [])
    if not pages:
        return ["В файлах не найдено ни одной отметки."]
    if may(person, "journals.view_pupils", upload.school):
        return []
    own = own_results(person, upload.school) or ()
    strange = [
        f"{one['class']}, {one['subject']}"
        for one in pages
        if not any(
            part.subject in ("", one["subject"]) and (one["year"] + 1, one["class"]) in part.classes
            for part in own
        )
    ]
    if strange:
        said = "; ".join(strange[:5]) + ("; …" if len(strange) > 5 else "")
        return [
            f"В файлах есть журналы, которые ведёте не вы: {said}. "
            "Уберите их из файла или попросите принять заместителя директора."
        ]
    return []

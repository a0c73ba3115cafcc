"""Days of organisers above in the schedules of schools: what should stand, what does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import ceil

from objektiv.planning.schedule import Entry, class_key, grade_of, subject_key
from objektiv.profiles.sources import catalogue
from objektiv.russian import short_date
from objektiv.web.models import (
    Organisation,
    Procedure,
    ProcedureDay,
    ProcedureSite,
    ScheduleEntry,
    ScheduleVersion,
    SchoolClass,
    SchoolYear,
)

LESSON = 45  # minutes
_OF_KIND = {
    Organisation.Kind.REGION: "regional",
    Organisation.Kind.MUNICIPALITY: "municipal",
    Organisation.Kind.SCHOOL: "school",
}


@cache
def _levels() -> dict[str, str]:
    return {one.kind: one.level for one in catalogue()}


def level_of(day: ProcedureDay) -> str:
    """Who orders the procedure: as the catalogue says of its kind, else by its organiser."""
    known = _levels().get(day.procedure.kind, "")
    if known == "federal":
        return known
    return _OF_KIND[Organisation.Kind(day.procedure.organiser.kind)]


def days_above(line: Iterable[Organisation], year: SchoolYear) -> list[ProcedureDay]:
    """Days of procedures of these organisers in a school year, without reserve days."""
    return list(
        ProcedureDay.objects.filter(
            procedure__organiser__in=list(line),
            day__gte=year.starts,
            day__lte=year.ends,
            reserve=False,
            grade__isnull=False,
        )
        .exclude(subject="")
        .select_related("procedure__organiser")
    )


def chosen_schools(days: Sequence[ProcedureDay]) -> dict[int, set[int]]:
    """Schools by day, for days that are held in named schools only."""
    found: dict[int, set[int]] = defaultdict(set)
    for day, school in ProcedureSite.objects.filter(day__in=days).values_list("day", "school"):
        found[day].add(school)
    return found


def expected(day: ProcedureDay, classes: Sequence[str]) -> list[Entry]:
    """Entries of a day for the classes of a school."""
    lessons = max(1, ceil((day.minutes or LESSON) / LESSON))
    one = Entry(day.day, None, None, "", day.subject, day.procedure.kind, level_of(day), lessons)
    return [replace(one, class_=name) for name in classes if grade_of(name) == day.grade]


def expected_of(
    school: Organisation, year: SchoolYear, classes: Sequence[str]
) -> list[tuple[ProcedureDay, Entry]]:
    """What organisers above a school (and itself) have fixed for its classes."""
    days = days_above(school.line(), year)
    chosen = chosen_schools(days)
    return [
        (day, entry)
        for day in days
        if day.pk not in chosen or school.pk in chosen[day.pk]
        for entry in expected(day, classes)
    ]


@dataclass(frozen=True)
class SchoolState:
    """How far a school is with its schedule; `conflicts`: with the days of those above."""

    school: Organisation
    published: ScheduleVersion | None
    begun: bool
    conflicts: tuple[str, ...]


def states_below(
    place: Organisation,
    schools: Sequence[Organisation],
    year: SchoolYear,
    procedure: Procedure | None = None,
) -> list[SchoolState]:
    """Schools of a municipality: who has published, and what does not fit the days above.

    With `procedure` only its days are compared.
    """
    published, begun = {}, set()
    for one in ScheduleVersion.objects.filter(
        schedule__school__in=schools, schedule__school_year=year
    ).select_related("schedule__school", "schedule__school_year"):
        begun.add(one.schedule.school_id)
        if one.state == ScheduleVersion.State.PUBLISHED:
            published[one.schedule.school_id] = one
    days = days_above(place.line(), year)
    if procedure is not None:
        days = [one for one in days if one.procedure_id == procedure.pk]
    chosen = chosen_schools(days)
    classes: dict[int, list[str]] = defaultdict(list)
    for school, name in SchoolClass.objects.filter(
        school__in=published, school_year=year, closed_on__isnull=True
    ).values_list("school", "name"):
        classes[school].append(name)
    there: dict[int, list[ScheduleEntry]] = defaultdict(list)
    for row in ScheduleEntry.objects.filter(
        version__in=published.values(), day__in={one.day for one in days}
    ).select_related("version__schedule"):
        there[row.version.schedule.school_id].append(row)
    found = []
    for school in schools:
        mine = [one for one in days if one.pk not in chosen or school.pk in chosen[one.pk]]
        said = (
            tuple(_conflicts(mine, classes[school.pk], there[school.pk]))
            if school.pk in published
            else ()
        )
        found.append(SchoolState(school, published.get(school.pk), school.pk in begun, said))
    return found


def _conflicts(
    days: Sequence[ProcedureDay], classes: Sequence[str], rows: Sequence[ScheduleEntry]
) -> Iterable[str]:
    at: dict[tuple[str, object], list[ScheduleEntry]] = defaultdict(list)
    for row in rows:
        at[class_key(row.class_name), row.day].append(row)
    for day in days:
        without, busy = [], []
        for entry in expected(day, classes):
            mine = at[entry.class_key, day.day]
            fits = [one for one in mine if _same(one, entry)]
            if not fits:
                without.append(entry.class_)
            if len(mine) > len(fits):
                busy.append(entry.class_)
        named = f"{day.procedure.kind}, {day.subject}, {short_date(day.day)}"
        if without:
            yield f"{named}: в графике нет у классов {', '.join(without)}."
        if busy:
            yield f"{named}: в этот день стоит и другая работа у классов {', '.join(busy)}."


def _same(row: ScheduleEntry, entry: Entry) -> bool:
    return subject_key(row.subject) == entry.subject_key and (
        subject_key(entry.procedure) in subject_key(row.procedure)
    )

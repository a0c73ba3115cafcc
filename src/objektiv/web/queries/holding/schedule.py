"""Schedules a person may see: versions, entries with what is wrong at each, rules in force."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Q

from objektiv import schema
from objektiv.planning.schedule import (
    ADVICE,
    Broken,
    Checked,
    Entry,
    Hours,
    check_schedule,
    class_key,
    subject_key,
    timetable_of,
)
from objektiv.profiles import ScheduleRules, load_schedule_rules, load_school_terms
from objektiv.web.models import (
    Organisation,
    Person,
    ScheduleEntry,
    ScheduleRuleSet,
    ScheduleVersion,
    SchoolClass,
    SchoolYear,
    Term,
    YearSchedule,
)
from objektiv.web.permissions import COORDINATORS, SCHOOL_OFFICE, assignments, may, places
from objektiv.web.queries.classes import terms_of

S = ScheduleVersion.State
IN_WORK = (S.DRAFT, S.APPROVED)
_HOLIDAYS = {"осен": "autumn", "зим": "winter", "весен": "spring"}


# --- What a person may see ----------------------------------------------------------------


def versions_visible_to(person: Person):
    """Every version at the own school; from above, and for teachers, what was published."""
    seen = Organisation.objects.within(*places(person, "schedule.view"))
    own = [one.path for one in assignments(person) if one.role in SCHOOL_OFFICE]
    return ScheduleVersion.objects.filter(
        Q(schedule__school__in=seen, state__in=(S.PUBLISHED, S.PAST))
        | Q(schedule__school__in=Organisation.objects.within(*own))
    ).select_related("schedule__school", "schedule__school_year", "made_by", "approved_by")


def schedules_visible_to(person: Person):
    return YearSchedule.objects.filter(
        school__in=Organisation.objects.within(*places(person, "schedule.view"))
    ).select_related("school", "school_year")


def published_of(school: Organisation, year: SchoolYear) -> ScheduleVersion | None:
    return _versions(school, year).filter(state=S.PUBLISHED).first()


def in_work_of(school: Organisation, year: SchoolYear) -> ScheduleVersion | None:
    return _versions(school, year).filter(state__in=IN_WORK).first()


def _versions(school: Organisation, year: SchoolYear):
    return ScheduleVersion.objects.filter(
        schedule__school=school, schedule__school_year=year
    ).select_related("schedule__school", "schedule__school_year", "made_by", "approved_by")


def classes_shown(person: Person, school: Organisation) -> frozenset[str] | None:
    """Keys of the classes whose schedule the person sees at the school; None: all.

    A teacher sees the own classes; one whose role names no class sees all of the school.
    """
    mine = [one for one in assignments(person) if school.path.startswith(one.path)]
    wide = (*COORDINATORS, *SCHOOL_OFFICE)
    if any(one.role in wide for one in mine) or may(person, "results.view_all", school):
        return None
    named = frozenset(class_key(one.class_name) for one in mine if one.class_name)
    return named or None


def classes_of(school: Organisation, year: SchoolYear) -> list[str]:
    """Names of the open classes of a year, in order."""
    return list(
        SchoolClass.objects.filter(
            school=school, school_year=year, closed_on__isnull=True
        ).values_list("name", flat=True)
    )


# --- Entries, hours, rules ----------------------------------------------------------------


def entry_of(row: ScheduleEntry) -> Entry:
    return Entry(
        row.day, row.lesson, row.last_lesson, row.class_name, row.subject, row.procedure,
        row.level, row.lessons,
    )  # fmt: skip


def entries_of(version: ScheduleVersion) -> tuple[Entry, ...]:
    return tuple(entry_of(row) for row in version.entries.all())


def hours_of(schedule: YearSchedule) -> Hours:
    """Lessons a week: of the timetable, where it is there, and as they were stated."""
    found: dict[tuple[str, str], Fraction] = {}
    if schedule.lessons:
        found.update(timetable_of([tuple(row) for row in schedule.lessons]).hours)
    for class_, subject, hours in schedule.hours:
        found[class_key(class_), subject_key(subject)] = Fraction(hours)
    return found


def rules_of(
    place: Organisation, year: SchoolYear, *, instead: Mapping[int, str] | None = None
) -> ScheduleRules:
    """The rules of a year at a place: the country's, then own ones from the region down.

    `instead`: texts to try in place of the active ones, by organisation. Raises ValueError
    with a Russian sentence when own rules cannot be understood.
    """
    line = list(place.line())
    texts = dict(
        ScheduleRuleSet.objects.filter(
            organisation__in=line, state=ScheduleRuleSet.State.ACTIVE
        ).values_list("organisation_id", "text")
    )
    texts.update(instead or {})
    changes = [tomllib.loads(texts[one.pk]) for one in line if texts.get(one.pk)]
    return load_schedule_rules(year.start + 1, *_calendar(place, year), *changes)


def _calendar(place: Organisation, year: SchoolYear) -> list[dict[str, Any]]:
    """Own holidays of the place (page «Четверти и каникулы») as a change of the rules."""
    terms, owner = terms_of(place, year)
    if owner is None:
        return []
    change: dict[str, Any] = {"source": f"Календарный учебный график: {owner}", "status": "house"}
    study = [one for one in terms if one.kind == Term.Kind.STUDY]
    if study:
        first, last = min(one.starts for one in study), max(one.ends for one in study)
        change["lessons"] = [f"{first:%m-%d}", f"{last:%m-%d}"]
    holidays = {
        key: {"days": [f"{one.starts:%m-%d}", f"{one.ends:%m-%d}"]}
        for one in terms
        if one.kind == Term.Kind.HOLIDAYS
        for start, key in _HOLIDAYS.items()
        if one.name.casefold().startswith(start)
    }
    change["holidays"] = holidays
    try:
        load_school_terms(schema.SchoolYear(year.start), change)
    except (ValueError, IndexError, KeyError):
        return []  # such terms divide no year: the ordinary ones hold
    return [{"terms": change}]


@dataclass
class Row:
    """An entry on a page with what is wrong there."""

    entry: ScheduleEntry
    broken: list[tuple[Broken, str]] = field(default_factory=list)  # and what to do


@dataclass(frozen=True)
class Looked:
    """A version as it was checked just now."""

    rows: list[Row]
    checked: Checked
    rules_name: str

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.broken]


def look_at(version: ScheduleVersion, seen: frozenset[str] | None = None) -> Looked:
    """All entries (of the classes `seen`), each with its broken rules."""
    rows = [Row(one) for one in version.entries.all()]
    schedule = version.schedule
    try:
        rules = rules_of(schedule.school, schedule.school_year)
        entries = [entry_of(row.entry) for row in rows]
        checked = check_schedule(entries, rules, hours_of(schedule))
        name = rules.name
    except ValueError as error:
        checked, name = Checked((), (str(error),)), ""
    at: dict[tuple[str, str, date], list[Row]] = defaultdict(list)
    for row in rows:
        at[row.entry.class_name, row.entry.subject, row.entry.day].append(row)
    for one in checked.broken:
        mine = at[one.class_, one.subject, one.day]
        if mine:
            mine[0].broken.append((one, ADVICE[one.rule]))
    if seen is not None:
        rows = [row for row in rows if class_key(row.entry.class_name) in seen]
    return Looked(rows, checked, name)


# --- As tables ----------------------------------------------------------------------------


def in_order(names: Iterable[str]) -> list[str]:
    """Names of classes as schools list them: 5А, 5Б, 10А."""

    def key(name: str) -> tuple[int, str]:
        digits = "".join(c for c in name[:2] if c.isdigit())
        return int(digits or 0), name

    return sorted(set(names), key=key)


def months_of(year: SchoolYear) -> list[date]:
    return [date(year.start + (m < 9), m, 1) for m in (9, 10, 11, 12, 1, 2, 3, 4, 5, 6)]


def year_table(rows: Sequence[Row], year: SchoolYear) -> list[tuple[str, list[tuple[date, int]]]]:
    """Class × month: how many procedures."""
    counts: dict[tuple[str, int], int] = defaultdict(int)
    for row in rows:
        counts[row.entry.class_name, row.entry.day.month] += 1
    return [
        (name, [(month, counts[name, month.month]) for month in months_of(year)])
        for name in in_order(row.entry.class_name for row in rows)
    ]


def month_table(rows: Sequence[Row]) -> tuple[list[str], list[tuple[str, list[list[Row]]]]]:
    """Titles of the weeks of one month, and class × week with the entries."""
    weeks = sorted({row.entry.day.isocalendar()[:2] for row in rows})
    titles = []
    for year, week in weeks:
        first, last = date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 6)
        titles.append(f"{first:%d.%m}–{last:%d.%m}")
    cells: dict[tuple[str, tuple[int, int]], list[Row]] = defaultdict(list)
    for row in rows:
        cells[row.entry.class_name, row.entry.day.isocalendar()[:2]].append(row)
    names = in_order(row.entry.class_name for row in rows)
    return titles, [(name, [cells[name, week] for week in weeks]) for name in names]

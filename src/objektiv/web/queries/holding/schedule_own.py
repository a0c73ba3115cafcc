"""The schedule as it concerns one person: children's classes, own classes, what to publish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from zlib import crc32

from django.db.models import Q
from django.urls import reverse

from objektiv.planning.schedule import class_key
from objektiv.web.models import (
    Organisation,
    Person,
    RoleAssignment,
    ScheduleEntry,
    ScheduleVersion,
    SchoolClass,
)
from objektiv.web.permissions import FAMILY, SCHOOL_OFFICE, TEACHERS, assignments
from objektiv.web.queries.pupils import children_of
from objektiv.web.queries.waiting import Waiting

S = ScheduleVersion.State
SHOWN = timedelta(days=7)  # in «Сегодня»; the calendar has all of them


@dataclass(frozen=True)
class ChildSchedule:
    """A role of a parent or pupil, the class now, the schedule in force, the rows of the class."""

    link: RoleAssignment
    school_class: SchoolClass
    version: ScheduleVersion | None
    rows: list[ScheduleEntry]


def children_schedules(person: Person) -> list[ChildSchedule]:
    """Schedules of the classes that the person's roles of a family name."""
    links = children_of(person)
    now = _classes_now(links)
    versions = {
        (one.schedule.school_id, one.schedule.school_year_id): one
        for one in ScheduleVersion.objects.filter(
            schedule__school__in={one.organisation_id for one in links}, state=S.PUBLISHED
        ).select_related("schedule__school", "schedule__school_year")
    }
    found = []
    seen = set()
    for link in links:
        school_class = now.get(link.school_class.line, link.school_class)
        if school_class.pk in seen:
            continue
        seen.add(school_class.pk)
        version = versions.get((link.organisation_id, school_class.school_year_id))
        rows = _rows_of(version, {class_key(school_class.name)}) if version else []
        found.append(ChildSchedule(link, school_class, version, rows))
    return found


def _classes_now(links: list[RoleAssignment]) -> dict[int, SchoolClass]:
    """By line: what the classes of the links are in the newest school year they have."""
    lines = {one.school_class.line for one in links}
    found = SchoolClass.objects.filter(Q(pk__in=lines) | Q(first__in=lines), closed_on=None)
    return {
        one.line: one for one in found.select_related("school_year").order_by("school_year__start")
    }


def _rows_of(version: ScheduleVersion, keys: set[str]) -> list[ScheduleEntry]:
    return [one for one in version.entries.all() if class_key(one.class_name) in keys]


def days_of_classes(person: Person, today: date) -> Iterator[Waiting]:
    """Procedures of the children's classes and of the own ones, from today on."""
    family = any(one.role in FAMILY for one in assignments(person))
    for child in children_schedules(person) if family else ():
        if child.version:
            yield from _waiting(child.version, child.rows, reverse("my_schedule"), today)
    own = [one for one in assignments(person) if one.role in TEACHERS and one.class_id]
    if not own:
        return
    for version in ScheduleVersion.objects.filter(
        schedule__school__in={one.organisation_id for one in own},
        schedule__school_year__starts__lte=today,
        schedule__school_year__ends__gte=today,
        state=S.PUBLISHED,
    ).select_related("schedule__school", "schedule__school_year"):
        keys = {
            class_key(one.class_name or "")
            for one in own
            if one.organisation_id == version.schedule.school_id
        }
        page = reverse("schedule", args=[version.schedule.school_id])
        yield from _waiting(version, _rows_of(version, keys), page, today)


def _waiting(
    version: ScheduleVersion, rows: list[ScheduleEntry], page: str, today: date
) -> Iterator[Waiting]:
    copies: dict[str, int] = {}
    for row in rows:
        named = f"{class_key(row.class_name)}|{row.subject}|{row.procedure}"
        copies[named] = copies.get(named, 0) + 1
        if row.day < today:
            continue
        mark = f"{crc32(f'{named}|{copies[named]}'.encode()):08x}"
        # The address names the work, not the row: a moved work stays the same event.
        yield Waiting(
            f"{row.class_name}, {row.subject}: {row.procedure}",
            version.schedule.school.title,
            f"{page}?{urlencode({'class': row.class_name, 'work': mark})}",
            row.day,
            key=f"yearschedule:{version.schedule_id}",
            shown_from=row.day - SHOWN,
        )


def schedules_to_publish(person: Person, today: date) -> Iterator[Waiting]:
    """An approved schedule that nobody has published yet."""
    own = [one.path for one in assignments(person) if one.role in SCHOOL_OFFICE]
    if not own:
        return
    for version in ScheduleVersion.objects.filter(
        schedule__school__in=Organisation.objects.within(*own), state=S.APPROVED
    ).select_related("schedule__school", "schedule__school_year"):
        yield Waiting(
            f"Опубликовать: {version}",
            version.schedule.school.title,
            reverse("schedule_version", args=[version.pk]),
            None,
        )

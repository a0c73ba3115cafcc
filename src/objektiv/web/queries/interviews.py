"""Interviews with heads of method associations and teachers: whom, in which round, when."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import meeting_rules
from objektiv.russian import counted
from objektiv.web.models import (
    Meeting,
    Organisation,
    Participant,
    Person,
    Role,
    RoleAssignment,
    SchoolYear,
)
from objektiv.web.permissions import SCHOOL_MANAGERS, assignments
from objektiv.web.queries.waiting import Waiting

SHOWN_FROM = timedelta(days=14)


@dataclass(frozen=True)
class Talk:
    """A person with the interview of each round, or None."""

    person: Person
    roles: str
    rounds: tuple[Meeting | None, ...]


def talks_of(school: Organisation, year: SchoolYear) -> list[Talk]:
    """Everybody who is to be talked to, by name; a round lasts until the next begins."""
    rules = meeting_rules()
    roles: dict[Person, list[str]] = {}
    today = RoleAssignment.objects.on(timezone.localdate()).filter(
        organisation=school, role__in=rules.interview_roles, person__is_active=True
    )
    for one in today.select_related("person").order_by("person__surname", "person__name", "id"):
        title = str(Role(one.role).label)
        if title not in roles.setdefault(one.person, []):
            roles[one.person].append(title)
    starts = rules.rounds(year.start)
    held: dict[tuple[int, int], Meeting] = {}
    rows = Participant.objects.filter(
        person__in=roles,
        meeting__organisation=school,
        meeting__school_year=year,
        meeting__kind=Meeting.Kind.INTERVIEW,
    ).exclude(meeting__state=Meeting.State.CANCELLED)
    for row in rows.select_related("meeting").order_by("meeting__day"):
        held[row.person_id or 0, round_of(row.meeting.day, starts)] = row.meeting
    return [
        Talk(one, ", ".join(names), tuple(held.get((one.pk, n)) for n in range(len(starts))))
        for one, names in roles.items()
    ]


def round_of(day: date, starts: tuple[date, ...]) -> int:
    """The round a day belongs to; before the first one it counts for the first.

    >>> rounds = (date(2026, 10, 1), date(2027, 4, 1))
    >>> [round_of(day, rounds) for day in (date(2026, 9, 5), date(2026, 11, 3), date(2027, 4, 1))]
    [0, 0, 1]
    """
    return max(0, sum(day >= one for one in starts) - 1)


def interviews_to_hold(person: Person, today: date) -> Iterator[Waiting]:
    """For the head and the deputy: the round that runs or comes, until everybody has a day."""
    own = {one.organisation_id for one in assignments(person) if one.role in SCHOOL_MANAGERS}
    year = SchoolYear.objects.filter(starts__lte=today, ends__gte=today).first() if own else None
    if year is None:
        return
    starts = meeting_rules().rounds(year.start)
    number = round_of(today, starts)
    if number + 1 < len(starts) and today >= starts[number + 1] - SHOWN_FROM:
        number += 1
    first = starts[number]
    last = first.replace(day=monthrange(first.year, first.month)[1])
    for school in Organisation.objects.filter(pk__in=own, closed_on=None).order_by("name"):
        left = sum(one.rounds[number] is None for one in talks_of(school, year))
        if left:
            people = counted(left, "педагогом", "педагогами", "педагогами")
            yield Waiting(
                f"Назначить собеседования: не назначено с {people}",
                school.title,
                reverse("interviews", args=[school.pk]),
                last,
                key=f"interviews:{school.pk}:{number}",
                shown_from=first - SHOWN_FROM,
            )

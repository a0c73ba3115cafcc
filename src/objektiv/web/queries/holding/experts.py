"""Registers of experts, commissions and their marking, as far as a person may see them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from objektiv.web.models import (
    Commission,
    Expert,
    MarkingRound,
    Organisation,
    Person,
    Role,
    RoleAssignment,
    ScriptMark,
    Subject,
)
from objektiv.web.permissions import STAFF, assignments, may, places
from objektiv.web.queries.waiting import Waiting

S = MarkingRound.State


def experts_visible_to(person: Person):
    return Expert.objects.filter(
        organisation__in=Organisation.objects.within(*places(person, "experts.view"))
    ).select_related("person", "school", "organisation")


def register_of(place: Organisation, *, subject: str = "", status: str = ""):
    """The register of a place, by name; a subject or a status narrows it."""
    found = place.experts.select_related("person", "school").prefetch_related("subjects")
    if subject.isdecimal():
        found = found.filter(subjects=int(subject))
    if status in Expert.Status.values:
        found = found.filter(status=status)
    return found


def confirmed_on(place: Organisation, subject: Subject, day: date):
    """Who may mark a subject on a day."""
    return place.experts.filter(
        Q(until__isnull=True) | Q(until__gte=day),
        status=Expert.Status.CONFIRMED,
        since__lte=day,
        subjects=subject,
        person__is_active=True,
    ).select_related("person", "school")


def commissions_visible_to(person: Person):
    """Of the places where one answers for experts, and those that one leads."""
    return Commission.objects.filter(
        Q(organisation__in=Organisation.objects.within(*places(person, "experts.view")))
        | Q(leader=person)
    ).select_related("organisation", "subject", "leader", "school_year")


def rounds_led_by(person: Person):
    """Where one sees how marking goes: as the leader, or as who manages the own place's experts."""
    own = {one.organisation_id for one in assignments(person)}
    return MarkingRound.objects.filter(
        Q(commission__leader=person) | Q(commission__organisation__in=own)
    ).select_related(
        "commission__organisation", "commission__leader", "commission__subject", "work", "day",
        "recheck__review",
    )  # fmt: skip


def leads(person: Person, round_: MarkingRound) -> bool:
    return round_.commission.leader_id == person.pk or may(
        person, "experts.manage", round_.commission.organisation
    )


def tasks_of(person: Person):
    """What one marks: works by code, nothing about whose they are."""
    return ScriptMark.objects.filter(expert__person=person).select_related(
        "script__round__work", "script__round__commission", "expert"
    )


@dataclass(frozen=True)
class Mine:
    """A round in which one marks."""

    round: MarkingRound
    tasks: list[ScriptMark]

    @property
    def done(self) -> int:
        return sum(one.points is not None for one in self.tasks)

    @property
    def open(self) -> bool:
        return self.round.state != S.CLOSED


def rounds_of(person: Person) -> list[Mine]:
    """Rounds with one's works, the open ones first."""
    found: dict[int, list[ScriptMark]] = defaultdict(list)
    for task in tasks_of(person):
        found[task.script.round_id].append(task)
    mine = [Mine(tasks[0].script.round, tasks) for tasks in found.values()]
    return sorted(mine, key=lambda one: (not one.open, one.round.due, one.round.pk))


@dataclass(frozen=True)
class Load:
    """How far one expert is: for the leader, in the order of names, never of points."""

    expert: Expert
    given: int
    done: int


def loads_of(round_: MarkingRound) -> list[Load]:
    marks = ScriptMark.objects.filter(script__round=round_, turn__gt=0)
    given: Counter[int] = Counter()
    done: Counter[int] = Counter()
    for expert, points in marks.values_list("expert", "points"):
        given[expert] += 1
        done[expert] += points is not None
    experts = Expert.objects.filter(pk__in=given).select_related("person")
    return [Load(one, given[one.pk], done[one.pk]) for one in experts]


def ties_of(experts: Sequence[Expert]) -> dict[int, tuple[set[int], set[str]]]:
    """By expert: schools where the person works or has a child, and the classes taught."""
    people = {one.person_id: one.pk for one in experts}
    found: dict[int, tuple[set[int], set[str]]] = {one.pk: (set(), set()) for one in experts}
    for row in (
        RoleAssignment.objects.on(timezone.localdate())
        .filter(
            person__in=people,
            organisation__kind=Organisation.Kind.SCHOOL,
            role__in=(*STAFF, Role.PARENT),
        )
        .select_related("school_class")
    ):
        schools, classes = found[people[row.person_id]]
        schools.add(row.organisation_id)
        if row.school_class:
            classes.add(row.school_class.name)
    for one in experts:
        if one.school_id:
            found[one.pk][0].add(one.school_id)
    for expert, school in Expert.relations.through.objects.filter(expert__in=experts).values_list(
        "expert", "organisation"
    ):
        found[expert][0].add(school)
    return found


def marking_waiting(person: Person, today: date) -> Iterator[Waiting]:
    """Works to mark, by round; and what the leader has to close."""
    for mine in rounds_of(person):
        left = len(mine.tasks) - mine.done
        if mine.open and left:
            yield Waiting(
                f"Проверить работы: {mine.round.work.title}, осталось {left}",
                mine.round.commission.title,
                reverse("my_marking"),
                mine.round.due,
                key=f"markinground:{mine.round.pk}",
            )
    for round_ in MarkingRound.objects.filter(
        commission__leader=person, state=S.MARKING
    ).select_related("work", "commission__organisation"):
        if not ScriptMark.objects.filter(script__round=round_, points__isnull=True).exists():
            yield Waiting(
                f"Все работы проверены: {round_.work.title}",
                round_.commission.organisation.title,
                reverse("marking", args=[round_.pk]),
                round_.due,
            )

"""Briefings: by when, who has signed, who has not, who may be assigned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import holding_rules
from objektiv.russian import working_days_before
from objektiv.web.models import (
    Briefed,
    Briefing,
    BriefingFile,
    Observer,
    Organisation,
    Person,
    Procedure,
    ProcedureDay,
    ProcedureSite,
    Role,
    RoleAssignment,
)
from objektiv.web.permissions import SCHOOL_OFFICE, places
from objektiv.web.queries.holding.steps import ABOVE, steps_of
from objektiv.web.queries.waiting import SHOWN_BEFORE, Waiting

# Word of the technology -> roles of people who are briefed under it.
PEOPLE = {
    "coordinator": SCHOOL_OFFICE,
    "organiser": (Role.ORGANISER,),
    "technician": (Role.TECHNICAL_SPECIALIST,),
    "expert": (Role.EXPERT,),
    "observer": (Role.OBSERVER,),
}


def must_be_briefed(procedure: Procedure) -> tuple[str, ...]:
    """Roles whose people may take part only after a briefing, as the technology says."""
    return tuple(dict.fromkeys(role for step in steps_of(procedure) for role in step.briefs))


def roles_to_brief(procedure: Procedure, place: Organisation) -> tuple[str, ...]:
    """Of those roles the ones that the place itself answers for: a school briefs no observers."""
    if not place.is_school:
        return must_be_briefed(procedure)
    own = (step for step in steps_of(procedure) if step.role != ABOVE)
    return tuple(dict.fromkeys(role for step in own for role in step.briefs))


def briefed(person: Person, day: ProcedureDay, role: str) -> bool:
    """May the person be assigned in this role on this day as far as briefings go?

    True where the technology asks for no briefing of the role; else the person must have
    signed one for this role and procedure (for all its days or for this one).
    """
    return not unbriefed([person], day, role)


def unbriefed(people: Iterable[Person], day: ProcedureDay, role: str) -> list[Person]:
    """Of these people those who have not signed a briefing: they cannot be assigned yet."""
    people = list(people)
    if role not in must_be_briefed(day.procedure):
        return []
    signed = set(
        _signed(day.procedure, role)
        .filter(Q(briefing__day=None) | Q(briefing__day=day), person__in=people)
        .values_list("person", flat=True)
    )
    return [one for one in people if one.pk not in signed]


def anybody_briefed(procedure: Procedure, role: str) -> bool:
    """Has at least one person signed a briefing of the role?"""
    return _signed(procedure, role).exists()


def _signed(procedure: Procedure, role: str):
    return Briefed.objects.filter(
        briefing__procedure=procedure,
        briefing__role=role,
        briefing__cancelled_at=None,
        signed_at__isnull=False,
    )


def briefings_visible_to(person: Person):
    """Of the places where the person answers for them, and those the person is called to."""
    within = Organisation.objects.within(*places(person, "briefings.view"))
    called = Briefed.objects.filter(person=person).values("briefing")
    return Briefing.objects.filter(Q(place__in=within) | Q(pk__in=called)).select_related(
        "procedure__organiser", "place", "day", "made_by"
    )


def briefing_files_visible_to(person: Person):
    return BriefingFile.objects.filter(
        briefing__in=briefings_visible_to(person), removed_at=None
    ).select_related("briefing")


def briefings_at(place: Organisation):
    """Briefings that the place itself holds, with how many are called and have signed."""
    return (
        Briefing.objects.filter(place=place)
        .select_related("procedure__organiser", "day")
        .annotate(
            called=Count("people"),
            signed=Count("people", filter=Q(people__signed_at__isnull=False)),
        )
        .order_by("-id")
    )


def people_of(briefing: Briefing) -> list[Briefed]:
    """Who is called, by name."""
    found = briefing.people.select_related("person", "recorded_by")
    return sorted(found, key=lambda one: one.name)


def term_of(briefing: Briefing, first: date | None = None) -> date | None:
    """The last day in time: so many working days before the day, or before the first day.

    `first`: the first day of the procedure at the place, where it is known already.
    """
    day = briefing.day.day if briefing.day else first or first_day(briefing)
    return None if day is None else _term(briefing.role, day)


def _term(role: str, day: date) -> date:
    rule = holding_rules().briefings.get(role)
    return working_days_before(day, rule.working_days if rule else 1)


def first_day(briefing: Briefing) -> date | None:
    """The first day of the procedure at the briefing's place."""
    return first_days([(briefing.procedure_id, briefing.place)]).get(
        (briefing.procedure_id, briefing.place_id)
    )


def first_days(wanted: Iterable[tuple[int, Organisation]]) -> dict[tuple[int, int], date]:
    """The first day of each procedure at each place, with one query."""
    wanted = list(wanted)
    if not wanted:
        return {}
    condition = Q()
    for path in {place.path for _, place in wanted}:
        condition |= Q(school__path__startswith=path)
    rows = list(
        ProcedureSite.objects.filter(condition, day__procedure__in={pk for pk, _ in wanted})
        .exclude(state=ProcedureSite.State.NOT_HELD)
        .values_list("day__procedure", "school__path")
        .annotate(first=Min("day__day"))
        .order_by()
    )
    found: dict[tuple[int, int], date] = {}
    for procedure, place in wanted:
        days = [
            first for pk, path, first in rows if pk == procedure and path.startswith(place.path)
        ]
        if days:
            found[procedure, place.pk] = min(days)
    return found


def candidates(place: Organisation, role: str):
    """People of a role at a place, or in the schools of a municipality: whom to call.

    Observers are the corps around the place: those who could be assigned there.
    """
    if role == "observer":
        return Person.objects.filter(is_active=True, observing__in=_corps(place)).distinct()
    today = timezone.localdate()
    return Person.objects.filter(
        is_active=True,
        assignments__in=RoleAssignment.objects.on(today).filter(
            organisation__path__startswith=place.path, role__in=PEOPLE.get(role, ())
        ),
    ).distinct()


def _corps(place: Organisation):
    return Observer.objects.around(place).filter(state=Observer.State.ACCEPTED)


@dataclass(frozen=True)
class RoleState:
    """People of one role for one procedure at a place: who has not been briefed."""

    procedure: Procedure
    role: str
    title: str
    term: date | None
    people: int
    waiting: list[Person]  # by name

    @property
    def done(self) -> int:
        return self.people - len(self.waiting)


def states_at(place: Organisation, procedures: Iterable[Procedure]) -> list[RoleState]:
    """Every role that must be briefed for open procedures: how many have been, who has not."""
    procedures = list(procedures)
    firsts = first_days((one.pk, place) for one in procedures)
    asked = {one.pk: roles_to_brief(one, place) for one in procedures}
    roles = {role for found in asked.values() for role in found}
    names = {role: kinds for role, kinds in PEOPLE.items() if role in roles}
    people: dict[str, dict[int, Person]] = defaultdict(dict)
    for one in (
        RoleAssignment.objects.on(timezone.localdate())
        .filter(
            organisation__path__startswith=place.path,
            role__in={kind for kinds in names.values() for kind in kinds},
            person__is_active=True,
        )
        .select_related("person")
        .order_by("person__surname", "person__name", "person_id")
    ):
        for role, kinds in names.items():
            if one.role in kinds and role != "observer":
                people[role][one.person_id] = one.person
    if "observer" in roles:
        people["observer"] = {
            one.pk: one for one in candidates(place, "observer").order_by("surname", "name", "pk")
        }
    signed: dict[tuple[int, str], set[int]] = defaultdict(set)
    for pk, role, person in Briefed.objects.filter(
        briefing__procedure__in=procedures,
        briefing__cancelled_at=None,
        signed_at__isnull=False,
        person__isnull=False,
    ).values_list("briefing__procedure", "briefing__role", "person"):
        signed[pk, role].add(person)
    found = []
    for procedure in procedures:
        first = firsts.get((procedure.pk, place.pk))
        for role in asked[procedure.pk]:
            of_role = people.get(role, {})
            found.append(
                RoleState(
                    procedure,
                    role,
                    holding_rules().roles[role],
                    _term(role, first) if first else None,
                    len(of_role),
                    [one for pk, one in of_role.items() if pk not in signed[procedure.pk, role]],
                )
            )
    return found


def briefings_waiting(person: Person, today: date) -> Iterator[Waiting]:
    """Briefings that the person has not signed."""
    called = list(
        Briefed.objects.filter(
            person=person,
            signed_at=None,
            briefing__cancelled_at=None,
            briefing__procedure__closed=False,
        ).select_related("briefing__procedure", "briefing__place", "briefing__day")
    )
    firsts = first_days((one.briefing.procedure_id, one.briefing.place) for one in called)
    for one in called:
        briefing = one.briefing
        due = term_of(briefing, firsts.get((briefing.procedure_id, briefing.place_id)))
        yield Waiting(
            f"Пройти инструктаж: {briefing.title}",
            briefing.place.title,
            reverse("briefing", args=[briefing.pk]),
            due,
            key=f"briefing:{briefing.pk}" if due else "",
            shown_from=due - SHOWN_BEFORE if due else None,
        )

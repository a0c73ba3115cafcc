"""What a rule is put together from: groups of roles, and how a role reaches a place."""

from __future__ import annotations

from typing import Any

import rules

from objektiv.web.models import Organisation, Person, Role
from objektiv.web.permissions.assigned import assignments, expert_places

COORDINATORS = (Role.REGIONAL_COORDINATOR, Role.MUNICIPAL_COORDINATOR)
SCHOOL_MANAGERS = (Role.HEAD, Role.DEPUTY)
SCHOOL_OFFICE = (*SCHOOL_MANAGERS, Role.SCHOOL_COORDINATOR)
METHODISTS = (Role.METHOD_HEAD,)
TEACHERS = (Role.TEACHER, Role.CLASS_TEACHER)
FAMILY = (Role.PARENT, Role.PUPIL)
STAFF = (
    *COORDINATORS,
    *SCHOOL_OFFICE,
    *METHODISTS,
    *TEACHERS,
    Role.EXPERT,
    Role.ORGANISER,
    Role.TECHNICAL_SPECIALIST,
)


def role(*roles: Any):
    """A predicate: the person has one of the roles at the place or above it."""

    @rules.predicate(f"role:{'|'.join(roles)}")
    def holds(person: Person, place: Organisation | None) -> bool:
        if place is None:
            return any(one.role in roles for one in assignments(person))
        return any(
            one.role in roles and place.path.startswith(one.path) for one in assignments(person)
        )

    return holds


@rules.predicate
def in_own_school(person: Person, place: Organisation) -> bool:
    """The right of reply is the school's own: nobody speaks for it from above."""
    return any(
        one.role in SCHOOL_MANAGERS and one.path == place.path for one in assignments(person)
    )


@rules.predicate
def from_above(person: Person, place: Organisation) -> bool:
    """Nobody decides about a finding of the own school."""
    return any(
        one.role in COORDINATORS and place.path.startswith(one.path) and place.path != one.path
        for one in assignments(person)
    )


OWN_MANAGERS = {
    Organisation.Kind.REGION: (Role.REGIONAL_COORDINATOR,),
    Organisation.Kind.MUNICIPALITY: (Role.MUNICIPAL_COORDINATOR,),
    Organisation.Kind.SCHOOL: SCHOOL_OFFICE,
}


@rules.predicate
def manages_own(person: Person, place: Organisation) -> bool:
    """Who keeps the organisation's own plan; nobody from above writes it for a school."""
    return any(
        one.role in OWN_MANAGERS[Organisation.Kind(place.kind)] and one.path == place.path
        for one in assignments(person)
    )


# Who is in the school on the day of a procedure.
ON_DAY = (Role.ORGANISER, Role.TECHNICAL_SPECIALIST, Role.EXPERT)


@rules.predicate
def holds_day(person: Person, place: Organisation) -> bool:
    """A day is held by the school's own people; nobody ticks off for it from above."""
    return any(
        one.role in (*SCHOOL_OFFICE, *ON_DAY) and one.path == place.path
        for one in assignments(person)
    )


@rules.predicate
def leads_association(person: Person, place: Organisation) -> bool:
    """Heads of method associations hold the meetings of their own place."""
    return any(one.role in METHODISTS and one.path == place.path for one in assignments(person))


@rules.predicate
def heads_own(person: Person, place: Organisation) -> bool:
    """Who signs for the organisation: its managers, not the whole office."""
    return any(
        one.role in (*COORDINATORS, *SCHOOL_MANAGERS) and one.path == place.path
        for one in assignments(person)
    )


@rules.predicate
def office_of_own(person: Person, place: Organisation) -> bool:
    """The own office: single pupils, and whose child has which code, are seen nowhere else."""
    return any(one.role in SCHOOL_OFFICE and one.path == place.path for one in assignments(person))


@rules.predicate
def works_in_school(person: Person, place: Organisation) -> bool:
    """Office and teachers of the school itself."""
    roles = (*SCHOOL_OFFICE, *TEACHERS)
    return any(one.role in roles and one.path == place.path for one in assignments(person))


@rules.predicate
def works_here(person: Person, place: Organisation) -> bool:
    """Who writes tasks and criteria: people who teach or lead at the place itself."""
    roles = (*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS, *TEACHERS)
    return any(one.role in roles and one.path == place.path for one in assignments(person))


@rules.predicate
def expert_from_above(person: Person, place: Organisation) -> bool:
    """Who marks works a second time is no expert of the school itself."""
    return any(place.path.startswith(path) and place.path != path for path in expert_places(person))


@rules.predicate
def is_school(person: Person, place: Organisation) -> bool:
    return place.kind == Organisation.Kind.SCHOOL

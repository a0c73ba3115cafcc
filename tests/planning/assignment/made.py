"""Small requests to assign, and an answer found by trying everything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from itertools import combinations, product

from objektiv.planning.assignment import (
    ROLES,
    Assigned,
    Person,
    Procedure,
    StaffRequest,
    clash,
    conflicts,
)
from objektiv.profiles import load_assignment_rules

DAY = date(2026, 4, 21)
SCHOOLS = ("СОШ № 1", "СОШ № 2", "СОШ № 3")


def person(name: str, **fields: object) -> Person:
    ready = {
        "roles": frozenset({"observer"}),
        "trained": True,
        "accredited_until": date(2026, 6, 30),
        "briefed": date(2026, 4, 1),
    }
    return Person(name, **{**ready, **fields})


def procedure(code: str, **fields: object) -> Procedure:
    usual = {
        "name": "ВПР",
        "school": SCHOOLS[0],
        "subject": "Математика",
        "day": DAY,
        "start": time(9),
        "end": time(10),
        "observers": 1,
    }
    return Procedure(code, **{**usual, **fields})


def request(
    procedures: Sequence[Procedure], people: Sequence[Person], **fields: object
) -> StaffRequest:
    given = {"rules": load_assignment_rules(), **fields}
    return StaffRequest(tuple(procedures), tuple(people), **given)


def broken(asked: StaffRequest, assigned: Sequence[Assigned]) -> list[str]:
    """Everything that is wrong with an assignment, found by looking at every pair."""
    people = {one.name: one for one in asked.people}
    places = {one.code: one for one in asked.procedures}
    found = []
    for one in assigned:
        who, where = people[one.person], places[one.procedure]
        if one.role not in who.roles:
            found.append(f"{one}: role")
        found += [f"{one}: {why.rule}" for why in conflicts(who, where, one.role, asked)]
    for one, other in combinations(assigned, 2):
        if one.person == other.person and (
            one.procedure == other.procedure
            or clash(places[one.procedure], places[other.procedure], asked)
        ):
            found.append(f"{one} and {other}")
    for role, who in product(ROLES, asked.people):
        most = asked.limit(who)
        taken = sum((one.person, one.role) == (who.name, role) for one in assigned)
        if most is not None and taken > most:
            found.append(f"{who.name}: {taken} > {most}")
    for where, role in product(asked.procedures, ROLES):
        sent = sum((one.procedure, one.role) == (where.code, role) for one in assigned)
        if sent != where.need(role):
            found.append(f"{where.code}, {role}: {sent} of {where.need(role)}")
    return found


def every_assignment(asked: StaffRequest) -> list[tuple[Assigned, ...]]:
    """All assignments without a conflict."""
    choices = [
        [
            tuple(Assigned(where.code, role, who.name) for who in group)
            for group in combinations(
                [who for who in asked.people if role in who.roles], where.need(role)
            )
        ]
        for where in asked.procedures
        for role in ROLES
    ]
    joined = (tuple(one for part in parts for one in part) for parts in product(*choices))
    return [one for one in joined if not broken(asked, one)]


def spread(asked: StaffRequest, assigned: Sequence[Assigned]) -> int:
    """Σ over roles of (most − least) load of those who can take anything at all."""
    total = 0
    for role in ROLES:
        loads = [
            who.load + sum((one.person, one.role) == (who.name, role) for one in assigned)
            for who in asked.people
            if role in who.roles
            and any(
                where.need(role) and not conflicts(who, where, role, asked)
                for where in asked.procedures
            )
        ]
        total += max(loads) - min(loads) if loads else 0
    return total

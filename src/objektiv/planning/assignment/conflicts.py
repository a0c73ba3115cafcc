"""What keeps a person from a procedure, each reason with its rule and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from objektiv.planning.assignment.request import Person, Procedure, StaffRequest, name_key
from objektiv.planning.schedule.entries import class_key
from objektiv.russian import short_date, working_days_before

_same = cache(name_key)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One reason; `rule` is a code of the rules."""

    rule: str
    text: str  # Russian, without a full stop


def conflicts(
    person: Person, procedure: Procedure, role: str, request: StaffRequest
) -> tuple[Conflict, ...]:
    """Every reason why one person may not take one role at one procedure; () when none.

    A rule that is only preferred or switched off gives no reason here.
    """
    return tuple(
        one
        for one in (
            *_interests(person, procedure, request),
            *_readiness(person, procedure, role, request),
        )
        if request.rules.must(one.rule, role)
    )


def repeats(person: Person, procedure: Procedure) -> bool:
    """Whether the person was at this school the last time."""
    return _same(procedure.school) in {_same(one) for one in person.last_schools}


def clash(one: Procedure, other: Procedure, request: StaffRequest) -> Conflict | None:
    """Why nobody can be at both procedures; None when one person can."""
    if one.day != other.day:
        return None
    if one.start < other.end and other.start < one.end:
        return Conflict("overlap", f"{one.code} и {other.code} идут в одно время")
    if request.rules.must("travel") and frozenset((one.school, other.school)) in request.distant:
        return Conflict("travel", f"{one.school} и {other.school} далеко друг от друга")
    return None


def _interests(person: Person, procedure: Procedure, request: StaffRequest) -> Iterator[Conflict]:
    school = _same(procedure.school)
    if person.school and _same(person.school) == school:
        yield Conflict("own_school", f"работает в {procedure.school}")
    for child in person.children:
        if _same(child.school) == school and (
            request.child_scope == "school" or _class_meets(child.class_, procedure)
        ):
            where = f"{procedure.school}, {child.class_}" if child.class_ else procedure.school
            yield Conflict("own_child", f"ребёнок учится в {where}")
            break
    subjects = {_same(one) for one in person.subjects}
    if _same(procedure.subject) in subjects:
        yield Conflict("own_subject", f"преподаёт предмет «{procedure.subject}»")
    else:
        yield Conflict("qualification", f"не эксперт по предмету «{procedure.subject}»")
    for relation in person.relations:
        if _same(relation.school) == school and _class_meets(relation.class_, procedure):
            yield Conflict("relation", f"заявлена связь с {procedure.school}: {relation.why}")
            break
    if repeats(person, procedure):
        yield Conflict("rotation", f"в прошлый раз был(а) в {procedure.school}")


def _readiness(
    person: Person, procedure: Procedure, role: str, request: StaffRequest
) -> Iterator[Conflict]:
    day = procedure.day
    if not person.trained:
        yield Conflict("training", "обучение не пройдено")
    if person.accredited_until is None:
        yield Conflict("accreditation", "аккредитации нет")
    elif day > person.accredited_until:
        until = short_date(person.accredited_until)
        yield Conflict("accreditation", f"аккредитация действует до {until}")
    elif person.accredited_from is not None and day < person.accredited_from:
        since = short_date(person.accredited_from)
        yield Conflict("accreditation", f"аккредитация действует с {since}")
    last = working_days_before(day, request.rules.briefing_days)
    if person.briefed is None:
        yield Conflict("briefing", "инструктаж не пройден")
    elif person.briefed > last:
        yield Conflict(
            "briefing",
            f"инструктаж {short_date(person.briefed)}, а нужен не позднее {short_date(last)}",
        )
    if day in person.busy:
        yield Conflict("busy", f"занят(а) {short_date(day)}")
    if request.limit(person) == 0:
        yield Conflict("limit", "назначений больше не принимает")


def _class_meets(class_: str, procedure: Procedure) -> bool:
    """An unknown class may be any, so it meets."""
    if not class_ or not procedure.classes:
        return True
    return class_key(class_) in {class_key(one) for one in procedure.classes}

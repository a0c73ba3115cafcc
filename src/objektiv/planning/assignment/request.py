"""What is asked for: procedures that need people, people with what binds them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time

from objektiv.profiles import AssignmentRules
from objektiv.protocols.cells import same_letters

ROLES = {
    "observer": ("наблюдатель", "наблюдателя", "наблюдателей"),
    "expert": ("эксперт", "эксперта", "экспертов"),
}


@dataclass(frozen=True, slots=True)
class Child:
    """A child of a person: where it learns; an empty class is an unknown one."""

    school: str
    class_: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """What a person declared: a school (of one class where it is named) and why."""

    school: str
    why: str
    class_: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be assigned. `subjects`: taught by an observer, marked by an expert."""

    name: str
    roles: frozenset[str]
    school: str = ""  # where the person works
    subjects: frozenset[str] = frozenset()
    children: tuple[Child, ...] = ()
    relations: tuple[Relation, ...] = ()
    trained: bool = False
    accredited_from: date | None = None
    accredited_until: date | None = None
    briefed: date | None = None
    last_schools: frozenset[str] = frozenset()  # where the person was the last time
    busy: frozenset[date] = frozenset()
    most: int | None = None  # procedures at most, of one role
    load: int = 0  # procedures before this request, counted into the balance
    line: int = 0  # of the request, 0 where unknown


@dataclass(frozen=True, slots=True)
class Procedure:
    """One work written in one school on one day: how many people of each role it needs."""

    code: str
    name: str
    school: str
    subject: str
    day: date
    start: time = time.min
    end: time = time.max
    classes: frozenset[str] = frozenset()  # empty: unknown
    observers: int = 0
    experts: int = 0
    line: int = 0

    def need(self, role: str) -> int:
        return self.observers if role == "observer" else self.experts


@dataclass(frozen=True, order=True, slots=True)
class Assigned:
    """One person at one procedure in one role."""

    procedure: str  # its code
    role: str
    person: str  # the name


@dataclass(frozen=True)
class StaffRequest:
    """Everything an assignment depends on, besides the seed."""

    procedures: tuple[Procedure, ...]
    people: tuple[Person, ...]
    rules: AssignmentRules
    child_scope: str = "school"  # or "class": how far from the own child a person stays
    distant: frozenset[frozenset[str]] = field(default_factory=frozenset)  # pairs of schools
    most: int | None = None  # procedures of one role per person, at most
    keep: tuple[Assigned, ...] = ()  # an earlier assignment to change as little as possible

    def limit(self, person: Person) -> int | None:
        """The most procedures of one role this person takes here."""
        if not self.rules.must("limit"):
            return None
        known = [one for one in (self.most, person.most) if one is not None]
        return min(known, default=None)


def name_key(text: str) -> str:
    """A name of a school or subject without what people write differently.

    >>> name_key("СОШ №3 «Лучик»") == name_key('сош 3 "Лучик"')
    True
    """
    plain = re.sub(r"[«»\"'„“”№\s]", "", text.replace("ё", "е").replace("Ё", "Е"))
    return same_letters(plain)

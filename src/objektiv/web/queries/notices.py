"""Notices of a person."""

from __future__ import annotations

from dataclasses import dataclass

from objektiv.web.models import NoticeChoice, Person
from objektiv.web.models.notifications import USUAL, Kind, Way


@dataclass(frozen=True)
class Choice:
    kind: str
    title: str
    way: str


def notices_of(person: Person, *, kind: str = "", unread: bool = False):
    found = person.notices.all()
    if kind in Kind.values:
        found = found.filter(kind=kind)
    return found.filter(read_at=None) if unread else found


def unread_count(person: Person) -> int:
    return person.notices.filter(read_at=None).count()


def choices_of(person: Person) -> list[Choice]:
    """How the person is told of each kind: chosen, or usual."""
    chosen = dict(NoticeChoice.objects.filter(person=person).values_list("kind", "way"))
    return [
        Choice(kind, title, Way(chosen.get(kind, USUAL[Kind(kind)])))
        for kind, title in Kind.choices
    ]

"""The register of outgoing documents, its numbers and holes; templates; settled cases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Max, Q

from objektiv import russian
from objektiv.web.models import (
    CaseAnswer,
    LetterArchive,
    Letterhead,
    NumberGap,
    Organisation,
    Outgoing,
    Person,
    Role,
    RoleAssignment,
    SheetTemplate,
)
from objektiv.web.permissions import places


def letterhead_of(place: Organisation) -> Letterhead:
    """The kept one, or an unsaved one with what is usual."""
    return Letterhead.objects.filter(organisation=place).first() or Letterhead(organisation=place)


# --- Register -----------------------------------------------------------------------------


def outgoing_visible_to(person: Person):
    return Outgoing.objects.filter(
        organisation__in=Organisation.objects.within(*places(person, "outgoing.view"))
    ).select_related("organisation", "recommendations", "plan", "review__school", "review__work",
                     "made_by")  # fmt: skip


def next_n(place: Organisation, year: int) -> int:
    """One more than the highest number of the year, explained holes included."""
    used = Outgoing.objects.filter(organisation=place, year=year).aggregate(n=Max("n"))["n"] or 0
    told = NumberGap.objects.filter(organisation=place, year=year).aggregate(n=Max("last"))["n"]
    return max(used, told or 0) + 1


def next_number(place: Organisation, day: date) -> str:
    return letterhead_of(place).pattern.replace("{n}", str(next_n(place, day.year)))


def n_of(pattern: str, number: str) -> int | None:
    """The running number in a number written by the pattern; None: it is another kind of number.

    >>> n_of("01-15/{n}", "01-15/7"), n_of("01-15/{n}", "б/н")
    (7, None)
    """
    before, _, after = pattern.partition("{n}")
    match = re.fullmatch(rf"{re.escape(before)}([1-9]\d{{0,8}}){re.escape(after)}", number)
    return int(match[1]) if match else None


@dataclass(frozen=True)
class Hole:
    first: int
    last: int

    @property
    def words(self) -> str:
        """«35–39»."""
        return f"{self.first}–{self.last}" if self.last > self.first else str(self.first)


def holes_of(place: Organisation, year: int) -> list[Hole]:
    """Numbers below the highest that stand on no entry and are not explained."""
    taken = set(
        Outgoing.objects.filter(organisation=place, year=year, n__isnull=False).values_list(
            "n", flat=True
        )
    )
    for one in NumberGap.objects.filter(organisation=place, year=year):
        taken |= set(range(one.first, one.last + 1))
    found: list[Hole] = []
    last = 0
    for n in sorted(taken):
        if n > last + 1:
            found.append(Hole(last + 1, n - 1))
        last = n
    return found


def years_of(place: Organisation) -> list[int]:
    return list(
        Outgoing.objects.filter(organisation=place).order_by("-year").values_list("year", flat=True)
        .distinct()
    )  # fmt: skip


# --- Templates ----------------------------------------------------------------------------


def templates_at(place: Organisation):
    return SheetTemplate.objects.filter(organisation=place).select_related("made_by")


def templates_visible_to(person: Person):
    return SheetTemplate.objects.filter(
        organisation__in=Organisation.objects.within(*places(person, "outgoing.view"))
    )


def template_for(place: Organisation, kind: str) -> bytes | None:
    """The organisation's own template, else that of the nearest above; None: the program's."""
    kept = (
        SheetTemplate.objects.filter(organisation__in=place.line(), kind=kind, in_force=True)
        .order_by("-organisation__path")
        .first()
    )
    return (settings.STORE / kept.path).read_bytes() if kept else None


def archives_visible_to(person: Person):
    return LetterArchive.objects.filter(
        document__organisation__in=Organisation.objects.within(
            *places(person, "recommendations.write")
        )
    ).select_related("document__organisation")


# --- Whom to write to ---------------------------------------------------------------------


@dataclass(frozen=True)
class Doubt:
    """A name whose case a person should look at once."""

    about: Person | Organisation
    case: russian.Case
    source: str
    text: str  # as it would be written without an answer
    question: str


@dataclass(frozen=True)
class Address:
    school: Organisation
    text: str  # «Директору МБОУ «СОШ № 5» Петровой А. И.»
    head: Person | None
    doubts: tuple[Doubt, ...]


def addresses_of(schools: Iterable[Organisation], day: date) -> list[Address]:
    """Heads of schools in the dative, in the order of the schools; four queries at most."""
    schools = list(schools)
    heads: dict[int, Person] = {}
    for one in (
        RoleAssignment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=day))
        .filter(organisation__in=schools, role=Role.HEAD, person__is_active=True)
        .select_related("person")
        .order_by("starts", "id")
    ):
        # The latest head of that day; where the system knows nobody so early, the next one.
        if one.starts <= day or one.organisation_id not in heads:
            heads[one.organisation_id] = one.person
    known: dict[tuple[str, int, str], CaseAnswer] = {}
    for answer in CaseAnswer.objects.filter(person__in=heads.values()):
        known["person", answer.person_id, answer.case] = answer
    for answer in CaseAnswer.objects.filter(organisation__in=schools):
        known["organisation", answer.organisation_id, answer.case] = answer
    return [_address(one, heads.get(one.pk), known) for one in schools]


def _address(school: Organisation, head: Person | None, known) -> Address:
    doubts: list[Doubt] = []

    def settled(about, kind: str, case, source: str, declined: russian.Declined) -> str:
        answer = known.get((kind, about.pk, case))
        if answer and answer.source == source:
            return answer.text
        if declined.question:
            doubts.append(Doubt(about, case, source, declined.text, declined.question))
        return declined.text

    where = settled(school, "organisation", "genitive", school.name,
                    russian.decline_organisation(school.name, "genitive"))  # fmt: skip
    if head is None:
        return Address(school, f"Руководителю {where}", None, tuple(doubts))
    who = settled(head, "person", "dative", head.full_name,
                  russian.decline_person(head.full_name, "dative", form="short"))  # fmt: skip
    return Address(school, f"Директору {where} {who}", head, tuple(doubts))

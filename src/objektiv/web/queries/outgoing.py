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
    Meeting,
    NumberGap,
    Organisation,
    Outgoing,
    Person,
    Plan,
    Role,
    RoleAssignment,
    SheetTemplate,
)
from objektiv.web.models.outgoing import MINUTES, ORDERS, OUT
from objektiv.web.permissions import places


def letterhead_of(place: Organisation) -> Letterhead:
    """The kept one, or an unsaved one with what is usual."""
    return Letterhead.objects.filter(organisation=place).first() or Letterhead(organisation=place)


# --- Register -----------------------------------------------------------------------------


def outgoing_visible_to(person: Person):
    return Outgoing.objects.filter(
        organisation__in=Organisation.objects.within(*places(person, "outgoing.view"))
    ).select_related("organisation", "recommendations", "plan", "review__school", "review__work",
                     "meeting", "made_by")  # fmt: skip


def next_n(place: Organisation, year: int, book: str = OUT) -> int:
    """One more than the highest number of the year, explained holes included."""
    kept = {"organisation": place, "year": year, "book": book}
    used = Outgoing.objects.filter(**kept).aggregate(n=Max("n"))["n"] or 0
    told = NumberGap.objects.filter(**kept).aggregate(n=Max("last"))["n"]
    return max(used, told or 0) + 1


def pattern_of(place: Organisation, book: str = OUT) -> str:
    """Orders and minutes are numbered without the index of outgoing documents."""
    return letterhead_of(place).pattern if book == OUT else "{n}"


def next_number(place: Organisation, day: date) -> str:
    return pattern_of(place).replace("{n}", str(next_n(place, day.year)))


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


def holes_of(place: Organisation, year: int, book: str = OUT) -> list[Hole]:
    """Numbers below the highest that stand on no entry and are not explained.

    Orders have none: most of them are no business of this system.
    """
    if book == ORDERS:
        return []
    kept = {"organisation": place, "year": year, "book": book}
    taken = set(Outgoing.objects.filter(**kept, n__isnull=False).values_list("n", flat=True))
    for one in NumberGap.objects.filter(**kept):
        taken |= set(range(one.first, one.last + 1))
    found: list[Hole] = []
    last = 0
    for n in sorted(taken):
        if n > last + 1:
            found.append(Hole(last + 1, n - 1))
        last = n
    return found


def years_of(place: Organisation, book: str = OUT) -> list[int]:
    return list(
        Outgoing.objects.filter(organisation=place, book=book)
        .order_by("-year").values_list("year", flat=True).distinct()
    )  # fmt: skip


def book_of(meeting: Meeting) -> str:
    """The minutes of each body are numbered apart; without a body, of each kind of meeting."""
    return f"{MINUTES}:{meeting.body_id or meeting.kind}"


def books_of(place: Organisation) -> dict[str, str]:
    """Registers of a place with their titles: outgoing documents always, others once begun."""
    known = set(
        Outgoing.objects.filter(organisation=place).order_by().values_list("book", flat=True)
    )
    titles = {OUT: "Исходящие", ORDERS: "Приказы"} if ORDERS in known else {OUT: "Исходящие"}
    bodies = {str(one.pk): one.name for one in place.bodies.all()}
    kinds = {str(kind): str(label) for kind, label in Meeting.Kind.choices}
    minutes = {
        book: f"Протоколы: {bodies.get(of) or kinds.get(of, of)}"
        for book in known
        if (of := book.partition(":")[2])
    }
    return titles | dict(sorted(minutes.items(), key=lambda one: one[1]))


def unregistered(place: Organisation) -> tuple[list[Plan], list[Meeting]]:
    """Approved plans and signed minutes with a number that stand in no register."""
    plans = (
        Plan.objects.filter(organisation=place, order_date__isnull=False)
        .exclude(order_number="")
        .exclude(pk__in=_entered(place, "plan"))
    )
    meetings = (
        Meeting.objects.filter(organisation=place, state=Meeting.State.HELD, dated__isnull=False)
        .exclude(number="")
        .exclude(pk__in=_entered(place, "meeting"))
        .select_related("school_year", "signed_by")
    )
    known = set(
        Outgoing.objects.filter(organisation=place, book=ORDERS).values_list("number", "dated")
    )
    return (
        [one for one in plans.select_related("approved_by", "made_by")
         if (one.order_number, one.order_date) not in known],
        list(meetings),
    )  # fmt: skip


def _entered(place: Organisation, what: str):
    found = Outgoing.objects.filter(organisation=place, **{f"{what}__isnull": False})
    return found.values(f"{what}_id")


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

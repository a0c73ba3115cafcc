"""What is expected from a place, what has come, what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, Q

from objektiv.web.models import Organisation, Person, Procedure, Protocol, Reminder, Upload
from objektiv.web.permissions import places
from objektiv.web.queries.organisations import schools_below


@dataclass(frozen=True)
class Progress:
    """A procedure as one place sees it: organisations expected, and of them come."""

    procedure: Procedure
    expected: int
    came: int

    @property
    def missing(self) -> int:
        return self.expected - self.came

    @property
    def by_others(self) -> bool:
        """Nothing is asked of this place itself: its municipality brings for it."""
        return self.expected == 0


@dataclass(frozen=True)
class Come:
    """One organisation of a procedure: what has come from it."""

    place: Organisation
    amount: int  # classes with accepted results, or uploads of documents
    last: datetime | None
    reminded: int

    @property
    def came(self) -> bool:
        return self.amount > 0


@dataclass(frozen=True)
class Share:
    """How far the collection is in one organisation of the level below."""

    place: Organisation
    expected: int
    came: int


def procedures_of(place: Organisation):
    """Procedures that concern a place: organised by it or by somebody above it."""
    return Procedure.objects.filter(organiser__in=place.line()).select_related("organiser")


def expected_of(procedure: Procedure, place: Organisation):
    """Open organisations at or below the place from which something is expected."""
    if _from_municipalities(procedure):
        return _municipalities(place)
    return schools_below(place)


def _from_municipalities(procedure: Procedure) -> bool:
    """Documents of municipalities; results are counted by schools, whoever brings them."""
    return (
        procedure.expects == Procedure.Expects.DOCUMENTS
        and procedure.from_whom == Procedure.From.MUNICIPALITY
    )


def _municipalities(place: Organisation):
    return Organisation.objects.within(place.path).filter(
        kind=Organisation.Kind.MUNICIPALITY, closed_on__isnull=True
    )


def _accepted(procedure: Procedure):
    return Protocol.objects.filter(
        state=Protocol.State.ACCEPTED,
        work__procedure=procedure.kind,
        work__year=procedure.year,
    )


def progress_at(place: Organisation) -> list[Progress]:
    """Every procedure of the place with how many of its organisations have brought."""
    schools = schools_below(place).count()
    municipalities = _municipalities(place).count()
    results = {
        (kind, year): n
        for kind, year, n in Protocol.objects.filter(
            state=Protocol.State.ACCEPTED, school__in=schools_below(place)
        )
        .values_list("work__procedure", "work__year")
        .annotate(n=Count("school", distinct=True))
        .order_by()
    }
    documents = dict(
        Upload.objects.filter(
            state=Upload.State.KEPT,
            organisation__in=Organisation.objects.within(place.path).filter(closed_on=None),
        )
        .values_list("procedure")
        .annotate(n=Count("organisation", distinct=True))
        .order_by()
    )
    found = []
    for one in procedures_of(place):
        expected = municipalities if _from_municipalities(one) else schools
        if one.expects == Procedure.Expects.RESULTS:
            came = results.get((one.kind, one.year), 0)
        else:
            came = documents.get(one.pk, 0)
        found.append(Progress(one, expected, min(came, expected)))
    return found


def missing_places(procedure: Procedure, place: Organisation):
    """Organisations at or below the place from which nothing has come for the procedure."""
    if procedure.expects == Procedure.Expects.RESULTS:
        came = _accepted(procedure).filter(school=OuterRef("pk"))
    else:
        came = Upload.objects.filter(
            organisation=OuterRef("pk"), procedure=procedure, state=Upload.State.KEPT
        )
    return expected_of(procedure, place).filter(~Exists(came)).select_related("parent")


def collection_at(procedure: Procedure, place: Organisation) -> list[Come]:
    """Every organisation of a procedure at or below the place, by name: what has come."""
    if procedure.expects == Procedure.Expects.RESULTS:
        rows = _accepted(procedure).filter(school__path__startswith=place.path)
        rows = rows.values_list("school").annotate(n=Count("id"), last=Max("accepted_at"))
    else:
        rows = Upload.objects.filter(
            procedure=procedure,
            state=Upload.State.KEPT,
            organisation__path__startswith=place.path,
        )
        rows = rows.values_list("organisation").annotate(n=Count("id"), last=Max("brought_at"))
    came = {pk: (n, last) for pk, n, last in rows.order_by()}
    reminded = dict(
        procedure.reminders.filter(place__path__startswith=place.path)
        .values_list("place")
        .annotate(n=Count("id"))
        .order_by()
    )
    return [
        Come(one, *came.get(one.pk, (0, None)), reminded.get(one.pk, 0))
        for one in expected_of(procedure, place).select_related("parent")
    ]


def shares_of(rows: Iterable[Come]) -> list[Share]:
    """The state of the collection by municipality, in the order of names; never by success."""
    by_parent: dict[Organisation, list[Come]] = defaultdict(list)
    for one in rows:
        by_parent[one.place.parent].append(one)
    return sorted(
        (
            Share(parent, len(rows), sum(one.came for one in rows))
            for parent, rows in by_parent.items()
        ),
        key=lambda one: one.place.title,
    )


def reminders_of(procedure: Procedure, place: Organisation):
    """The log of what was sent to organisations at or below the place, newest first."""
    return procedure.reminders.filter(place__path__startswith=place.path).select_related("place")


def reminded_today(procedure: Procedure, place: Organisation, day) -> set[int]:
    return set(
        Reminder.objects.filter(
            procedure=procedure, day=day, place__path__startswith=place.path
        ).values_list("place", flat=True)
    )


def open_procedures_with_reminders():
    return Procedure.objects.filter(
        ~Q(due=None), closed=False, reminds=True, organiser__closed_on=None
    ).select_related("organiser")


def procedures_managed_by(person: Person):
    return Procedure.objects.filter(
        organiser__in=Organisation.objects.within(*places(person, "procedure.manage"))
    ).select_related("organiser")

"""What is expected from a place, what has come, what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from objektiv.web.models import Organisation, Person, Procedure, Protocol
from objektiv.web.permissions import places
from objektiv.web.queries.organisations import schools_below


@dataclass(frozen=True)
class Progress:
    """A procedure as one place sees it."""

    procedure: Procedure
    expected: int
    came: int

    @property
    def missing(self) -> int:
        return self.expected - self.came


def procedures_of(place: Organisation):
    """Procedures that concern a place: organised by it or by somebody above it."""
    return Procedure.objects.filter(organiser__in=place.line()).select_related("organiser")


def progress_at(place: Organisation) -> list[Progress]:
    """Every procedure of the place with how many of its schools have brought results."""
    expected = schools_below(place).count()
    came = {
        (kind, year): n
        for kind, year, n in Protocol.objects.filter(
            state=Protocol.State.ACCEPTED, school__in=schools_below(place)
        )
        .values_list("work__procedure", "work__year")
        .annotate(n=Count("school", distinct=True))
        .order_by()
    }
    return [
        Progress(one, expected, came.get((one.kind, one.year), 0)) for one in procedures_of(place)
    ]


def missing_schools(procedure: Procedure, place: Organisation):
    """Open schools at or below the place from which nothing has come for the procedure."""
    came = Protocol.objects.filter(
        school=OuterRef("pk"),
        state=Protocol.State.ACCEPTED,
        work__procedure=procedure.kind,
        work__year=procedure.year,
    )
    return schools_below(place).filter(~Exists(came)).select_related("parent")


def procedures_managed_by(person: Person):
    return Procedure.objects.filter(
        organiser__in=Organisation.objects.within(*places(person, "procedure.manage"))
    ).select_related("organiser")

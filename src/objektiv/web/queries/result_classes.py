"""Classes of a school as results know them: by year and name."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max

from objektiv.web.models import Organisation, Person, Protocol
from objektiv.web.permissions import own_results


@dataclass(frozen=True)
class ClassOfYear:
    """A class that has results in a year."""

    year: int
    grade: int
    name: str
    works: int
    pupils: int


def classes_at(place: Organisation, *, reader: Person) -> list[ClassOfYear]:
    """Classes of the school with accepted results that the reader may see, newest year first."""
    own = own_results(reader, place)
    found = (
        Protocol.objects.filter(school=place, state=Protocol.State.ACCEPTED)
        .exclude(class_name="")
        .values_list("work__year", "work__grade", "class_name")
        .annotate(works=Count("work", distinct=True), pupils=Max("n"))
        .order_by("-work__year", "work__grade", "class_name")
    )
    allowed = None if own is None else {pair for part in own for pair in part.classes}
    return [ClassOfYear(*row) for row in found if allowed is None or (row[0], row[2]) in allowed]


def works_of_class(place: Organisation, name: str, year: int, works):
    """Those of the works that the class wrote in a year."""
    return works.filter(
        year=year,
        pk__in=Protocol.objects.filter(
            school=place, class_name=name, state=Protocol.State.ACCEPTED
        ).values("work"),
    )

"""What is seen above a school: that journals are there, never a mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q

from objektiv.web.models import JournalPage, Organisation, SchoolYear
from objektiv.web.queries.organisations import schools_below


@dataclass(frozen=True)
class SchoolJournals:
    """How many journals of a school count, and up to which day."""

    school: Organisation
    journals: int
    last: date | None


def journals_below(place: Organisation, year: SchoolYear) -> list[SchoolJournals]:
    """Every school at the place by name; those without journals too."""
    counting = Q(journals__school_year=year, journals__pages__state=JournalPage.State.ACCEPTED)
    schools = schools_below(place).annotate(
        n=Count("journals", counting, distinct=True),
        last=Max("journals__pages__last_day", filter=counting),
    )
    return [SchoolJournals(one, one.n, one.last) for one in schools.order_by("name")]

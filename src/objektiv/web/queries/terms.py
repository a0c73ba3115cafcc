"""Terms in words bound to the days of a school year, to its quarters and to procedures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Min

from objektiv import schema
from objektiv.profiles import load_school_terms
from objektiv.russian.due import Event, read_due, resolve_due
from objektiv.web.models import Organisation, Procedure, SchoolYear


@dataclass(frozen=True)
class Bound:
    """A term as fields of a measure: `due` keeps the words, the days follow from them."""

    due: dict[str, Any]
    starts: date | None
    ends: date | None
    note: str  # what a person should settle: a Russian question, or nothing

    def fields(self) -> dict[str, Any]:
        return {"due": self.due, "starts": self.starts, "ends": self.ends}


def events_of(place: Organisation) -> list[Event]:
    """Procedures of the place and of those above it that have a day: from the first to the
    last on which they are held, or the day by which results are awaited where none is known."""
    known = Procedure.objects.filter(organiser__in=place.line()).annotate(
        first=Min("days__day"), last=Max("days__day")
    )
    return [
        Event(str(one), one.first or one.due, one.last or one.due, one.due)
        for one in known
        if one.first or one.due
    ]


def bind(
    text: str, place: Organisation, school_year: SchoolYear, events: Iterable[Event] | None = None
) -> Bound:
    """What a term says in this school year; what is not understood stays as it is, with a note."""
    year = schema.SchoolYear(school_year.start)
    terms = load_school_terms(year)
    due = read_due(text, year, terms)
    found = resolve_due(due, events_of(place) if events is None else events, terms)
    days = found.occurrences
    return Bound(
        due.as_json() | {"doubt": due.doubt},
        days[0].start if days and due.kind != "date" else due.start,
        days[-1].end if days else due.end,
        due.doubt or (found.note if due.anchor else ""),
    )

"""Who observes where, as a person may see it; what the assignment of observers starts from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from objektiv.web.models import (
    Observation,
    Organisation,
    Person,
    Procedure,
    ProcedureSite,
)
from objektiv.web.permissions import COORDINATORS, assignments, places
from objektiv.web.queries.waiting import SHOWN_BEFORE, Waiting

S = Observation.State
HOLDING = (S.ASSIGNED, S.DONE)
LENGTH = timedelta(hours=1)  # where a day does not say how long the work takes
SOON = timedelta(days=14)


def watched(sites):
    """Sites, each with `watched`: who observes there."""
    return sites.select_related("day__procedure", "school").prefetch_related(
        Prefetch(
            "observations",
            Observation.objects.filter(state__in=HOLDING).select_related("observer__person"),
            to_attr="watched",
        )
    )


def sites_at(place: Organisation):
    """Schools on days of procedures at or below a place, each with `watched`."""
    sites = ProcedureSite.objects.filter(school__path__startswith=place.path)
    return watched(sites.exclude(day__reserve=True)).order_by("day__day", "school__name", "id")


def sites_visible_to(person: Person):
    within = Organisation.objects.within(*places(person, "observation.view"))
    return watched(ProcedureSite.objects.filter(school__in=within))


def procedures_ahead(place: Organisation, today: date):
    """Procedures with days to come at the place, with how many schools have nobody yet."""
    ahead = Q(days__sites__school__path__startswith=place.path, days__day__gte=today)
    return (
        Procedure.objects.filter(ahead, days__reserve=False)
        .annotate(sites=Count("days__sites", filter=ahead, distinct=True))
        .order_by("-year", "kind")
    )


def observations_visible_to(person: Person):
    """Observations at the places, and those of the person."""
    within = Organisation.objects.within(*places(person, "observation.view"))
    return _with_all(
        Observation.objects.filter(Q(site__school__in=within) | Q(observer__person=person))
    )


def own_observations(person: Person):
    """The person's own assignments, no others."""
    return _with_all(Observation.objects.filter(observer__person=person))


def _with_all(found):
    return found.select_related(
        "site__school__parent", "site__day__procedure__organiser", "observer__person",
        "observer__place",
    ).prefetch_related("observer__accreditations")  # fmt: skip


def hours_of(observation: Observation) -> tuple[datetime, datetime] | None:
    """When it begins and ends, where the day says so."""
    day = observation.site.day
    if day.starts is None:
        return None
    starts = timezone.make_aware(datetime.combine(day.day, day.starts))
    return starts, starts + (timedelta(minutes=day.minutes) if day.minutes else LENGTH)


def span(site: ProcedureSite) -> tuple[time, time]:
    """Start and end within the day; the whole day where they are unknown."""
    day = site.day
    if day.starts is None:
        return time.min, time.max
    begun = datetime.combine(day.day, day.starts)
    ended = begun + (timedelta(minutes=day.minutes) if day.minutes else LENGTH)
    return day.starts, ended.time() if ended.date() == day.day else time.max


# --- Coverage -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Covered:
    """How many schools on days of procedures there were, and how many were observed."""

    place: Organisation | None
    sites: int
    observed: int

    @property
    def share(self) -> float | None:
        return self.observed / self.sites if self.sites else None


@dataclass(frozen=True)
class Coverage:
    """Days that are over: in all, by municipality, and those that nobody observed."""

    whole: Covered
    below: tuple[Covered, ...]  # by municipality, by name
    unobserved: tuple[ProcedureSite, ...]
    by_procedure: tuple[tuple[str, Covered], ...]


def year_begins(today: date) -> date:
    """The first of September before."""
    return date(today.year - (today.month < 9), 9, 1)


def coverage(place: Organisation, since: date, until: date) -> Coverage:
    """Observed is what has a finished sheet; a school where nothing was held does not count."""
    sites = list(
        sites_at(place)
        .filter(day__day__gte=since, day__day__lte=until)
        .exclude(state=ProcedureSite.State.NOT_HELD)
        .select_related("school__parent", "day__procedure", "school")
    )
    return Coverage(
        _covered(None, sites),
        tuple(
            _covered(one, [site for site in sites if site.school.parent_id == one.pk])
            for one in sorted({site.school.parent for site in sites}, key=lambda one: one.name)
        ),
        tuple(site for site in sites if not is_observed(site)),
        tuple(
            (name, _covered(None, [site for site in sites if str(site.day.procedure) == name]))
            for name in dict.fromkeys(str(site.day.procedure) for site in sites)
        ),
    )


def is_observed(site: ProcedureSite) -> bool:
    return any(one.state == S.DONE for one in site.watched)


def _covered(place: Organisation | None, sites: Iterable[ProcedureSite]) -> Covered:
    known = list(sites)
    return Covered(place, len(known), sum(is_observed(one) for one in known))


# --- What waits ---------------------------------------------------------------------------


def watches_ahead(person: Person, today: date) -> Iterator[Waiting]:
    """Assignments of an observer, at their hour."""
    for one in own_observations(person).filter(state=S.ASSIGNED):
        day = one.site.day
        if day.day < today - timedelta(days=7):
            continue
        hours = hours_of(one)
        yield Waiting(
            f"Наблюдать: {day.procedure}, {day}",
            one.site.school.title,
            reverse("watch_sheet", args=[one.pk]),
            day.day,
            key=f"proceduresite:{one.site_id}",  # the journal speaks of the site when its day moves
            shown_from=day.day - SHOWN_BEFORE,
            starts=hours[0] if hours else None,
            ends=hours[1] if hours else None,
        )


def sites_without_observers(person: Person, today: date) -> Iterator[Waiting]:
    """Procedures that begin soon in schools where nobody was assigned to observe."""
    for own in {one.organisation_id for one in assignments(person) if one.role in COORDINATORS}:
        place = Organisation.objects.get(pk=own)
        if place.kind != Organisation.Kind.MUNICIPALITY:
            continue
        waiting: dict[Procedure, list[ProcedureSite]] = {}
        for site in sites_at(place).filter(
            day__day__gte=today, day__day__lte=today + SOON, state=ProcedureSite.State.PLANNED
        ):
            if not site.watched:
                waiting.setdefault(site.day.procedure, []).append(site)
        for procedure, sites in waiting.items():
            yield Waiting(
                f"Назначить наблюдателей: {procedure}, без наблюдателя {len(sites)}",
                place.title,
                reverse("observation", args=[place.pk]) + f"?procedure={procedure.pk}",
                sites[0].day.day,
            )

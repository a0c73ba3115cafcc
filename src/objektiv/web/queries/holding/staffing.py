"""The request of an assignment of observers: who may come, what binds them, in plain data."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from objektiv.planning import assignment as library
from objektiv.planning.assignment.request import name_key
from objektiv.profiles import load_assignment_rules
from objektiv.russian import short_date
from objektiv.web.models import (
    Briefed,
    Observation,
    Observer,
    Organisation,
    Procedure,
    ProcedureSite,
    Role,
    RoleAssignment,
)
from objektiv.web.permissions import STAFF
from objektiv.web.queries.holding.briefings import must_be_briefed
from objektiv.web.queries.holding.observation import HOLDING, span
from objektiv.web.queries.holding.observers import with_training


@dataclass(frozen=True)
class Staffing:
    """A request of the library, and what its names stand for here."""

    request: library.StaffRequest
    observers: dict[str, Observer]  # name -> row
    sites: dict[str, ProcedureSite]  # code -> row


def staffing_of(
    sites: Sequence[ProcedureSite],
    procedure: Procedure,
    observers: Iterable[Observer],
    *,
    per_site: int = 1,
    rotation: str = "must",
    briefed_only: bool | None = None,
) -> Staffing:
    """What an assignment depends on. People assigned by hand stay: their places are not asked for.

    `sites` have `watched` (`observation.sites_at`). Whoever was assigned by the solver before is
    kept where possible. Roles in the system count beside what people declared themselves.
    `briefed_only`: None for what the technology of the procedure demands.
    """
    if briefed_only is None:
        briefed_only = demands_briefing(procedure)
    corps = list(with_training(observers))
    known = _roles(corps)
    labels = _labels(sites, corps, known)
    names = _names(corps)
    by_hand = [(one.observer_id, site) for site in sites for one in site.watched if one.by_hand]
    done = Observation.objects.filter(observer__in=corps, state__in=HOLDING)
    elsewhere = done.exclude(site__in=sites)
    busy: dict[int, set[date]] = defaultdict(set)
    for pk, day in elsewhere.values_list("observer", "site__day__day"):
        busy[pk].add(day)
    first = min((site.day.day for site in sites), default=date.max)
    loads = Counter(
        elsewhere.filter(site__day__day__year=first.year).values_list("observer", flat=True)
    )
    for pk, site in by_hand:
        busy[pk].add(site.day.day)
        loads[pk] += 1
    last = _last_schools(corps, first)
    briefed = _briefed(procedure, {site.day_id for site in sites})
    rules = load_assignment_rules().changed(
        {"rotation": rotation, "briefing": "must" if briefed_only else "off"}
    )
    people = tuple(
        _person(
            one,
            names[one.pk],
            roles=known[one.person_id],
            labels=labels,
            briefed=briefed.get(one.person_id),
            busy=busy[one.pk],
            load=loads[one.pk],
            last=[labels[pk] for pk in last.get(one.pk, ())],
        )
        for one in corps
    )  # fmt: skip
    codes = {_code(site, labels): site for site in sites}
    procedures = tuple(
        _procedure(code, site, labels, per_site - sum(one.by_hand for one in site.watched))
        for code, site in codes.items()
    )
    keep = tuple(
        library.Assigned(code, "observer", names[one.observer_id])
        for code, site in codes.items()
        for one in site.watched
        if not one.by_hand and one.observer_id in names
    )
    return Staffing(
        library.StaffRequest(procedures, people, rules, keep=keep),
        {names[one.pk]: one for one in corps},
        codes,
    )


def demands_briefing(procedure: Procedure) -> bool:
    """Does the technology say that observers are briefed before they are assigned?"""
    return "observer" in must_be_briefed(procedure)


def reasons_against(staffing: Staffing, site: ProcedureSite) -> dict[int, list[library.Conflict]]:
    """By observer: why they may not be at the site; [] where they may."""
    code = next(code for code, one in staffing.sites.items() if one.pk == site.pk)
    procedure = next(one for one in staffing.request.procedures if one.code == code)
    return {
        staffing.observers[person.name].pk: list(
            library.conflicts(person, procedure, "observer", staffing.request)
        )
        for person in staffing.request.people
    }


def _code(site: ProcedureSite, labels: Mapping[int, str]) -> str:
    day = site.day
    what = ", ".join(filter(None, (day.subject, f"{day.grade} класс" if day.grade else "")))
    return f"{labels[site.school_id]}, {short_date(day.day)}{', ' + what if what else ''}"


def _procedure(code: str, site: ProcedureSite, labels: Mapping[int, str], need: int) -> Any:
    start, end = span(site)
    day = site.day
    return library.Procedure(
        code=code,
        name=str(day.procedure),
        school=labels[site.school_id],
        subject=day.subject,
        day=day.day,
        start=start,
        end=end,
        # Letters of the classes are unknown: the grade alone tells nothing, so any class meets.
        observers=max(0, need),
    )


def _person(
    one: Observer,
    name: str,
    *,
    roles: Sequence[RoleAssignment],
    labels: Mapping[int, str],
    briefed: date | None,
    busy: set[date],
    load: int,
    last: Sequence[str],
) -> Any:
    works = [r for r in roles if r.role in STAFF and r.organisation.is_school]
    children = [
        library.Child(labels[r.organisation_id], r.school_class.name if r.school_class else "")
        for r in roles
        if r.role == Role.PARENT
    ] + [library.Child(labels[t.school_id], t.class_name) for t in one.ties.all()
         if t.kind == "child"]  # fmt: skip
    relations = [
        library.Relation(labels[t.school_id], t.why or "связь названа без пояснения", t.class_name)
        for t in one.ties.all()
        if t.kind == "other"
    ]
    own = [one.works_at_id, *(r.organisation_id for r in works)]
    own_labels = list(dict.fromkeys(labels[pk] for pk in own if pk))
    # The library knows one workplace; further ones are ties.
    relations += [library.Relation(label, "работает там") for label in own_labels[1:]]
    accreditation = next((a for a in one.accreditations.all() if not a.revoked_at), None)
    return library.Person(
        name=name,
        roles=frozenset({"observer"}),
        school=own_labels[0] if own_labels else "",
        subjects=frozenset([*one.subjects, *(r.subject.name for r in works if r.subject)]),
        children=tuple(children),
        relations=tuple(relations),
        trained=one.trained,
        accredited_from=accreditation.starts if accreditation else None,
        accredited_until=accreditation.ends if accreditation else None,
        briefed=briefed,
        last_schools=frozenset(last),
        busy=frozenset(busy | {date.fromisoformat(day) for day in one.busy}),
        most=None if one.most is None else max(0, one.most - load),
        load=load,
    )


def _roles(corps: Sequence[Observer]) -> dict[int | None, list[RoleAssignment]]:
    """Roles of today by person."""
    found: dict[int | None, list[RoleAssignment]] = defaultdict(list)
    rows = RoleAssignment.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=timezone.localdate()),
        person__in=[one.person_id for one in corps if one.person_id],
    ).exclude(role__in=(Role.OBSERVER, Role.PUPIL))
    for row in rows.select_related("organisation", "school_class", "subject"):
        found[row.person_id].append(row)
    return found


def _labels(
    sites: Sequence[ProcedureSite],
    corps: Sequence[Observer],
    roles: Mapping[int | None, Sequence[RoleAssignment]],
) -> dict[int, str]:
    """Names of organisations, told apart by number where two would be the same."""
    places: dict[int, Organisation] = {site.school_id: site.school for site in sites}
    for one in corps:
        if one.works_at:
            places[one.works_at_id] = one.works_at
        places |= {tie.school_id: tie.school for tie in one.ties.all()}
        places |= {row.organisation_id: row.organisation for row in roles[one.person_id]}
    past = Organisation.objects.filter(procedure_sites__observations__observer__in=corps).distinct()
    places |= {one.pk: one for one in past}
    return _told_apart({pk: one.title for pk, one in places.items()})


def _names(corps: Sequence[Observer]) -> dict[int, str]:
    return _told_apart({one.pk: one.name for one in corps})


def _told_apart(texts: Mapping[int, str]) -> dict[int, str]:
    times = Counter(name_key(one) for one in texts.values())
    return {
        pk: text if times[name_key(text)] == 1 else f"{text} [{pk}]" for pk, text in texts.items()
    }


def _last_schools(corps: Sequence[Observer], before: date) -> dict[int, list[int]]:
    """Schools of the last day on which each observed before a day."""
    done = Observation.objects.filter(
        observer__in=corps, state=Observation.State.DONE, site__day__day__lt=before
    )
    last = dict(done.values_list("observer").annotate(Max("site__day__day")).order_by())
    found: dict[int, list[int]] = defaultdict(list)
    for pk, school, day in done.values_list("observer", "site__school", "site__day__day"):
        if day == last[pk]:
            found[pk].append(school)
    return found


def _briefed(procedure: Procedure, days: set[int]) -> dict[int, date]:
    """When each person signed a briefing of observers that counts on all these days."""
    counts = Q(briefing__day=None)
    if len(days) == 1:
        counts |= Q(briefing__day__in=days)
    return dict(
        Briefed.objects.filter(
            counts, briefing__procedure=procedure, briefing__role="observer",
            briefing__cancelled_at=None, signed_at__isnull=False,
        ).order_by("-signed_at").values_list("person", "signed_at__date")
    )  # fmt: skip

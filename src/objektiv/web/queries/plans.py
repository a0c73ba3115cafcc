"""Plans and measures that a person may see, and how they go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from objektiv.web.models import (
    Measure,
    Organisation,
    Person,
    Plan,
    PlanDocument,
    SchoolYear,
)
from objektiv.web.permissions import assignments, places

S = Measure.State
OPEN = (S.PLANNED, S.DOING)


# --- Plans --------------------------------------------------------------------------------


def draft_plan_of(place: Organisation, school_year: SchoolYear) -> Plan | None:
    """The draft of the year's plan, new or the next version."""
    return (
        Plan.objects.filter(
            organisation=place, school_year=school_year, kind=Plan.Kind.PLAN, state=Plan.State.DRAFT
        )
        .order_by("-version", "-id")
        .first()
    )


def plan_in_force(place: Organisation, school_year: SchoolYear) -> Plan | None:
    return Plan.objects.filter(
        organisation=place, school_year=school_year, kind=Plan.Kind.PLAN, state=Plan.State.APPROVED
    ).first()


def plans_visible_to(person: Person):
    """Plans at or below the places; a draft is seen by its own organisation only."""
    own = [one.organisation_id for one in assignments(person)]
    return (
        Plan.objects.filter(
            organisation__in=Organisation.objects.within(*places(person, "plans.view"))
        )
        .exclude(Q(state=Plan.State.DRAFT) & ~Q(organisation__in=own))
        .select_related("organisation", "school_year", "previous")
    )


def plans_at(person: Person, place: Organisation, today: date):
    """The place's own plans, drafts with them, without replaced versions."""
    own = plans_visible_to(person).filter(organisation=place).exclude(state=Plan.State.REPLACED)
    return with_progress(own, today)


def plans_below(person: Person, place: Organisation, today: date):
    """Plans in force of the organisations below."""
    below = plans_visible_to(person).filter(
        organisation__path__startswith=place.path, state=Plan.State.APPROVED
    )
    return with_progress(below.exclude(organisation=place), today)


def plan_documents_visible_to(person: Person):
    """Documents that were read into plans the person sees."""
    return PlanDocument.objects.filter(plan__in=plans_visible_to(person)).select_related(
        "plan__organisation"
    )


def with_progress(plans, today: date):
    """Plans with the numbers of their measures: all, done, late."""
    late = Q(
        directions__measures__state__in=OPEN,
        directions__measures__ends__lt=today,
    )
    done = Q(directions__measures__state__in=(S.DONE, S.CHECKED))
    return plans.annotate(
        measures=Count("directions__measures", distinct=True),
        done=Count("directions__measures", filter=done, distinct=True),
        late=Count("directions__measures", filter=late, distinct=True),
    ).order_by("-school_year__start", "organisation__name", "title", "-version")


def lists_for(place: Organisation) -> list[Plan]:
    """Recommended lists of the places above that a plan may take from."""
    return list(
        Plan.objects.filter(
            organisation__in=place.line().exclude(pk=place.pk),
            kind=Plan.Kind.LIST,
            state=Plan.State.APPROVED,
        ).select_related("organisation", "school_year")
    )


# --- Measures -----------------------------------------------------------------------------


def measures_of(plan: Plan, *, state: str = "", mine: Person | None = None):
    """Measures in the order of the plan, with who answers for them."""
    found = (
        Measure.objects.filter(direction__plan=plan)
        .select_related("direction", "recommendation")
        .prefetch_related("responsibles__person")
        .order_by("direction__position", "direction_id", "position", "id")
    )
    if state in S.values:
        found = found.filter(state=state)
    if mine:
        found = found.filter(responsibles__person=mine)
    return found


def is_late(measure: Measure, today: date) -> bool:
    return measure.state in OPEN and measure.ends is not None and measure.ends < today


def by_direction(measures: Iterable[Measure]) -> list[tuple[str, list[Measure]]]:
    groups: dict[str, list[Measure]] = {}
    for one in measures:
        groups.setdefault(one.direction.title, []).append(one)
    return list(groups.items())


def by_state(measures: Iterable[Measure]) -> list[tuple[str, list[Measure]]]:
    """The board: a column per state, empty ones too."""
    groups: dict[str, list[Measure]] = {one: [] for one in S.values}
    for one in measures:
        groups[one.state].append(one)
    return [(S(state).label, found) for state, found in groups.items()]


def by_month(
    measures: Iterable[Measure], school_year: SchoolYear
) -> list[tuple[date, list[Measure]]]:
    """The calendar: measures under the month of their last day; those without a day come last."""
    months = [
        date(school_year.start + (month < 9), month, 1)
        for month in (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8)
    ]
    groups: dict[date, list[Measure]] = {one: [] for one in months}
    for one in sorted((m for m in measures if m.ends), key=lambda m: m.ends):
        groups.setdefault(one.ends.replace(day=1), []).append(one)
    return sorted(groups.items())


@dataclass(frozen=True)
class Bar:
    """A line of the Gantt view: share of the school year from the left, in per cent."""

    measure: Measure
    left: float
    width: float


def bars(measures: Iterable[Measure], school_year: SchoolYear) -> list[Bar]:
    start, end = date(school_year.start, 9, 1), date(school_year.start + 1, 8, 31)
    whole = (end - start).days + 1
    made = []
    for one in measures:
        if one.ends is None:
            continue
        first = max(start, one.starts or one.ends)
        last = min(end, max(one.ends, first))
        left = 100 * (first - start).days / whole
        made.append(Bar(one, left, max(1.0, 100 * ((last - first).days + 1) / whole)))
    return made


@dataclass(frozen=True)
class Change:
    """What a version changed: added, removed or changed; fields with before and after."""

    kind: str
    measure: Measure
    fields: tuple[tuple[str, str, str], ...] = ()


FIELDS = {
    "text": "мероприятие",
    "term": "срок",
    "participants": "участники",
    "expected_result": "ожидаемый результат",
    "responsibles": "ответственные",
}


def compare(plan: Plan, before: Plan) -> list[Change]:
    """A version against the one it was copied from."""
    old = {one.pk: one for one in measures_of(before)}
    changes, kept = [], set()
    for one in measures_of(plan):
        was = old.get(one.taken_from_id)
        if was is None:
            changes.append(Change("added", one))
            continue
        kept.add(was.pk)
        then, now = said(was), said(one)
        fields = tuple(
            (title, then[name], now[name])
            for name, title in FIELDS.items()
            if then[name] != now[name]
        )
        if fields:
            changes.append(Change("changed", one, fields))
    changes += [Change("removed", one) for key, one in old.items() if key not in kept]
    return changes


def said(measure: Measure) -> dict[str, str]:
    """A measure in words, as a plan prints it."""
    return {
        "text": measure.text,
        "term": measure.due.get("text", ""),
        "participants": measure.participants,
        "expected_result": measure.expected_result,
        "responsibles": ", ".join(str(one) for one in measure.responsibles.all()),
    }

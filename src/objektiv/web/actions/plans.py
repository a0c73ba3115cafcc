"""Plans and measures: draw up, take over, approve, carry out, show, check.

An approved plan is never changed: `next_version` copies it, and approving the copy replaces it.
What was done with a measure goes on in the plan that is in force: states are copied along.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from objektiv.web.actions.audit import log
from objektiv.web.actions.registers import enter_order
from objektiv.web.models import (
    Direction,
    Measure,
    Organisation,
    Person,
    Plan,
    Responsible,
    SchoolYear,
)
from objektiv.web.permissions import require
from objektiv.web.queries.plans import draft_plan_of, plan_in_force
from objektiv.web.queries.terms import bind

S = Measure.State
# Fields of a measure that travel with it from plan to plan.
CONTENT = ("position", "kind", "text", "due", "participants", "expected_result")
COURSE = (
    "starts", "ends", "state", "origin", "recommendation_id", "decision_id", "cancelled_because",
)  # fmt: skip


@transaction.atomic
def create_plan(
    *,
    organisation: Organisation,
    school_year: SchoolYear,
    title: str,
    kind: str = "plan",
    goals: str = "",
    by: Person,
    previous: Plan | None = None,
) -> Plan:
    require(by, "plans.manage", organisation)
    plan = Plan.objects.create(
        organisation=organisation,
        school_year=school_year,
        title=title.strip(),
        kind=kind,
        goals=goals.strip(),
        previous=previous,
        made_by=by,
    )
    log("plan.created", plan, f"Начат {plan.get_kind_display()} «{plan}»", by=by, at=organisation)
    return plan


@transaction.atomic
def begin_plan(*, directions: Iterable[str] = (), by: Person, **values: Any) -> Plan:
    """A plan with its usual headings."""
    plan = create_plan(by=by, **values)
    for title in directions:
        add_direction(plan, title=title, by=by)
    return plan


@transaction.atomic
def set_goals(plan: Plan, *, goals: str, by: Person) -> Plan:
    """What the year is for, a line each; printed above the directions."""
    require(by, "plans.manage", plan.organisation)
    draft_only(plan)
    before, plan.goals = plan.goals, goals.strip()
    plan.save(update_fields=["goals"])
    log("plan.goals", plan, f"Изменены цели плана «{plan}»", by=by, at=plan.organisation,
        before=before)  # fmt: skip
    return plan


def draft_only(plan: Plan) -> None:
    if plan.state != Plan.State.DRAFT:
        raise ValidationError(
            "Утверждённый план не изменяют. Начните новую редакцию: прежняя сохранится."
        )


@transaction.atomic
def add_direction(plan: Plan, *, title: str, by: Person) -> Direction:
    require(by, "plans.manage", plan.organisation)
    draft_only(plan)
    last = plan.directions.aggregate(last=Max("position"))["last"]
    return Direction.objects.create(
        plan=plan, title=title.strip(), position=0 if last is None else last + 1
    )


@transaction.atomic
def remove_direction(direction: Direction, *, by: Person) -> None:
    """An empty heading of a draft; measures are moved or removed first."""
    require(by, "plans.manage", direction.plan.organisation)
    draft_only(direction.plan)
    if direction.measures.exists():
        raise ValidationError("В направлении есть мероприятия: перенесите или уберите их.")
    direction.delete()


@transaction.atomic
def add_measure(
    direction: Direction,
    *,
    text: str,
    term: str | None = None,
    responsibles: Iterable[Person | str] = (),
    by: Person,
    **values: Any,
) -> Measure:
    """A measure at the end of a direction; `term` in words, `values` are fields of `Measure`."""
    plan = direction.plan
    require(by, "plans.manage", plan.organisation)
    draft_only(plan)
    if term is not None:
        values |= bind(term, plan.organisation, plan.school_year).fields()
    last = direction.measures.aggregate(last=Max("position"))["last"]
    measure = Measure.objects.create(
        direction=direction,
        text=text.strip(),
        **{"position": 0 if last is None else last + 1} | values,
    )
    name_responsibles(measure, responsibles)
    log("measure.added", measure, f"В план «{plan}» добавлено: {measure}", by=by,
        at=plan.organisation)  # fmt: skip
    return measure


@transaction.atomic
def change_measure(
    measure: Measure,
    *,
    by: Person,
    term: str | None = None,
    responsibles: Iterable[Person | str] | None = None,
    **values: Any,
) -> Measure:
    plan = measure.direction.plan
    require(by, "plans.manage", plan.organisation)
    draft_only(plan)
    if term is not None:
        values |= bind(term, plan.organisation, plan.school_year).fields()
    for name, value in values.items():
        setattr(measure, name, value)
    measure.save()
    if responsibles is not None:
        measure.responsibles.all().delete()
        name_responsibles(measure, responsibles)
    log("measure.changed", measure, f"В плане «{plan}» изменено: {measure}", by=by,
        at=plan.organisation)  # fmt: skip
    return measure


@transaction.atomic
def rebind_terms(place: Organisation, *, by: Person | None) -> int:
    """A procedure moved: days that hang on procedures follow; returns how many measures moved."""
    moved = 0
    open_ = Measure.objects.filter(
        direction__plan__organisation__path__startswith=place.path,
        direction__plan__state__in=(Plan.State.DRAFT, Plan.State.APPROVED),
        state__in=(S.PLANNED, S.DOING),
    ).exclude(due__anchor=None)
    for measure in open_.select_related(
        "direction__plan__organisation", "direction__plan__school_year"
    ):
        plan = measure.direction.plan
        new = bind(measure.due.get("text", ""), plan.organisation, plan.school_year)
        if (new.starts, new.ends) == (measure.starts, measure.ends):
            continue
        before = measure.ends
        measure.due, measure.starts, measure.ends = new.due, new.starts, new.ends
        measure.save(update_fields=["due", "starts", "ends"])
        moved += 1
        log("measure.moved", measure, f"Срок сдвинут вместе с процедурой: {measure}", by=by,
            at=plan.organisation, before=str(before), after=str(new.ends))  # fmt: skip
    return moved


@transaction.atomic
def remove_measure(measure: Measure, *, by: Person) -> None:
    """Out of a draft; in a plan in force a measure is cancelled with a reason instead."""
    plan = measure.direction.plan
    require(by, "plans.manage", plan.organisation)
    draft_only(plan)
    log("measure.removed", measure, f"Из черновика «{plan}» убрано: {measure}", by=by,
        at=plan.organisation, measure=measure.text)  # fmt: skip
    measure.delete()


def name_responsibles(measure: Measure, responsibles: Iterable[Person | str]) -> None:
    Responsible.objects.bulk_create(
        Responsible(measure=measure, person=one)
        if isinstance(one, Person)
        else Responsible(measure=measure, words=one.strip()[:200])
        for one in responsibles
        if one
    )


@transaction.atomic
def approve_plan(plan: Plan, *, order_number: str, order_date: date, by: Person) -> Plan:
    """Approve as an appendix to an order; the version in force before is replaced."""
    require(by, "plans.approve", plan.organisation)
    draft_only(plan)
    if not Measure.objects.filter(direction__plan=plan).exists():
        raise ValidationError("В плане ещё нет мероприятий.")
    plan.order_number, plan.order_date = order_number, order_date
    enter_order(plan, by=by)
    plan.state, plan.approved_by, plan.approved_at = Plan.State.APPROVED, by, timezone.now()
    plan.save()
    before = plan.previous
    if before and before.school_year_id == plan.school_year_id:
        Plan.objects.filter(pk=before.pk).update(state=Plan.State.REPLACED)
    log("plan.approved", plan, f"Утверждён «{plan}», приказ № {order_number} от "
        f"{order_date:%d.%m.%Y}, редакция {plan.version}", by=by, at=plan.organisation)  # fmt: skip
    return plan


@transaction.atomic
def next_version(plan: Plan, *, by: Person) -> Plan:
    """A draft copy of an approved plan with the course of its measures."""
    require(by, "plans.manage", plan.organisation)
    if plan.state != Plan.State.APPROVED:
        raise ValidationError("Новую редакцию начинают от утверждённого плана.")
    draft = plan.following.filter(state=Plan.State.DRAFT, school_year=plan.school_year).first()
    if draft:
        return draft
    draft = create_plan(
        organisation=plan.organisation,
        school_year=plan.school_year,
        title=plan.title,
        kind=plan.kind,
        goals=plan.goals,
        by=by,
        previous=plan,
    )
    draft.version = plan.version + 1
    draft.save(update_fields=["version"])
    _copy(Measure.objects.filter(direction__plan=plan), draft, keep_course=True)
    return draft


@transaction.atomic
def plan_in_work(place: Organisation, school_year: SchoolYear, *, by: Person) -> Plan:
    """The draft into which something new is written: begun where there is none."""
    require(by, "plans.manage", place)
    draft = draft_plan_of(place, school_year)
    if draft:
        return draft
    approved = plan_in_force(place, school_year)
    if approved:
        return next_version(approved, by=by)
    return create_plan(
        organisation=place,
        school_year=school_year,
        title=f"План мероприятий по повышению объективности и качества оценивания, {school_year}",
        by=by,
    )


@transaction.atomic
def next_year(
    plan: Plan, school_year: SchoolYear, *, title: str, goals: str = "", by: Person
) -> Plan:
    """Next year's draft: what was not checked as done comes along, with where it came from."""
    following = create_plan(
        organisation=plan.organisation,
        school_year=school_year,
        title=title,
        kind=plan.kind,
        goals=goals,
        by=by,
        previous=plan,
    )
    left = Measure.objects.filter(direction__plan=plan).exclude(state__in=(S.CHECKED, S.CANCELLED))
    _copy(left, following, origin=Measure.Origin.LAST_YEAR)
    return following


@transaction.atomic
def take_over(measures: Iterable[Measure], plan: Plan, *, by: Person) -> list[Measure]:
    """Measures of a recommended list into the own plan; what is there already stays single."""
    require(by, "plans.manage", plan.organisation)
    draft_only(plan)
    known = set(
        Measure.objects.filter(direction__plan=plan).values_list("taken_from_id", flat=True)
    )
    new = [one for one in measures if one.pk not in known]
    taken = _copy(new, plan, origin=Measure.Origin.LIST)
    if taken:
        log("measures.taken", plan, f"В план «{plan}» взято мероприятий: {len(taken)}", by=by,
            at=plan.organisation)  # fmt: skip
    return taken


def _copy(
    measures: Iterable[Measure], plan: Plan, *, keep_course: bool = False, **values: Any
) -> list[Measure]:
    directions = {one.title: one for one in plan.directions.all()}
    made = []
    for measure in measures:
        title = measure.direction.title
        if title not in directions:
            directions[title] = Direction.objects.create(
                plan=plan, title=title, position=len(directions)
            )
        fields = CONTENT + COURSE if keep_course else CONTENT
        kept = {name: getattr(measure, name) for name in fields} | values
        if not keep_course:  # the same words mean other days in another year or place
            term = measure.due.get("text", "")
            kept |= bind(term, plan.organisation, plan.school_year).fields()
        copy = Measure.objects.create(direction=directions[title], taken_from=measure, **kept)
        if keep_course:
            Responsible.objects.bulk_create(
                Responsible(measure=copy, person=one.person, words=one.words)
                for one in measure.responsibles.all()
            )
        made.append(copy)
    return made

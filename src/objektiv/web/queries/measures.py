"""One measure with its history, and what measures and plans add to the work list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Prefetch, Q
from django.urls import reverse

from objektiv.profiles import review_rules
from objektiv.web.models import (
    Addressee,
    Evidence,
    Measure,
    Organisation,
    Person,
    Plan,
    Recommendations,
    Step,
)
from objektiv.web.permissions import SCHOOL_MANAGERS, assignments, may, places
from objektiv.web.queries.plans import OPEN, S, plans_visible_to
from objektiv.web.queries.waiting import SHOWN_BEFORE, Waiting


def measures_visible_to(person: Person):
    return Measure.objects.filter(direction__plan__in=plans_visible_to(person)).select_related(
        "direction__plan__organisation", "direction__plan__school_year", "recommendation__document"
    )


def may_report(measure: Measure, person: Person) -> bool:
    """Who manages the plan, and who answers for the measure."""
    return may(person, "plans.manage", measure.direction.plan.organisation) or (
        measure.responsibles.filter(person=person).exists()
    )


def history_of(measure: Measure) -> list[Step]:
    """Steps of the measure and of the same measure in the versions before, oldest first."""
    chain, one = [measure.pk], measure
    while one.taken_from_id and len(chain) < 50:
        one = one.taken_from
        if one.direction.plan.organisation_id != measure.direction.plan.organisation_id:
            break
        chain.append(one.pk)
    return list(
        Step.objects.filter(measure__in=chain)
        .select_related("by")
        .prefetch_related(Prefetch("files", Evidence.objects.order_by("id")))
        .order_by("id")
    )


def evidence_visible_to(person: Person):
    return Evidence.objects.filter(step__measure__in=measures_visible_to(person)).select_related(
        "step__measure__direction__plan"
    )


# --- What waits ---------------------------------------------------------------------------


def _in_force():
    return Measure.objects.filter(direction__plan__state=Plan.State.APPROVED).select_related(
        "direction__plan__organisation"
    )


def measures_to_do(person: Person, today: date) -> Iterator[Waiting]:
    """For who answers; what is late waits for the managers of the organisation too."""
    own = [one.organisation_id for one in assignments(person) if one.role in SCHOOL_MANAGERS]
    late = Q(direction__plan__organisation__in=own, ends__lt=today)
    for one in _in_force().filter(Q(responsibles__person=person) | late, state__in=OPEN).distinct():
        yield Waiting(
            f"Выполнить: {one}",
            one.direction.plan.organisation.title,
            reverse("measure", args=[one.pk]),
            one.ends,
            key=f"measure:{one.pk}",
            shown_from=one.ends - SHOWN_BEFORE if one.ends else None,
        )


def measures_to_check(person: Person, today: date) -> Iterator[Waiting]:
    own = [one.organisation_id for one in assignments(person) if one.role in SCHOOL_MANAGERS]
    for one in _in_force().filter(direction__plan__organisation__in=own, state=S.DONE):
        yield Waiting(
            f"Проверить выполнение: {one}",
            one.direction.plan.organisation.title,
            reverse("measure", args=[one.pk]),
            None,
        )


def late_at_schools(person: Person, today: date) -> Iterator[Waiting]:
    """Addressed measures that a school is late with: they come up to who recommended them."""
    found = _in_force().filter(
        direction__plan__organisation__in=Organisation.objects.within(
            *places(person, "recommendations.write")
        ),
        recommendation__isnull=False,
        state__in=OPEN,
        ends__lt=today - timedelta(days=review_rules()["escalate_days"].value),
    )
    for one in found:
        yield Waiting(
            f"Школа не завершила рекомендованное: {one}",
            one.direction.plan.organisation.title,
            reverse("measure", args=[one.pk]),
            one.ends,
        )


def recommendations_to_sign(person: Person, today: date) -> Iterator[Waiting]:
    own = [one.organisation_id for one in assignments(person) if one.role in SCHOOL_MANAGERS]
    for one in Addressee.objects.filter(
        school__in=own, signed_at=None, document__state=Recommendations.State.SENT
    ).select_related("document", "school"):
        yield Waiting(
            f"Подтвердить получение: {one.document}",
            one.school.title,
            reverse("recommendations_received", args=[one.pk]),
            None,
        )


def plans_to_approve(person: Person, today: date) -> Iterator[Waiting]:
    own = [one.organisation_id for one in assignments(person) if one.role in SCHOOL_MANAGERS]
    drafts = Plan.objects.filter(organisation__in=own, state=Plan.State.DRAFT)
    for one in drafts.select_related("organisation").annotate(n=Count("directions__measures")):
        if one.n:
            yield Waiting(
                f"Утвердить план: {one}",
                one.organisation.title,
                reverse("plan", args=[one.pk]),
                None,
            )

"""Carrying measures out: progress with evidence, the check by another person, cancelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction

from objektiv.web.actions.audit import log
from objektiv.web.actions.uploads import keep
from objektiv.web.models import Evidence, Measure, Person, Plan, Step
from objektiv.web.permissions import require
from objektiv.web.queries.measures import may_report

S = Measure.State
# From which state a measure may go where; a checked one stays checked.
WAY = {
    S.PLANNED: {S.DOING, S.DONE, S.CANCELLED},
    S.DOING: {S.DOING, S.DONE, S.CANCELLED},
    S.DONE: {S.DOING, S.CHECKED},
    S.CHECKED: set(),
    S.CANCELLED: {S.PLANNED},
}


def report_step(
    measure: Measure, *, state: str, text: str, files: Iterable[Incoming] = (), by: Person
) -> Step:
    """What was done, with files that show it; checking is another person's act."""
    if not may_report(measure, by):
        raise PermissionDenied("measures.report")
    if state == S.CHECKED:
        raise ValidationError("Проверку отмечает проверяющий.")
    return _step(measure, state, text, files, by)


def check_measure(measure: Measure, *, done: bool, text: str, by: Person) -> Step:
    """The check against the expected result: accepted, or back to work with the reason."""
    require(by, "measures.check", measure.direction.plan.organisation)
    if measure.state != S.DONE:
        raise ValidationError("Проверяют то, о чём сообщено как о выполненном.")
    told = measure.steps.order_by("-id").first()
    if done and told is not None and told.by_id == by.pk:
        raise ValidationError("Проверяет не тот, кто сообщил о выполнении. Попросите другого.")
    if not done and not text.strip():
        raise ValidationError({"text": "Напишите, чего не хватает до ожидаемого результата."})
    return _step(measure, S.CHECKED if done else S.DOING, text, (), by)


@transaction.atomic
def cancel_measure(measure: Measure, *, reason: str, by: Person) -> Step:
    require(by, "plans.manage", measure.direction.plan.organisation)
    if not reason.strip():
        raise ValidationError({"reason": "Напишите, почему мероприятие отменено."})
    measure.cancelled_because = reason.strip()
    measure.save(update_fields=["cancelled_because"])
    return _step(measure, S.CANCELLED, reason, (), by)


def _step(measure: Measure, state: Any, text: str, files: Iterable[Incoming], by: Person) -> Step:
    plan = measure.direction.plan
    kept: list[Mapping[str, Any]] = [keep(file) for file in files]
    with transaction.atomic():
        measure.refresh_from_db(from_queryset=Measure.objects.select_for_update(of=("self",)))
        if plan.state != Plan.State.APPROVED:
            raise ValidationError("Ход мероприятий отмечают в утверждённом плане.")
        if S(state) not in WAY[S(measure.state)]:
            raise ValidationError(
                f"Из состояния «{measure.get_state_display()}» нельзя перейти в «{S(state).label}»."
            )
        measure.state = state
        measure.save(update_fields=["state"])
        step = Step.objects.create(measure=measure, state=state, text=text.strip(), by=by)
        Evidence.objects.bulk_create(Evidence(step=step, **one) for one in kept)
        log("measure.step", measure, f"{S(state).label.capitalize()}: {measure}", by=by,
            at=plan.organisation, files=[[one["name"], one["sha256"]] for one in kept])  # fmt: skip
    return step

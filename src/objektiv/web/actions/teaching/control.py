"""Internal control of a year; visits of lessons from planning to help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import control_rules
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import write
from objektiv.web.models import (
    ControlItem,
    ControlPlan,
    LessonVisit,
    Organisation,
    Person,
    SchoolYear,
)
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import may, require
from objektiv.web.queries.terms import bind

S, V = ControlItem.State, LessonVisit.State


@transaction.atomic
def keep_item(
    school: Organisation,
    year: SchoolYear,
    *,
    term: str,
    item: ControlItem | None = None,
    by: Person,
    **values: Any,
) -> ControlItem:
    """A point of the plan, its term in words. In an approved plan nothing but new points."""
    require(by, "control.manage", school)
    plan, _ = ControlPlan.objects.get_or_create(
        school=school, school_year=year, defaults={"made_by": by}
    )
    if item is not None and plan.state == ControlPlan.State.APPROVED:
        raise ValidationError("План утверждён: пункт не изменяют, а добавляют новый.")
    bound = bind(term, school, year)
    if item is None:
        item = ControlItem(plan=plan)
    for name, value in (values | bound.fields()).items():
        setattr(item, name, value)
    item.save()
    log("control.item", item, f"{plan}: {item.text[:200]}", by=by, at=school)
    return item


@transaction.atomic
def remove_item(item: ControlItem, *, by: Person) -> None:
    """Out of a draft; in an approved plan it is struck out and stays to be read."""
    require(by, "control.manage", item.plan.school)
    if item.state != S.PLANNED:
        raise ValidationError("Снять можно пункт, который ещё не проведён.")
    log("control.removed", item, f"{item.plan}: снято «{item.text[:200]}»", by=by,
        at=item.plan.school)  # fmt: skip
    if item.plan.state == ControlPlan.State.DRAFT:
        item.delete()
    else:
        item.state = S.CANCELLED
        item.save()


@transaction.atomic
def approve_plan(
    plan: ControlPlan, *, order_number: str, order_date: date, by: Person
) -> ControlPlan:
    require(by, "control.approve", plan.school)
    if plan.state != ControlPlan.State.DRAFT or not plan.items.exists():
        raise ValidationError("Утверждают проект плана, в котором есть пункты.")
    plan.state = ControlPlan.State.APPROVED
    plan.order_number, plan.order_date = order_number.strip(), order_date
    plan.save()
    log("control.approved", plan, f"Утверждён {str(plan).lower()}: приказ № {plan.order_number}",
        by=by, at=plan.school)  # fmt: skip
    responsible = Person.objects.filter(
        pk__in=plan.items.exclude(responsible=None).values("responsible"), is_active=True
    )
    write([one for one in responsible if one != by], "утверждён план внутришкольного контроля",
          f"{plan}: вы отвечаете за пункты.", reverse("control", args=[plan.school_id]),
          kind=Kind.MEASURE)  # fmt: skip
    return plan


@transaction.atomic
def finish_item(item: ControlItem, *, outcome: str, decided: str, by: Person) -> ControlItem:
    """What was seen and what was decided. Only the responsible and the managers say it."""
    school = item.plan.school
    if item.responsible_id != by.pk:
        require(by, "control.manage", school)
    if item.plan.state != ControlPlan.State.APPROVED or item.state != S.PLANNED:
        raise ValidationError("Итог пишут по пункту утверждённого плана, один раз.")
    item.outcome, item.decided = outcome.strip(), decided.strip()
    item.state, item.done_by, item.done_at = S.DONE, by, timezone.now()
    item.save()
    log("control.done", item, f"Проведён контроль «{item.text[:200]}»", by=by, at=school)
    return item


# --- Visits --------------------------------------------------------------------------------


@transaction.atomic
def plan_visit(
    school: Organisation,
    *,
    kind: str,
    teacher: Person,
    visitor: Person,
    day: date,
    reasons: Iterable[Mapping[str, str]] = (),
    by: Person,
    **about: Any,
) -> LessonVisit:
    """A visit by the plan of the managers, or between two colleagues. The teacher is told why."""
    mutual = kind == LessonVisit.Kind.MUTUAL
    require(by, "visits.mutual" if mutual else "visits.lead", school)
    if teacher == visitor:
        raise ValidationError("Посетить можно урок другого учителя.")
    if mutual and by not in (teacher, visitor):
        raise PermissionDenied("a mutual visit is planned by one of its two")
    if not may(teacher, "visits.mutual", school):
        raise ValidationError({"teacher": "Этот человек не работает в школе."})
    visit = LessonVisit.objects.create(
        school=school, kind=kind, teacher=teacher, visitor=visitor, day=day,
        reasons=[dict(one) for one in reasons], **about,
    )  # fmt: skip
    log("visit.planned", visit, f"{visit}, {day:%d.%m.%Y}", by=by, at=school)
    _tell(
        visit,
        by,
        "запланировано посещение урока",
        " ".join(one["text"] for one in visit.reasons) or f"{visit}, {day:%d.%m.%Y}.",
    )
    return visit


@transaction.atomic
def hold_visit(
    visit: LessonVisit,
    *,
    seen: Mapping[str, int],
    strong: str,
    advice: str = "",
    help: str = "",  # noqa: A002 - the word of the field
    helper: Person | None = None,
    help_until: date | None = None,
    by: Person,
) -> LessonVisit:
    """What the visitor saw, what went well, what help is offered. No sum is made of it."""
    if by.pk != visit.visitor_id:
        raise PermissionDenied("the sheet is written by who was at the lesson")
    if visit.state not in (V.PLANNED, V.HELD):
        raise ValidationError("Посещение уже обсуждено или отменено.")
    rules = control_rules()
    if set(seen) - {one.code for one in rules.sheet} or any(
        not 0 <= level < len(rules.levels) for level in seen.values()
    ):
        raise ValidationError("В листе есть строка, которой нет в форме.")
    if not strong.strip():
        raise ValidationError({"strong": "Напишите, что удалось: с этого начинают разговор."})
    if help.strip() and (helper is None or help_until is None):
        raise ValidationError({"helper": "Помощи нужны человек и срок."})
    visit.seen, visit.strong, visit.advice = dict(seen), strong.strip(), advice.strip()
    visit.help, visit.helper, visit.help_until = help.strip(), helper, help_until
    visit.state = V.HELD
    visit.save()
    log("visit.held", visit, f"{visit}: заполнен лист", by=by, at=visit.school)
    _tell(visit, by, "лист посещения урока заполнен", f"{visit}. Прочитайте и ответьте.")
    return visit


@transaction.atomic
def answer_visit(visit: LessonVisit, *, text: str, by: Person) -> LessonVisit:
    """The teacher's own words; with them the visit is talked over."""
    if by.pk != visit.teacher_id:
        raise PermissionDenied("the teacher answers")
    if visit.state != V.HELD:
        raise ValidationError("Ответить можно, когда лист заполнен.")
    visit.teacher_words, visit.state = text.strip(), V.TALKED
    visit.save()
    log("visit.talked", visit, f"{visit}: учитель ответил", by=by, at=visit.school)
    _tell(visit, by, "учитель ответил на лист посещения", str(visit))
    return visit


@transaction.atomic
def finish_help(visit: LessonVisit, *, text: str, by: Person) -> LessonVisit:
    if by.pk != visit.helper_id:
        raise PermissionDenied("who helps says what was done")
    if not visit.help or visit.help_done_at:
        raise ValidationError("Помощь уже отмечена или её не договаривались.")
    visit.help_done, visit.help_done_at = text.strip(), timezone.now()
    visit.save()
    log("visit.helped", visit, f"{visit}: помощь оказана", by=by, at=visit.school)
    _tell(visit, by, "помощь после посещения урока отмечена", str(visit))
    return visit


@transaction.atomic
def cancel_visit(visit: LessonVisit, *, by: Person) -> LessonVisit:
    if by.pk not in (visit.teacher_id, visit.visitor_id) or (
        by.pk == visit.teacher_id and visit.kind == LessonVisit.Kind.CONTROL
    ):
        require(by, "visits.lead", visit.school)
    if visit.state != V.PLANNED:
        raise ValidationError("Отменить можно посещение, которого ещё не было.")
    visit.state = V.CANCELLED
    visit.save()
    log("visit.cancelled", visit, f"{visit}: отменено", by=by, at=visit.school)
    _tell(visit, by, "посещение урока отменено", str(visit))
    return visit


def _tell(visit: LessonVisit, by: Person, subject: str, text: str) -> None:
    people = {one for one in (visit.teacher, visit.visitor, visit.helper) if one is not None}
    write(sorted(people - {by}, key=lambda one: one.pk), subject, text[:900],
          reverse("visit", args=[visit.pk]), kind=Kind.MEASURE)  # fmt: skip

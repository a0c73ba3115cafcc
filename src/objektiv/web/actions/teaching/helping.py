"""The path of a pupil who needs help: every step is added, none is changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.planning.debt import Kind, NotAllowed, State
from objektiv.russian import long_date
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import write
from objektiv.web.models import (
    FamilyNotice,
    HelpCase,
    HelpStep,
    Organisation,
    Person,
    SchoolYear,
)
from objektiv.web.models.notifications import Kind as NoticeKind
from objektiv.web.permissions import require
from objektiv.web.queries.teaching.helping import families_of, position_of

# What decides about a pupil is the managers' own; the rest is done by who teaches.
DECISIONS = {Kind.DEBT, Kind.PAUSE, Kind.SET, Kind.HELD, Kind.PROMOTED, Kind.CHOICE}


def open_case(
    school: Organisation, year: SchoolYear, *, class_name: str, subject: str, pupil: str,
    reasons: Iterable[str] = (), by: Person,
) -> HelpCase:  # fmt: skip
    """Begin with a conversation; a pupil has one open path in a subject."""
    require(by, "help.work", school)
    try:
        with transaction.atomic():
            case = HelpCase.objects.create(
                school=school, school_year=year, class_name=class_name, subject=subject,
                pupil=pupil, reasons=list(reasons), opened_by=by,
            )  # fmt: skip
            log("help.opened", case, f"Начата помощь: {case}", by=by, at=school,
                reasons=case.reasons)  # fmt: skip
    except IntegrityError as twice:
        raise ValidationError("По этому ученику и предмету помощь уже начата.") from twice
    return case


@transaction.atomic
def add_step(case: HelpCase, *, kind: str, day: date, by: Person, **values: Any) -> HelpStep:
    """The next step, if the path allows it now.

    Raises ValidationError in the words of the path, and for a correction without its basis.
    """
    wanted = Kind(kind)
    require(by, "help.decide" if wanted in DECISIONS else "help.work", case.school)
    case = HelpCase.objects.select_for_update().select_related("school").get(pk=case.pk)
    today = timezone.localdate()
    if day > today:
        raise ValidationError("День шага ещё не наступил: записывают то, что уже было.")
    _check(wanted, values)
    step = HelpStep.objects.create(case=case, kind=wanted.value, day=day, by=by, **values)
    try:
        now = position_of(case, today)
    except NotAllowed as refusal:
        raise ValidationError(str(refusal)) from refusal
    case.state, case.deadline, case.planned = now.state.value, now.deadline, now.planned
    case.save(update_fields=["state", "deadline", "planned"])
    log(f"help.{wanted.value}", case, f"{step}, {case}, {long_date(day)}", by=by, at=case.school,
        step=step.pk, result=step.result)  # fmt: skip
    return step


def _check(kind: Kind, values: dict[str, Any]) -> None:
    if kind == Kind.CORRECTED:
        original, new = values.get("original_mark"), values.get("new_mark")
        if not original or not new or original == new:
            raise ValidationError("Укажите прежнюю и новую отметки: они различаются.")
        if not str(values.get("basis", "")).strip():
            raise ValidationError("Исправление отметки требует основания: пересдача, ошибка, акт.")
    needs_basis = {Kind.DEBT, Kind.PAUSE, Kind.PROMOTED, Kind.CHOICE}
    if kind in needs_basis and not str(values.get("basis", "")).strip():
        raise ValidationError("Укажите основание: приказ, решение педсовета, справка, заявление.")
    if kind in (Kind.TALK, Kind.HELP) and not str(values.get("text", "")).strip():
        raise ValidationError("Напишите, о чём договорились или что сделает школа.")


def refresh_cases(today: date) -> int:
    """Debts whose term is over by now go to the parents; returns how many did."""
    moved = 0
    waiting = HelpCase.objects.filter(
        state__in=[State.DEBT.value, State.TRY.value], deadline__lt=today
    )
    for case in waiting:
        now = position_of(case, today)
        if now.state.value != case.state:
            case.state, case.planned = now.state.value, now.planned
            case.save(update_fields=["state", "planned"])
            moved += 1
    return moved


@transaction.atomic
def notify_family(case: HelpCase, *, subject: str, text: str, by: Person) -> FamilyNotice:
    """Tell the family; without an account it is given on paper and confirmed by a signature."""
    require(by, "help.work", case.school)
    people = families_of(case)
    notice = FamilyNotice.objects.create(
        case=case, subject=subject.strip()[:200], text=text.strip(), sent_by=by, told=len(people)
    )
    # The letter says that something is there, never what: it may be read by anybody.
    write(people, "уведомление школы", "Школа просит прочитать уведомление и подтвердить это.",
          reverse("my_help"), kind=NoticeKind.OTHER)  # fmt: skip
    log("help.family", case, f"Уведомление семье: {notice}, {case}", by=by, at=case.school,
        told=len(people))  # fmt: skip
    return notice


@transaction.atomic
def confirm_notice(notice: FamilyNotice, *, by: Person) -> None:
    """By the family itself."""
    if notice.confirmed_at is None:
        notice.confirmed_at, notice.confirmed_by = timezone.now(), by
        notice.save(update_fields=["confirmed_at", "confirmed_by"])
        log("help.confirmed", notice.case, f"Семья подтвердила: {notice}", by=by,
            at=notice.case.school)  # fmt: skip


@transaction.atomic
def confirm_on_paper(notice: FamilyNotice, *, on_paper: str, by: Person) -> None:
    require(by, "help.work", notice.case.school)
    if not on_paper.strip():
        raise ValidationError("Напишите, где подпись: дата и место хранения уведомления.")
    notice.on_paper, notice.confirmed_at, notice.confirmed_by = (
        on_paper.strip()[:300], timezone.now(), by,
    )  # fmt: skip
    notice.save(update_fields=["on_paper", "confirmed_at", "confirmed_by"])
    log("help.confirmed", notice.case, f"Подпись на бумаге: {notice}", by=by,
        at=notice.case.school)  # fmt: skip

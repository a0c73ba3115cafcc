"""Corrections of work programmes: proposed, taken over, approved, tracked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from objektiv.russian import long_date
from objektiv.web.actions.audit import log
from objektiv.web.actions.registers import enter_correction
from objektiv.web.models import (
    Organisation,
    Person,
    ProgrammeChange,
    ProgrammeLine,
    SchoolYear,
)
from objektiv.web.permissions import require
from objektiv.web.queries.teaching.programmes import proposals_for

S = ProgrammeChange.State


@transaction.atomic
def start_change(
    school: Organisation, year: SchoolYear, *, subject: str, grade: int, hours_left: int, by: Person
) -> ProgrammeChange:
    """A draft of an appendix; what it holds is chosen by people."""
    require(by, "programmes.write", school)
    change = ProgrammeChange.objects.create(
        school=school, school_year=year, subject=subject, grade=grade, hours_left=hours_left,
        made_by=by,
    )  # fmt: skip
    log("programme.started", change, f"Изменения программы: {change}", by=by, at=school)
    return change


@transaction.atomic
def take_proposals(change: ProgrammeChange, topics: list[str], *, by: Person) -> int:
    """Ticked proposals become lines with their grounds; returns how many."""
    _open(change, by)
    chosen = [one for one in proposals_for(change, reader=by) if one.topic in topics]
    if not chosen:
        raise ValidationError("Отметьте хотя бы одну тему.")
    for one in chosen:
        ProgrammeLine.objects.create(
            change=change, topic=one.topic, skills=one.skills, ground=one.ground, hours=one.hours,
            taken_from="уроки повторения и обобщения",
        )  # fmt: skip
    log("programme.taken", change, f"Внесено тем: {len(chosen)}, {change}", by=by, at=change.school)
    return len(chosen)


@transaction.atomic
def keep_line(
    change: ProgrammeChange, line: ProgrammeLine | None = None, *, by: Person, **values: Any
) -> ProgrammeLine:
    """A line of one's own, or another number of hours; never more hours than are left."""
    _open(change, by)
    others = sum(one.hours for one in change.lines.all() if line is None or one.pk != line.pk)
    if others + values["hours"] > change.hours_left:
        raise ValidationError(
            f"До конца года осталось {change.hours_left} часов, в других темах уже {others}."
        )
    line = line or ProgrammeLine(change=change)
    for name, value in values.items():
        setattr(line, name, value)
    line.save()
    log("programme.line", change, f"Тема программы: {line}, {line.hours} ч, {change}", by=by,
        at=change.school)  # fmt: skip
    return line


@transaction.atomic
def remove_line(line: ProgrammeLine, *, by: Person) -> None:
    _open(line.change, by)
    log("programme.removed", line.change, f"Убрана тема: {line}, {line.hours} ч", by=by,
        at=line.change.school)  # fmt: skip
    line.delete()


@transaction.atomic
def approve_change(
    change: ProgrammeChange, *, order_number: str, order_date: date, by: Person
) -> None:
    """By an order, which enters the register; from now on it is not changed, only tracked."""
    require(by, "programmes.approve", change.school)
    if change.state != S.DRAFT:
        raise ValidationError("Изменения уже утверждены.")
    lines = list(change.lines.all())
    if not lines:
        raise ValidationError("Внесите хотя бы одну тему.")
    if sum(one.hours for one in lines) > change.hours_left:
        raise ValidationError("Часов больше, чем осталось до конца года.")
    if order_date > timezone.localdate():
        raise ValidationError({"order_date": "Приказ ещё не подписан: дата в будущем."})
    change.order_number, change.order_date = order_number.strip(), order_date
    change.basis = f"приказ № {change.order_number} от {long_date(order_date)}"
    change.state = S.APPROVED
    change.approved_by, change.approved_on = by, timezone.localdate()
    change.save()
    enter_correction(change, by=by)
    log("programme.approved", change, f"Утверждены изменения программы: {change}", by=by,
        at=change.school)  # fmt: skip


@transaction.atomic
def finish_line(line: ProgrammeLine, *, outcome: str, by: Person) -> None:
    """The hours were held."""
    require(by, "programmes.write", line.change.school)
    if line.change.state != S.APPROVED:
        raise ValidationError("Сначала изменения утверждают.")
    line.done_on, line.outcome = timezone.localdate(), outcome.strip()[:300]
    line.save(update_fields=["done_on", "outcome"])
    log("programme.done", line.change, f"Проведено: {line}, {line.change}", by=by,
        at=line.change.school)  # fmt: skip


def _open(change: ProgrammeChange, by: Person) -> None:
    require(by, "programmes.write", change.school)
    if change.state != S.DRAFT:
        raise ValidationError("Утверждённое не меняют: составьте новые изменения.")

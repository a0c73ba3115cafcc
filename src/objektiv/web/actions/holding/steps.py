"""Ticking steps off, with who, when and, where wanted, a file that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import HoldingStep
from objektiv.russian import long_date
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import people_of, write
from objektiv.web.actions.uploads import keep
from objektiv.web.models import (
    HoldingReminder,
    Organisation,
    Person,
    Procedure,
    ProcedureSite,
    StepDone,
    StepFile,
)
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import SCHOOL_OFFICE, may, require
from objektiv.web.queries.holding.days import roles_on_day
from objektiv.web.queries.holding.steps import ABOVE, open_at, step_named


def may_tick(person: Person, place: Organisation, step: HoldingStep) -> bool:
    """The office ticks every step of its place, other people those of their role."""
    if (step.role == ABOVE) == place.is_school:
        return False
    return may(person, "holding.prepare", place) or step.role in roles_on_day(person, place)


def tick(
    procedure: Procedure,
    place: Organisation,
    code: str,
    *,
    site: ProcedureSite | None = None,
    note: str = "",
    files: Iterable[Incoming] = (),
    by: Person,
) -> StepDone:
    """A step is done; ticking it twice changes nothing, more files and words are added."""
    step = _step(procedure, place, code, site, by)
    kept: list[Mapping[str, Any]] = [keep(file) for file in files]
    with transaction.atomic():
        done, new = StepDone.objects.select_for_update(of=("self",)).get_or_create(
            procedure=procedure,
            place=place,
            site=site,
            step=code,
            undone_at=None,
            defaults={"title": step.title, "note": note.strip(), "by": by},
        )
        if not new and note.strip():
            done.note = note.strip()
            done.save(update_fields=["note"])
        StepFile.objects.bulk_create(StepFile(done=done, **one) for one in kept)
        if new or note.strip() or kept:
            log("holding.step_done", site or procedure, f"{_about(procedure, site)}: {step.title}",
                by=by, at=place, step=code,
                files=[[one["name"], one["sha256"]] for one in kept])  # fmt: skip
    return done


@transaction.atomic
def untick(
    procedure: Procedure,
    place: Organisation,
    code: str,
    *,
    site: ProcedureSite | None = None,
    by: Person,
) -> None:
    """A tick set by mistake; the row says who took it back."""
    step = _step(procedure, place, code, site, by)
    changed = StepDone.objects.filter(
        procedure=procedure, place=place, site=site, step=code, undone_at=None
    ).update(undone_at=timezone.now(), undone_by=by)
    if changed:
        log("holding.step_undone", site or procedure,
            f"{_about(procedure, site)}: снята отметка «{step.title}»", by=by, at=place,
            step=code)  # fmt: skip


@transaction.atomic
def remind_of_step(procedure: Procedure, place: Organisation, code: str, *, by: Person) -> int:
    """Tell every school where a step is open; once a day. Returns how many schools there were."""
    require(by, "holding.organise", place)
    step = step_named(procedure, code)
    if step is None:
        raise ValidationError("Такого шага у процедуры больше нет. Обновите страницу.")
    schools = open_at(procedure, place, step)
    if not schools:
        raise ValidationError("Этот шаг отмечен везде: напоминать некому.")
    reminder, new = HoldingReminder.objects.get_or_create(
        about=f"step:{procedure.pk}:{step.code}:{place.pk}",
        day=timezone.localdate(),
        defaults={"people": 0},
    )
    if not new:
        raise ValidationError("Об этом шаге сегодня уже напоминали.")
    for one in schools:
        reminder.people += write(
            people_of([one.school], SCHOOL_OFFICE),
            f"ждём отметку: {procedure}",
            f"{step.title}. Срок: {long_date(one.due, year=False)}.",
            reverse("holding_procedure", args=[one.school.pk, procedure.pk]),
            kind=Kind.TERM,
        )
    reminder.save(update_fields=["people"])
    log("holding.step_reminded", procedure, f"{procedure}: напомнили о шаге «{step.title}»", by=by,
        at=place, step=step.code, schools=[one.school.pk for one in schools])  # fmt: skip
    return len(schools)


def _step(
    procedure: Procedure, place: Organisation, code: str, site: ProcedureSite | None, by: Person
) -> HoldingStep:
    step = step_named(procedure, code)
    if step is None or (step.each == "day") != (site is not None):
        raise ValidationError("Такого шага у процедуры больше нет. Обновите страницу.")
    if site is not None and site.school_id != place.pk:
        raise PermissionDenied("holding.take_part")
    if not may_tick(by, place, step):
        raise PermissionDenied("holding.take_part")
    return step


def _about(procedure: Procedure, site: ProcedureSite | None) -> str:
    return f"{procedure}, {site.day}" if site else str(procedure)

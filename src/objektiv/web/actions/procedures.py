"""The catalogue of procedures: what is expected from whom by when."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import people_of, write
from objektiv.web.models import AuditEntry, Organisation, Person, Procedure
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import SCHOOL_OFFICE, require
from objektiv.web.queries.procedures import missing_schools


@transaction.atomic
def create_procedure(
    *, organiser: Organisation, kind: str, year: int, due: date | None, note: str, by: Person
) -> Procedure:
    """From now on every open school below the organiser is expected to bring results."""
    require(by, "procedure.manage", organiser)
    if Procedure.objects.filter(organiser=organiser, kind=kind.strip(), year=year).exists():
        raise ValidationError({"kind": f"«{kind} {year}» уже есть в списке."})
    procedure = Procedure.objects.create(
        organiser=organiser, kind=kind.strip(), year=year, due=due, note=note
    )
    log("procedure.created", procedure, f"Добавлена процедура {procedure}", by=by, at=organiser)
    return procedure


@transaction.atomic
def change_procedure(procedure: Procedure, *, by: Person, **values) -> Procedure:
    require(by, "procedure.manage", procedure.organiser)
    for name, value in values.items():
        setattr(procedure, name, value)
    twins = Procedure.objects.exclude(pk=procedure.pk).filter(
        organiser=procedure.organiser, kind=procedure.kind, year=procedure.year
    )
    if twins.exists():
        raise ValidationError({"kind": f"«{procedure}» уже есть в списке."})
    procedure.save()
    log(
        "procedure.changed",
        procedure,
        f"Изменена процедура {procedure}",
        by=by,
        at=procedure.organiser,
    )
    return procedure


@transaction.atomic
def remind(procedure: Procedure, place: Organisation, *, by: Person) -> int:
    """A letter to the office of every school that is still awaited; at most once a day.

    Returns how many people were written to.
    """
    require(by, "procedure.manage", place)
    if procedure.closed:
        raise ValidationError("Приём результатов закончен, напоминать не о чем.")
    day = timezone.now() - timedelta(days=1)
    if AuditEntry.objects.filter(
        verb="procedure.reminded",
        subject=f"procedure:{procedure.pk}",
        organisation=place,
        at__gte=day,
    ).exists():
        raise ValidationError("Школам уже напоминали сегодня.")
    schools = list(missing_schools(procedure, place))
    due = f" до {procedure.due:%d.%m.%Y}" if procedure.due else ""
    written = 0
    for school in schools:
        written += write(
            people_of([school], SCHOOL_OFFICE),
            f"ждём результаты: {procedure}",
            f"{school}: результаты процедуры «{procedure}» нужно принести{due}.",
            reverse("bring", args=[school.pk]),
            kind=Kind.TERM,
        )
    log(
        "procedure.reminded",
        procedure,
        f"Напоминание о процедуре {procedure}: школ {len(schools)}, писем {written}",
        by=by,
        at=place,
    )
    return written

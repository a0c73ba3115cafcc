"""The catalogue of procedures: what is expected from whom by when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from objektiv.web.actions.audit import log
from objektiv.web.actions.plans import rebind_terms
from objektiv.web.models import Organisation, Person, Procedure
from objektiv.web.permissions import require


@transaction.atomic
def create_procedure(
    *,
    organiser: Organisation,
    kind: str,
    year: int,
    due: date | None,
    note: str,
    by: Person,
    source: str = "",
    expects: Any = Procedure.Expects.RESULTS,
    from_whom: Any = Procedure.From.SCHOOL,
    reminds: bool = True,
) -> Procedure:
    """From now on the organisations below the organiser are expected to bring."""
    require(by, "procedure.manage", organiser)
    if Procedure.objects.filter(organiser=organiser, kind=kind.strip(), year=year).exists():
        raise ValidationError({"kind": f"«{kind} {year}» уже есть в списке."})
    procedure = Procedure.objects.create(
        organiser=organiser,
        kind=kind.strip(),
        year=year,
        due=due,
        note=note,
        source=source,
        expects=expects,
        from_whom=from_whom,
        reminds=reminds,
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
    rebind_terms(procedure.organiser, by=by)
    return procedure

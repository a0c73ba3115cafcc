"""A day of the case's procedure, and the first school on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    """What pages of holding procedures can be about."""
    from objektiv.web.models import ProcedureDay, ProcedureSite

    day = ProcedureDay.objects.create(
        procedure=made["procedure"],
        subject="Математика",
        grade=5,
        day=timezone.localdate() + timedelta(days=14),
    )
    return {
        "procedure_day": day,
        "procedure_site": ProcedureSite.objects.create(day=day, school=world.first),
    }

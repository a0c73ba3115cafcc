"""A day of the case's procedure, and the first school on it."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.utils import timezone


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    """What pages of holding procedures can be about."""
    from objektiv.web.models import (
        Briefed,
        Briefing,
        BriefingFile,
        Incident,
        ProcedureDay,
        ProcedureSite,
        StepDone,
        StepFile,
    )

    day = ProcedureDay.objects.create(
        procedure=made["procedure"],
        subject="Математика",
        grade=5,
        day=timezone.localdate() + timedelta(days=14),
        starts="09:00",
    )
    site = ProcedureSite.objects.create(day=day, school=world.first)
    done = StepDone.objects.create(
        procedure=day.procedure, place=world.first, site=site, step="materials",
        title="Получить материалы", by=world.people["office"],
    )  # fmt: skip
    file = {"name": "5а.xlsx", "path": "originals/aa/file.xlsx", "sha256": "a" * 64, "size": 10}
    briefing = Briefing.objects.create(
        procedure=day.procedure, place=world.first, role="organiser", title="Инструктаж",
        made_by=world.people["office"],
    )  # fmt: skip
    briefed = Briefed.objects.create(briefing=briefing, person=world.people["organiser"])
    Briefed.objects.create(briefing=briefing, person=world.people["observer"])
    return {
        "briefing": briefing,
        "briefed": briefed,
        "briefing_file": BriefingFile.objects.create(briefing=briefing, **file),
        "brief_role": "organiser",
        "procedure_day": day,
        "procedure_site": site,
        "step_file": StepFile.objects.create(done=done, **file),
        "incident": Incident.objects.create(
            site=site, kind="phone", at=time(9, 10), text="Звонок", by=world.people["office"]
        ),
        "technology": "vpr",
        "step": "order",
        "day_step": "print",
    }

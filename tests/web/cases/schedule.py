"""A schedule of the first school: one in force in this year, the next version in work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    """What pages of the schedule can be about."""
    from objektiv.web.actions.organisations import school_year_at
    from objektiv.web.models import (
        ScheduleEntry,
        ScheduleSolution,
        ScheduleVersion,
        ScheduleWork,
        YearSchedule,
    )

    today, by = timezone.localdate(), world.people["office"]
    schedule = YearSchedule.objects.create(
        school=world.first, school_year=school_year_at(today), hours=[["5А", "математика", "5"]]
    )
    entry = {"class_name": "5А", "subject": "Математика", "procedure": "Контрольная работа",
             "lesson": 3, "last_lesson": 6}  # fmt: skip
    published = ScheduleVersion.objects.create(
        schedule=schedule, number=1, state="published", made_by=by, order_number="12",
        order_date=today, published_at=timezone.now(),
    )  # fmt: skip
    ScheduleEntry.objects.create(version=published, day=today + timedelta(days=20), **entry)
    version = ScheduleVersion.objects.create(
        schedule=schedule, number=2, before=published, made_by=by
    )
    return {
        "schedule": schedule,
        "schedule_published": published,
        "schedule_version": version,
        "schedule_entry": ScheduleEntry.objects.create(
            version=version, day=today + timedelta(days=21), **entry
        ),
        "schedule_work": ScheduleWork.objects.create(
            schedule=schedule, procedure="Диктант", subject="Русский язык", classes="5"
        ),
        "schedule_solution": ScheduleSolution.objects.create(version=version, made_by=by),
    }

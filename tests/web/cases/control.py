"""Rows of internal control: a plan with one point, and a visit that was held."""

from __future__ import annotations

from datetime import timedelta
from typing import Any


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    from django.utils import timezone

    from objektiv.web.actions.organisations import school_year_at
    from objektiv.web.models import ControlItem, ControlPlan, LessonVisit

    today = timezone.localdate()
    plan = ControlPlan.objects.create(
        school=world.first, school_year=school_year_at(today), made_by=world.people["deputy"]
    )
    item = ControlItem.objects.create(
        plan=plan, section="teaching", text="Объяснение отметок", form="thematic",
        due={"text": "октябрь", "doubt": ""}, responsible=world.people["deputy"],
    )  # fmt: skip
    visit = LessonVisit.objects.create(
        school=world.first, item=item, kind="control", teacher=world.people["teacher"],
        visitor=world.people["deputy"], subject="Математика", class_name="5А", day=today,
        reasons=[{"rule": "external", "text": "Западают дроби.", "source": "Письмо"}],
        state="talked", seen={"goal": 2, "feedback": 0}, strong="Цель ясна", help="Показать приём",
        helper=world.people["deputy"], help_until=today + timedelta(days=14),
    )  # fmt: skip
    return {"control_item": item, "visit": visit}

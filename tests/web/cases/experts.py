"""A commission of the first school with one expert, and a work that waits for marks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    """What pages of experts and marking can be about."""
    from objektiv.web.actions.organisations import school_year_at
    from objektiv.web.models import Commission, Expert, MarkingRound, Script, ScriptMark

    today = timezone.localdate()
    expert = Expert.objects.create(
        organisation=world.first, person=world.people["expert"], status="confirmed", since=today
    )
    expert.subjects.add(made["subject"])
    commission = Commission.objects.create(
        organisation=world.first, school_year=school_year_at(today), subject=made["subject"],
        title="Комиссия по математике", leader=world.people["teacher"],
    )  # fmt: skip
    commission.members.add(expert)
    marking = MarkingRound.objects.create(
        commission=commission, work=made["work"], columns=[["1", 2], ["2", 7]], share=0.07,
        difference=2, due=today + timedelta(days=5), made_by=world.people["head"],
    )  # fmt: skip
    script = Script.objects.create(
        round=marking, code="QW234", school=world.first, class_name="5А", pupil="12"
    )
    return {
        "expert": expert,
        "commission": commission,
        "marking": marking,
        "script": script,
        "script_mark": ScriptMark.objects.create(script=script, turn=1, expert=expert),
    }

"""Rows of criteria: one set in force and a mark that rests on it."""

from __future__ import annotations

from typing import Any


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    from django.utils import timezone

    from objektiv.web.models import CriterialMark, CriteriaSet

    subject = world.people["teacher"].assignments.get().subject
    raw = [{"code": "К1", "text": "Ход", "levels": ["нет", "с ошибкой", "верный"],
            "skills": ["5.1"], "aligned": ["ОГЭ 20"]}]  # fmt: skip
    one = CriteriaSet.objects.create(
        organisation=world.first, subject=subject, grade_from=5, grade_to=9, form="problem",
        title="Решение задач", state="approved", criteria=raw, scale=[[1, 3], [2, 5]],
        act_title="Положение", act_number="12", act_date=timezone.localdate(),
        made_by=world.people["teacher"],
    )  # fmt: skip
    mark = CriterialMark.objects.create(
        criteria=one, school_class=made["school_class"], subject=subject, pupil="12",
        day=timezone.localdate(), work="Задача", points={"К1": 2}, total=2, mark=5,
        by=world.people["teacher"],
    )  # fmt: skip
    return {"criteria_set": one, "criterial_mark": mark}

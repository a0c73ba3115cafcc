"""The individual route: topics, tasks of the bank given to the pupil, points, what came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from objektiv.russian import counted
from objektiv.web.actions.audit import log
from objektiv.web.models import GivenTask, HelpCase, Person, RouteTask
from objektiv.web.permissions import require
from objektiv.web.queries.teaching.routes import Topic, first_for, open_tasks, with_skills

OVER = "Работа завершена: маршрут больше не меняется."


@transaction.atomic
def plan_route(case: HelpCase, *, by: Person, **values: Any) -> RouteTask:
    """A line of the individual route."""
    require(by, "help.work", case.school)
    if case.is_over:
        raise ValidationError(OVER)
    line = RouteTask.objects.create(case=case, **values)
    log("help.route", case, f"Маршрут: {line}", by=by, at=case.school)
    return line


@transaction.atomic
def begin_topic(case: HelpCase, topic: Topic, *, by: Person) -> RouteTask:
    """A proposed topic with the first tasks that the bank has for its skills."""
    line = plan_route(
        case, topic=topic.title[:300], ground=topic.ground[:300],
        skills=", ".join(topic.skills)[:200], by=by,
    )  # fmt: skip
    if fit := _fitting(line, by):
        give_tasks(line, fit, by=by)
    return line


def take_fitting(line: RouteTask, *, by: Person) -> list[GivenTask]:
    """The first tasks of the bank for the skills of a line."""
    fit = _fitting(line, by)
    if not fit:
        raise ValidationError("Открытых заданий с этими умениями в банке нет.")
    return give_tasks(line, fit, by=by)


def _fitting(line: RouteTask, by: Person) -> list[int]:
    found = with_skills(open_tasks(line.case, by), line.skill_list)
    return [one.pk for one in first_for(found, line.skill_list)]


@transaction.atomic
def give_tasks(line: RouteTask, tasks: Iterable[int], *, by: Person) -> list[GivenTask]:
    """Tasks of the bank as they are today. Raises ValidationError for one that may not be given."""
    case = line.case
    require(by, "help.work", case.school)
    if case.is_over or line.done_on:
        raise ValidationError(OVER if case.is_over else "Итог темы уже записан.")
    wanted = list(dict.fromkeys(tasks))
    if not wanted:
        raise ValidationError("Отметьте хотя бы одно задание.")
    rows = open_tasks(case, by).in_bulk(wanted)
    if len(rows) != len(wanted):
        raise ValidationError(
            "Часть заданий дать нельзя: они закрыты, изъяты или уже есть в маршруте. "
            "Выберите из показанных."
        )
    made = GivenTask.objects.bulk_create(
        GivenTask(line=line, task=rows[one], version=rows[one].version, content=rows[one].content)
        for one in wanted
    )
    words = counted(len(made), "задание", "задания", "заданий")
    log("help.route_tasks", case, f"Маршрут, {line}: из банка взято {words}", by=by,
        at=case.school, tasks=wanted)  # fmt: skip
    return made


@transaction.atomic
def take_back(given: GivenTask, *, by: Person) -> None:
    """A task that does not fit, before it is done."""
    case = given.line.case
    require(by, "help.work", case.school)
    if given.points is not None:
        raise ValidationError("За задание уже записаны баллы: оно остаётся в маршруте.")
    log("help.route_back", case, f"Маршрут, {given.line}: убрано задание № {given.task_id}", by=by,
        at=case.school, task=given.task_id)  # fmt: skip
    given.delete()


@transaction.atomic
def note_points(line: RouteTask, points: Mapping[int, int | None], *, by: Person) -> None:
    """Points of given tasks by their id; None: not done yet."""
    case = line.case
    require(by, "help.work", case.school)
    if case.is_over or line.done_on:
        raise ValidationError(OVER if case.is_over else "Итог темы уже записан.")
    today = timezone.localdate()
    changed = []
    for one in line.given.select_for_update(of=("self",)):
        new = points.get(one.pk, one.points)
        if new is not None and not 0 <= new <= one.possible:
            raise ValidationError(f"За задание № {one.task_id} — от 0 до {one.possible} баллов.")
        if new != one.points:
            one.points, one.done_on = new, None if new is None else today
            changed.append(one)
    GivenTask.objects.bulk_update(changed, ["points", "done_on"])
    if changed:
        log("help.route_points", case, f"Маршрут, {line}: баллы за задания", by=by,
            at=case.school, points={str(one.task_id): one.points for one in changed})  # fmt: skip


@transaction.atomic
def finish_route(line: RouteTask, *, outcome: str, by: Person) -> None:
    require(by, "help.work", line.case.school)
    if not outcome.strip():
        raise ValidationError("Напишите, что вышло.")
    line.done_on, line.outcome = timezone.localdate(), outcome.strip()[:300]
    line.save(update_fields=["done_on", "outcome"])
    log("help.route_done", line.case, f"Маршрут, сделано: {line}", by=by, at=line.case.school)

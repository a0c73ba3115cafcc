"""The task bank: write, review, approve or return, withdraw, bring a file of another system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction
from django.urls import reverse

from objektiv.profiles import task_rules
from objektiv.tasks.exchange import ExchangeRefused, read_tasks
from objektiv.tasks.model import Picture, Task, complaints
from objektiv.tasks.pictures import picture_complaint
from objektiv.tasks.text import plain
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import people_of, write
from objektiv.web.actions.uploads import keep
from objektiv.web.models import (
    BankTask,
    Organisation,
    Person,
    Subject,
    TaskFile,
    TaskPicture,
    TaskStep,
)
from objektiv.web.models.notifications import Kind
from objektiv.web.models.people import Role
from objektiv.web.permissions import SCHOOL_MANAGERS, require
from objektiv.web.queries.teaching.bank import tasks_visible_to

S, Act = BankTask.State, TaskStep.Act


def origin_complaints(origin: str, source: str, licence: str, *, declared: bool) -> dict[str, str]:
    """A task without a known origin is not taken: nobody may spread what is closed or foreign."""
    rules = task_rules()
    wrong = {}
    if not declared:
        wrong["declared"] = "Без этого подтверждения задание не принимается."
    if origin not in rules.origins:
        wrong["origin"] = "Выберите, откуда задание."
    if origin in rules.licensed:
        if not source.strip():
            wrong["source"] = "Назовите источник: он будет указан при печати и выгрузке."
        if not licence.strip():
            wrong["licence"] = "Назовите лицензию или условие, по которому можно использовать."
    return wrong


def pictures_from(files: Iterable[Incoming], alts: Mapping[str, str]) -> tuple[Picture, ...]:
    """Pictures of a form. Raises ValidationError for each that cannot be printed."""
    made, wrong = [], []
    for file in files:
        name = file.name.replace("[", "").replace("]", "")[:120]
        content = file.read()
        file.seek(0)
        if said := picture_complaint(name, content):
            wrong.append(said)
        made.append(Picture(name, alts.get(name, ""), content))
    if wrong:
        raise ValidationError({"pictures": wrong})
    return tuple(made)


def columns_of(task: Task) -> dict[str, Any]:
    """What of a task stands in columns of its row."""
    return {
        "title": task.title or plain(task.text, 80),
        "kind": task.kind,
        "level": task.level,
        "points": task.points,
        "minutes": task.minutes,
        "skills": f"|{'|'.join(task.skills)}|"[:500] if task.skills else "",
        "content": task.plain(),
    }


def _keep_pictures(row: BankTask, pictures: Iterable[Picture]) -> None:
    for one in pictures:
        if one.content:
            kept = keep(ContentFile(one.content, one.name))
            TaskPicture.objects.create(task=row, alt=one.alt, **(kept | {"name": one.name}))


def write_task(
    place: Organisation,
    task: Task,
    *,
    subject: Subject,
    grade: int,
    origin: str,
    source: str = "",
    licence: str = "",
    declared: bool = False,
    secret_until: date | None = None,
    enemies: Iterable[int] = (),
    row: BankTask | None = None,
    by: Person,
) -> BankTask:
    """A new task, or a new version of one. An approved task that is changed is a draft again."""
    require(by, "tasks.write", place)
    if row is not None and (row.state == S.WITHDRAWN or row.organisation_id != place.pk):
        raise ValidationError("Изъятое задание не изменяют.")
    if wrong := origin_complaints(origin, source, licence, declared=declared):
        raise ValidationError(wrong)
    if said := complaints(task):
        raise ValidationError(said)
    with transaction.atomic():
        new = row is None
        if row is None:
            row = BankTask(organisation=place, made_by=by, version=0)
        changed = new or row.content != task.plain()
        for name, value in columns_of(task).items():
            setattr(row, name, value)
        row.subject, row.grade = subject, grade
        row.origin, row.source, row.licence = origin, source.strip(), licence.strip()
        row.secret_until = secret_until
        if changed:
            row.version += 1
            row.state, row.reviewer = S.DRAFT, None
        row.save()
        _keep_pictures(row, task.pictures)
        row.enemies.set(tasks_visible_to(by).filter(pk__in=list(enemies)).exclude(pk=row.pk))
        if changed:
            TaskStep.objects.create(
                task=row, act=Act.WRITTEN, version=row.version, content=row.content, by=by
            )
        log("task.written", row, f"Задание № {row.pk}, редакция {row.version}: {row}", by=by,
            at=place, origin=origin, source=row.source, licence=row.licence)  # fmt: skip
    return row


@transaction.atomic
def send_to_review(row: BankTask, *, reviewer: Person | None = None, by: Person) -> BankTask:
    require(by, "tasks.write", row.organisation)
    if row.state != S.DRAFT:
        raise ValidationError("На рецензию передают черновик.")
    if reviewer == by:
        raise ValidationError("Рецензию пишет другой человек.")
    row.state, row.reviewer = S.REVIEW, reviewer
    row.save()
    TaskStep.objects.create(task=row, act=Act.SENT, version=row.version, by=by)
    log("task.sent", row, f"Задание № {row.pk} передано на рецензию", by=by, at=row.organisation)
    leaders = people_of([row.organisation], (Role.METHOD_HEAD, *SCHOOL_MANAGERS))
    write(
        [reviewer] if reviewer else [one for one in leaders if one != by],
        "задание ждёт рецензии",
        f"{row.subject}, {row.grade} класс, задание № {row.pk}.",
        reverse("task", args=[row.pk]),
        kind=Kind.MEASURE,
    )
    return row


@transaction.atomic
def decide_task(row: BankTask, *, approve: bool, text: str, by: Person) -> BankTask:
    """Another person than the author approves a task or returns it with a reason."""
    require(by, "tasks.review", row.organisation)
    if row.state != S.REVIEW:
        raise ValidationError("Решение принимают по заданию, которое передано на рецензию.")
    authors = {row.made_by_id, row.steps.filter(act=Act.WRITTEN).last().by_id}
    if by.pk in authors:
        raise PermissionDenied("a task is reviewed by another person than its author")
    if not approve and not text.strip():
        raise ValidationError({"text": "Напишите, что исправить."})
    row.state = S.APPROVED if approve else S.DRAFT
    row.save()
    TaskStep.objects.create(
        task=row, act=Act.APPROVED if approve else Act.RETURNED, version=row.version,
        text=text.strip(), by=by,
    )  # fmt: skip
    said = "утверждено" if approve else "возвращено автору"
    log("task.decided", row, f"Задание № {row.pk} {said}", by=by, at=row.organisation,
        version=row.version)  # fmt: skip
    write([row.made_by], f"задание {said}", f"Задание № {row.pk}, {row.subject}.",
          reverse("task", args=[row.pk]), kind=Kind.MEASURE)  # fmt: skip
    return row


@transaction.atomic
def withdraw_task(row: BankTask, *, text: str, by: Person) -> BankTask:
    """Out of the bank for new papers; papers that hold it keep it."""
    require(by, "tasks.review", row.organisation)
    if not text.strip():
        raise ValidationError({"text": "Напишите, почему задание изымается."})
    row.state = S.WITHDRAWN
    row.save()
    TaskStep.objects.create(task=row, act=Act.WITHDRAWN, version=row.version, text=text, by=by)
    log("task.withdrawn", row, f"Задание № {row.pk} изъято: {text}", by=by, at=row.organisation)
    return row


def bring_tasks(
    place: Organisation,
    file: Incoming,
    *,
    subject: Subject,
    grade: int,
    origin: str,
    source: str = "",
    licence: str = "",
    declared: bool = False,
    by: Person,
) -> TaskFile:
    """Drafts of every question of a file; what did not come over is kept word by word."""
    require(by, "tasks.write", place)
    if wrong := origin_complaints(origin, source, licence, declared=declared):
        raise ValidationError(wrong)
    content = file.read()
    file.seek(0)
    try:
        brought = read_tasks(content, file.name)
    except ExchangeRefused as refusal:
        raise ValidationError({"file": str(refusal)}) from None
    kept = keep(file)
    notes: dict[str, list[str]] = {}
    with transaction.atomic():
        made = TaskFile.objects.create(organisation=place, brought_by=by, form=brought.form, **kept)
        rows = []
        for found in brought.found:
            task = replace(found.task, title=found.task.title[:200])
            row = BankTask.objects.create(
                organisation=place, subject=subject, grade=grade, origin=origin,
                source=source.strip(), licence=licence.strip(), made_by=by, **columns_of(task),
            )  # fmt: skip
            _keep_pictures(row, task.pictures)
            TaskStep.objects.create(
                task=row, act=Act.WRITTEN, version=1, content=row.content, by=by,
                text=f"Из файла «{file.name}»",
            )  # fmt: skip
            rows.append(row)
            said = [*found.notes, *complaints(task)]
            if said:
                notes[str(row.pk)] = said
        made.tasks.set(rows)
        made.said = {"refused": list(brought.refused), "notes": notes}
        made.save()
        log("tasks.brought", made, f"Из файла «{file.name}» взято заданий: {len(rows)}, не "
            f"перенесено: {len(brought.refused)}", by=by, at=place, sha256=kept["sha256"],
            origin=origin, source=source, licence=licence)  # fmt: skip
    return made

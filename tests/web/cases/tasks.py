"""Rows of the task bank: one approved task with a picture, a file it came from, a paper."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55000000"
    "0a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    from objektiv.tasks.model import Picture, Task
    from objektiv.web.actions.uploads import keep
    from objektiv.web.models import BankTask, PaperTask, TaskFile, TaskPicture, TaskStep, TestPaper

    subject = world.people["teacher"].assignments.get().subject
    teacher = world.people["teacher"]
    content = Task(
        "Сколько будет $\\frac{1}{2}+1$?\n![а.png]", "number", answers=("1,5",),
        skills=("5.1",), pictures=(Picture("а.png", "отрезок"),),
    ).plain()  # fmt: skip
    task = BankTask.objects.create(
        organisation=world.first, subject=subject, grade=5, state="approved", title="Сумма",
        kind="number", level="Б", points=1, minutes=3, skills="|5.1|", content=content,
        origin="own", made_by=teacher,
    )  # fmt: skip
    TaskStep.objects.create(task=task, act="written", version=1, content=content, by=teacher)
    kept = keep(SimpleUploadedFile("а.png", PNG))
    file = TaskFile.objects.create(
        organisation=world.first, brought_by=teacher, form="moodle", said={},
        **keep(SimpleUploadedFile("в.xml", b"<quiz/>")),
    )  # fmt: skip
    file.tasks.add(task)
    paper = TestPaper.objects.create(
        organisation=world.first, subject=subject, grade=5, title="Входная", minutes=45,
        blueprint={"cells": [{"tasks": 1}], "variants": 1}, state="ready",
        made_by=world.people["methodist"],
        said={"bank": 1, "shares": [0.75], "points": [1], "minutes": [3], "spread": 0.0,
              "equivalent": True, "proven": True, "seed": 2026, "measured": 0},
    )  # fmt: skip
    PaperTask.objects.create(paper=paper, variant=1, place=1, task=task, version=1, content=content)
    return {
        "task": task,
        "task_picture": TaskPicture.objects.create(task=task, alt="отрезок", **kept),
        "task_file": file,
        "test_paper": paper,
        "part": "variants",
        "exchange": "qti",
    }

"""The task bank, criteria, internal control: what their pages show, for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from objektiv.web.actions.audit import log_reading
from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import OrganisationRef, choice
from objektiv.web.models import BankTask, CriteriaSet, Scope, TestPaper
from objektiv.web.queries.organisations import enter
from objektiv.web.queries.teaching import bank as query
from objektiv.web.queries.teaching import criteria as criteria_query

router = Router(tags=["Банк заданий и критерии"])
read = Key(Scope.TASKS_READ)


class TaskRow(Schema):
    """Задание банка."""

    id: int
    organisation: OrganisationRef
    subject: str
    grade: int
    state: str = choice(BankTask.State, "Состояние")
    version: int = Field(description="Номер редакции")
    title: str
    kind: str = Field(description="Код вида ответа: choice, choices, short, number, match, order, "
                      "open")  # fmt: skip
    level: str = Field(description="Б, П или В")
    points: int
    minutes: int
    skills: list[str] = Field(description="Позиции кодификатора")
    uses: int = Field(description="В скольких собранных работах стоит")


class TaskDetail(TaskRow):
    """Задание целиком, с ключом."""

    content: dict[str, Any] = Field(description="Текст, ответы, критерии; формулы в LaTeX")
    origin: str
    source: str
    licence: str
    secret_until: date | None
    statistics: dict[str, Any] | None = Field(description="По всем результатам вместе; пусто — "
                                              "результатов нет")  # fmt: skip
    remarks: list[str] = Field(description="Почему задание стоит перечитать")


class TaskFileDetail(Schema):
    """Файл другой системы: что из него взято и что нет."""

    id: int
    organisation: OrganisationRef
    name: str
    brought_at: datetime
    tasks: list[TaskRow] = Field(description="Задания из файла, видимые вам")
    notes: dict[str, list[str]] = Field(description="По номеру задания: что перенесено не целиком")
    refused: list[str] = Field(description="Что не перенесено и почему")


class BankPaperRow(Schema):
    """Работа, собранная из банка."""

    id: int
    organisation: OrganisationRef
    subject: str
    grade: int
    title: str
    demo: bool
    state: str = choice(TestPaper.State, "Состояние")
    made_at: datetime


class PaperDetail(BankPaperRow):
    """Работа с вариантами: номера заданий на местах."""

    minutes: int
    sentences: list[str] = Field(description="Почему собрать нельзя")
    shares: list[float] = Field(description="Ожидаемое выполнение каждого варианта, доля")
    equivalent: bool | None
    variants: list[list[int]] = Field(description="Номера заданий по местам каждого варианта")


class CriteriaRow(Schema):
    """Набор критериев."""

    id: int
    organisation: OrganisationRef
    subject: str = Field(description="Пусто: любой предмет")
    grade_from: int
    grade_to: int
    form: str = Field(description="Код формы деятельности")
    title: str
    version: int
    state: str = choice(CriteriaSet.State, "Состояние")


class CriteriaDetail(CriteriaRow):
    """Набор критериев целиком."""

    criteria: list[dict[str, Any]] = Field(description="Критерии: код, текст, за что баллы")
    scale: list[list[int]] = Field(description="Пары: наименьший балл и отметка")
    act_title: str
    act_number: str
    act_date: date | None
    act_version_id: int | None = Field(description="Редакция акта из реестра; пусто — акт назван "
                                       "словами")  # fmt: skip


def _task(one: BankTask) -> dict[str, Any]:
    names = ("organisation", "grade", "state", "version", "title", "kind", "level", "points",
             "minutes")  # fmt: skip
    return {name: getattr(one, name) for name in names} | {
        "id": one.pk,
        "subject": one.subject.name,
        "skills": one.skill_list,
        "uses": one.times,
    }


@router.get(
    "/organisations/{int:place}/tasks",
    response=list[TaskRow],
    auth=read,
    summary="Задания банка, видимые в организации",
)
@paginated
def list_tasks(
    request: HttpRequest,
    place: int,
    subject: str = Query("", description="Номер предмета; пусто — все"),
    grade: str = Query("", description="Класс; пусто — все"),
    skill: str = Query("", description="Позиция кодификатора; пусто — все"),
):
    """Закрытые до срока задания видят только автор, рецензент и руководители."""
    organisation = enter(request.user, place, "tasks.view")
    asked = {"subject": subject, "grade": grade, "skill": skill}
    rows = query.chosen(query.bank_at(organisation, request.user), asked)
    return [_task(one) for one in query.with_uses(rows).order_by("id")]


@router.get("/tasks/{int:task}", response=TaskDetail, auth=read, summary="Задание с ключом")
def show_task(request: HttpRequest, task: int):
    """Чтение закрытого задания записывается в журнал."""
    rows = query.with_uses(query.tasks_visible_to(request.user))
    found = get_object_or_404(rows, pk=task)
    if found.secret_until and found.secret_until > timezone.localdate():
        log_reading(found, f"Открыто закрытое задание № {found.pk}", by=request.user,
                    at=found.organisation)  # fmt: skip
    figures = query.figures_of(found)
    names = ("content", "origin", "source", "licence", "secret_until")
    return (
        _task(found)
        | {name: getattr(found, name) for name in names}
        | {
            "statistics": figures.whole.plain() if figures.whole else None,
            "remarks": list(figures.remarks),
        }
    )


@router.get(
    "/task_files/{int:task_file}",
    response=TaskFileDetail,
    auth=read,
    summary="Файл с заданиями другой системы",
)
def show_task_file(request: HttpRequest, task_file: int):
    """Что из него взято, что перенесено не целиком, что не взято и почему."""
    found = get_object_or_404(query.files_visible_to(request.user), pk=task_file)
    rows = query.with_uses(query.tasks_visible_to(request.user)).filter(files=found)
    return {
        "id": found.pk,
        "organisation": found.organisation,
        "name": found.name,
        "brought_at": found.brought_at,
        "tasks": [_task(one) for one in rows.order_by("id")],
        "notes": found.said.get("notes", {}),
        "refused": found.said.get("refused", []),
    }


def _paper(one: TestPaper) -> dict[str, Any]:
    names = ("organisation", "grade", "title", "demo", "state", "made_at")
    return {name: getattr(one, name) for name in names} | {
        "id": one.pk,
        "subject": one.subject.name,
    }


@router.get(
    "/organisations/{int:place}/papers",
    response=list[BankPaperRow],
    auth=read,
    summary="Работы, собранные из банка",
)
@paginated
def list_papers(request: HttpRequest, place: int):
    """Новые сначала."""
    organisation = enter(request.user, place, "tasks.view")
    return [_paper(one) for one in query.papers_at(organisation, request.user)]


@router.get(
    "/papers/{int:test_paper}", response=PaperDetail, auth=read, summary="Работа с вариантами"
)
def show_paper(request: HttpRequest, test_paper: int):
    """Варианты или почему собрать их нельзя."""
    found = get_object_or_404(query.papers_visible_to(request.user), pk=test_paper)
    if found.secret_until and found.secret_until > timezone.localdate():
        log_reading(found, f"Открыта закрытая работа «{found}»", by=request.user,
                    at=found.organisation)  # fmt: skip
    variants: dict[int, list[int]] = {}
    for one in query.places_of(found):
        variants.setdefault(one.variant, []).append(one.task_id)
    return _paper(found) | {
        "minutes": found.minutes,
        "sentences": found.said.get("sentences", []),
        "shares": found.said.get("shares", []),
        "equivalent": found.said.get("equivalent"),
        "variants": list(variants.values()),
    }


def _set(one: CriteriaSet) -> dict[str, Any]:
    names = ("organisation", "grade_from", "grade_to", "form", "title", "version", "state")
    return {name: getattr(one, name) for name in names} | {
        "id": one.pk,
        "subject": one.subject.name if one.subject else "",
    }


@router.get(
    "/organisations/{int:place}/criteria",
    response=list[CriteriaRow],
    auth=read,
    summary="Критерии, которые действуют в организации, и её проекты",
)
@paginated
def list_criteria_sets(request: HttpRequest, place: int):
    """По названиям."""
    organisation = enter(request.user, place, "criteria.view")
    return [_set(one) for one in criteria_query.criteria_at(organisation, request.user)]


@router.get(
    "/criteria/{int:criteria_set}",
    response=CriteriaDetail,
    auth=read,
    summary="Набор критериев целиком",
)
def show_criteria_set(request: HttpRequest, criteria_set: int):
    """Критерии, за что баллы, границы отметок, приказ."""
    found = get_object_or_404(criteria_query.criteria_visible_to(request.user), pk=criteria_set)
    names = ("criteria", "scale", "act_title", "act_number", "act_date", "act_version_id")
    return _set(found) | {name: getattr(found, name) for name in names}

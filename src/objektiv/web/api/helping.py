"""Pupils who need help, by code, and corrections of work programmes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from objektiv.web.actions.audit import log_reading
from objektiv.web.api.access import Key
from objektiv.web.api.journals import year_of
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import choice
from objektiv.web.models import HelpCase, ProgrammeChange, Scope
from objektiv.web.queries.organisations import enter
from objektiv.web.queries.teaching import helping as query
from objektiv.web.queries.teaching import programmes
from objektiv.web.queries.teaching.routes import route_of

router = Router(tags=["Помощь ученикам и программы"])
pupils = Key(Scope.PUPILS_READ)
PLACE = "/organisations/{int:place}"
LINE = ("topic", "skills", "ground", "tasks", "due", "done_on", "outcome")
PROGRESS = ("given", "done", "points", "possible")


class HelpRow(Schema):
    """Помощь одному ученику по предмету; ученик — код."""

    id: int
    class_name: str
    subject: str
    pupil: str
    state: str = Field(description="Где сейчас: код из `title`")
    title: str = Field(description="Где сейчас, словами")
    reasons: list[str] = Field(description="Почему стоило поговорить")
    deadline: date | None = Field(description="До какого дня можно ликвидировать задолженность")
    planned: date | None = Field(description="На какой день назначена аттестация")


class HelpStepRow(Schema):
    """Шаг, как он записан."""

    kind: str
    title: str
    day: date
    until: date | None
    result: str
    text: str
    basis: str
    original_mark: int | None
    new_mark: int | None
    members: list[str] = Field(description="Комиссия")


class RouteTaskRow(Schema):
    """Строка индивидуального маршрута."""

    topic: str
    skills: str = Field(description="Позиции кодификатора через запятую")
    ground: str
    tasks: str
    due: date | None
    done_on: date | None
    outcome: str
    given: int = Field(description="Заданий банка дано")
    done: int = Field(description="Из них сделано")
    points: int = Field(description="Баллов за сделанные")
    possible: int = Field(description="Наибольший балл за сделанные")


class FamilyNoticeRow(Schema):
    """Уведомление семье."""

    id: int
    subject: str
    text: str
    sent_at: datetime
    confirmed_at: datetime | None
    on_paper: str


class HelpDetail(HelpRow):
    """Весь путь."""

    tries: int = Field(description="Попыток использовано")
    promoted: bool = Field(description="Переведён условно")
    steps: list[HelpStepRow]
    route: list[RouteTaskRow]
    notices: list[FamilyNoticeRow]


class ProgrammeLineRow(Schema):
    """Тема с часами."""

    topic: str
    skills: str
    hours: int
    ground: str
    taken_from: str
    done_on: date | None
    outcome: str


class ProgrammeRow(Schema):
    """Изменения рабочей программы."""

    id: int
    subject: str
    grade: int
    state: str = choice(ProgrammeChange.State, "Состояние")
    hours_left: int
    basis: str


class ProgrammeDetail(ProgrammeRow):
    """Изменения с темами."""

    lines: list[ProgrammeLineRow]


def _row(one: HelpCase) -> dict[str, Any]:
    names = ("class_name", "subject", "pupil", "state", "reasons", "deadline", "planned")
    return {name: getattr(one, name) for name in names} | {
        "id": one.pk,
        "title": one.get_state_display(),
    }


def _detail(one: HelpCase) -> dict[str, Any]:
    now = query.position_of(one, timezone.localdate())
    names = ("kind", "day", "until", "result", "text", "basis", "original_mark", "new_mark")
    return _row(one) | {
        "tries": now.tries,
        "promoted": now.promoted,
        "steps": [
            {name: getattr(step, name) for name in names}
            | {"title": step.get_kind_display(), "members": step.members}
            for step in one.steps.all()
        ],
        "route": [
            {name: getattr(line.row, name) for name in LINE}
            | {name: getattr(line.progress, name) for name in PROGRESS}
            for line in route_of(one).lines
        ],
        "notices": list(one.notices.all()),
    }


@router.get(f"{PLACE}/help", response=list[HelpRow], auth=pupils, summary="Помощь ученикам (коды)")
@paginated
def list_help(request: HttpRequest, place: int):
    """Учитель видит свои классы и предметы."""
    school = enter(request.user, place, "help.work")
    log_reading(school, "Открыт список помощи", by=request.user, at=school)
    return [_row(one) for one in query.cases_of(request.user, school)]


@router.get(
    "/help/{int:help_case}", response=HelpDetail, auth=pupils, summary="Путь одного ученика"
)
def show_help(request: HttpRequest, help_case: int):
    found = get_object_or_404(query.cases_visible_to(request.user), pk=help_case)
    log_reading(found, f"Открыта помощь: {found}", by=request.user, at=found.school)
    return _detail(found)


@router.get(
    "/my_help",
    response=list[HelpDetail],
    auth=Key(Scope.FAMILY_READ),
    summary="Помощь школы своему ребёнку и уведомления",
)
def list_my_help(request: HttpRequest):
    return [_detail(one) for one in query.cases_of_family(request.user)]


@router.get(
    f"{PLACE}/programmes",
    response=list[ProgrammeRow],
    auth=Key(Scope.TEACHING_READ),
    summary="Изменения рабочих программ",
)
@paginated
def list_programmes(
    request: HttpRequest,
    place: int,
    year: int | None = Query(None, description="Год начала учебного года; пусто — текущий"),
):
    school = enter(request.user, place, "programmes.write")
    return programmes.changes_of(request.user, school).filter(school_year=year_of(year))


@router.get(
    "/programmes/{int:programme}",
    response=ProgrammeDetail,
    auth=Key(Scope.TEACHING_READ),
    summary="Изменения одной программы с темами и часами",
)
def show_programme(request: HttpRequest, programme: int):
    return get_object_or_404(
        programmes.changes_visible_to(request.user).prefetch_related("lines"), pk=programme
    )

"""The work list «Сегодня» and background jobs."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from objektiv.web.actions.jobs import cancel_job, retry_job
from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import choice
from objektiv.web.models import Job, Scope
from objektiv.web.queries.calendar import events_of
from objektiv.web.queries.notices import notices_of
from objektiv.web.queries.today import waiting_for
from objektiv.web.tasks import run_soon

router = Router(tags=["Сегодня и задания"])
read, act = Key(Scope.WORK_LIST_READ, Scope.RESULTS_BRING), Key(Scope.RESULTS_BRING)


class WaitingRow(Schema):
    """Дело, которое ждёт."""

    what: str
    where: str = Field(description="Организация")
    page: str = Field(description="Адрес страницы сайта")
    due: date | None
    starts: datetime | None = Field(description="Если дело назначено на час")
    ends: datetime | None

    @staticmethod
    def resolve_page(obj) -> str:
        return obj.url


class WaitingGroup(Schema):
    """Дела одного срока."""

    title: str = Field(examples=["Просрочено"])
    items: list[WaitingRow]


class JobRow(Schema):
    """Фоновое задание."""

    id: int
    title: str
    state: str = choice(Job.State, "Состояние")
    step: str = Field(description="Что делается сейчас")
    done: int
    total: int
    error: str = Field(description="Почему не получилось и что делать")
    created: datetime
    finished: datetime | None


@router.get(
    "/work_list",
    response=list[WaitingGroup],
    auth=Key(Scope.WORK_LIST_READ),
    summary="Что ждёт меня, по срокам",
)
def show_work_list(request: HttpRequest):
    """То же, что на странице «Сегодня»."""
    return waiting_for(request.user, timezone.localdate())


class TermEvent(Schema):
    """Срок как событие календаря; `uid` у события всегда один и тот же."""

    uid: str
    sequence: int = Field(description="Растёт, когда срок меняется")
    title: str
    day: date
    where: str
    page: str = Field(description="Адрес страницы сайта")
    starts: datetime | None
    ends: datetime | None

    @staticmethod
    def resolve_page(obj) -> str:
        return obj.url


@router.get(
    "/calendar",
    response=list[TermEvent],
    auth=Key(Scope.WORK_LIST_READ),
    summary="Мои сроки для календаря",
)
def list_calendar(request: HttpRequest):
    """То же, что в файле календаря со страницы «Календарь»."""
    return events_of(request.user, timezone.localdate())


class NoticeRow(Schema):
    """Уведомление: что ждёт и где."""

    id: int
    kind: str
    subject: str
    text: str
    path: str = Field(description="Адрес страницы сайта")
    at: datetime
    read_at: datetime | None


@router.get(
    "/notices",
    response=list[NoticeRow],
    auth=Key(Scope.WORK_LIST_READ),
    summary="Мои уведомления, последние первыми",
)
@paginated
def list_notices(
    request: HttpRequest, unread: bool = Query(False, description="Только непрочитанные")
):
    return notices_of(request.user, unread=unread)


@router.get("/jobs", response=list[JobRow], auth=read, summary="Мои задания, последние первыми")
@paginated
def list_jobs(request: HttpRequest):
    return request.user.jobs.all()


@router.get("/jobs/{int:job}", response=JobRow, auth=read, summary="Как идёт задание")
def show_job(request: HttpRequest, job: int):
    """Задание видит тот, кто его начал. Спрашивайте раз в несколько секунд."""
    return get_object_or_404(request.user.jobs, pk=job)


@router.post("/jobs/{int:job}/cancel", response=JobRow, auth=act, summary="Остановить задание")
def stop_job(request: HttpRequest, job: int):
    cancel_job(get_object_or_404(request.user.jobs, pk=job), by=request.user)
    return request.user.jobs.get(pk=job)


@router.post("/jobs/{int:job}/retry", response=JobRow, auth=act, summary="Повторить задание")
def repeat_job(request: HttpRequest, job: int):
    found = get_object_or_404(request.user.jobs, pk=job)
    retry_job(found, by=request.user)
    run_soon(found)
    return request.user.jobs.get(pk=job)

"""Bringing results in: files, what was understood, answers, accepting, withdrawing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from objektiv.web.actions import uploads as act
from objektiv.web.api.access import Key
from objektiv.web.api.jobs import JobRow
from objektiv.web.api.lists import paginated
from objektiv.web.api.problems import carry_out
from objektiv.web.api.shapes import OrganisationRef, PersonRef, WorkRef, choice, file_of
from objektiv.web.forms.results import BringForm, ReasonForm
from objektiv.web.models import Protocol, Scope, Upload
from objektiv.web.queries import uploads
from objektiv.web.queries.organisations import enter
from objektiv.web.queries.results import accepted_at, known_works, works_at
from objektiv.web.tasks import run_soon

router = Router(tags=["Загрузка результатов"])
bring = Key(Scope.RESULTS_BRING)
BINARY = "application/octet-stream"


class FileRow(Schema):
    """Файл, каким он пришёл."""

    id: int
    name: str
    size: int = Field(description="Байт")
    sha256: str


class UploadRow(Schema):
    """Загрузка: несколько файлов, принесённых вместе."""

    id: int
    organisation: OrganisationRef
    brought_by: PersonRef
    brought_at: datetime
    state: str = choice(Upload.State, "Состояние")
    files: list[FileRow]
    accepted_by: PersonRef | None
    accepted_at: datetime | None


class Complaint(Schema):
    """Замечание к файлу."""

    file: str
    sheet: str
    cell: str
    severity: str = Field(
        description="`refuse` — исправить в файле; `ask` — ответить; `warn` — к сведению",
        json_schema_extra={"enum": ["refuse", "ask", "warn"]},
    )
    text: str


class ExcerptRow(Schema):
    """Строка файла."""

    number: int
    cells: list[str]


class CellExcerpt(Schema):
    """Несколько строк и столбцов вокруг ячейки."""

    columns: list[str] = Field(description="Буквы столбцов")
    head: list[str] = Field(description="Шапка над ними; пусто — не найдена")
    rows: list[ExcerptRow]
    row: int | None = Field(description="Номер строки ячейки; пусто — весь столбец")
    column: str = Field(description="Буквы столбца ячейки; пусто — вся строка")


class FoundSchool(Schema):
    """Школа, как она названа в файлах, и какая это организация."""

    id: str = Field(description="Как ответить о ней: ключ в `schools` ответа")
    name: str
    organisation: int | None = Field(description="Номер организации; пусто — нужно ответить")
    how: str = Field("", description="Как узнана: login, name, answer")
    candidates: list[int] = Field([], description="Похожие организации")


class Question(Schema):
    """Вопрос: одна ли это школа."""

    name: str = Field(description="Ключ в `names` ответа")
    text: str
    candidates: list[dict[str, str]]


class FoundWork(Schema):
    """Работа, результаты которой нашлись в файлах."""

    title: str
    schools: int
    sittings: int = Field(description="Участий")
    written: int = Field(description="Из них писали работу")


class ProtocolRow(Schema):
    """Результаты одного класса в одной работе."""

    id: int
    school: OrganisationRef
    work: WorkRef
    class_name: str
    n: int = Field(description="Учеников в протоколе")
    written: int = Field(description="Из них писали работу")
    state: str = choice(Protocol.State, "Состояние")
    accepted_at: datetime
    reason: str = Field(description="Почему заменён или отозван")
    upload_id: int


class UploadDetail(UploadRow):
    """Загрузка и что в ней понято."""

    works: list[FoundWork]
    schools: list[FoundSchool]
    questions: list[Question]
    complaints: list[Complaint]
    obstacles: list[str] = Field(description="Почему принять пока нельзя; пусто — можно")
    replaces: list[ProtocolRow] = Field(
        description="Принятые раньше результаты, которые будут заменены: нужна причина"
    )
    job: JobRow | None = Field(description="Задание, которое читает файлы")


class Answers(Schema):
    """Какие организации названы в файлах."""

    schools: dict[str, int] = Field({}, description="`schools[].id` → номер организации")
    names: dict[str, str] = Field({}, description="`questions[].name` → выбранный `id`")


class Reason(Schema):
    """Причина; она остаётся в журнале."""

    reason: str = Field("", max_length=500)


class Accepted(Schema):
    """Принято; задания разбирают работы заново."""

    upload: UploadRow
    jobs: list[JobRow]


def _shown(upload: Upload) -> dict[str, Any]:
    waiting = upload.state == Upload.State.READ
    understood = upload.understood
    names = UploadRow.model_fields
    return {name: getattr(upload, name) for name in names if name != "files"} | {
        "files": list(upload.files.all()),
        "works": understood.get("works", []),
        "schools": understood.get("schools", []),
        "questions": understood.get("questions", []),
        "complaints": understood.get("complaints", []),
        "obstacles": uploads.obstacles(upload) if waiting else [],
        "replaces": uploads.replaced_by(upload) if waiting else [],
        "job": upload.job,
    }


def _found(request: HttpRequest, upload: int) -> Upload:
    found = get_object_or_404(uploads.uploads_visible_to(request.user), pk=upload)
    enter(request.user, found.organisation_id, "results.bring")
    return found


@router.get(
    "/organisations/{int:place}/uploads",
    response=list[UploadRow],
    auth=bring,
    summary="Загрузки, последние первыми",
)
@paginated
def list_uploads(request: HttpRequest, place: int):
    return uploads.uploads_at(request.user, enter(request.user, place, "results.bring"))


@router.post(
    "/organisations/{int:place}/uploads",
    response={201: UploadDetail},
    auth=bring,
    summary="Принести файлы",
)
def bring_files(
    request: HttpRequest,
    place: int,
    files: list[UploadedFile] = File(..., description="Форма Ф1 или своя таблица и work.toml"),
    work: int | None = Form(None, description="Номер работы, если файлы её не называют"),
):
    """Файлы читаются в фоне: спрашивайте загрузку, пока `state` — `reading`. До `accept` ничего
    не учитывается."""
    organisation = enter(request.user, place, "results.bring")
    form = BringForm(request.POST, request.FILES, works=known_works(organisation))
    upload = carry_out(
        form, lambda: act.bring(organisation=organisation, by=request.user, **form.cleaned_data)
    )
    run_soon(upload.job)
    return _shown(_found(request, upload.pk))


@router.get("/uploads/{int:upload}", response=UploadDetail, auth=bring, summary="Что понято")
def show_upload(request: HttpRequest, upload: int):
    return _shown(_found(request, upload))


@router.post(
    "/uploads/{int:upload}/answers",
    response=UploadDetail,
    auth=bring,
    summary="Ответить, какие организации названы в файлах",
)
def answer_upload(request: HttpRequest, upload: int, data: Answers):
    """После ответа на `names` файлы читаются снова."""
    found = _found(request, upload)
    job = act.answer(found, schools=data.schools, names=data.names, by=request.user)
    if job:
        run_soon(job)
    return _shown(_found(request, upload))


@router.post(
    "/uploads/{int:upload}/accept", response=Accepted, auth=bring, summary="Принять результаты"
)
def accept_upload(request: HttpRequest, upload: int, data: Reason):
    """Причина нужна, если что-то заменяется (`replaces`). Разбор идёт в фоне."""
    jobs = act.accept(_found(request, upload), reason=data.reason, by=request.user)
    run_soon(*jobs)
    return {"upload": _found(request, upload), "jobs": jobs}


@router.post(
    "/uploads/{int:upload}/cancel", response=UploadDetail, auth=bring, summary="Отменить загрузку"
)
def cancel_upload(request: HttpRequest, upload: int):
    """Файлы остаются доступны, учитываться не будут."""
    act.cancel(_found(request, upload), by=request.user)
    return _shown(_found(request, upload))


@router.post(
    "/uploads/{int:upload}/withdraw",
    response=Accepted,
    auth=bring,
    summary="Отозвать всё принятое из загрузки",
)
def withdraw_upload(request: HttpRequest, upload: int, data: Reason):
    """Файлы и причина сохраняются; задания разбирают работы заново."""
    found = _found(request, upload)
    form = ReasonForm(data.model_dump())
    jobs = carry_out(form, lambda: act.withdraw_upload(found, by=request.user, **form.cleaned_data))
    run_soon(*jobs)
    return {"upload": _found(request, upload), "jobs": jobs}


@router.get(
    "/files/{int:file}",
    auth=bring,
    summary="Файл, каким он пришёл",
    openapi_extra=file_of(BINARY, "Файл"),
)
def download_file(request: HttpRequest, file: int):
    found = get_object_or_404(uploads.files_visible_to(request.user), pk=file)
    return FileResponse(
        open(settings.STORE / found.path, "rb"),
        as_attachment=True,
        filename=found.name,
        content_type=BINARY,
    )


@router.get(
    "/files/{int:file}/cell",
    response=CellExcerpt,
    auth=bring,
    summary="Ячейка файла с соседними, как в замечании",
)
def show_cell(
    request: HttpRequest,
    file: int,
    sheet: str = Query("", max_length=200, description="Лист; пусто — первый"),
    cell: str = Query("", max_length=40, description="Как в замечании: F17, строка 5, столбец AB"),
):
    """404, если показать нечего: ячейки нет или файл не открывается."""
    from objektiv.protocols import excerpt

    found = get_object_or_404(uploads.files_visible_to(request.user), pk=file)
    enter(request.user, found.upload.organisation_id, "results.bring")
    around = excerpt(settings.STORE / found.path, sheet, cell)
    if around is None:
        raise Http404
    rows = [{"number": number, "cells": cells} for number, cells in around.rows]
    return {"columns": around.columns, "head": around.head, "rows": rows,
            "row": around.row, "column": around.column}  # fmt: skip


@router.get(
    "/organisations/{int:place}/works/{int:work}/protocols",
    response=list[ProtocolRow],
    auth=bring,
    summary="Протоколы работы, которые учитываются",
)
@paginated
def list_protocols(request: HttpRequest, place: int, work: int):
    organisation = enter(request.user, place, "results.bring")
    found = get_object_or_404(works_at(organisation, reader=request.user), pk=work)
    return accepted_at(found, organisation).select_related("school", "work")


@router.post(
    "/protocols/{int:protocol}/withdraw",
    response=JobRow,
    auth=bring,
    summary="Отозвать результаты класса",
)
def withdraw_protocol(request: HttpRequest, protocol: int, data: Reason):
    """Файл и причина сохраняются. Ответ — задание, которое разбирает работу заново."""
    found = get_object_or_404(uploads.protocols_visible_to(request.user), pk=protocol)
    enter(request.user, found.school_id, "results.bring")
    form = ReasonForm(data.model_dump())
    job = carry_out(
        form, lambda: act.withdraw(found, reason=form.cleaned_data["reason"], by=request.user)
    )
    run_soon(job)
    return job

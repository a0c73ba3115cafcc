"""Procedures: what is expected from whom by when, what has come."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile

from objektiv.profiles import catalogue
from objektiv.web.actions.procedures import change_procedure, create_procedure
from objektiv.web.actions.reminders import remind
from objektiv.web.actions.uploads import bring_documents
from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.problems import carry_out
from objektiv.web.api.shapes import OrganisationRef, OrganisationRow
from objektiv.web.forms.results import (
    DocumentsForm,
    ProcedureChangeForm,
    ProcedureForm,
    procedure_values,
)
from objektiv.web.models import Procedure, Scope
from objektiv.web.queries import procedures
from objektiv.web.queries.organisations import enter

router = Router(tags=["Процедуры"])
read, manage = Key(Scope.PROCEDURES_READ), Key(Scope.PROCEDURES_MANAGE)


class ProcedureRow(Schema):
    """Оценочная процедура года."""

    id: int
    kind: str = Field(examples=["ВПР"])
    year: int
    organiser: OrganisationRef
    due: date | None = Field(description="До какого дня ждут результаты")
    note: str = Field(description="Что нужно принести")
    expects: str = Field(description="results — результаты участников, documents — документы")
    from_whom: str = Field(description="Кто приносит: school или municipality")
    reminds: bool = Field(description="Напоминать автоматически")
    closed: bool = Field(description="Приём результатов закончен")


class ProgressRow(ProcedureRow):
    """Процедура и сколько школ уже принесли результаты."""

    expected: int = Field(description="От скольких организаций ждут")
    came: int = Field(description="Сколько организаций принесли")
    missing: int = Field(description="Скольких ещё нет")


class ComeRow(Schema):
    """Что пришло от одной организации."""

    place: OrganisationRef
    came: bool
    amount: int = Field(description="Классов с принятыми результатами или загрузок документов")
    last: datetime | None = Field(description="Когда пришло последнее")
    reminded: int = Field(description="Сколько раз напоминали")


class SourceRow(Schema):
    """Источник данных из каталога: из него открывают процедуру."""

    code: str
    kind: str
    title: str
    group: str
    level: str
    expects: str
    from_whom: str
    form: str = Field(description="Что приносят")
    source: str = Field(description="Откуда это известно")
    status: str


class NewProcedure(Schema):
    """Новая процедура."""

    kind: str = Field(examples=["МПР"])
    year: int
    due: date | None = None
    note: str = ""
    expects: Literal["results", "documents"] = "results"
    from_whom: Literal["school", "municipality"] = "school"
    reminds: bool = True


class ChangedProcedure(Schema):
    """Что изменить; чего нет в запросе, то остаётся."""

    kind: str | None = None
    year: int | None = None
    due: date | None = None
    note: str | None = None
    expects: Literal["results", "documents"] | None = None
    from_whom: Literal["school", "municipality"] | None = None
    reminds: bool | None = None
    closed: bool | None = None


class Brought(Schema):
    """Загрузка, в которой сохранены документы."""

    id: int = Field(description="Номер загрузки")


class Reminded(Schema):
    """Кому напомнили."""

    letters: int = Field(description="Сколько писем отправлено")


@router.get(
    "/organisations/{int:place}/procedures",
    response=list[ProgressRow],
    auth=read,
    summary="Процедуры: что ждём, что пришло",
)
@paginated
def list_procedures(request: HttpRequest, place: int):
    found = enter(request.user, place, "results.bring")
    names = ProcedureRow.model_fields
    return [
        {name: getattr(one.procedure, name) for name in names}
        | {"expected": one.expected, "came": one.came, "missing": one.missing}
        for one in procedures.progress_at(found)
    ]


@router.get(
    "/organisations/{int:place}/procedures/{int:procedure}/missing",
    response=list[OrganisationRow],
    auth=read,
    summary="Организации, от которых ещё ничего не пришло",
)
@paginated
def list_missing_schools(request: HttpRequest, place: int, procedure: int):
    organisation = enter(request.user, place, "results.bring")
    found = get_object_or_404(procedures.procedures_of(organisation), pk=procedure)
    return procedures.missing_places(found, organisation)


@router.get(
    "/organisations/{int:place}/procedures/{int:procedure}/collection",
    response=list[ComeRow],
    auth=read,
    summary="Что пришло от каждой организации",
)
@paginated
def show_collection(request: HttpRequest, place: int, procedure: int):
    """По названиям, а не по успеху."""
    organisation = enter(request.user, place, "results.bring")
    found = get_object_or_404(procedures.procedures_of(organisation), pk=procedure)
    return procedures.collection_at(found, organisation)


@router.get("/sources", response=list[SourceRow], auth=read, summary="Каталог источников данных")
@paginated
def list_sources(request: HttpRequest):
    return list(catalogue())


@router.post(
    "/organisations/{int:place}/procedures/{int:procedure}/documents",
    response={201: Brought},
    auth=Key(Scope.RESULTS_BRING),
    summary="Принести документы, которых ждёт процедура",
)
def bring_files_of_procedure(
    request: HttpRequest,
    place: int,
    procedure: int,
    files: list[UploadedFile] = File(..., description="Документы и таблицы любого вида"),
    note: str = Form("", description="Пояснение"),
):
    """Файлы хранятся такими, какими пришли; результаты участников так не приносят."""
    organisation = enter(request.user, place, "results.bring")
    found = get_object_or_404(
        procedures.procedures_of(organisation), pk=procedure, expects=Procedure.Expects.DOCUMENTS
    )
    form = DocumentsForm(request.POST, request.FILES)
    return carry_out(
        form,
        lambda: bring_documents(
            procedure=found, organisation=organisation, by=request.user, **form.cleaned_data
        ),
    )


@router.post(
    "/organisations/{int:place}/procedures",
    response={201: ProcedureRow},
    auth=manage,
    summary="Добавить процедуру",
)
def add_procedure(request: HttpRequest, place: int, data: NewProcedure):
    organiser = enter(request.user, place, "procedure.manage")
    form = ProcedureForm(data.model_dump(mode="json"))
    return carry_out(
        form, lambda: create_procedure(organiser=organiser, by=request.user, **form.cleaned_data)
    )


@router.patch(
    "/procedures/{int:procedure}", response=ProcedureRow, auth=manage, summary="Изменить процедуру"
)
def edit_procedure(request: HttpRequest, procedure: int, data: ChangedProcedure):
    found = get_object_or_404(procedures.procedures_managed_by(request.user), pk=procedure)
    enter(request.user, found.organiser_id, "procedure.manage")
    form = ProcedureChangeForm(procedure_values(found) | data.model_dump(exclude_unset=True))
    return carry_out(form, lambda: change_procedure(found, by=request.user, **form.cleaned_data))


@router.post(
    "/organisations/{int:place}/procedures/{int:procedure}/remind",
    response=Reminded,
    auth=manage,
    summary="Напомнить школам, чьих результатов ждут",
)
def remind_schools(request: HttpRequest, place: int, procedure: int):
    """Не чаще раза в день."""
    organisation = enter(request.user, place, "procedure.manage")
    found = get_object_or_404(procedures.procedures_of(organisation), pk=procedure)
    return {"letters": remind(found, organisation, by=request.user)}

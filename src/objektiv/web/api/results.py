"""Reading results: works of a place, tables and charts of a work."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

from django.db.models import TextField, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from objektiv.web.actions.plain import table_plain
from objektiv.web.actions.tables import INDIVIDUAL, YEARS, open_table
from objektiv.web.api.access import Key, ScopeMissing
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import OrganisationRef, WorkRef
from objektiv.web.models import Organisation, PlaceReport, Scope, Work
from objektiv.web.permissions import may, pupils_seen
from objektiv.web.queries import results
from objektiv.web.queries.organisations import enter
from objektiv.web.tables import csv_of, table_of, workbook

router = Router(tags=["Результаты"])
read = Key(Scope.RESULTS_READ)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX, "svg": "image/svg+xml", "png": "image/png"}


class WorkRow(WorkRef):
    """Работа, по которой есть результаты организации."""

    schools: int
    written: int = Field(description="Учеников писали работу")
    analysed: datetime | None = Field(description="Когда разобрана; пусто — разбор ещё идёт")
    answer: str | None = Field(
        description="Главное, одним предложением; для тех, кому видны выводы"
    )


class Source(Schema):
    """Откуда числа: по этому их можно получить снова."""

    made_at: datetime
    data_hash: str = Field(description="Отпечаток данных")
    method: str
    profile: str = Field(description="Профиль порогов")
    seed: int = Field(description="Начальное значение случайных чисел")


class TableRef(Schema):
    """Таблица отчёта."""

    code: str = Field(examples=["marks"])
    title: str


class Report(Schema):
    """Отчёт о работе для организации."""

    work: WorkRef
    organisation: OrganisationRef
    n: int = Field(description="Учеников писали работу")
    answer: str = Field(description="Главное, одним предложением")
    source: Source
    tables: list[TableRef]
    charts: list[TableRef]


class ColumnRow(Schema):
    """Столбец таблицы."""

    key: str
    title: str
    kind: str = Field(
        description="`share` — доля от 0 до 1",
        json_schema_extra={"enum": ["text", "int", "number", "share"]},
    )
    hint: str = ""


class TableDetail(TableRef):
    """Таблица: ячейки идут в порядке столбцов."""

    answer: str
    columns: list[ColumnRow]
    rows: list[list[Any]] = Field(
        description="Ячейка: строка, число, null, `{few: n}` — мало данных (учеников n), числа "
        "нет; `{value, zone}` — число с зоной"
    )
    notes: list[str]
    source: Source


def _report(
    request: HttpRequest, place: int, work: int
) -> tuple[Organisation, Work, PlaceReport, dict[str, Any]]:
    organisation = enter(request.user, place, "results.view")
    about = get_object_or_404(results.works_at(organisation, reader=request.user), pk=work)
    found = results.report_of(organisation, about, reader=request.user)
    if found is None:
        raise Http404
    return organisation, about, *found


@router.get(
    "/organisations/{int:place}/works",
    response=list[WorkRow],
    auth=read,
    summary="Работы с результатами организации",
)
@paginated
def list_works(
    request: HttpRequest,
    place: int,
    year: int | None = Query(None, description="Год процедуры"),
    subject: str = Query("", description="Предмет, точно"),
    grade: int | None = Query(None, description="Параллель"),
):
    organisation = enter(request.user, place, "results.view")
    found = results.works_at(organisation, reader=request.user)
    if not may(request.user, "findings.view", organisation):
        found = found.annotate(answer=Value(None, TextField()))
    wanted = {"year": year, "subject": subject, "grade": grade}
    return found.filter(**{name: value for name, value in wanted.items() if value})


@router.get(
    "/organisations/{int:place}/works/{int:work}",
    response=Report,
    auth=read,
    summary="Отчёт о работе: главное, какие есть таблицы и графики",
)
def show_report(request: HttpRequest, place: int, work: int):
    """404, пока разбор работы не закончен."""
    organisation, about, report, content = _report(request, place, work)
    tables = [{"code": one["code"], "title": one["title"]} for one in content["tables"]]
    if len(results.years_of(organisation, about, reader=request.user)) > 1:
        tables.append({"code": YEARS, "title": "Отметки по годам"})
    if pupils_seen(request.user, organisation, about) != frozenset():
        tables.append({"code": INDIVIDUAL, "title": "Результаты участников"})
    return {
        "work": about,
        "organisation": organisation,
        "n": report.n,
        "answer": report.answer,
        "source": report.analysis,
        "tables": tables,
        "charts": content["charts"],
    }


@router.get(
    "/organisations/{int:place}/works/{int:work}/tables/{code}",
    response=TableDetail,
    auth=read,
    summary="Таблица отчёта",
    openapi_extra={
        "responses": {
            200: {"content": {KINDS["csv"]: {"schema": {"type": "string"}}, XLSX: {"schema": {}}}}
        }
    },
)
def show_table(
    request: HttpRequest,
    place: int,
    work: int,
    code: str,
    format: Literal["json", "csv", "xlsx"] = Query("json", description="Вид ответа"),  # noqa: A002
):
    """Коды таблиц — в отчёте о работе. Строки участников (`individual`) видит только их школа;
    нужен ключ с `pupils:read`, и каждое чтение остаётся в журнале."""
    organisation, about, report, content = _report(request, place, work)
    if code == INDIVIDUAL and Scope.PUPILS_READ not in request.auth.scopes:
        raise ScopeMissing((Scope.PUPILS_READ,))
    try:
        table = open_table(organisation, about, content, code, by=request.user)
    except LookupError as missing:
        raise Http404 from missing
    if format == "csv":
        return _file(csv_of(table), f"{about.title}, {organisation}, {table.title}", "csv")
    if format == "xlsx":
        body = workbook(report.analysis, about, [table])
        return _file(body, f"{about.title}, {organisation}, {table.title}", "xlsx")
    return table_plain(table) | {"source": report.analysis}


@router.get(
    "/organisations/{int:place}/works/{int:work}/workbook",
    auth=read,
    summary="Все таблицы отчёта одной книгой XLSX",
    openapi_extra={"responses": {200: {"content": {XLSX: {"schema": {}}}}}},
)
def download_workbook(request: HttpRequest, place: int, work: int):
    organisation, about, report, content = _report(request, place, work)
    tables = [table_of(one) for one in content["tables"]]
    body = workbook(report.analysis, about, tables)
    return _file(body, f"{about.title}, {organisation}, все отчёты", "xlsx")


@router.get(
    "/organisations/{int:place}/works/{int:work}/charts/{code}",
    auth=read,
    summary="График отчёта",
    response=dict[str, Any],
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    "image/svg+xml": {"schema": {"type": "string"}},
                    "image/png": {"schema": {}},
                }
            }
        }
    },
)
def show_chart(
    request: HttpRequest,
    place: int,
    work: int,
    code: str,
    format: Literal["json", "svg", "png"] = Query("json", description="json — Vega-Lite"),  # noqa: A002
):
    """Описание Vega-Lite с данными внутри или готовая картинка."""
    from objektiv import charts

    organisation, about, _, content = _report(request, place, work)
    chart = next((one for one in content["charts"] if one["code"] == code), None)
    if chart is None:
        raise Http404
    if format == "json":
        return chart["spec"]
    draw = {"svg": lambda spec: charts.svg(spec).encode(), "png": charts.png}[format]
    return _file(draw(chart["spec"]), f"{about.title}, {organisation}, {chart['title']}", format)


def _file(body: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(body, content_type=KINDS[kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.{kind}')}"
    return response

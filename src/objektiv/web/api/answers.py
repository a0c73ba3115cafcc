"""Pages that answer one question about results: the same sentences, table and charts as data.

Every operation opens its page with `format=json`, so the page and the API cannot differ: one
check of the right, one query, one record in the journal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from objektiv.web.api.access import Key
from objektiv.web.api.results import KINDS, ColumnRow, Source, TableRef
from objektiv.web.models import Scope
from objektiv.web.queries.result_classes import classes_at
from objektiv.web.views import (
    comparison,
    deficits,
    effects,
    items,
    pupils,
    result_classes,
    trends,
    work_pages,
)

router = Router(tags=["Ответы по результатам"])
read = Key(Scope.RESULTS_READ)


class Line(Schema):
    """Предложение ответа."""

    text: str
    quiet: bool = Field(description="Говорит, что ничего особенного нет")


class AnswerTable(TableRef):
    """Таблица: ячейки идут в порядке столбцов."""

    answer: str
    columns: list[ColumnRow]
    rows: list[list[Any]] = Field(
        description="Ячейка: строка, число, null, `{few: n}` — мало данных (учеников n), числа "
        "нет; `{value, zone}` — число с зоной"
    )
    notes: list[str]


class AnswerChart(TableRef):
    """График: Vega-Lite с данными внутри."""

    description: str = Field(description="Что на графике, словами")
    hint: str
    spec: dict[str, Any]


class AnswerBlock(Schema):
    """Подробности, которые нужны не всем."""

    title: str
    lines: list[str]
    charts: list[AnswerChart]
    tables: list[AnswerTable]


class AnswerSource(Source):
    """Разбор, из которого взяты числа."""

    work: str


class AnswerDetail(Schema):
    """Всё, что говорит страница: предложения, таблица, графики, откуда числа."""

    title: str
    lines: list[Line] = Field(description="Первое — главное")
    empty: str = Field(description="Что сделать, если сказать пока нечего")
    table: AnswerTable | None
    charts: list[AnswerChart]
    blocks: list[AnswerBlock]
    sources: list[AnswerSource]


class Asked(Schema):
    """В каком виде нужен ответ."""

    format: Literal["json", "csv", "xlsx", "svg", "png"] = Field(
        "json", description="json — всё; csv и xlsx — таблица; svg и png — график"
    )
    chart: str = Field("", description="Код графика для svg и png; пусто — первый")


class OfYear(Asked):
    """Ответ за год."""

    year: int | None = Field(None, description="Год процедур; пусто — последний")


class OfDeficits(OfYear):
    """Ответ о дефицитах."""

    subject: str = Field("", description="Предмет, точно")
    all: Literal["", "1"] = Field("", description="1 — все умения; пусто — только дефициты")


class OfTrends(Asked):
    """Ответ о динамике."""

    subject: str = Field("", description="Предмет, точно")
    compare: Literal["same", "cohort"] = Field(
        "same",
        alias="with",
        description="same — с той же параллелью год назад; cohort — с теми же учениками",
    )


class OfClass(Asked):
    """Отчёты класса."""

    report: str = Field("marks", description="Код таблицы отчёта о работе")


def answers(summary: str) -> dict[str, Any]:
    """What every operation that answers like a page has in common."""
    files = {kind: {"schema": {"type": "string"}} for kind in KINDS.values()}
    return {
        "response": AnswerDetail,
        "summary": summary,
        "openapi_extra": {"responses": {200: {"content": files}}},
    }


def answer_of(request: HttpRequest, page: Callable[..., HttpResponse], *parts: Any) -> HttpResponse:
    """What a page answers, as data or as a file; 404 while there is nothing to answer from."""
    asked = request.GET.copy()
    asked.setdefault("format", "json")
    request.GET = asked
    response = page(request, *parts)
    if response["Content-Type"].startswith("text/html"):
        raise Http404  # the analysis is not ready
    return response


PLACE = "/organisations/{int:place}"
WORK = f"{PLACE}/works/{{int:work}}"


@router.get(f"{PLACE}/trends", auth=read, **answers("Динамика по годам"))
def show_trends(request: HttpRequest, place: int, asked: Query[OfTrends]):
    return answer_of(request, trends.show, place)


@router.get(f"{PLACE}/deficits", auth=read, **answers("Дефициты по работам года"))
def show_deficits(request: HttpRequest, place: int, asked: Query[OfDeficits]):
    return answer_of(request, deficits.show, place)


@router.get(f"{PLACE}/internal", auth=read, **answers("Отметки по журналу и работы"))
def show_internal(request: HttpRequest, place: int, asked: Query[OfYear]):
    """Внутренняя оценка против внешней по всем работам; расхождение — повод сверить критерии."""
    return answer_of(request, comparison.show, place)


@router.get(
    f"{PLACE}/effect",
    auth=Key(Scope.PLANS_READ),
    **answers("Помогло ли: меры года против похожих школ без них"),
)
def show_effect(request: HttpRequest, place: int, asked: Query[OfYear]):
    """`year` — год начала учебного года."""
    return answer_of(request, effects.show, place)


@router.get(f"{WORK}/skills", auth=read, **answers("Дефициты и достижения в работе"))
def show_skills(request: HttpRequest, place: int, work: int, asked: Query[Asked]):
    return answer_of(request, work_pages.skills, place, work)


@router.get(f"{WORK}/journal", auth=read, **answers("Журнал и работа"))
def show_work_journal(request: HttpRequest, place: int, work: int, asked: Query[Asked]):
    return answer_of(request, work_pages.journal, place, work)


@router.get(f"{WORK}/similar", auth=read, **answers("Результат среди похожих школ"))
def show_similar(request: HttpRequest, place: int, work: int, asked: Query[Asked]):
    """Похожие школы не названы."""
    return answer_of(request, work_pages.similar, place, work)


@router.get(f"{WORK}/quality", auth=read, **answers("Качество самой работы"))
def show_quality(request: HttpRequest, place: int, work: int, asked: Query[Asked]):
    return answer_of(request, work_pages.quality, place, work)


@router.get(f"{WORK}/items/{{item}}", auth=read, **answers("Одно задание"))
def show_item(request: HttpRequest, place: int, work: int, item: str, asked: Query[Asked]):
    return answer_of(request, items.show, place, work, item)


@router.get(f"{WORK}/classes/{{class_name}}", auth=read, **answers("Класс рядом со школой"))
def show_class_report(
    request: HttpRequest, place: int, work: int, class_name: str, asked: Query[OfClass]
):
    return answer_of(request, work_pages.one_class, place, work, class_name)


class ResultClassRow(Schema):
    """Класс, у которого есть результаты в году."""

    year: int
    grade: int
    name: str
    works: int
    pupils: int


@router.get(
    f"{PLACE}/result_classes",
    auth=read,
    response=list[ResultClassRow],
    summary="Классы школы, у которых есть результаты",
)
def list_result_classes(request: HttpRequest, place: int):
    """Только у школы; педагог видит свои классы."""
    school = result_classes.school_of(request, place)
    return classes_at(school, reader=request.user)


@router.get(
    f"{PLACE}/result_classes/{{class_name}}", auth=read, **answers("Все работы класса за год")
)
def show_class_year(request: HttpRequest, place: int, class_name: str, asked: Query[OfYear]):
    return answer_of(request, result_classes.show, place, class_name)


@router.get(
    f"{PLACE}/result_classes/{{class_name}}/pupils/{{pupil}}",
    auth=Key(Scope.PUPILS_READ),
    **answers("Работы участника за год, по его коду"),
)
def show_pupil(request: HttpRequest, place: int, class_name: str, pupil: str, asked: Query[OfYear]):
    """Только внутри своей школы; каждое чтение остаётся в журнале. Имён здесь нет."""
    return answer_of(request, pupils.show, place, class_name, pupil)

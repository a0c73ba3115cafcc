"""A class over its works, and the classes of a school."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from objektiv import russian
from objektiv.schema import Cell, Column, Table
from objektiv.web.models import Organisation
from objektiv.web.permissions import pupils_seen
from objektiv.web.queries.parts import contents_at
from objektiv.web.queries.result_classes import classes_at, works_of_class
from objektiv.web.queries.results import works_at
from objektiv.web.views.answer_page import Answer, answer_page
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = school_of(request, place)
    found = classes_at(organisation, reader=request.user)
    years = list(dict.fromkeys(one.year for one in found))
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else (years or [0])[0]
    return render(
        request,
        "results/classes.html",
        {
            "organisation": organisation,
            "menu": section_menu(request.user, organisation, "results", "result_classes"),
            "classes": [one for one in found if one.year == year],
            "years": years,
            "year": year,
        },
    )


def show(request: HttpRequest, place: int, class_name: str) -> HttpResponse:
    """All works of a class in a year, side by side."""
    organisation = school_of(request, place)
    known = [one for one in classes_at(organisation, reader=request.user) if one.name == class_name]
    if not known:
        raise Http404
    years = sorted({one.year for one in known}, reverse=True)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else years[0]
    works = works_of_class(
        organisation, class_name, year, works_at(organisation, reader=request.user)
    )
    reports = contents_at(organisation, works)
    rows: list[tuple[Cell, ...]] = []
    links = {}
    for report, content in reports:
        work = report.analysis.work
        row = _row(content, class_name)
        if row is None:
            continue
        heading = f"{work.subject}, {work.procedure}"
        links[heading] = reverse("result_class", args=[organisation.pk, work.pk, class_name])
        rows.append((heading, *row))
    pupils = max(one.pupils for one in known if one.year == year)
    told = russian.counted(len(rows), "работа", "работы", "работ")
    size = russian.counted(pupils, "ученик", "ученика", "учеников")
    answer = Answer(
        f"Класс {class_name}, {year} год",
        [(f"{told}, до {size} в протоколе.", False)],
        table=_table(rows),
        links=links,
        analyses=[report.analysis for report, _ in reports],
        empty="" if rows else "Разбор работ этого класса ещё не готов.",
    )
    seen = [pupils_seen(request.user, organisation, report.analysis.work) for report, _ in reports]
    return answer_page(
        request,
        organisation,
        answer,
        "results/class_year.html",
        class_name=class_name,
        years=years,
        year=year,
        shows_pupils=any(one is None or class_name in one for one in seen),
    )


def school_of(request: HttpRequest, place: int) -> Organisation:
    organisation = enter(request, place, "results.view", "results")
    if not organisation.is_school:
        raise Http404
    return organisation


def _row(content: dict, class_name: str) -> tuple[Cell, ...] | None:
    """Mean and shares of marks of the class, from the finished tables."""
    from objektiv.web.tables import table_of

    tables = {one["code"]: table_of(one) for one in content["tables"]}
    marks = _of(tables["marks"], class_name)
    if marks is None:
        return None
    scores = _of(tables.get("scores"), class_name) or {}
    journal = _of(tables.get("journal"), class_name) or {}
    return (
        marks.get("n"),
        scores.get("mean"),
        *(marks.get(f"share{mark}") for mark in (2, 3, 4, 5)),
        journal.get("confirmed_share"),
    )


def _of(table: Table | None, class_name: str) -> dict[str, Cell] | None:
    if table is None:
        return None
    keys = [column.key for column in table.columns]
    for row in table.rows:
        if row[0] == "Класс" and str(row[1]).rsplit(", ", 1)[-1] == class_name:
            return dict(zip(keys, row, strict=True))
    return None


def _table(rows: list[tuple[Cell, ...]]) -> Table:
    return Table(
        "class",
        "Работы класса",
        "",
        (
            Column("work", "Работа"),
            Column("n", "Участников", "int"),
            Column("mean", "Средний балл", "number"),
            *(Column(f"share{mark}", f"«{mark}»", "share") for mark in (2, 3, 4, 5)),
            Column("confirmed", "Подтвердили журнал", "share"),
        ),
        tuple(rows),
    )

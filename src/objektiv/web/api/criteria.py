"""Marks with their grounds, and marks of the journals that rest on no criteria."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from objektiv.web.actions.audit import log_reading
from objektiv.web.api.access import Key
from objektiv.web.api.journals import year_of
from objektiv.web.models import CriterialMark, Scope
from objektiv.web.queries.organisations import enter
from objektiv.web.queries.teaching import criteria as query

router = Router(tags=["Отметки по критериям"])


class GroundRow(Schema):
    """Критерий: сколько баллов, за что, за что дают ещё балл."""

    code: str
    text: str
    points: int
    top: int = Field(description="Сколько баллов можно получить")
    reached: str = Field(description="За что поставлены баллы")
    next: str = Field(description="За что дают ещё балл; пусто — получены все")
    aligned: list[str] = Field(description="Критерии внешних процедур, с которыми он согласован")


class GroundedMark(Schema):
    """Отметка с основаниями."""

    id: int
    criteria: str = Field(description="Набор критериев и его редакция")
    class_name: str
    subject: str
    pupil: str = Field(description="Код ученика")
    day: date
    work: str
    total: int
    top: int = Field(description="Сколько баллов можно получить")
    mark: int | None = Field(description="Пусто — критерии без отметки")
    done_well: str
    next_step: str
    replaced_by: int | None = Field(description="Номер исправления; первая отметка остаётся")
    reason: str = Field(description="Почему исправлена")
    grounds: list[GroundRow]


class CoverageOfForm(Schema):
    """Форма работы в журналах по предмету и критерии, которые для неё действуют."""

    subject: str
    words: str = Field(description="Как форма названа в журнале")
    form: str = Field(description="Код формы деятельности; пусто — слова её не называют")
    marks: int
    criteria_sets: list[int] = Field(description="Номера наборов; пусто — критериев нет")


class CoverageByCriteria(Schema):
    """На какие критерии опираются отметки журналов года."""

    school_year: int = Field(description="Год начала учебного года")
    marks: int
    uncovered: int = Field(description="Отметок за формы работы без действующих критериев")
    unwritten: int = Field(description="Заданий банка с развёрнутым ответом без критериев")
    rows: list[CoverageOfForm]


def _mark(one: CriterialMark) -> dict[str, Any]:
    names = ("pupil", "day", "work", "total", "mark", "done_well", "next_step", "reason")
    return {name: getattr(one, name) for name in names} | {
        "id": one.pk,
        "criteria": str(one.criteria),
        "class_name": one.school_class.name,
        "subject": one.subject.name,
        "top": query.highest(one.criteria),
        "replaced_by": one.replaced_by_id,
        "grounds": query.grounds_of(one),
    }


@router.get(
    "/organisations/{int:place}/criteria_coverage",
    response=CoverageByCriteria,
    auth=Key(Scope.TEACHING_READ),
    summary="Какие отметки не опираются на критерии",
)
def show_criteria_coverage(
    request: HttpRequest,
    place: int,
    year: int | None = Query(None, description="Год начала учебного года; пусто — текущий"),
):
    """Формы работы по словам журнала; чего слова не называют, то не узнано."""
    school = enter(request.user, place, "journals.view_pupils")
    chosen = year_of(year)
    rows = query.coverage_of(school, chosen, request.user)
    return {
        "school_year": chosen.start,
        "marks": sum(one.marks for one in rows),
        "uncovered": sum(one.marks for one in rows if not one.sets),
        "unwritten": query.open_tasks_without(school, request.user),
        "rows": [
            {
                "subject": one.subject,
                "words": one.words,
                "form": one.form,
                "marks": one.marks,
                "criteria_sets": [two.pk for two in one.sets],
            }
            for one in rows
        ],
    }


@router.get(
    "/criterial_marks/{int:criterial_mark}",
    response=GroundedMark,
    auth=Key(Scope.PUPILS_READ),
    summary="Отметка с основаниями",
)
def show_criterial_mark(request: HttpRequest, criterial_mark: int):
    """Чтение записывается в журнал."""
    found = get_object_or_404(query.marks_visible_to(request.user), pk=criterial_mark)
    school = enter(request.user, found.school_class.school_id, "criteria.view")
    log_reading(found, f"Отметка по критериям, код {found.pupil}", by=request.user, at=school)
    return _mark(found)


@router.get(
    "/my_criterial_marks/{int:criterial_mark}",
    response=GroundedMark,
    auth=Key(Scope.FAMILY_READ),
    summary="Отметка по критериям своего ребёнка или своя",
)
def explain_my_criterial_mark(request: HttpRequest, criterial_mark: int):
    """За что поставлены баллы и за что дают ещё балл. Номера — в «Отметках своего ребёнка»."""
    found = query.child_mark(request.user, criterial_mark)
    if found is None:
        raise Http404
    return _mark(found[1])

"""JournalsDetail of classes, norms and weights of marks, one mark explained."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from objektiv.web.actions.audit import log_reading
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.api.access import Key
from objektiv.web.api.answers import Asked, answer_of, answers
from objektiv.web.api.shapes import OrganisationRef, choice
from objektiv.web.models import MarkScheme, SchoolYear, Scope
from objektiv.web.permissions import may
from objektiv.web.queries.organisations import enter, school_years
from objektiv.web.queries.pupils import children_of
from objektiv.web.queries.teaching import journals as query
from objektiv.web.queries.teaching.criteria import marks_of_child
from objektiv.web.queries.teaching.explaining import (
    Standing,
    child_journal,
    standing_of,
    standings_of_child,
)
from objektiv.web.queries.teaching.norms import act_of, periods_of, schemes_of, values_of
from objektiv.web.queries.teaching.places import journals_below
from objektiv.web.views.teaching import class_journals as pages

router = Router(tags=["Журналы и отметки"])
read = Key(Scope.TEACHING_READ)
PLACE = "/organisations/{int:place}"


def year_of(start: int | None) -> SchoolYear:
    now = school_year_at(timezone.localdate())
    return next((one for one in school_years() if one.start == start), now)


class ClassJournalRow(Schema):
    """Журнал класса по предмету."""

    id: int
    class_name: str
    subject: str
    last_day: date | None = Field(description="По какой день есть отметки")
    counts: dict[str, dict[str, int]] = Field(
        description="По периодам, учеников: `rows` всего, `lacking` мало отметок (`missing` "
        "отметок недостаёт), `unknown` без нормы, `gaps` много уроков подряд без отметки, "
        "`last_week` все отметки в конце, `raised` отметка выросла в конце, `corrected` "
        "исправлены, `awaited` точки без отметки"
    )


class JournalsOfSchool(Schema):
    """Школа: сколько журналов, без отметок."""

    school: OrganisationRef
    journals: int
    last: date | None


class JournalsDetail(Schema):
    """Журналы школы; выше школы — только сколько их."""

    school_year: int = Field(description="Год начала учебного года")
    journals: list[ClassJournalRow]
    schools: list[JournalsOfSchool]


class OfPeriod(Asked):
    """Ответ за период."""

    period: str = Field("", description="Название периода; пусто — тот, что идёт")


class GivenMark(Schema):
    """Отметка или пропуск."""

    day: date
    mark: int | None
    original: int | None = Field(description="Прежняя отметка, если исправлена")
    kind: str
    weight: float | None
    note: str


class ExplainedMark(Schema):
    """Откуда отметка."""

    subject: str
    period: str
    sentences: list[str] = Field(description="Первое — главное")
    what_if: list[str]
    marks: list[GivenMark]


class MarkSchemeRow(Schema):
    """Веса форм работы."""

    id: int
    subject: str = Field(description="Пусто — все предметы")
    version: int
    starts: date
    state: str = choice(MarkScheme.State, "Состояние")
    published_on: date | None
    weights: dict[str, str]
    default: str


class MarksDetail(Schema):
    """Нормы локального акта и веса."""

    act: str = Field(description="Пусто — школа норм не записала, считается по обычаю")
    version: int | None
    values: dict[str, Any]
    periods: list[str]
    schemes: list[MarkSchemeRow]


class OwnCriterialRow(Schema):
    """Отметка по критериям; за что баллы — по её номеру."""

    id: int
    subject: str
    day: date
    work: str
    total: int
    mark: int | None


class ChildMarks(Schema):
    """Предметы ребёнка в периоде, который идёт, и отметки по критериям."""

    school: OrganisationRef
    class_name: str
    code: str
    subjects: list[ExplainedMark]
    by_criteria: list[OwnCriterialRow]


def explained(subject: str, one: Standing) -> dict[str, Any]:
    return {
        "subject": subject,
        "period": one.period.name,
        "sentences": list(one.sentences),
        "what_if": list(one.what_if),
        "marks": [
            {
                "day": given.day,
                "mark": given.mark or None,
                "original": given.original or None,
                "kind": given.kind,
                "weight": None if given.weight is None else float(given.weight),
                "note": given.note,
            }
            for given in one.given
        ],
    }


@router.get(f"{PLACE}/journals", response=JournalsDetail, auth=read, summary="Журналы")
def show_journals(
    request: HttpRequest,
    place: int,
    year: int | None = Query(None, description="Год начала учебного года; пусто — текущий"),
):
    """Учитель видит свои классы и предметы; выше школы видно только, сколько журналов есть."""
    organisation = enter(request.user, place, "journals.view")
    chosen = year_of(year)
    above = not may(request.user, "journals.bring", organisation)
    found: Iterable[Any] = (
        () if above else query.with_pages(query.journals_of(request.user, organisation, chosen))
    )
    return {
        "school_year": chosen.start,
        "journals": [
            {
                "id": one.pk,
                "class_name": one.class_name,
                "subject": one.subject,
                "last_day": max(page.last_day for page in one.counting),
                "counts": one.counts,
            }
            for one in found
            if one.counting
        ],
        "schools": journals_below(organisation, chosen) if above else [],
    }


@router.get(f"{PLACE}/journals/groups", auth=read, **answers("Отметки по группам предмета"))
def show_mark_groups(
    request: HttpRequest,
    place: int,
    asked: Query[Asked],
    subject: str = Query("", description="Предмет, точно; пусто — первый"),
):
    """Группа меньше десяти учеников остаётся без чисел. Это не мера учителя."""
    return answer_of(request, pages.groups, place)


@router.get(
    "/journals/{int:class_journal}",
    auth=Key(Scope.PUPILS_READ),
    **answers("Ученики журнала против нормы (коды)"),
)
def show_class_journal(request: HttpRequest, class_journal: int, asked: Query[OfPeriod]):
    return answer_of(request, pages.show, class_journal)


@router.get(
    "/journals/{int:class_journal}/pupils/{pupil}",
    response=ExplainedMark,
    auth=Key(Scope.PUPILS_READ),
    summary="Откуда отметка ученика (код)",
)
def explain_mark(
    request: HttpRequest,
    class_journal: int,
    pupil: str,
    period: str = Query("", description="Название периода; пусто — тот, что идёт"),
):
    found = get_object_or_404(query.journals_visible_to(request.user), pk=class_journal)
    try:
        now, _ = standing_of(found, pupil, period=period, today=timezone.localdate())
    except LookupError as missing:
        raise Http404 from missing
    log_reading(found, f"Открыты отметки ученика {pupil}: {found}", by=request.user,
                at=found.school)  # fmt: skip
    return explained(found.subject, now)


@router.get(f"{PLACE}/marks", response=MarksDetail, auth=read, summary="Нормы и веса отметок")
def show_marks(
    request: HttpRequest,
    place: int,
    year: int | None = Query(None, description="Год начала учебного года; пусто — текущий"),
):
    school = enter(request.user, place, "marks.draft")
    chosen = year_of(year)
    act = act_of(school, chosen)
    return {
        "act": act.title if act else "",
        "version": act.version if act else None,
        "values": values_of(act),
        "periods": [one.name for one in periods_of(school, chosen)],
        "schemes": list(schemes_of(school, chosen)),
    }


@router.get(
    "/my_marks",
    response=list[ChildMarks],
    auth=Key(Scope.FAMILY_READ),
    summary="Отметки своего ребёнка или свои",
)
def list_my_marks(request: HttpRequest):
    """Пусто, если у вас нет роли родителя или ученика с классом и кодом."""
    today = timezone.localdate()
    return [
        {
            "school": one.organisation,
            "class_name": one.school_class.name,
            "code": one.pupil_code,
            "subjects": [
                explained(journal.subject, now) for journal, now in standings_of_child(one, today)
            ],
            "by_criteria": [
                {"id": mark.pk, "subject": mark.subject.name}
                | {name: getattr(mark, name) for name in ("day", "work", "total", "mark")}
                for mark in marks_of_child(one)
            ],
        }
        for one in children_of(request.user)
    ]


@router.get(
    "/my_marks/{int:class_journal}",
    response=ExplainedMark,
    auth=Key(Scope.FAMILY_READ),
    summary="Откуда своя отметка",
)
def explain_my_mark(
    request: HttpRequest,
    class_journal: int,
    period: str = Query("", description="Название периода; пусто — тот, что идёт"),
):
    found = child_journal(request.user, class_journal)
    if found is None:
        raise Http404
    link, journal = found
    now, _ = standing_of(journal, link.pupil_code, period=period, today=timezone.localdate())
    return explained(journal.subject, now)

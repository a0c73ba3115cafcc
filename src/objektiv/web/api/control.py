"""Internal control of a school and visits of lessons: reasons and words, no scores."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from objektiv.profiles import control_rules
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.api.access import Key
from objektiv.web.api.journals import year_of
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import choice
from objektiv.web.models import ControlItem, ControlPlan, LessonVisit, Scope
from objektiv.web.permissions import may
from objektiv.web.queries.organisations import enter
from objektiv.web.queries.teaching import control as query

router = Router(tags=["Внутришкольный контроль и уроки"])
read = Key(Scope.TEACHING_READ)
PLACE = "/organisations/{int:place}"


class ControlItemRow(Schema):
    """Пункт плана контроля."""

    id: int
    section: str = Field(description="Направление")
    text: str = Field(description="Что смотрим")
    form: str = Field(description="Вид контроля")
    term: str = Field(description="Срок словами")
    ends: date | None
    responsible: str = Field(description="Кто проводит; пусто — не назначен")
    heard_at: str = Field(description="Где рассматривается итог")
    state: str = choice(ControlItem.State, "Состояние")


class ControlItemDetail(ControlItemRow):
    """Пункт плана контроля с итогом."""

    purpose: str
    outcome: str
    decided: str
    visits: list[int] = Field(description="Номера посещений уроков, видимых вам")


class ControlPlanDetail(Schema):
    """План внутришкольного контроля на учебный год."""

    school_year: int = Field(description="Год начала учебного года")
    state: str = Field(
        description="`none` — план не начат; `draft` — проект; `approved` — утверждён",
        json_schema_extra={"enum": ["none", *ControlPlan.State.values]},
    )
    order_number: str
    order_date: date | None
    items: list[ControlItemRow]


class VisitReason(Schema):
    """Почему урок предложено посмотреть."""

    rule: str = Field(description="Код правила")
    text: str
    source: str


class ProposedVisit(Schema):
    """Урок, который стоит посмотреть, чтобы помочь. По алфавиту, без очерёдности и баллов."""

    teacher: str
    subject: str
    class_name: str
    reasons: list[VisitReason]


class VisitRow(Schema):
    """Посещение урока."""

    id: int
    kind: str = choice(LessonVisit.Kind, "Вид")
    state: str = choice(LessonVisit.State, "Состояние")
    day: date
    teacher: str
    visitor: str
    subject: str
    class_name: str


class SeenLine(Schema):
    """Строка листа: что видели, словами."""

    text: str
    seen: str


class VisitDetail(VisitRow):
    """Посещение урока с листом и словами учителя; суммы баллов нет."""

    topic: str
    reasons: list[VisitReason]
    lines: list[SeenLine]
    strong: str
    advice: str
    teacher_words: str
    help: str
    helper: str
    help_until: date | None
    help_done: str


def _item(one: ControlItem) -> dict[str, Any]:
    rules = control_rules()
    names = ("text", "ends", "heard_at", "state")
    return {name: getattr(one, name) for name in names} | {
        "id": one.pk,
        "section": rules.sections.get(one.section, one.section),
        "form": rules.forms.get(one.form, one.form),
        "term": one.due.get("text", ""),
        "responsible": one.responsible.full_name if one.responsible else "",
    }


def _visit(one: LessonVisit) -> dict[str, Any]:
    names = ("kind", "state", "day", "subject", "class_name")
    return {name: getattr(one, name) for name in names} | {
        "id": one.pk,
        "teacher": one.teacher.full_name,
        "visitor": one.visitor.full_name,
    }


@router.get(
    f"{PLACE}/control", response=ControlPlanDetail, auth=read, summary="План контроля на год"
)
def show_control(
    request: HttpRequest,
    place: int,
    year: int | None = Query(None, description="Год начала учебного года; пусто — текущий"),
):
    """Пункты по направлениям и срокам."""
    school = enter(request.user, place, "control.view")
    chosen = year_of(year)
    plan = query.plan_of(school, chosen)
    return {
        "school_year": chosen.start,
        "state": plan.state if plan else "none",
        "order_number": plan.order_number if plan else "",
        "order_date": plan.order_date if plan else None,
        "items": [_item(one) for one in plan.items.select_related("responsible")] if plan else [],
    }


@router.get(
    "/control/{int:control_item}",
    response=ControlItemDetail,
    auth=read,
    summary="Пункт плана контроля",
)
def show_control_item(request: HttpRequest, control_item: int):
    """С итогом и решением, когда он проведён."""
    found = get_object_or_404(query.items_visible_to(request.user), pk=control_item)
    enter(request.user, found.plan.school_id, "control.view")
    visits = query.visits_visible_to(request.user).filter(item=found)
    return _item(found) | {
        "purpose": found.purpose,
        "outcome": found.outcome,
        "decided": found.decided,
        "visits": [one.pk for one in visits],
    }


@router.get(
    f"{PLACE}/proposed_visits",
    response=list[ProposedVisit],
    auth=read,
    summary="Какие уроки посмотреть и почему",
)
@paginated
def list_proposed_visits(request: HttpRequest, place: int):
    """Руководителям школы — все, учителю — только о нём самом."""
    school = enter(request.user, place, "visits.mutual")
    leads = may(request.user, "visits.lead", school)
    found = query.proposals(school, school_year_at(timezone.localdate()), reader=request.user,
                            only=None if leads else request.user)  # fmt: skip
    return [
        {
            "teacher": one.teacher.full_name,
            "subject": one.subject,
            "class_name": one.class_name,
            "reasons": list(one.reasons),
        }
        for one in found
    ]


@router.get(f"{PLACE}/visits", response=list[VisitRow], auth=read, summary="Посещения уроков")
@paginated
def list_visits(request: HttpRequest, place: int):
    """Взаимные посещения видят только двое; новые сначала."""
    school = enter(request.user, place, "visits.mutual")
    return [_visit(one) for one in query.visits_visible_to(request.user).filter(school=school)]


@router.get("/visits/{int:visit}", response=VisitDetail, auth=read, summary="Посещение урока")
def show_visit(request: HttpRequest, visit: int):
    """Лист словами, ответ учителя, договорённость о помощи."""
    found = get_object_or_404(query.visits_visible_to(request.user), pk=visit)
    enter(request.user, found.school_id, "visits.mutual")
    rules = control_rules()
    names = ("topic", "reasons", "strong", "advice", "teacher_words", "help", "help_until",
             "help_done")  # fmt: skip
    return (
        _visit(found)
        | {name: getattr(found, name) for name in names}
        | {
            "helper": found.helper.full_name if found.helper else "",
            "lines": [
                {"text": one.text, "seen": rules.levels[found.seen[one.code]]}
                for one in rules.sheet
                if one.code in found.seen
            ],
        }
    )

"""The schedule of assessment procedures: in force, in work, found days, rules, own class."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema

from objektiv.web.actions.holding.schedule_solving import changes_of
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.api.access import Key
from objektiv.web.api.shapes import OrganisationRef, choice
from objektiv.web.models import (
    ScheduleRuleSet,
    ScheduleSolution,
    ScheduleVersion,
    Scope,
)
from objektiv.web.models.holding.schedule import ScheduleLevel
from objektiv.web.permissions import may
from objektiv.web.queries.holding import schedule as query
from objektiv.web.queries.holding.schedule_days import states_below
from objektiv.web.queries.holding.schedule_own import children_schedules
from objektiv.web.queries.organisations import enter, school_years, schools_below

router = Router(tags=["График оценочных процедур"])
read = Key(Scope.PROCEDURES_READ)


class ScheduleEntryRow(Schema):
    """Запись графика: класс, день, работа."""

    id: int
    day: date
    lesson: int | None
    last_lesson: int | None
    class_name: str
    subject: str
    procedure: str
    level: str = choice(ScheduleLevel, "Уровень")
    lessons: int = Field(description="Сколько уроков занимает")


class ScheduleBrokenRow(Schema):
    """Что не сходится с правилом и что сделать."""

    entry: int = Field(description="Номер записи")
    rule: str
    message: str
    advice: str
    source: str


class ScheduleVersionRow(Schema):
    """Версия графика школы."""

    id: int
    school: OrganisationRef
    school_year: str = Field(examples=["2026/27"])
    number: int
    state: str = choice(ScheduleVersion.State, "Состояние")
    order_number: str
    order_date: date | None
    published_at: datetime | None
    reason: str = Field(description="Что и почему изменено")


class ScheduleVersionDetail(ScheduleVersionRow):
    """Версия с записями; расхождения видит тот, кто её составляет."""

    entries: list[ScheduleEntryRow]
    broken: list[ScheduleBrokenRow]
    unchecked: list[str] = Field(description="Чего проверить нельзя")


class ScheduleSchoolRow(Schema):
    """Как у школы с графиком."""

    school: OrganisationRef
    published: int | None = Field(description="Номер опубликованной версии")
    conflicts: list[str] = Field(description="Что не сходится с днями процедур")


class ScheduleOfPlace(Schema):
    """График школы; у муниципалитета — состояние школ."""

    published: ScheduleVersionDetail | None
    schools: list[ScheduleSchoolRow]


class ScheduleWorkRow(Schema):
    """Работа, которую школа хочет провести за год."""

    id: int
    procedure: str
    subject: str
    classes: str
    count: int
    start: date | None
    end: date | None
    lessons: int


class ScheduleSolutionDetail(Schema):
    """Что нашёл подбор дней."""

    id: int
    state: str = choice(ScheduleSolution.State, "Состояние")
    changes: list[str] = Field(description="Что изменится, если принять")
    said: list[str] = Field(description="Почему нельзя или чего не проверить")


class ScheduleRulesDetail(Schema):
    """Правила графика места: источники действующих и свои тексты."""

    name: str
    sources: dict[str, str] = Field(description="Код правила и его источник")
    active: str = Field(description="Свои правила (TOML), пусто, если их нет")
    draft: str


class ChildScheduleRow(Schema):
    """Класс ребёнка и его работы."""

    school: OrganisationRef
    class_name: str
    entries: list[ScheduleEntryRow]


def _row(version: ScheduleVersion) -> dict:
    names = ("id", "number", "state", "order_number", "order_date", "published_at", "reason")
    return {name: getattr(version, name) for name in names} | {
        "school": version.schedule.school,
        "school_year": str(version.schedule.school_year),
    }


def _detail(request: HttpRequest, version: ScheduleVersion) -> dict:
    school = version.schedule.school
    looked = query.look_at(version, query.classes_shown(request.user, school))
    manages = may(request.user, "schedule.manage", school)
    return _row(version) | {
        "entries": [row.entry for row in looked.rows],
        "broken": [
            {"entry": row.entry.pk, "rule": one.rule, "message": one.message, "advice": advice,
             "source": one.source}
            for row in looked.wrong for one, advice in row.broken
        ] if manages else [],
        "unchecked": looked.checked.unchecked if manages else (),
    }  # fmt: skip


@router.get(
    "/organisations/{int:place}/schedule",
    response=ScheduleOfPlace,
    auth=read,
    summary="График школы или состояние графиков школ",
)
def show_schedule(request: HttpRequest, place: int, year: int | None = None):
    organisation = enter(request.user, place, "schedule.view")
    now = school_year_at(timezone.localdate())
    asked = next((one for one in school_years() if one.start == year), now)
    if organisation.is_school:
        version = query.published_of(organisation, asked)
        return {"published": _detail(request, version) if version else None, "schools": []}
    schools = list(schools_below(organisation).order_by("name"))
    return {
        "published": None,
        "schools": [
            {"school": one.school, "published": one.published and one.published.pk,
             "conflicts": one.conflicts}
            for one in states_below(organisation, schools, asked)
        ],
    }  # fmt: skip


@router.get(
    "/schedule_versions/{int:schedule_version}",
    response=ScheduleVersionDetail,
    auth=read,
    summary="Версия графика с записями",
)
def show_schedule_version(request: HttpRequest, schedule_version: int):
    found = get_object_or_404(query.versions_visible_to(request.user), pk=schedule_version)
    enter(request.user, found.schedule.school_id, "schedule.view")
    return _detail(request, found)


@router.get(
    "/schedules/{int:schedule}/works",
    response=list[ScheduleWorkRow],
    auth=read,
    summary="Работы, которые школа хочет провести за год",
)
def list_schedule_works(request: HttpRequest, schedule: int):
    found = get_object_or_404(query.schedules_visible_to(request.user), pk=schedule)
    enter(request.user, found.school_id, "schedule.manage")
    return list(found.works.all())


@router.get(
    "/schedule_solutions/{int:schedule_solution}",
    response=ScheduleSolutionDetail,
    auth=read,
    summary="Что нашёл подбор дней",
)
def show_schedule_solution(request: HttpRequest, schedule_solution: int):
    found = get_object_or_404(
        ScheduleSolution.objects.filter(version__in=query.versions_visible_to(request.user)),
        pk=schedule_solution,
    )
    enter(request.user, found.version.schedule.school_id, "schedule.manage")
    there = found.state == ScheduleSolution.State.FOUND
    return {
        "id": found.pk,
        "state": found.state,
        "changes": [one.text for one in changes_of(found)] if there else [],
        "said": found.said,
    }


@router.get(
    "/organisations/{int:place}/schedule/rules",
    response=ScheduleRulesDetail,
    auth=read,
    summary="Правила графика: источники и свои",
)
def show_schedule_rules(request: HttpRequest, place: int):
    organisation = enter(request.user, place, "schedule.rules")
    rules = query.rules_of(organisation, school_year_at(timezone.localdate()))
    own = dict(
        ScheduleRuleSet.objects.filter(organisation=organisation).exclude(
            state=ScheduleRuleSet.State.PAST
        ).values_list("state", "text")
    )  # fmt: skip
    return {
        "name": rules.name,
        "sources": rules.sources,
        "active": own.get("active", ""),
        "draft": own.get("draft", ""),
    }


@router.get(
    "/my_schedule",
    response=list[ChildScheduleRow],
    auth=Key(Scope.FAMILY_READ),
    summary="График класса своего ребёнка или свой",
)
def list_my_schedule(request: HttpRequest):
    """Пусто, если у вас нет роли родителя или ученика с классом и кодом."""
    return [
        {"school": one.link.organisation, "class_name": one.school_class.name,
         "entries": one.rows}
        for one in children_schedules(request.user)
    ]  # fmt: skip

"""How procedures are held: technologies, days, steps with terms, how a day went."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from objektiv.planning.holding import say_term
from objektiv.profiles import Technology, holding_rules
from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import Hour, OrganisationRef, choice, file_of
from objektiv.web.models import ProcedureSite, SchoolYear, Scope
from objektiv.web.queries.holding import days, steps
from objektiv.web.queries.holding.preparation import preparation_of
from objektiv.web.queries.organisations import enter

router = Router(tags=["Проведение процедур"])
read = Key(Scope.PROCEDURES_READ)
BINARY = "application/octet-stream"


class HoldingStepRow(Schema):
    """Шаг порядка проведения."""

    code: str
    title: str
    role: str = Field(description="Кто делает")
    each: str = Field(description="`day` — на каждый день, `first` и `last` — один раз")
    days: int = Field(description="Рабочих дней от дня процедуры; отрицательное — до него")
    term: str = Field(description="Срок словами")
    papers: list[str] = Field(description="Документы")
    source: str = Field(description="Откуда это известно")
    status: str


class TechnologyRow(Schema):
    """Вид процедуры из реестра."""

    code: str
    kind: str
    title: str
    level: str
    days_by: str = Field(description="Кто называет дни: `organiser` или `school`")
    steps: int = Field(description="Сколько шагов")


class TechnologyDetail(TechnologyRow):
    """Порядок проведения целиком."""

    roles: list[str]
    forms: list[str]
    materials: list[str]
    note: str
    source: str
    status: str
    listed: list[HoldingStepRow] = Field(description="Шаги по порядку")


class HeldRow(Schema):
    """Процедура с днями у организации."""

    procedure_id: int
    title: str
    organiser: OrganisationRef
    schools: int
    days: int = Field(description="Сколько дней")
    following: date | None = Field(description="Ближайший день от сегодня")
    last: date | None
    reported: int = Field(description="У скольких дней школ записано участие")
    sites: int = Field(description="Сколько дней школ всего")


class ProcedureDayRow(Schema):
    """Работа и её день."""

    id: int
    procedure_id: int
    procedure: str
    subject: str
    grade: int | None
    day: date
    starts: Hour | None
    minutes: int | None
    reserve: bool = Field(description="Резервный день")
    schools: int = Field(description="Школ организации в этот день")


class HoldingTaskRow(Schema):
    """Шаг школы или муниципалитета со сроком."""

    step: str
    title: str
    role: str
    due: date = Field(description="Последний день срока")
    at: Hour | None
    site_id: int | None = Field(description="День школы; пусто — один раз на процедуру")
    done_at: datetime | None
    note: str


class HoldingStateRow(Schema):
    """Шаг у школ организации: числа, без названий школ."""

    step: str
    title: str
    role: str
    term: str
    expected: int
    done: int
    late: int = Field(description="Срок прошёл, а не отмечено")


class HoldingStageRow(Schema):
    """Этап подготовки и хода: что есть и что осталось, одним предложением."""

    code: str
    title: str
    state: str = Field(
        description="`done` — готово, `open` — есть что сделать, `ahead` — ещё не пора, "
        "`past` — дни прошли"
    )
    said: str
    due: date | None = Field(description="Последний день срока, если есть что сделать")


class HoldingDetail(Schema):
    """Процедура у организации: этапы подготовки, дни, шаги школ в числах, свои шаги."""

    procedure_id: int
    title: str
    technology: str
    stages: list[HoldingStageRow] = Field(description="Подготовка и ход; пусто, пока нет дней")
    days: list[ProcedureDayRow]
    states: list[HoldingStateRow] = Field(description="Выше школы: у скольких отмечено")
    tasks: list[HoldingTaskRow] = Field(description="Свои шаги школы или муниципалитета")


class AbsenceRow(Schema):
    """Кого не было: номер участника и причина, без имени."""

    code: str
    reason: str
    class_name: str = Field(description="Класс; пусто, если классы не различали")


class IncidentRow(Schema):
    """Происшествие дня."""

    kind: str
    at: Hour
    text: str
    measures: str


class SiteDetail(Schema):
    """День школы: участие, происшествия, шаги."""

    id: int
    school: OrganisationRef
    day: ProcedureDayRow
    state: str = choice(ProcedureSite.State, "Состояние")
    enrolled: int | None = Field(description="По списку")
    took_part: int | None = Field(description="Участвовали")
    started: Hour | None
    ended: Hour | None
    note: str
    absences: list[AbsenceRow]
    incidents: list[IncidentRow]
    tasks: list[HoldingTaskRow]


def _technology(one: Technology) -> dict[str, Any]:
    names = ("code", "kind", "title", "level", "days_by")
    return {name: getattr(one, name) for name in names} | {"steps": len(one.steps)}


@router.get(
    "/organisations/{int:place}/technologies",
    response=list[TechnologyRow],
    auth=read,
    summary="Реестр процедур",
)
@paginated
def list_technologies(request: HttpRequest, place: int):
    enter(request.user, place, "holding.view")
    return [_technology(one) for one in holding_rules().technologies]


@router.get(
    "/organisations/{int:place}/technologies/{technology}",
    response=TechnologyDetail,
    auth=read,
    summary="Порядок проведения: шаги, роли, сроки, документы",
)
def show_technology(request: HttpRequest, place: int, technology: str):
    enter(request.user, place, "holding.view")
    rules = holding_rules()
    one = next((one for one in rules.technologies if one.code == technology), None)
    if one is None:
        raise Http404
    names = ("forms", "materials", "note", "source", "status")
    own = ("code", "title", "each", "days", "papers", "source", "status")
    return (
        _technology(one)
        | {name: getattr(one, name) for name in names}
        | {
            "roles": [rules.roles[role] for role in one.roles],
            "listed": [
                {name: getattr(step, name) for name in own}
                | {"role": rules.roles[step.role], "term": say_term(step)}
                for step in one.steps
            ],
        }
    )


@router.get(
    "/organisations/{int:place}/holding",
    response=list[HeldRow],
    auth=read,
    summary="Процедуры, которые проводятся: ближайший день, сколько школ",
)
@paginated
def list_holding(request: HttpRequest, place: int):
    organisation = enter(request.user, place, "holding.view")
    names = ("schools", "days", "following", "last", "reported", "sites")
    return [
        {name: getattr(one, name) for name in names}
        | {
            "procedure_id": one.procedure.pk,
            "title": str(one.procedure),
            "organiser": one.procedure.organiser,
        }
        for one in days.overview_of(organisation, timezone.localdate())
    ]


def _day(one: Any, schools: int = 1) -> dict[str, Any]:
    names = ("subject", "grade", "day", "minutes", "reserve", "procedure_id")
    return {name: getattr(one, name) for name in names} | {
        "starts": one.starts,
        "id": one.pk,
        "procedure": str(one.procedure),
        "schools": schools,
    }


def _task(one: steps.Task) -> dict[str, Any]:
    return {
        "step": one.step.code,
        "title": one.step.title,
        "role": one.role,
        "due": one.due,
        "at": one.at,
        "site_id": one.site.pk if one.site else None,
        "done_at": one.done.at if one.done else None,
        "note": one.done.note if one.done else "",
    }


@router.get(
    "/organisations/{int:place}/holding/{int:procedure}",
    response=HoldingDetail,
    auth=read,
    summary="Процедура у организации: дни и шаги",
)
def show_holding(request: HttpRequest, place: int, procedure: int):
    """Школе — её шаги со сроками; выше школы — у скольких отмечено, без сравнения школ."""
    organisation = enter(request.user, place, "holding.view")
    found = get_object_or_404(days.held_at(organisation), pk=procedure)
    states: list[steps.StepState] = []
    if organisation.is_school:
        tasks = steps.tasks_at(organisation, list(days.sites_of(organisation, [found])))
    else:
        states = steps.states_at([found], organisation, timezone.localdate())[found.pk]
        municipal = organisation.kind == organisation.Kind.MUNICIPALITY
        tasks = steps.own_tasks(organisation, [found]) if municipal else []
    return {
        "procedure_id": found.pk,
        "title": str(found),
        "technology": days.technology_of(found).code,
        "stages": [
            {name: getattr(one, name) for name in ("code", "title", "state", "said", "due")}
            for one in preparation_of(found, organisation, request.user, timezone.localdate())
        ],
        "days": [
            _day(one, one.schools)
            for one in days.days_of(found, organisation).select_related("procedure")
        ],
        "states": [
            {
                "step": one.step.code,
                "title": one.step.title,
                "role": one.role,
                "term": one.term,
                "expected": one.expected,
                "done": one.done,
                "late": one.late,
            }
            for one in states
        ],
        "tasks": [_task(one) for one in tasks],
    }


@router.get(
    "/organisations/{int:place}/procedure-days",
    response=list[ProcedureDayRow],
    auth=read,
    summary="Календарь процедур учебного года",
)
@paginated
def list_procedure_days(
    request: HttpRequest,
    place: int,
    year: int | None = Query(None, ge=2015, le=2100, description="Год начала учебного года"),
):
    organisation = enter(request.user, place, "holding.view")
    start = SchoolYear.start_of(timezone.localdate()) if year is None else year
    found = days.calendar_of(organisation, date(start, 9, 1), date(start + 1, 8, 31))
    return [_day(one, one.schools) for one in found]


@router.get(
    "/sites/{int:procedure_site}",
    response=SiteDetail,
    auth=read,
    summary="День школы: участие, происшествия, шаги",
)
def show_site(request: HttpRequest, procedure_site: int):
    site = get_object_or_404(days.sites_visible_to(request.user), pk=procedure_site)
    enter(request.user, site.school_id, "holding.view")
    rules = holding_rules()
    names = ("state", "enrolled", "took_part", "note", "school")
    return {name: getattr(site, name) for name in names} | {
        "started": site.started,
        "ended": site.ended,
        "id": site.pk,
        "day": _day(site.day),
        "absences": [
            {
                "code": one.code,
                "reason": rules.absences.get(one.reason, one.reason),
                "class_name": one.class_name,
            }
            for one in site.absences.all()
        ],
        "incidents": [
            {
                "kind": rules.incidents.get(one.kind, one.kind),
                "at": one.at,
                "text": one.text,
                "measures": one.measures,
            }
            for one in site.incidents.all()
        ],
        "tasks": [
            _task(one) for one in steps.tasks_at(site.school, [site]) if one.site is not None
        ],
    }


@router.get(
    "/step-files/{int:step_file}",
    auth=read,
    summary="Файл к отметке о шаге",
    openapi_extra=file_of(BINARY, "Файл таким, каким его принесли"),
)
def download_step_file(request: HttpRequest, step_file: int):
    found = get_object_or_404(steps.step_files_visible_to(request.user), pk=step_file)
    return FileResponse(
        (settings.STORE / found.path).open("rb"), as_attachment=True, filename=found.name
    )

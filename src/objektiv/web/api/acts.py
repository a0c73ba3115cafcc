"""Local acts, and the goals and indicators of the internal system of assessment."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from objektiv.web.actions.organisations import school_year_at
from objektiv.web.api.access import Key
from objektiv.web.api.shapes import choice, file_of
from objektiv.web.models import LocalActVersion, SchoolYear, Scope
from objektiv.web.queries.organisations import enter
from objektiv.web.queries.teaching import acts, indicators
from objektiv.web.queries.teaching.act_rules import rules_of

router = Router(tags=["Локальные акты и показатели"])
read = Key(Scope.ACTS_READ)
BINARY = "application/octet-stream"


class ActRow(Schema):
    """Акт перечня или другой акт организации."""

    id: int | None = Field(description="Пусто — акт перечня ещё не заведён")
    code: str = Field(description="Код перечня; пусто — другой акт")
    title: str
    state: str = Field(description="«действует», «пересмотрите», «проект» или «нет»")
    order_number: str
    order_date: date | None


class VersionRow(Schema):
    """Редакция акта."""

    id: int
    state: str = choice(LocalActVersion.State, "Состояние")
    name: str
    size: int
    order_number: str
    order_date: date | None
    starts: date | None
    ends: date | None


class RuleOfAct(Schema):
    """Правило системы, которое опирается на акт."""

    text: str
    state: str
    version: int = Field(description="Номер редакции акта, на которую правило опирается")


class ActDetail(Schema):
    """Акт со всеми редакциями и правилами, которые на него опираются."""

    id: int
    code: str
    title: str
    versions: list[VersionRow]
    rules: list[RuleOfAct]


class YearValue(Schema):
    """Значение показателя за учебный год."""

    school_year: int
    value: float | None
    reached: bool | None


class IndicatorRow(Schema):
    """Показатель: формула, числа за ней, значения по годам."""

    code: str
    title: str
    formula: str
    unit: str
    target: float | None
    method: str
    facts: dict[str, float | None]
    values: list[YearValue]


class GoalRow(Schema):
    """Цель с показателями."""

    title: str
    state: str
    indicators: list[IndicatorRow]


@router.get(
    "/organisations/{int:place}/acts", response=list[ActRow], auth=read, summary="Локальные акты"
)
def list_acts(request: HttpRequest, place: int):
    """Сначала перечень в его порядке, потом другие акты."""
    organisation = enter(request.user, place, "acts.view")
    return [
        {
            "id": one.act.pk if one.act else None,
            "code": one.code,
            "title": one.title,
            "state": one.state,
            "order_number": one.current.order_number if one.current else "",
            "order_date": one.current.order_date if one.current else None,
        }
        for one in acts.register_of(organisation, timezone.localdate())
    ]


@router.get("/acts/{int:local_act}", response=ActDetail, auth=read, summary="Акт и его редакции")
def show_act(request: HttpRequest, local_act: int):
    found = get_object_or_404(acts.acts_visible_to(request.user), pk=local_act)
    names = ("id", "code", "title")
    return {name: getattr(found, name) for name in names} | {
        "versions": list(found.versions.all()),
        "rules": [
            {"text": one.text, "state": one.state, "version": one.version.pk}
            for one in rules_of(found, request.user)
            if one.version
        ],
    }


@router.get(
    "/act_versions/{int:act_version}",
    auth=read,
    summary="Текст акта",
    openapi_extra=file_of(BINARY, "Файл"),
)
def download_act(request: HttpRequest, act_version: int):
    found = get_object_or_404(acts.versions_visible_to(request.user), pk=act_version)
    if found.removed_at:
        raise Http404
    return FileResponse(
        (settings.STORE / found.path).open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=BINARY,
    )


@router.get(
    "/organisations/{int:place}/indicators",
    response=list[GoalRow],
    auth=read,
    summary="Цели и показатели ВСОКО",
)
def list_indicators(
    request: HttpRequest,
    place: int,
    year: int = Query(0, description="Год начала учебного года; 0 — нынешний", ge=0, le=9999),
):
    """Значения считаются заново по данным на сегодня."""
    organisation = enter(request.user, place, "indicators.view")
    today = timezone.localdate()
    chosen = SchoolYear.objects.filter(start=year).first() if year else school_year_at(today)
    if chosen is None:
        raise Http404
    return [
        {
            "title": goal.title,
            "state": goal.state,
            "indicators": [
                {
                    "code": line.indicator.code,
                    "title": line.indicator.title,
                    "formula": line.indicator.formula,
                    "unit": line.indicator.unit,
                    "target": line.indicator.target,
                    "method": line.indicator.method,
                    "facts": dict(line.facts),
                    "values": [
                        {
                            "school_year": one.year.start,
                            "value": one.value,
                            "reached": one.reached,
                        }
                        for one in line.values
                    ],
                }
                for line in goal.lines
            ],
        }
        for goal in indicators.goals_of(organisation, chosen, today)
    ]

"""Observation of procedures: where somebody observes, sheets, remarks, what went unobserved."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import Hour, OrganisationRef, choice
from objektiv.web.models import Observation, ObservationRemark, Scope
from objektiv.web.queries.holding import observation as query
from objektiv.web.queries.holding import remarks as remarks_
from objektiv.web.queries.holding.sheet import lines_of
from objektiv.web.queries.organisations import enter

router = Router(tags=["Наблюдение"])
read = Key(Scope.PROCEDURES_READ)


class SiteRow(Schema):
    """Школа в один день процедуры и наблюдают ли там. Имён наблюдателей здесь нет."""

    id: int
    school: OrganisationRef
    procedure: str
    subject: str
    grade: int | None
    day: date
    starts: Hour | None
    observers: int = Field(description="Сколько наблюдателей назначено")
    handed_in: int = Field(description="Сколько листов сдано")

    @staticmethod
    def resolve_procedure(obj) -> str:
        return str(obj.day.procedure)

    @staticmethod
    def resolve_subject(obj) -> str:
        return obj.day.subject

    @staticmethod
    def resolve_grade(obj) -> int | None:
        return obj.day.grade

    @staticmethod
    def resolve_starts(obj) -> time | None:
        return obj.day.starts

    @staticmethod
    def resolve_day(obj) -> date:
        return obj.day.day

    @staticmethod
    def resolve_observers(obj) -> int:
        return len(obj.watched)

    @staticmethod
    def resolve_handed_in(obj) -> int:
        return sum(one.state == Observation.State.DONE for one in obj.watched)


class CoveredRow(Schema):
    """Сколько школ и дней было и сколько из них наблюдалось."""

    name: str
    sites: int
    observed: int


class CoverageDetail(Schema):
    """Что прошло под наблюдением: наблюдалось — значит, лист сдан."""

    since: date
    until: date
    sites: int
    observed: int
    municipalities: list[CoveredRow]
    procedures: list[CoveredRow]
    unobserved: list[int] = Field(description="Номера школ и дней без сданного листа")


class ObservationLine(Schema):
    """Пункт листа наблюдения."""

    item: str = Field(description="Код пункта")
    text: str
    said: str = Field(description="Что записано, словами; пусто — ничего")
    at: datetime | None = Field(description="По часам телефона")


class RemarkRow(Schema):
    """Замечание наблюдателя: сначала отвечает школа."""

    id: int
    observation_id: int
    school: OrganisationRef
    text: str
    at: datetime
    state: str = choice(ObservationRemark.State, "Состояние")
    reply_by: date = Field(description="До какого дня школа отвечает")
    reply: str
    decision: str
    offer: str = Field(description="Предложенная мера")
    measure_id: int | None = Field(description="Мероприятие плана школы")

    @staticmethod
    def resolve_school(obj) -> Any:
        return obj.observation.site.school


class ObservationDetail(Schema):
    """Сданный лист."""

    id: int
    site_id: int
    school: OrganisationRef
    day: date
    finished_at: datetime
    lines: list[ObservationLine]
    remarks: list[RemarkRow]


@router.get(
    "/organisations/{int:place}/observation",
    response=list[SiteRow],
    auth=read,
    summary="Где наблюдают: школы и дни процедур впереди",
)
@paginated
def list_observed(request: HttpRequest, place: int):
    """Кто именно наблюдает, видно только на страницах тех, кто назначает."""
    organisation = enter(request.user, place, "observation.view")
    return query.sites_at(organisation).filter(day__day__gte=timezone.localdate())


@router.get(
    "/organisations/{int:place}/observation/coverage",
    response=CoverageDetail,
    auth=read,
    summary="Что прошло без наблюдателя",
)
def show_coverage(
    request: HttpRequest,
    place: int,
    since: date | None = None,
    until: date | None = None,
):
    """Без дней — с начала учебного года по сегодня; дни, которые не наступили, не считаются."""
    organisation = enter(request.user, place, "observation.view")
    today = timezone.localdate()
    since, until = since or query.year_begins(today), min(until or today, today)
    found = query.coverage(organisation, since, until)
    return {
        "since": since,
        "until": until,
        "sites": found.whole.sites,
        "observed": found.whole.observed,
        "municipalities": [
            {"name": str(one.place), "sites": one.sites, "observed": one.observed}
            for one in found.below
        ],
        "procedures": [
            {"name": name, "sites": one.sites, "observed": one.observed}
            for name, one in found.by_procedure
        ],
        "unobserved": [one.pk for one in found.unobserved],
    }


@router.get(
    "/observations/{int:observation}",
    response=ObservationDetail,
    auth=read,
    summary="Сданный лист наблюдения",
)
def show_observation(request: HttpRequest, observation: int):
    """Лист виден после сдачи; имени наблюдателя здесь нет."""
    found = get_object_or_404(
        query.observations_visible_to(request.user).exclude(finished_at=None), pk=observation
    )
    if found.observer.person_id != request.user.pk:
        enter(request.user, found.site.school_id, "observation.view")
    return {
        "id": found.pk,
        "site_id": found.site_id,
        "school": found.site.school,
        "day": found.site.day.day,
        "finished_at": found.finished_at,
        "lines": [
            {
                "item": one.item.code,
                "text": one.item.text,
                "said": one.said,
                "at": one.entry.at if one.entry else None,
            }
            for one in lines_of(found)
        ],
        "remarks": list(found.remarks.select_related("observation__site__school")),
    }


@router.get(
    "/organisations/{int:place}/remarks",
    response=list[RemarkRow],
    auth=read,
    summary="Замечания наблюдателей, последние первыми",
)
@paginated
def list_remarks(
    request: HttpRequest,
    place: int,
    state: Literal["", "asked", "replied", "closed", "offered", "taken", "declined"] = Query(
        "", description="Состояние"
    ),
):
    """До ответа школы по замечанию ничего не решают."""
    organisation = enter(request.user, place, "observation.view")
    return remarks_.remarks_at(request.user, organisation, state=state)


@router.get("/remarks/{int:remark}", response=RemarkRow, auth=read, summary="Замечание наблюдателя")
def show_remark(request: HttpRequest, remark: int):
    """Что видел наблюдатель, что ответила школа, что решено."""
    found = get_object_or_404(remarks_.remarks_visible_to(request.user), pk=remark)
    enter(request.user, found.observation.site.school_id, "observation.view")
    return found

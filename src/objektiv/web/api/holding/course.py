"""How days went: participation class by class."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema

from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import OrganisationRef
from objektiv.web.models import Scope
from objektiv.web.queries.holding.days import held_at, sites_with_course
from objektiv.web.queries.holding.participation import taken_on
from objektiv.web.queries.organisations import enter

router = Router(tags=["Проведение процедур"])
read = Key(Scope.PROCEDURES_READ)


class AbsentRow(Schema):
    """Сколько человек не было по одной причине."""

    reason: str
    count: int


class TakingRow(Schema):
    """Участие класса в один день процедуры; без класса — школы целиком."""

    site_id: int
    school: OrganisationRef
    work: str
    day: date
    class_name: str = Field(description="Класс; пусто, если классы не различали")
    enrolled: int = Field(description="По списку")
    took_part: int = Field(description="Участвовали")
    absent: list[AbsentRow] = Field(description="Причины, по которым не было")


@router.get(
    "/organisations/{int:place}/holding/{int:procedure}/participation",
    response=list[TakingRow],
    auth=read,
    summary="Участие в процедуре по школам и классам",
)
@paginated
def list_participation(request: HttpRequest, place: int, procedure: int):
    """Школы, которые участие ещё не записали, здесь не стоят: они видны по дням школ."""
    organisation = enter(request.user, place, "holding.view")
    found = get_object_or_404(held_at(organisation), pk=procedure)
    return [
        {
            "site_id": site.pk,
            "school": site.school,
            "work": str(site.day),
            "day": site.day.day,
            "class_name": one.name,
            "enrolled": one.enrolled,
            "took_part": one.took_part,
            "absent": [{"reason": title, "count": len(codes)} for title, codes in one.absent],
        }
        for site in sites_with_course(found, organisation, timezone.localdate())
        for one in taken_on(site)
    ]

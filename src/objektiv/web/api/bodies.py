"""Bodies and associations with their members."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema

from objektiv.web.api.access import Key
from objektiv.web.api.shapes import OrganisationRef, choice
from objektiv.web.models import Body, BodyMember, Scope
from objektiv.web.queries import bodies
from objektiv.web.queries.organisations import enter

router = Router(tags=["Органы и объединения"])
read = Key(Scope.PEOPLE_READ)


class MemberRow(Schema):
    """Кто в органе и с какой обязанностью."""

    id: int
    name: str
    position: str = Field(description="Должность и место работы")
    duty: str = choice(BodyMember.Duty, "Обязанность")
    starts: date
    ends: date | None


class BodyRow(Schema):
    """Орган или объединение."""

    id: int
    organisation: OrganisationRef
    kind: str = choice(Body.Kind, "Вид")
    name: str
    basis: str = Field(description="Основание: приказ, решение")
    tasks: str
    contacts: str
    closed_on: date | None


class BodyDetail(BodyRow):
    """Орган и все, кто в нём работал."""

    members: list[MemberRow]


@router.get(
    "/organisations/{int:place}/bodies",
    response=list[BodyRow],
    auth=read,
    summary="Органы и объединения организации",
)
def list_bodies(request: HttpRequest, place: int):
    organisation = enter(request.user, place, "organisation.view")
    return list(bodies.bodies_at(request.user, organisation, timezone.localdate()))


@router.get("/bodies/{int:body}", response=BodyDetail, auth=read, summary="Орган и его состав")
def show_body(request: HttpRequest, body: int):
    found = get_object_or_404(bodies.bodies_visible_to(request.user), pk=body)
    enter(request.user, found.organisation_id, "organisation.view")
    names = BodyRow.model_fields
    return {name: getattr(found, name) for name in names} | {
        "members": list(found.members.select_related("person"))
    }

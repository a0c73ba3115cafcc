"""Leaflets: for whom, about what, the text as it is printed."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from objektiv.recommendations.leaflets import leaflet_rules, sections_of
from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import OrganisationRef
from objektiv.web.models import Leaflet, Scope
from objektiv.web.queries import leaflets
from objektiv.web.queries.organisations import enter

router = Router(tags=["Памятки"])
read = Key(Scope.RECOMMENDATIONS_READ)


class LeafletRow(Schema):
    """Памятка."""

    id: int
    organisation: OrganisationRef
    readers: str = Field(description="Кому: код")
    readers_title: str = Field(description="Кому словами: «родителям»")
    topic: str = Field(description="О чём: procedure, criteria, deficits")
    title: str
    shared: bool = Field(description="Видна школам")
    changed_at: datetime

    @staticmethod
    def resolve_readers_title(one: Leaflet) -> str:
        return leaflet_rules().readers.get(one.readers, one.readers)


class LeafletSection(Schema):
    """Раздел памятки."""

    title: str = Field(description="Может быть пустым")
    lines: list[str]


class LeafletDetail(LeafletRow):
    """Памятка с текстом."""

    source: str = Field(description="Откуда числа; пусто — чисел нет")
    sections: list[LeafletSection]

    @staticmethod
    def resolve_sections(one: Leaflet) -> list[dict]:
        return [{"title": title, "lines": lines} for title, lines in sections_of(one.text)]


@router.get(
    "/organisations/{int:place}/leaflets",
    response=list[LeafletRow],
    auth=read,
    summary="Памятки организации и показанные ей сверху",
)
@paginated
def list_leaflets(request: HttpRequest, place: int):
    organisation = enter(request.user, place, "leaflets.view")
    return leaflets.leaflets_at(request.user, organisation).order_by("title", "id")


@router.get("/leaflets/{int:leaflet}", response=LeafletDetail, auth=read, summary="Памятка")
def show_leaflet(request: HttpRequest, leaflet: int):
    return get_object_or_404(leaflets.leaflets_visible_to(request.user), pk=leaflet)

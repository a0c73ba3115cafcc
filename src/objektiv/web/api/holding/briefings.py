"""Briefings: who has been briefed, who has not."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from objektiv.profiles import holding_rules
from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import OrganisationRef, PersonRef, file_of
from objektiv.web.models import Scope
from objektiv.web.permissions import may
from objektiv.web.queries.holding import briefings
from objektiv.web.queries.holding.days import held_at
from objektiv.web.queries.organisations import enter

router = Router(tags=["Проведение процедур"])
read = Key(Scope.PROCEDURES_READ)
BINARY = "application/octet-stream"


class RoleStateRow(Schema):
    """Люди одной роли к одной процедуре."""

    procedure_id: int
    procedure: str
    role: str
    term: date | None = Field(description="Последний день срока")
    people: int
    done: int = Field(description="Расписались")
    waiting: list[PersonRef] = Field(description="Ещё не расписались")


class BriefedRow(Schema):
    """Кого звали и когда расписался."""

    name: str
    signed_at: datetime | None
    on_paper: bool = Field(description="Подпись на бумаге, записала школа")


class BriefingDetail(Schema):
    """Инструктаж."""

    id: int
    procedure_id: int
    place: OrganisationRef
    role: str
    title: str
    text: str
    day: date | None = Field(description="Для какого дня; пусто — для всех")
    held_on: date | None
    term: date | None
    cancelled_at: datetime | None
    people: list[BriefedRow] = Field(description="Позванному видна только своя строка")
    files: list[int] = Field(description="Номера материалов")


@router.get(
    "/organisations/{int:place}/briefings",
    response=list[RoleStateRow],
    auth=read,
    summary="Кто прошёл инструктаж перед процедурами, кто нет",
)
@paginated
def list_briefings(request: HttpRequest, place: int):
    organisation = enter(request.user, place, "briefings.view")
    found = briefings.states_at(organisation, held_at(organisation).filter(closed=False))
    return [
        {
            "procedure_id": one.procedure.pk,
            "procedure": str(one.procedure),
            "role": one.title,
            "term": one.term,
            "people": one.people,
            "done": one.done,
            "waiting": one.waiting,
        }
        for one in found
    ]


@router.get("/briefings/{int:briefing}", response=BriefingDetail, auth=read, summary="Инструктаж")
def show_briefing(request: HttpRequest, briefing: int) -> dict[str, Any]:
    found = get_object_or_404(briefings.briefings_visible_to(request.user), pk=briefing)
    manages = may(request.user, "briefings.view", found.place)
    names = ("procedure_id", "place", "title", "text", "held_on", "cancelled_at")
    return {name: getattr(found, name) for name in names} | {
        "id": found.pk,
        "role": holding_rules().roles.get(found.role, found.role),
        "day": found.day.day if found.day else None,
        "term": briefings.term_of(found),
        "people": [
            {
                "name": one.name,
                "signed_at": one.signed_at,
                "on_paper": one.recorded_by_id is not None,
            }
            for one in briefings.people_of(found)
            if manages or one.person_id == request.user.pk
        ],
        "files": list(found.files.filter(removed_at=None).values_list("pk", flat=True)),
    }


@router.get(
    "/briefing-files/{int:briefing_file}",
    auth=read,
    summary="Материал инструктажа",
    openapi_extra=file_of(BINARY, "Файл таким, каким его принесли"),
)
def download_briefing_file(request: HttpRequest, briefing_file: int):
    found = get_object_or_404(briefings.briefing_files_visible_to(request.user), pk=briefing_file)
    return FileResponse(
        (settings.STORE / found.path).open("rb"), as_attachment=True, filename=found.name
    )

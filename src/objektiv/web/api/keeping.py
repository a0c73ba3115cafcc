"""How long things are kept: what is due by rule, holds, requests, what was removed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import OrganisationRef, PersonRef, choice
from objektiv.web.models import RemovalRequest, Scope
from objektiv.web.queries import keeping
from objektiv.web.queries.organisations import enter

router = Router(tags=["Сроки хранения"])
read = Key(Scope.KEEPING_READ)


class DueRow(Schema):
    """Правило и сколько записей по нему пора удалить."""

    name: str = Field(description="Код правила")
    what: str = Field(description="Что хранится")
    value: int
    unit: str
    source: str = Field(description="Откуда срок")
    status: str = Field(
        description="`official` — официальный, `secondary` — по другим источникам, `house` — "
        "внутренний",
        json_schema_extra={"enum": ["official", "secondary", "house"]},
    )
    count: int


class HoldRow(Schema):
    """Запрет удаления в организации и ниже."""

    id: int
    organisation: OrganisationRef
    reason: str
    by: PersonRef
    at: datetime


class RequestRow(Schema):
    """Просьба удалить файл, принесённый по ошибке."""

    id: int
    organisation: OrganisationRef
    file_id: int
    upload_id: int
    reason: str
    state: str = choice(RemovalRequest.State, "Состояние")
    asked_by: PersonRef
    asked_at: datetime
    decided_by: PersonRef | None
    decided_at: datetime | None

    @staticmethod
    def resolve_upload_id(obj) -> int:
        return obj.file.upload_id


class Keeping(Schema):
    """Сроки хранения организации."""

    due: list[DueRow]
    holds: list[HoldRow] = Field(description="Запреты, которые действуют")
    requests: list[RequestRow] = Field(description="Просьбы, которые ждут решения")


class RemovalRow(Schema):
    """Что удалено: числа и контрольная сумма остаются."""

    id: int
    organisation: OrganisationRef | None
    rule: str = Field(description="Код правила; `request` — по просьбе")
    what: str
    counts: dict[str, Any]
    sha256: str
    by: PersonRef | None
    at: datetime


@router.get(
    "/organisations/{int:place}/keeping",
    response=Keeping,
    auth=read,
    summary="Сроки хранения: что пора удалить, запреты, просьбы",
)
def show_keeping(request: HttpRequest, place: int):
    organisation = enter(request.user, place, "keeping.view")
    below = {"organisation__path__startswith": organisation.path}
    asked = keeping.requests_visible_to(request.user)
    holds = keeping.holds_visible_to(request.user)
    return {
        "due": [
            {"name": one.name, "what": one.rule.note, "value": one.rule.value, "count": one.count,
             "unit": one.rule.unit, "source": one.rule.source, "status": one.rule.status}
            for one in keeping.due_at(organisation)
        ],
        "holds": list(holds.filter(lifted_at=None, **below)),
        "requests": list(asked.filter(state=RemovalRequest.State.ASKED, **below)),
    }  # fmt: skip


@router.get(
    "/organisations/{int:place}/removals",
    response=list[RemovalRow],
    auth=read,
    summary="Что удалено, последнее первым",
)
@paginated
def list_removals(request: HttpRequest, place: int):
    return keeping.removals_at(enter(request.user, place, "keeping.view"))


@router.get(
    "/removal_requests/{int:removal}",
    response=RequestRow,
    auth=read,
    summary="Просьба удалить файл",
)
def show_removal_request(request: HttpRequest, removal: int):
    found = get_object_or_404(keeping.requests_visible_to(request.user), pk=removal)
    enter(request.user, found.organisation_id, "keeping.decide")
    return found

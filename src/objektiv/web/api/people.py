"""People and their roles; the journal."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Router, Schema

from objektiv.web.api.access import Key
from objektiv.web.api.account import RoleRow
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import OrganisationRef, PersonRef
from objektiv.web.models import Scope
from objektiv.web.queries import people
from objektiv.web.queries.organisations import enter

router = Router(tags=["Люди"])


class PersonRow(Schema):
    """Человек и его роли сегодня."""

    id: int
    surname: str
    name: str
    patronymic: str
    email: str
    roles: list[RoleRow]

    @staticmethod
    def resolve_roles(obj) -> list:
        return obj.current


class JournalRow(Schema):
    """Запись журнала действий."""

    id: int
    at: datetime
    verb: str = Field(examples=["results.accepted"])
    subject: str = Field(description="К чему относится", examples=["upload:17"])
    text: str
    actor: PersonRef | None = Field(description="Кто; пусто — система")
    organisation: OrganisationRef | None


@router.get(
    "/organisations/{int:place}/people",
    response=list[PersonRow],
    auth=Key(Scope.PEOPLE_READ),
    summary="Люди организации и всего, что ниже",
)
@paginated
def list_people(request: HttpRequest, place: int):
    return people.people_at(request.user, enter(request.user, place, "people.view"))


@router.get(
    "/organisations/{int:place}/journal",
    response=list[JournalRow],
    auth=Key(Scope.JOURNAL_READ),
    summary="Журнал действий, последние первыми",
)
@paginated
def list_journal(request: HttpRequest, place: int):
    return people.history_of(enter(request.user, place, "audit.view"))

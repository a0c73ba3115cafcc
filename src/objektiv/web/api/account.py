"""Whose key it is and what it is for."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Field, Router, Schema

from objektiv.web.api.access import Key
from objektiv.web.api.shapes import OrganisationRef, choice
from objektiv.web.models import Role
from objektiv.web.queries.people import roles_of

router = Router(tags=["Ключ"])


class RoleRow(Schema):
    """Роль человека в организации."""

    role: str = choice(Role, "Роль")
    organisation: OrganisationRef
    school_class: str | None = Field(None, description="Класс, если роль относится к классу")
    starts: date
    ends: date | None = Field(description="Последний день; пусто — бессрочно")

    @staticmethod
    def resolve_school_class(obj) -> str | None:
        return obj.school_class.name if obj.school_class else None


class KeyRow(Schema):
    """Ключ, которым сделан запрос."""

    name: str
    prefix: str = Field(description="Начало ключа, чтобы узнать его в списке")
    scopes: list[str] = Field(description="Что доступно по ключу")
    expires: datetime


class Me(Schema):
    """Чей ключ и что по нему доступно."""

    id: int
    full_name: str
    email: str
    roles: list[RoleRow]
    key: KeyRow


@router.get("/me", response=Me, auth=Key(), summary="Чей это ключ, роли и срок")
def me(request: HttpRequest):
    """С этого запроса удобно начать: он отвечает по любому действующему ключу."""
    person = request.user
    return {
        "id": person.pk,
        "full_name": person.full_name,
        "email": person.email,
        "roles": list(roles_of(person)),
        "key": request.auth,
    }

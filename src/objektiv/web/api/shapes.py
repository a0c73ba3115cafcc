"""What several subjects show in the same way."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any

from django.db.models import TextChoices
from ninja import Field, Schema
from pydantic import BeforeValidator

from objektiv.web.models import Organisation


def choice(choices: type[TextChoices], title: str, *default: Any) -> Any:
    """A field with a code; its description tells every code in Russian."""
    told = "; ".join(f"`{value}` — {label}" for value, label in choices.choices if value)
    return Field(
        *(default or (...,)),
        description=f"{title}: {told}",
        json_schema_extra={"enum": [*choices.values, *default]},
    )


def file_of(kind: str, told: str) -> dict[str, Any]:
    """The description of an answer that is a file."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {200: {"description": told, "content": content}}}


def _hour(moment: Any) -> Any:
    return f"{moment:%H:%M}" if isinstance(moment, time) else moment


# A time of day of the place, «09:10»: JSON's own «time» wants a zone, and there is none.
Hour = Annotated[
    str, BeforeValidator(_hour), Field(description="ЧЧ:ММ, местное", pattern=r"^\d\d:\d\d$")
]


class OrganisationRef(Schema):
    """Организация: номер и краткое название."""

    id: int
    kind: str = choice(Organisation.Kind, "Уровень")
    title: str


class OrganisationRow(OrganisationRef):
    """Организация."""

    name: str = Field(description="Полное название")
    code: str = Field(description="Логин в ФИС ОКО; пустой, если не указан")
    parent_id: int | None = Field(description="Организация уровнем выше")
    closed_on: date | None = Field(description="С какого дня закрыта")


class WorkRef(Schema):
    """Работа процедуры."""

    id: int
    title: str = Field(examples=["ВПР 2026, Математика, 5 класс"])
    procedure: str = Field(examples=["ВПР"])
    year: int
    grade: int = Field(description="Параллель")
    subject: str
    variant_of: str = Field(description="Уровень варианта: пусто, `base` или `advanced`")


class PersonRef(Schema):
    """Человек: номер, фамилия с инициалами."""

    id: int
    initials: str

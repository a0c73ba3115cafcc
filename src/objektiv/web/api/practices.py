"""Good practice: what a school did that others may use, in its own words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from objektiv.analysis.practice import CAVEAT
from objektiv.recommendations import KINDS
from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import OrganisationRef, choice, file_of
from objektiv.web.models import Practice, Scope
from objektiv.web.permissions import may
from objektiv.web.queries import practices
from objektiv.web.queries.organisations import enter

router = Router(tags=["Хорошая практика"])
read = Key(Scope.RECOMMENDATIONS_READ)
BINARY = "application/octet-stream"


class PracticeRow(Schema):
    """Практика школы."""

    id: int
    school: OrganisationRef | None = Field(description="Пусто: школа просила себя не называть")
    school_year: int = Field(description="Год начала учебного года")
    kind: str = Field(description="Код вида меры")
    kind_title: str = Field(description="Вид меры словами")
    state: str = choice(Practice.State, "Состояние")
    title: str
    subject: str
    skills: str
    published_at: datetime | None


class PracticeFileRow(Schema):
    """Материал практики."""

    id: int
    name: str
    size: int = Field(description="Байт")


class PracticeDetail(PracticeRow):
    """Практика целиком."""

    text: str = Field(description="Что и как сделано")
    ground: str = Field(description="Почему школа приглашена; чужим организациям не показывается")
    files: list[PracticeFileRow]
    caveat: str = Field(description="Чего практика не доказывает")


def _row(request: HttpRequest, one: Practice) -> dict[str, Any]:
    own = may(request.user, "organisation.view", one.school)
    names = ("kind", "state", "title", "subject", "skills", "published_at")
    return {name: getattr(one, name) for name in names} | {
        "id": one.pk,
        "school": one.school if own or one.named else None,
        "school_year": one.school_year.start,
        "kind_title": KINDS.get(one.kind, one.kind),
    }


@router.get(
    "/organisations/{int:place}/practices",
    response=list[PracticeRow],
    auth=read,
    summary="Опубликованные практики региона и те, что школы организации готовят",
)
@paginated
def list_practices(
    request: HttpRequest,
    place: int,
    kind: str = Query("", description="Код вида меры; пусто — все"),
):
    """По названиям, а не по результатам."""
    organisation = enter(request.user, place, "practices.view")
    published = practices.published_for(request.user, organisation)
    own = practices.in_preparation(request.user, organisation)
    return [_row(request, one) for one in (*published, *own) if kind in ("", one.kind)]


@router.get(
    "/practices/{int:practice}", response=PracticeDetail, auth=read, summary="Практика целиком"
)
def show_practice(request: HttpRequest, practice: int):
    found = get_object_or_404(practices.practices_visible_to(request.user), pk=practice)
    own = may(request.user, "organisation.view", found.school)
    return _row(request, found) | {
        "text": found.text,
        "ground": found.ground if own else "",
        "files": list(found.files.filter(removed_at=None)),
        "caveat": CAVEAT,
    }


@router.get(
    "/practice_files/{int:practice_file}",
    auth=read,
    summary="Материал практики",
    openapi_extra=file_of(BINARY, "Файл"),
)
def download_practice_file(request: HttpRequest, practice_file: int):
    found = get_object_or_404(practices.practice_files_visible_to(request.user), pk=practice_file)
    return FileResponse(
        (settings.STORE / found.path).open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=BINARY,
    )

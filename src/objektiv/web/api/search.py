"""Search over what the person of the key may see."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from objektiv.web.api.access import Key
from objektiv.web.api.shapes import OrganisationRef, PersonRef, WorkRef
from objektiv.web.models import Scope
from objektiv.web.queries.search import search

router = Router(tags=["Поиск"])


class FoundDocument(Schema):
    """Файл или письмо."""

    title: str
    where: str
    page: str = Field(description="Адрес страницы сайта")
    at: datetime | None

    @staticmethod
    def resolve_page(obj) -> str:
        return obj.url


class FoundDetail(Schema):
    """Что нашлось, до двадцати каждого вида."""

    corrected: str = Field(description="Что искали вместо напечатанного; пусто — само слово")
    organisations: list[OrganisationRef]
    people: list[PersonRef]
    works: list[WorkRef]
    documents: list[FoundDocument]


@router.get("/search", response=FoundDetail, auth=Key(Scope.SEARCH), summary="Поиск")
def find(request: HttpRequest, q: str = Query("", description="Слова в любой форме")):
    """Организации, люди, работы и документы, которые вам видны; должны найтись все слова."""
    return search(request.user, q.strip())

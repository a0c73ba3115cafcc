"""The register of outgoing documents: numbers, what they stand on, holes with their reasons."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from objektiv.web.api.access import Key
from objektiv.web.api.shapes import OrganisationRef, PersonRef
from objektiv.web.models import Scope
from objektiv.web.models.outgoing import OUT
from objektiv.web.queries import outgoing
from objektiv.web.queries.organisations import enter

router = Router(tags=["Исходящие документы"])
read = Key(Scope.OUTGOING_READ)


class OutgoingRow(Schema):
    """Запись реестра."""

    id: int
    book: str = Field(description="Журнал: out, orders, minutes:…")
    number: str
    dated: date
    title: str = Field(description="О чём")
    addressees: str = Field(description="Кому")
    performer: str = Field(description="Исполнитель")
    cancelled_because: str = Field(description="Почему аннулирован; пусто — действует")


class HoleRow(Schema):
    """Номера, на которых ничего нет."""

    first: int
    last: int


class GapRow(HoleRow):
    """Номера, о которых сказано, почему на них ничего нет."""

    reason: str
    by: PersonRef


class Register(Schema):
    """Реестр одного года."""

    organisation: OrganisationRef
    book: str = Field(
        description="Журнал: out — исходящие, orders — приказы, minutes:… — протоколы"
    )
    books: dict[str, str] = Field(description="Журналы организации и их названия")
    year: int
    years: list[int] = Field(description="Годы, за которые есть записи")
    entries: list[OutgoingRow] = Field(description="Последний номер первым")
    holes: list[HoleRow] = Field(description="Ещё не объяснены")
    gaps: list[GapRow]


@router.get(
    "/organisations/{int:place}/outgoing",
    response=Register,
    auth=read,
    summary="Реестр исходящих документов за год",
)
def show_outgoing(
    request: HttpRequest,
    place: int,
    year: int | None = Query(None, description="Год; пусто — последний с записями"),
    book: str = Query(OUT, description="Журнал: одно из имён в `books`"),
):
    organisation = enter(request.user, place, "outgoing.view")
    books = outgoing.books_of(organisation)
    book = book if book in books else OUT
    years = outgoing.years_of(organisation, book)
    newest = years[0] if years else timezone.localdate().year
    chosen = year if year in years else newest
    entries = outgoing.outgoing_visible_to(request.user)
    return {
        "organisation": organisation,
        "book": book,
        "books": books,
        "year": chosen,
        "years": years,
        "entries": list(entries.filter(organisation=organisation, year=chosen, book=book)),
        "holes": outgoing.holes_of(organisation, chosen, book),
        "gaps": list(organisation.number_gaps.filter(year=chosen, book=book).select_related("by")),
    }

"""Organisations, school years, classes."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import OrganisationRow, choice
from objektiv.web.models import SchoolYear, Scope, Term
from objektiv.web.permissions import require
from objektiv.web.queries import organisations
from objektiv.web.queries.classes import subjects, terms_of
from objektiv.web.queries.searched import matching

router = Router(tags=["Организации"])
read = Key(Scope.ORGANISATIONS_READ)


class OrganisationDetail(OrganisationRow):
    """Организация с числом школ."""

    schools: int = Field(description="Открытых школ в ней и ниже")


class TermRow(Schema):
    """Четверть, триместр или полугодие."""

    name: str
    starts: date
    ends: date


class SchoolYearRow(Schema):
    """Учебный год."""

    start: int = Field(description="Год начала: 2025 для 2025/26")
    starts: date
    ends: date
    terms: list[TermRow]


class ClassRow(Schema):
    """Класс одного учебного года."""

    id: int
    school_id: int
    school_year: int = Field(description="Год начала учебного года")
    grade: int = Field(description="Параллель; 0, если название класса её не говорит")
    name: str

    @staticmethod
    def resolve_school_year(obj) -> int:
        return obj.school_year.start


@router.get(
    "/organisations", response=list[OrganisationRow], auth=read, summary="Доступные организации"
)
@paginated
def list_organisations(
    request: HttpRequest,
    kind: Literal["region", "municipality", "school"] | None = Query(None, description="Уровень"),
    within: int | None = Query(None, description="Номер организации: она и всё, что ниже"),
    q: str = Query("", description="Слова из названия или логин"),
    closed: bool = Query(False, description="Показать и закрытые"),
):
    """Свои организации и всё, что ниже; по алфавиту."""
    found = organisations.visible_to(request.user)
    if within is not None:
        found = found.within(organisations.enter(request.user, within, "organisation.view").path)
    if kind:
        found = found.filter(kind=kind)
    if not closed:
        found = found.filter(closed_on__isnull=True)
    return matching(found, q).order_by("name", "id")


@router.get(
    "/organisations/{int:place}", response=OrganisationDetail, auth=read, summary="Организация"
)
def show_organisation(request: HttpRequest, place: int):
    found = organisations.enter(request.user, place, "organisation.view")
    found.schools = organisations.schools_below(found).count()
    return found


@router.get(
    "/organisations/{int:place}/classes",
    response=list[ClassRow],
    auth=read,
    summary="Классы организации и всех школ ниже",
)
@paginated
def list_classes(
    request: HttpRequest,
    place: int,
    school_year: int | None = Query(None, description="Год начала учебного года: 2025"),
):
    found = organisations.enter(request.user, place, "organisation.view")
    return organisations.classes_at(found, school_year)


@router.get(
    "/school_years", response=list[SchoolYearRow], auth=read, summary="Учебные годы и четверти"
)
def list_school_years(request: HttpRequest):
    """Последний год первым; четверти — общие, без календарей отдельных школ."""
    return list(organisations.school_years())


class TermOfPlace(TermRow):
    """Четверть или каникулы календаря, который действует в организации."""

    kind: str = choice(Term.Kind, "Вид")


class SubjectRow(Schema):
    """Предмет."""

    id: int
    name: str
    closed: bool = Field(description="Больше не преподаётся")


@router.get(
    "/organisations/{int:place}/terms",
    response=list[TermOfPlace],
    auth=read,
    summary="Календарь учебного года организации",
)
def list_terms(
    request: HttpRequest,
    place: int,
    school_year: int | None = Query(None, description="Год начала: 2025; пусто — идущий"),
):
    """Свой календарь, а если его нет — ближайшей организации выше или общий."""
    found = organisations.enter(request.user, place, "organisation.view")
    start = school_year or SchoolYear.start_of(timezone.localdate())
    year = get_object_or_404(organisations.school_years(), start=start)
    return terms_of(found, year)[0]


@router.get("/subjects", response=list[SubjectRow], auth=read, summary="Предметы")
def list_subjects(request: HttpRequest):
    """Сначала те, которые преподаются."""
    require(request.user, "organisation.view")
    return list(subjects())

"""Growth of teachers: counts of places, the catalogue, and one's own."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import OrganisationRef, PersonRef, choice
from objektiv.web.models import Course, Diagnosis, Enrolment, Scope
from objektiv.web.permissions import require
from objektiv.web.queries.growth import own
from objektiv.web.queries.growth import place as place_growth
from objektiv.web.queries.organisations import enter, visible_to

router = Router(tags=["Развитие учителей"])
read = Key(Scope.GROWTH_READ)


class BlockRow(Schema):
    """Учителя по уровням в одном блоке."""

    code: str
    title: str
    levels: dict[str, int] | None = Field(description="Пусто — группа слишком мала")


class CourseRow(Schema):
    """Обучение из каталога."""

    id: int
    kind: str = choice(Course.Kind, "Вид")
    title: str
    organisation: OrganisationRef
    blocks: list[str]
    hours: int | None
    starts: date | None
    ends: date | None
    seats: int | None
    open: bool


class EnrolmentRow(Schema):
    """Человек в группе."""

    id: int
    person: PersonRef
    school: OrganisationRef
    state: str = choice(Enrolment.State, "Состояние")


class CourseDetail(CourseRow):
    """Обучение с группой."""

    enrolments: list[EnrolmentRow] = Field(description="У краткого обучения с тестом имён нет")


class DiagnosisRow(Schema):
    """Свой результат."""

    id: int
    block: str
    source: str = choice(Diagnosis.Source, "Откуда")
    title: str
    share: float = Field(description="Процент")
    day: date
    shared: bool = Field(description="Показан школе")


@router.get(
    "/organisations/{int:place}/growth",
    response=list[BlockRow],
    auth=read,
    summary="Чему учиться: число учителей по уровням, без имён",
)
def show_growth(request: HttpRequest, place: int):
    organisation = enter(request.user, place, "growth.view")
    return [
        {
            "code": one.block.code,
            "title": one.block.title,
            "levels": None
            if one.counts is None
            else {level.code: number for level, number in one.counts},
        }
        for one in place_growth.monitoring(organisation)
    ]


@router.get(
    "/organisations/{int:place}/courses",
    response=list[CourseRow],
    auth=read,
    summary="Каталог обучения",
)
@paginated
def list_courses(request: HttpRequest, place: int):
    organisation = enter(request.user, place, "organisation.view")
    return own.courses_for(organisation)


@router.get("/courses/{int:course}", response=CourseDetail, auth=read, summary="Группа обучения")
def show_course(request: HttpRequest, course: int):
    found = get_object_or_404(
        Course.objects.filter(organisation__in=visible_to(request.user)).select_related(
            "organisation"
        ),
        pk=course,
    )
    require(request.user, "growth.courses", found.organisation)
    names = ("id", "kind", "title", "organisation", "blocks", "hours", "starts", "ends", "seats")
    return {name: getattr(found, name) for name in names} | {
        "open": found.open,
        "enrolments": place_growth.group_of(found),
    }


@router.get(
    "/my/growth", response=list[DiagnosisRow], auth=read, summary="Свои результаты диагностики"
)
def list_my_growth(request: HttpRequest):
    return [
        {
            "id": one.pk,
            "block": one.block,
            "source": one.source,
            "title": one.title,
            "share": one.share,
            "day": one.day,
            "shared": one.shared_at is not None,
        }
        for one in request.user.diagnoses.all()
    ]

"""What is put on open pages, surveys, and what families are to read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema

from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import OrganisationRef, WorkRef, choice
from objektiv.web.models import PublicItem, PublicRelease, Scope, Survey, YearReport
from objektiv.web.queries.openness import editions, managing, parents, report, surveys
from objektiv.web.queries.openness.public import gaps_of
from objektiv.web.queries.organisations import enter

router = Router(tags=["Открытость"])
read = Key(Scope.OPENNESS_READ)
family = Key(Scope.FAMILY_READ)


class PublicItemRow(Schema):
    """Документ или новость на открытой странице."""

    id: int
    kind: str = choice(PublicItem.Kind, "Раздел")
    title: str
    text: str
    number: str
    dated: date | None
    published_at: datetime


class ReleaseRow(Schema):
    """Открытые таблицы, подготовленные вместе."""

    id: int
    state: str = choice(PublicRelease.State, "Состояние")
    made_at: datetime
    shown_at: datetime | None


class OpenPage(Schema):
    """Открытая страница организации."""

    address: str = Field(description="Пусто — страницы ещё нет")
    opened_at: datetime | None
    items: list[PublicItemRow]
    missing: list[str] = Field(description="Документы перечня, которых на странице нет")
    releases: list[ReleaseRow]


class ReleaseTable(Schema):
    """Отметки одной работы в одной организации, как их увидит посетитель."""

    work: WorkRef
    organisation: OrganisationRef
    shown: dict[str, int | None] = Field(description="Отметка → учеников; null — не показывается")


class ReleaseDetail(ReleaseRow):
    """Таблицы до и после публикации."""

    minimum: int
    width: int
    exposed: int = Field(description="Чисел, которые раскрыло бы показанное раньше")
    tables: list[ReleaseTable]


class ReportRow(Schema):
    """Публичный отчёт за год: черновик или редакция."""

    id: int
    school_year: int = Field(description="Год начала")
    state: str = Field(
        description="`draft` — черновик; `published` — на открытой странице; `withdrawn` — снят",
        json_schema_extra={"enum": ["draft", "published", "withdrawn"]},
    )
    taken_at: datetime = Field(description="Когда взяты числа")
    published_at: datetime | None
    withdrawn_at: datetime | None


class ReportSection(Schema):
    """Раздел отчёта: предложения и таблица, как их увидит посетитель."""

    code: str
    title: str
    lines: list[str]
    text: str = Field(description="Слова людей")
    head: list[str]
    rows: list[list[str]]


class ReportDetail(ReportRow):
    """Отчёт с разделами."""

    sections: list[ReportSection]
    left_out: dict[str, str] = Field(description="Разделы, которых посетитель не увидит → почему")
    withdrawn_tables: list[WorkRef] = Field(
        description="Работы, таблицы которых сняты после публикации отчёта"
    )


class SurveyRow(Schema):
    """Опрос."""

    id: int
    title: str
    audience: str = choice(Survey.Audience, "Кого спрашивают")
    state: str = choice(Survey.State, "Состояние")
    organisation: OrganisationRef
    school_year: int
    closes: date


class OptionShare(Schema):
    """Доля ответа с пределами, проценты."""

    option: str
    share: float
    low: float
    high: float


class QuestionShares(Schema):
    """Вопрос и доли ответов; у открытых вопросов — темы."""

    text: str
    kind: str
    options: list[OptionShare]
    themes: dict[str, int]


class IndexRow(Schema):
    """Показатель опроса, от 0 до 100."""

    code: str
    title: str
    value: float
    low: float
    high: float
    reliable: bool


class SurveyDetail(SurveyRow):
    """Что говорит опрос о месте; пусто, пока ответов мало."""

    answered: int
    population: int
    few: bool
    indices: list[IndexRow]
    questions: list[QuestionShares]


class AcquaintanceRow(Schema):
    """С чем знакомят семьи."""

    id: int
    title: str
    due: date
    signed: dict[str, int] = Field(description="Класс → сколько семей подтвердили")


class AheadRow(Schema):
    """Процедура, которая предстоит."""

    day: date
    procedure: str
    subject: str
    means: str
    not_means: str


class FamilyChild(Schema):
    """Что школа сообщает семье ученика."""

    organisation: OrganisationRef
    class_name: str
    pupil: str = Field(description="Код ученика")
    ahead: list[AheadRow]
    to_read: list[str]


@router.get(
    "/organisations/{int:place}/open_page",
    response=OpenPage,
    auth=read,
    summary="Что помещено на открытую страницу и чего не хватает",
)
def show_open_page(request: HttpRequest, place: int):
    organisation = enter(request.user, place, "open.view")
    page = managing.page_of_place(organisation)
    return {
        "address": page.address if page else "",
        "opened_at": page.opened_at if page else None,
        "items": list(page.items.filter(withdrawn_at=None, removed_at=None)) if page else [],
        "missing": [title for _, title in gaps_of(organisation)],
        "releases": list(
            managing.releases_visible_to(request.user).filter(organisation=organisation)
        ),
    }


@router.get(
    "/open_tables/{int:release}",
    response=ReleaseDetail,
    auth=read,
    summary="Открытые таблицы: что видно посетителю",
)
def show_open_tables(request: HttpRequest, release: int):
    found = get_object_or_404(managing.releases_visible_to(request.user), pk=release)
    names = ("id", "state", "made_at", "shown_at", "minimum", "width", "exposed")
    return {name: getattr(found, name) for name in names} | {
        "tables": [one for _, rows in managing.preview_of(found) for one in rows]
    }


def _report(one: YearReport) -> dict[str, Any]:
    item = one.item
    state = "draft" if item is None else "withdrawn" if item.withdrawn_at else "published"
    return {
        "id": one.pk,
        "school_year": one.school_year.start,
        "state": state,
        "taken_at": one.taken_at,
        "published_at": item and item.published_at,
        "withdrawn_at": item and item.withdrawn_at,
    }


@router.get(
    "/organisations/{int:place}/year_reports",
    response=list[ReportRow],
    auth=read,
    summary="Публичные отчёты за год: черновики и редакции",
)
@paginated
def list_year_reports(request: HttpRequest, place: int):
    organisation = enter(request.user, place, "open.view")
    found = report.reports_visible_to(request.user).filter(organisation=organisation)
    return [_report(one) for one in found.defer("parts")]


@router.get(
    "/year_reports/{int:year_report}",
    response=ReportDetail,
    auth=read,
    summary="Публичный отчёт за год",
)
def show_year_report(request: HttpRequest, year_report: int):
    """Разделы — как в опубликованном; что снято с открытых страниц после, названо отдельно."""
    found = get_object_or_404(report.reports_visible_to(request.user), pk=year_report)
    return _report(found) | {
        "sections": editions.seen_parts(found),
        "left_out": dict(report.left_out(found)),
        "withdrawn_tables": [one.work for one in editions.withdrawn_tables(found)],
    }


def _survey(one: Survey) -> dict[str, Any]:
    names = ("id", "title", "audience", "state", "organisation", "closes")
    return {name: getattr(one, name) for name in names} | {"school_year": one.school_year.start}


@router.get(
    "/organisations/{int:place}/surveys", response=list[SurveyRow], auth=read, summary="Опросы"
)
@paginated
def list_surveys(request: HttpRequest, place: int):
    organisation = enter(request.user, place, "surveys.view")
    return [_survey(one) for one in surveys.surveys_at(organisation, reader=request.user)]


@router.get(
    "/organisations/{int:place}/surveys/{int:survey}",
    response=SurveyDetail,
    auth=read,
    summary="Что говорит опрос",
)
def show_survey(request: HttpRequest, place: int, survey: int):
    """Доли и показатели — от наименьшего числа ответов; сами ответы не отдаются."""
    organisation = enter(request.user, place, "surveys.view")
    found = get_object_or_404(surveys.surveys_visible_to(request.user), pk=survey)
    if found.organisation_id != place and not surveys.groups_at(found, organisation):
        raise Http404
    told = surveys.told(found, organisation)
    return _survey(found) | {
        "answered": told.n,
        "population": told.population,
        "few": told.few,
        "indices": [
            {
                "code": one.code,
                "title": one.title,
                "value": one.index.value,
                "low": one.index.low,
                "high": one.index.high,
                "reliable": one.reliable,
            }
            for one in told.indices
        ],
        "questions": [
            {
                "text": one.text,
                "kind": one.kind,
                "options": [
                    dict(zip(("option", "share", "low", "high"), row, strict=True))
                    for row in one.rows
                ],
                "themes": dict(one.themes),
            }
            for one in told.questions
        ],
    }


@router.get(
    "/organisations/{int:place}/acquaintances",
    response=list[AcquaintanceRow],
    auth=read,
    summary="С чем знакомят семьи и сколько подтвердили",
)
@paginated
def list_acquaintances(request: HttpRequest, place: int):
    organisation = enter(request.user, place, "parents.view")
    return [
        {
            "id": one.pk,
            "title": one.title,
            "due": one.due,
            "signed": {str(each): n for each, n in signed},
        }
        for one, signed in parents.coverage_at(organisation)
    ]


@router.get("/my/school", response=list[FamilyChild], auth=family, summary="Школа и ребёнок")
def show_my_school(request: HttpRequest):
    return [
        {
            "organisation": child.link.organisation,
            "class_name": str(child.link.school_class),
            "pupil": child.link.pupil_code,
            "ahead": [
                {
                    "day": one.day,
                    "procedure": one.procedure,
                    "subject": one.subject,
                    "means": one.guide.means,
                    "not_means": one.guide.not_means,
                }
                for one in child.ahead
            ],
            "to_read": [one.title for one in child.to_read],
        }
        for child in parents.family_page(request.user, timezone.localdate())
    ]

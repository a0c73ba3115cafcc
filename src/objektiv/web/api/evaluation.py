"""Evaluation sheets of schools: criteria, both scores, grounds; never a sum to compare."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from objektiv.profiles import evaluation_rules
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.api.access import Key
from objektiv.web.api.answers import Asked, answer_of, answers
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import OrganisationRef, choice, file_of
from objektiv.web.models import EvaluationSheet, Scope
from objektiv.web.queries import evaluation as query
from objektiv.web.queries.organisations import enter, school_years
from objektiv.web.views import evaluation as pages

router = Router(tags=["Оценочный лист"])
read = Key(Scope.EVALUATION_READ)
BINARY = "application/octet-stream"


class SheetRow(Schema):
    """Оценочный лист школы за учебный год."""

    id: int
    school: OrganisationRef
    school_year: int = Field(description="Год начала учебного года")
    state: str = choice(EvaluationSheet.State, "Состояние")
    submitted_at: datetime | None
    assessed_at: datetime | None

    @staticmethod
    def resolve_school_year(obj) -> int:
        return obj["school_year"] if isinstance(obj, dict) else obj.school_year.start


class ScoreFile(Schema):
    """Файл, который подтверждает балл."""

    id: int
    name: str


class ScoreRow(Schema):
    """Балл одной стороны."""

    score: int
    ground: str
    link: str
    files: list[ScoreFile]

    @staticmethod
    def resolve_files(obj):
        return list(obj.files.all())


class LineRow(Schema):
    """Критерий с обеими оценками."""

    number: int
    code: str
    section: str
    text: str
    own: ScoreRow | None = Field(description="Самооценка школы")
    above: ScoreRow | None = Field(description="Оценка муниципалитета")

    @staticmethod
    def resolve_code(obj) -> str:
        return obj.criterion.code

    @staticmethod
    def resolve_section(obj) -> str:
        return obj.criterion.section

    @staticmethod
    def resolve_text(obj) -> str:
        return obj.criterion.text


class CriterionRow(Schema):
    """Критерий оценочного листа."""

    code: str
    section: str
    text: str
    levels: list[str] = Field(description="Что значат 0, 1 и 2 балла")
    evidence: str = Field(description="Чем подтверждается")
    fact: str = Field(description="По чему балл предлагает система; пусто — не предлагает")


class Criteria(Schema):
    """Критерии учебного года и откуда они."""

    school_year: int = Field(description="Год начала учебного года")
    version: int | None = Field(description="Редакция; пусто — встроенные критерии")
    organisation: OrganisationRef | None = Field(description="Чья редакция действует")
    source: str = Field(description="Откуда критерии или что в них изменено")
    criteria: list[CriterionRow]


class SheetDetail(SheetRow):
    """Лист по критериям."""

    lines: list[LineRow]


@router.get(
    "/organisations/{int:place}/evaluation",
    auth=read,
    **answers("Как распределены баллы по критериям; у школы — её лист словами"),
)
def show_evaluation(request: HttpRequest, place: int, asked: Query[Asked]):
    """Школы не сравниваются: видно только, каких условий не хватает чаще."""
    return answer_of(request, pages.index, place)


@router.get(
    "/organisations/{int:place}/evaluation_sheets",
    response=list[SheetRow],
    auth=read,
    summary="Оценочные листы организации и школ ниже",
)
@paginated
def list_sheets(request: HttpRequest, place: int):
    """По годам и алфавиту школ."""
    organisation = enter(request.user, place, "evaluation.view")
    found = query.sheets_visible_to(request.user)
    return found.filter(school__path__startswith=organisation.path).order_by(
        "-school_year__start", "school__name"
    )


@router.get(
    "/organisations/{int:place}/evaluation/criteria",
    response=Criteria,
    auth=read,
    summary="Критерии оценочного листа",
)
def show_criteria(
    request: HttpRequest,
    place: int,
    year: int | None = Query(None, description="Год начала учебного года; пусто — нынешний"),
):
    organisation = enter(request.user, place, "evaluation.criteria")
    now = school_year_at(timezone.localdate())
    chosen = next((one for one in school_years() if one.start == year), now)
    kept = query.form_of(organisation, chosen)
    return {
        "school_year": chosen.start,
        "version": kept.version if kept else None,
        "organisation": kept.organisation if kept else None,
        "source": kept.note if kept else evaluation_rules().source,
        "criteria": [one.plain() for one in query.criteria_of(organisation, chosen)],
    }


@router.get("/evaluation_sheets/{int:evaluation}", response=SheetDetail, auth=read, summary="Лист")
def show_sheet(request: HttpRequest, evaluation: int):
    found = get_object_or_404(query.sheets_visible_to(request.user), pk=evaluation)
    enter(request.user, found.school_id, "evaluation.view")
    names = [name for name in SheetRow.model_fields if name != "school_year"]
    return {name: getattr(found, name) for name in names} | {
        "school_year": found.school_year.start,
        "lines": query.lines_of(found, query.criteria_in(found), {}),
    }


@router.get(
    "/evaluation_files/{int:evaluation_file}",
    auth=read,
    summary="Подтверждение балла, каким оно пришло",
    openapi_extra=file_of(BINARY, "Файл"),
)
def download_evaluation_file(request: HttpRequest, evaluation_file: int):
    found = get_object_or_404(query.evaluation_files_visible_to(request.user), pk=evaluation_file)
    enter(request.user, found.score.sheet.school_id, "evaluation.view")
    return FileResponse(
        (settings.STORE / found.path).open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=BINARY,
    )

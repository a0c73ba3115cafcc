"""Findings and their evidence. Never a ranking: a finding says what to check, not who is worse."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.results import Source
from objektiv.web.api.shapes import OrganisationRef, WorkRef, choice
from objektiv.web.models import Finding, Scope
from objektiv.web.models.findings import Verdict
from objektiv.web.queries import findings
from objektiv.web.queries.organisations import enter

router = Router(tags=["Выводы"])
read = Key(Scope.FINDINGS_READ)


class FindingRow(Schema):
    """Вывод по протоколу школы: статистический признак, не решение."""

    id: int
    school: OrganisationRef
    work: WorkRef
    class_name: str = Field(description="Пусто — весь протокол школы")
    n: int = Field(description="Учеников")
    p_value: float | None = Field(
        description="Вероятность такого же или более необычного результата в честной школе"
    )
    q_value: float | None = Field(description="То же с поправкой на число проверок")
    verdict: str = choice(Verdict, "Вывод")
    headline: str

    @staticmethod
    def resolve_work(obj):
        analysis = obj["analysis"] if isinstance(obj, dict) else obj.analysis
        return analysis.work


class SignRow(Schema):
    """Признак: значение и что ожидалось бы."""

    code: str
    title: str
    value: float | None
    expected: list[float] | None = Field(description="Границы, в которых лежат 95 % честных школ")
    unit: str
    n: int
    z: float | None
    p_value: float | None
    guard: str = Field(description="`unavailable` — не вычислен, `weak` — данных мало")
    text: str


class MarkerRow(Schema):
    """Опубликованный маркер: показан рядом, на вывод не влияет."""

    code: str
    title: str
    fired: bool | None
    text: str
    source: str
    status: str


class ClassFinding(Schema):
    """Вывод по классу того же протокола."""

    id: int
    class_name: str
    n: int
    verdict: str = choice(Verdict, "Вывод")
    headline: str


class FindingDetail(FindingRow):
    """Вывод со всеми основаниями."""

    facts: list[str] = Field(description="Главные факты с ожидаемыми границами")
    signs: list[SignRow] = Field(description="Все признаки, сильные первыми")
    markers: list[MarkerRow]
    accounted: list[str] = Field(description="Что уже учтено")
    alternatives: list[str] = Field(description="Какие честные объяснения возможны")
    clearing: list[str] = Field(description="Что снимет вопрос")
    recheck_works: int | None = Field(description="Сколько работ достаточно перепроверить")
    classes: list[ClassFinding]
    other_works: list[FindingRow] = Field(description="Та же школа в других работах")
    review_id: int | None = Field(description="Последнее рассмотрение этой школы и работы")
    source: Source


@router.get(
    "/organisations/{int:place}/findings",
    response=list[FindingRow],
    auth=read,
    summary="Выводы по протоколам организации и школ ниже",
)
@paginated
def list_findings(
    request: HttpRequest,
    place: int,
    work: int | None = Query(None, description="Номер работы"),
    verdict: Literal["", "verify", "look", "none", "insufficient", "all"] = Query(
        "", description="Пусто — те, что выделяются (`verify`, `look`)"
    ),
):
    """По годам, предметам и алфавиту школ: порядок ничего не говорит о школах."""
    organisation = enter(request.user, place, "findings.view")
    return findings.findings_at(request.user, organisation, work=work, verdict=verdict)


@router.get(
    "/findings/{int:finding}", response=FindingDetail, auth=read, summary="Основания вывода"
)
def show_finding(request: HttpRequest, finding: int):
    found = get_object_or_404(findings.findings_visible_to(request.user), pk=finding)
    enter(request.user, found.school_id, "findings.view")
    return _evidence(request, found)


def _evidence(request: HttpRequest, found: Finding) -> dict[str, Any]:
    work = found.analysis.work
    names = FindingRow.model_fields
    lists = ("facts", "signs", "markers", "accounted", "alternatives", "clearing")
    review = findings.reviews_visible_to(request.user).filter(school=found.school_id, work=work)
    others = list(findings.other_works(found))
    for one in others:
        one.school = found.school
    return {
        **{name: getattr(found, name) for name in names if name != "work"},
        **{name: found.detail.get(name, []) for name in lists},
        "analysis": found.analysis,
        "recheck_works": found.detail.get("recheck_works"),
        "classes": list(findings.classes_of(found)),
        "other_works": others,
        "review_id": review.values_list("pk", flat=True).first(),
        "source": found.analysis,
    }

"""Addressed recommendations: what was sent to a school, what it answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from objektiv.web.actions import recommendations as act
from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.problems import carry_out
from objektiv.web.api.shapes import OrganisationRef, PersonRef, choice
from objektiv.web.forms.recommendations import AnswerForm
from objektiv.web.models import (
    Addressee,
    Organisation,
    RecommendationAnswer,
    Recommendations,
    Scope,
)
from objektiv.web.permissions import may
from objektiv.web.queries import recommendations
from objektiv.web.queries.organisations import enter

router = Router(tags=["Рекомендации"])
read, do = Key(Scope.RECOMMENDATIONS_READ), Key(Scope.RECOMMENDATIONS_ACT)


class DocumentRow(Schema):
    """Документ с рекомендациями и сколько школ его прочли."""

    id: int
    organisation: OrganisationRef
    title: str
    state: str = choice(Recommendations.State, "Состояние")
    number: str
    dated: date | None
    sent_at: datetime | None
    schools: int = Field(description="Скольким школам")
    read: int = Field(description="Сколько прочли")
    signed: int = Field(description="Сколько подтвердили получение")


class AddressedRow(Schema):
    """Рекомендации, отправленные одной школе."""

    id: int
    school: OrganisationRef
    title: str
    from_: OrganisationRef = Field(alias="from", description="От кого")
    sent_at: datetime | None
    read_at: datetime | None
    signed_at: datetime | None


class AnswerRow(Schema):
    """Что школа делает с пунктом."""

    state: str = choice(RecommendationAnswer.State, "Ответ")
    reason: str
    by: PersonRef
    at: datetime


class PointRow(Schema):
    """Пункт рекомендаций."""

    id: int
    for_all: bool = Field(description="Всем школам документа, а не одной этой")
    direction: str
    text: str
    ground: str = Field(description="Основание")
    due_on: date | None = Field(description="Срок, если он назван днём")
    expected_result: str
    answer: AnswerRow | None


class AddressedDetail(AddressedRow):
    """Рекомендации школе, пункт за пунктом."""

    rationale: str = Field(description="Актуальность")
    basis: str = Field(description="Основание документа")
    points: list[PointRow]


class Answer(Schema):
    """Ответ на пункт."""

    state: Literal["done", "declined"] = Field(description="Выполнено или отклонено")
    reason: str = Field("", description="Обоснование")


class DraftPointRow(Schema):
    """Пункт документа со всем, что проверяет составитель."""

    id: int
    school: OrganisationRef | None = Field(description="Кому; пусто — всем школам документа")
    direction: str
    addressee: str = Field(description="Кому в школе")
    text: str
    ground: str = Field(description="Основание")
    due_on: date | None = Field(description="Срок, если он назван днём")
    expected_result: str
    checked_by: str
    rule: str = Field(description="Код правила; пусто — написан человеком")
    edited_by: PersonRef | None
    left_out: str = Field(description="Почему не включён; пусто — включён")


class SchoolProgress(Schema):
    """Что сделала школа."""

    addressee_id: int
    school: OrganisationRef
    read_at: datetime | None
    signed_at: datetime | None
    points: int
    accepted: int = Field(description="Принято в план")
    done: int
    declined: int


class DocumentDetail(Schema):
    """Документ целиком: пункты и что с ними сделали школы."""

    id: int
    organisation: OrganisationRef
    title: str
    state: str = choice(Recommendations.State, "Состояние")
    number: str
    dated: date | None
    sent_at: datetime | None
    rationale: str = Field(description="Актуальность")
    basis: str = Field(description="Основание документа")
    source: str = Field(description="Данные, метод, профиль, число для повтора")
    rules: int | None = Field(description="Номер редакции правил; пусто — встроенные")
    points: list[DraftPointRow]
    progress: list[SchoolProgress]


def _row(one: Addressee) -> dict[str, Any]:
    return {
        "id": one.pk,
        "school": one.school,
        "title": one.document.title,
        "from": one.document.organisation,
        "sent_at": one.document.sent_at,
        "read_at": one.read_at,
        "signed_at": one.signed_at,
    }


def _shown(one: Addressee) -> dict[str, Any]:
    names = ("direction", "text", "ground", "due_on", "expected_result", "answer")
    points = [
        {"id": point.pk, "for_all": point.school_id is None}
        | {name: getattr(point, name) for name in names}
        for point in recommendations.points_for(one)
    ]
    document = one.document
    return _row(one) | {
        "rationale": document.rationale,
        "basis": document.basis,
        "points": points,
    }


def _found(request: HttpRequest, addressee: int, rule: str) -> Addressee:
    found = get_object_or_404(recommendations.addressed_visible_to(request.user), pk=addressee)
    enter(request.user, found.school_id, rule)
    return found


@router.get(
    "/organisations/{int:place}/recommendations",
    response=list[DocumentRow],
    auth=read,
    summary="Документы с рекомендациями, которые составила организация",
)
@paginated
def list_recommendations(request: HttpRequest, place: int):
    organisation = enter(request.user, place, "recommendations.view")
    return recommendations.documents_at(request.user, organisation)


@router.get(
    "/recommendations/{int:document}",
    response=DocumentDetail,
    auth=read,
    summary="Документ с рекомендациями целиком",
)
def show_document(request: HttpRequest, document: int):
    """Для того, кто его составляет: с пунктами всех школ. Порядок школ — по алфавиту."""
    visible = recommendations.documents_visible_to(request.user)
    found = get_object_or_404(visible.select_related("organisation"), pk=document)
    enter(request.user, found.organisation_id, "recommendations.write")
    names = ("id", "organisation", "title", "state", "number", "dated", "sent_at", "rationale",
             "basis", "source")  # fmt: skip
    told = ("accepted", "done", "declined")
    return {name: getattr(found, name) for name in names} | {
        "rules": found.rules_id,
        "points": list(found.points.select_related("school", "edited_by")),
        "progress": [
            {"addressee_id": one.addressee.pk, "school": one.addressee.school,
             "read_at": one.addressee.read_at, "signed_at": one.addressee.signed_at,
             "points": one.points}
            | {state: one.answers.get(state, 0) for state in told}
            for one in recommendations.progress_of(found)
        ],
    }  # fmt: skip


@router.get(
    "/organisations/{int:place}/addressed",
    response=list[AddressedRow],
    by_alias=True,
    auth=read,
    summary="Рекомендации, отправленные школам организации",
)
@paginated
def list_addressed(request: HttpRequest, place: int):
    organisation = enter(request.user, place, "recommendations.view")
    found = recommendations.addressed_visible_to(request.user).filter(
        school__in=Organisation.objects.within(organisation.path)
    )
    return [_row(one) for one in found.order_by("-document__sent_at", "school__name")]


@router.get(
    "/addressed/{int:addressee}",
    response=AddressedDetail,
    by_alias=True,
    auth=read,
    summary="Рекомендации школе и её ответы",
)
def show_addressed(request: HttpRequest, addressee: int):
    """Чтение самой школой отмечается, как на странице."""
    found = _found(request, addressee, "recommendations.view")
    if may(request.user, "recommendations.answer", found.school):
        act.note_reading(found, by=request.user)
    return _shown(found)


@router.post(
    "/addressed/{int:addressee}/sign",
    response=AddressedDetail,
    by_alias=True,
    auth=do,
    summary="Подтвердить получение",
)
def sign_addressed(request: HttpRequest, addressee: int):
    found = _found(request, addressee, "recommendations.answer")
    act.sign_for(found, by=request.user)
    return _shown(_found(request, addressee, "recommendations.view"))


@router.post(
    "/addressed/{int:addressee}/points/{int:point}/answer",
    response=AddressedDetail,
    by_alias=True,
    auth=do,
    summary="Ответить на пункт: выполнено или отклонено с обоснованием",
)
def answer_point(request: HttpRequest, addressee: int, point: int, data: Answer):
    """Внести пункт в план школы можно на странице."""
    found = _found(request, addressee, "recommendations.answer")
    known = get_object_or_404(found.document.points, pk=point)
    form = AnswerForm(data.model_dump())
    carry_out(
        form,
        lambda: act.answer(
            known,
            found.school,
            state=data.state,
            reason=form.cleaned_data["reason"],
            by=request.user,
        ),
    )
    return _shown(found)


class RuleRow(Schema):
    """Правило: при каком основании что рекомендуется."""

    code: str
    block: str = Field(description="Кому: `all` — всем школам")
    direction: str
    addressee: str
    text: str
    term: str
    expected_result: str
    checked_by: str
    ground: str = Field(description="Код основания; пусто — всегда")
    kind: str = Field(description="Код вида меры")


class RuleUse(Schema):
    """Правило и скольким школам оно даёт пункт по результатам этого дня."""

    rule: RuleRow
    state: str = Field(
        description="Что меняет черновик: `new`, `changed`, `removed`; пусто — ничего",
        json_schema_extra={"enum": ["", "new", "changed", "removed"]},
    )
    before: int = Field(description="Школ по правилам, которые действуют")
    after: int = Field(description="Школ по черновику")
    example: str = Field(description="Основание одной из школ")


@router.get(
    "/organisations/{int:place}/rules",
    response=list[RuleUse],
    auth=read,
    summary="Правила рекомендаций и что они дают",
)
def list_rules(request: HttpRequest, place: int):
    """Правила, которые действуют здесь, вместе с черновиком, если он есть."""
    organisation = enter(request.user, place, "recommendations.write")
    return recommendations.rules_shown(organisation)

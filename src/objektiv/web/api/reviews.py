"""From a finding to a decision: ask the school, hear it, decide, re-check."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from objektiv.web.actions import reviews as act
from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.problems import carry_out
from objektiv.web.api.shapes import OrganisationRef, PersonRef, WorkRef, choice, file_of
from objektiv.web.forms.reviews import AskForm, DecideForm, OutcomeForm, ReplyForm
from objektiv.web.models import Decision, Organisation, Recheck, Review, Scope
from objektiv.web.queries import findings
from objektiv.web.queries.organisations import enter

router = Router(tags=["Рассмотрения"])
read, do = Key(Scope.FINDINGS_READ), Key(Scope.FINDINGS_ACT)
BINARY = "application/octet-stream"


class ReviewRow(Schema):
    """Рассмотрение: одна школа и одна работа."""

    id: int
    school: OrganisationRef
    work: WorkRef
    state: str = choice(Review.State, "Состояние")
    opened_at: datetime
    opened_by: PersonRef
    reply_by: date = Field(description="До этого дня школу слушают, день включён")


class AttachmentRow(Schema):
    """Документ к пояснениям."""

    id: int
    name: str
    size: int
    sha256: str


class ReplyRow(Schema):
    """Пояснения школы."""

    id: int
    text: str
    by: PersonRef
    at: datetime
    attachments: list[AttachmentRow]


class DecisionRow(Schema):
    """Решение с обоснованием."""

    id: int
    kind: str = choice(Decision.Kind, "Решение")
    reason: str
    by: PersonRef
    at: datetime


class RecheckRow(Schema):
    """Перепроверка. Её итог — отдельная запись, вывод он не меняет."""

    id: int
    works: int = Field(description="Сколько работ перепроверить")
    due: date
    ordered_by: PersonRef
    ordered_at: datetime
    outcome: str = choice(Recheck.Outcome, "Итог", "")
    outcome_text: str
    recorded_by: PersonRef | None
    recorded_at: datetime | None


class ReviewDetail(ReviewRow):
    """Всё, что сказано и решено."""

    finding_id: int | None = Field(description="Вывод, который действует сейчас")
    replies: list[ReplyRow]
    decisions: list[DecisionRow]
    rechecks: list[RecheckRow]
    breaches: list[int] = Field(description="Подтверждённые факты, записанные людьми")

    @staticmethod
    def resolve_breaches(obj) -> list[int]:
        return [one.pk for one in obj.breaches.all()]

    @staticmethod
    def resolve_finding_id(obj) -> int | None:
        found = findings.current_finding(obj)
        return found.pk if found else None


class Ask(Schema):
    """Запрос пояснений."""

    reply_by: date = Field(description="До какого дня ждать")


class Decide(Schema):
    """Решение; для `recheck` нужны `works` и `due`."""

    kind: str = choice(Decision.Kind, "Решение")
    reason: str
    works: int | None = None
    due: date | None = None


class Outcome(Schema):
    """Итог перепроверки."""

    outcome: str = choice(Recheck.Outcome, "Итог")
    outcome_text: str


def _found(request: HttpRequest, review: int, rule: str) -> Review:
    found = get_object_or_404(
        findings.with_history(findings.reviews_visible_to(request.user)), pk=review
    )
    enter(request.user, found.school_id, rule)
    return found


@router.get(
    "/organisations/{int:place}/reviews",
    response=list[ReviewRow],
    auth=read,
    summary="Рассмотрения школ организации, последние первыми",
)
@paginated
def list_reviews(
    request: HttpRequest,
    place: int,
    state: Literal["asked", "replied", "recheck", "closed"] | None = Query(
        None, description="Состояние"
    ),
):
    organisation = enter(request.user, place, "findings.view")
    found = findings.reviews_visible_to(request.user).filter(
        school__in=Organisation.objects.within(organisation.path)
    )
    return found.filter(state=state) if state else found


@router.get("/reviews/{int:review}", response=ReviewDetail, auth=read, summary="Ход рассмотрения")
def show_review(request: HttpRequest, review: int):
    return _found(request, review, "findings.view")


@router.post(
    "/findings/{int:finding}/review",
    response={201: ReviewDetail},
    auth=do,
    summary="Запросить пояснения школы",
)
def ask_school(request: HttpRequest, finding: int, data: Ask):
    """Пока срок не прошёл и школа не ответила, решение не принимается."""
    found = get_object_or_404(findings.findings_visible_to(request.user), pk=finding, class_name="")
    enter(request.user, found.school_id, "findings.ask")
    form = AskForm(data.model_dump(mode="json"))
    opened = carry_out(form, lambda: act.ask_school(found, by=request.user, **form.cleaned_data))
    return _found(request, opened.pk, "findings.view")


@router.post(
    "/reviews/{int:review}/replies",
    response={201: ReviewDetail},
    auth=do,
    summary="Дать пояснения от своей школы",
)
def reply_for_school(
    request: HttpRequest,
    review: int,
    text: str = Form("", description="Пояснения"),
    files: list[UploadedFile] = File([], description="Документы"),
):
    """За школу отвечает только её руководитель или заместитель."""
    found = _found(request, review, "findings.reply")
    form = ReplyForm(request.POST, request.FILES)
    carry_out(form, lambda: act.reply(found, by=request.user, **form.cleaned_data))
    return _found(request, review, "findings.view")


@router.post(
    "/reviews/{int:review}/decisions",
    response={201: ReviewDetail},
    auth=do,
    summary="Принять решение",
)
def decide_review(request: HttpRequest, review: int, data: Decide):
    """После пояснений школы или когда срок прошёл; о своей организации не решают."""
    found = _found(request, review, "findings.decide")
    form = DecideForm(data.model_dump(mode="json"))
    carry_out(form, lambda: act.decide(found, by=request.user, **form.cleaned_data))
    return _found(request, review, "findings.view")


@router.post(
    "/rechecks/{int:recheck}/outcome",
    response=ReviewDetail,
    auth=do,
    summary="Записать итог перепроверки",
)
def record_outcome(request: HttpRequest, recheck: int, data: Outcome):
    found = get_object_or_404(findings.rechecks_visible_to(request.user), pk=recheck)
    enter(request.user, found.review.school_id, "findings.decide")
    form = OutcomeForm(data.model_dump(mode="json"))
    carry_out(form, lambda: act.record_outcome(found, by=request.user, **form.cleaned_data))
    return _found(request, found.review_id, "findings.view")


@router.get(
    "/attachments/{int:attachment}",
    auth=read,
    summary="Документ к пояснениям",
    openapi_extra=file_of(BINARY, "Документ"),
)
def download_attachment(request: HttpRequest, attachment: int):
    found = get_object_or_404(findings.attachments_visible_to(request.user), pk=attachment)
    return FileResponse(
        open(settings.STORE / found.path, "rb"),
        as_attachment=True,
        filename=found.name,
        content_type=BINARY,
    )

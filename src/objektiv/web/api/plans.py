"""Plans and measures: how they go, what was done, with its evidence, the check."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from objektiv.web.actions import measures as act
from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.problems import carry_out
from objektiv.web.api.shapes import OrganisationRef, PersonRef, choice, file_of
from objektiv.web.forms.plans import CheckForm, StepForm
from objektiv.web.models import Measure, Plan, Scope
from objektiv.web.permissions import may, require
from objektiv.web.queries import measures, plans
from objektiv.web.queries.organisations import enter

router = Router(tags=["Планы и мероприятия"])
read, do = Key(Scope.PLANS_READ), Key(Scope.PLANS_ACT)
BINARY = "application/octet-stream"


class PlanRow(Schema):
    """План и как он идёт."""

    id: int
    organisation: OrganisationRef
    school_year: int = Field(description="Год начала учебного года")
    kind: str = choice(Plan.Kind, "Вид")
    title: str
    state: str = choice(Plan.State, "Состояние")
    version: int
    order_number: str
    order_date: date | None
    measures: int = Field(description="Мероприятий")
    done: int = Field(description="Выполнено, в том числе проверено")
    late: int = Field(description="Срок прошёл, не завершено")

    @staticmethod
    def resolve_school_year(obj) -> int:
        return obj["school_year"] if isinstance(obj, dict) else obj.school_year.start


class MeasureRow(Schema):
    """Мероприятие плана."""

    id: int
    direction: str
    text: str
    term: str = Field(description="Срок, как он написан в плане")
    starts: date | None
    ends: date | None = Field(description="Последний день; пусто — срок не назван днём")
    responsibles: list[str]
    participants: str
    expected_result: str
    kind: str = Field(description="Код вида меры; пусто — не указан")
    state: str = choice(Measure.State, "Состояние")
    origin: str = choice(Measure.Origin, "Откуда")
    late: bool = Field(description="Срок прошёл, не завершено")


class PlanDetail(PlanRow):
    """План с мероприятиями в порядке плана."""

    previous_id: int | None = Field(description="Прежняя редакция или план прошлого года")
    items: list[MeasureRow]
    documents: list[int] = Field(
        description="Документы, прочитанные в план; для тех, кто ведёт план"
    )


class EvidenceRow(Schema):
    """Файл, который подтверждает, что сделано."""

    id: int
    name: str
    size: int = Field(description="Байт")
    sha256: str


class StepRow(Schema):
    """Что произошло с мероприятием."""

    id: int
    state: str = choice(Measure.State, "Состояние после шага")
    text: str
    by: PersonRef
    at: datetime
    files: list[EvidenceRow]


class MeasureDetail(MeasureRow):
    """Мероприятие с историей, от первого шага."""

    plan_id: int
    cancelled_because: str
    steps: list[StepRow]


class ChangedField(Schema):
    """Что было и что стало."""

    title: str
    before: str
    after: str


class ChangeRow(Schema):
    """Чем редакция плана отличается от прежней."""

    kind: Literal["added", "removed", "changed"]
    measure_id: int
    text: str
    fields: list[ChangedField]


class PlanDocumentDetail(Schema):
    """Документ, прочитанный в план: как он понят."""

    id: int
    plan_id: int
    name: str
    sha256: str
    brought_at: datetime
    taken_at: datetime | None = Field(description="Когда мероприятия взяты в план")
    read: dict[str, Any] = Field(description="Название, разделы, мероприятия, остальной текст")


class Check(Schema):
    """Проверка выполнения."""

    done: bool = Field(description="true — результат достигнут; false — вернуть в работу")
    text: str = Field("", description="Что проверено; обязательно, если вернуть")


def _measure_row(one: Measure) -> dict[str, Any]:
    names = ("text", "starts", "ends", "participants", "expected_result", "kind", "state", "origin")
    return {name: getattr(one, name) for name in names} | {
        "id": one.pk,
        "direction": one.direction.title,
        "term": one.due.get("text", ""),
        "responsibles": [str(person) for person in one.responsibles.all()],
        "late": plans.is_late(one, timezone.localdate()),
    }


def _measure_shown(one: Measure) -> dict[str, Any]:
    return _measure_row(one) | {
        "plan_id": one.direction.plan_id,
        "cancelled_because": one.cancelled_because,
        "steps": [
            {name: getattr(step, name) for name in ("id", "state", "text", "by", "at")}
            | {"files": list(step.files.all())}
            for step in measures.history_of(one)
        ],
    }


def _plan(request: HttpRequest, plan: int) -> Plan:
    visible = plans.with_progress(plans.plans_visible_to(request.user), timezone.localdate())
    found = get_object_or_404(visible, pk=plan)
    enter(request.user, found.organisation_id, "plans.view")
    return found


def _measure(request: HttpRequest, measure: int) -> Measure:
    visible = measures.measures_visible_to(request.user)
    found = get_object_or_404(visible.prefetch_related("responsibles__person"), pk=measure)
    enter(request.user, found.direction.plan.organisation_id, "plans.view")
    return found


@router.get("/organisations/{int:place}/plans", response=list[PlanRow], auth=read, summary="Планы")
@paginated
def list_plans(
    request: HttpRequest,
    place: int,
    below: bool = Query(False, description="Действующие планы организаций ниже вместо своих"),
):
    """Свои планы с черновиками; с `below` — утверждённые планы школ."""
    organisation = enter(request.user, place, "plans.view")
    found = plans.plans_below if below else plans.plans_at
    return found(request.user, organisation, timezone.localdate())


@router.get("/plans/{int:plan}", response=PlanDetail, auth=read, summary="План с мероприятиями")
def show_plan(request: HttpRequest, plan: int):
    found = _plan(request, plan)
    names = [name for name in PlanRow.model_fields if name != "school_year"]
    manages = may(request.user, "plans.manage", found.organisation)
    documents = plans.plan_documents_visible_to(request.user).filter(plan=found)
    return {name: getattr(found, name) for name in names} | {
        "school_year": found.school_year.start,
        "previous_id": found.previous_id,
        "items": [_measure_row(one) for one in plans.measures_of(found)],
        "documents": list(documents.values_list("pk", flat=True)) if manages else [],
    }


@router.get(
    "/plans/{int:plan}/changes",
    response=list[ChangeRow],
    auth=read,
    summary="Чем редакция отличается от прежней",
)
def list_plan_changes(request: HttpRequest, plan: int):
    """Пусто, если прежней редакции нет."""
    found = _plan(request, plan)
    changes = plans.compare(found, found.previous) if found.previous else []
    return [
        {
            "kind": one.kind,
            "measure_id": one.measure.pk,
            "text": one.measure.text,
            "fields": [
                {"title": title, "before": before, "after": after}
                for title, before, after in one.fields
            ],
        }
        for one in changes
    ]


@router.get(
    "/plan_documents/{int:plan_document}",
    response=PlanDocumentDetail,
    auth=read,
    summary="Документ, прочитанный в план",
)
def show_plan_document(request: HttpRequest, plan_document: int):
    found = get_object_or_404(plans.plan_documents_visible_to(request.user), pk=plan_document)
    enter(request.user, found.plan.organisation_id, "plans.manage")
    return found


@router.get(
    "/measures/{int:measure}",
    response=MeasureDetail,
    auth=read,
    summary="Мероприятие и что по нему сделано",
)
def show_measure(request: HttpRequest, measure: int):
    return _measure_shown(_measure(request, measure))


@router.post(
    "/measures/{int:measure}/steps",
    response={201: MeasureDetail},
    auth=do,
    summary="Сообщить, что сделано, с подтверждением",
)
def report_step(
    request: HttpRequest,
    measure: int,
    state: str = Form("", description="`doing` — выполняется, `done` — выполнено"),
    text: str = Form("", description="Что сделано"),
    files: list[UploadedFile] = File([], description="Протокол, приказ, справка"),
):
    """Отмечает ответственный или тот, кто ведёт план; проверяет другой человек."""
    found = _measure(request, measure)
    if not measures.may_report(found, request.user):
        require(request.user, "plans.manage", found.direction.plan.organisation)
    form = StepForm(request.POST, request.FILES)
    carry_out(form, lambda: act.report_step(found, by=request.user, **form.cleaned_data))
    return _measure_shown(_measure(request, measure))


@router.post(
    "/measures/{int:measure}/check",
    response=MeasureDetail,
    auth=do,
    summary="Проверить выполнение: принять или вернуть в работу",
)
def check_measure(request: HttpRequest, measure: int, data: Check):
    found = _measure(request, measure)
    require(request.user, "measures.check", found.direction.plan.organisation)
    form = CheckForm({"done": "yes" if data.done else "no", "text": data.text})
    carry_out(
        form,
        lambda: act.check_measure(
            found, done=data.done, text=form.cleaned_data["text"], by=request.user
        ),
    )
    return _measure_shown(_measure(request, measure))


@router.get(
    "/evidence/{int:evidence}",
    auth=read,
    summary="Подтверждение, каким оно пришло",
    openapi_extra=file_of(BINARY, "Файл"),
)
def download_evidence(request: HttpRequest, evidence: int):
    found = get_object_or_404(measures.evidence_visible_to(request.user), pk=evidence)
    enter(request.user, found.step.measure.direction.plan.organisation_id, "plans.view")
    return FileResponse(
        (settings.STORE / found.path).open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=BINARY,
    )

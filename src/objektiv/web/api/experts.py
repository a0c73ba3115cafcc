"""Experts, commissions and marking by code, as far as the person who asks may see them."""

from __future__ import annotations

from datetime import date, datetime

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from objektiv.web.api.access import Key
from objektiv.web.api.shapes import OrganisationRef, WorkRef, choice
from objektiv.web.models import Commission, Expert, MarkingRound, Scope, ScriptMark
from objektiv.web.queries.holding import experts as query
from objektiv.web.queries.holding.marking import hints_of
from objektiv.web.queries.organisations import enter

router = Router(tags=["Эксперты и комиссии"])
read = Key(Scope.PROCEDURES_READ)
TURNS = "0 — эталонная работа, 1 и 2 — первая и вторая проверка, 3 — третья"


class ExpertRow(Schema):
    """Эксперт в реестре."""

    id: int
    name: str
    subjects: list[str]
    school: OrganisationRef | None
    status: str = choice(Expert.Status, "Статус")
    since: date
    until: date | None


class CommissionRow(Schema):
    """Предметная комиссия."""

    id: int
    title: str
    subject: str
    school_year: str
    leader: str
    order: str


class ExpertRegister(Schema):
    """Реестр экспертов и комиссии организации."""

    experts: list[ExpertRow]
    commissions: list[CommissionRow]


class MarkingRow(Schema):
    """Проверка одной работы комиссией."""

    id: int
    work: WorkRef
    state: str = choice(MarkingRound.State, "Состояние")
    due: date


class CommissionDetail(CommissionRow):
    """Комиссия с составом и проверками."""

    members: list[str]
    rounds: list[MarkingRow]


class ExpertLoadRow(Schema):
    """Сколько дано эксперту и сколько он оценил."""

    expert: str
    given: int
    done: int


class MarkingDetail(MarkingRow):
    """Ход проверки для того, кто её ведёт."""

    items: list[list[str | int]] = Field(description="Код задания и наибольший балл")
    discussed_at: datetime | None
    agreed: str = Field(description="О чём договорились")
    loads: list[ExpertLoadRow]
    hints: list[str] = Field(description="На что обратить внимание: не оценка экспертов")


class MarkingTaskRow(Schema):
    """Работа под кодом, данная вам: чья она, не говорится."""

    id: int
    code: str
    turn: int = Field(description=TURNS)
    work: str
    due: date
    items: list[list[str | int]] = Field(description="Код задания и наибольший балл")
    points: list[int] | None = Field(description="Ваши баллы по заданиям")


def _commission(one: Commission) -> dict:
    return {
        "id": one.pk,
        "title": one.title,
        "subject": str(one.subject),
        "school_year": str(one.school_year),
        "leader": str(one.leader),
        "order": one.order,
    }


def _round(one: MarkingRound) -> dict:
    return {"id": one.pk, "work": one.work, "state": one.state, "due": one.due}


def _task(one: ScriptMark) -> dict:
    round_ = one.script.round
    return {
        "id": one.pk,
        "code": one.script.code,
        "turn": one.turn,
        "work": round_.work.title,
        "due": round_.due,
        "items": round_.columns,
        "points": one.points,
    }


@router.get(
    "/organisations/{int:place}/experts",
    response=ExpertRegister,
    auth=read,
    summary="Реестр экспертов и комиссии",
)
def list_experts(request: HttpRequest, place: int):
    organisation = enter(request.user, place, "experts.view")
    return {
        "experts": [
            {"id": one.pk, "name": str(one), "subjects": [str(it) for it in one.subjects.all()],
             "school": one.school, "status": one.status, "since": one.since, "until": one.until}
            for one in query.register_of(organisation)
        ],
        "commissions": [
            _commission(one)
            for one in query.commissions_visible_to(request.user).filter(organisation=organisation)
        ],
    }  # fmt: skip


@router.get(
    "/commissions/{int:commission}",
    response=CommissionDetail,
    auth=read,
    summary="Комиссия: состав и проверки",
)
def show_commission(request: HttpRequest, commission: int):
    found = get_object_or_404(query.commissions_visible_to(request.user), pk=commission)
    return _commission(found) | {
        "members": [str(one) for one in found.members.select_related("person")],
        "rounds": [_round(one) for one in found.rounds.select_related("work")],
    }


@router.get(
    "/marking/{int:marking}",
    response=MarkingDetail,
    auth=read,
    summary="Ход проверки работ комиссией",
)
def show_marking(request: HttpRequest, marking: int):
    found = get_object_or_404(query.rounds_led_by(request.user), pk=marking)
    if not query.leads(request.user, found):
        raise Http404
    return _round(found) | {
        "items": found.columns,
        "discussed_at": found.discussed_at,
        "agreed": found.agreed,
        "loads": [
            {"expert": str(one.expert), "given": one.given, "done": one.done}
            for one in query.loads_of(found)
        ],
        "hints": hints_of(found) if found.state == MarkingRound.State.MARKING else (),
    }


@router.get(
    "/my_marking",
    response=list[MarkingTaskRow],
    auth=read,
    summary="Работы, данные вам на проверку",
)
def list_my_marking(request: HttpRequest):
    return [_task(task) for mine in query.rounds_of(request.user) for task in mine.tasks]


@router.get(
    "/my_marking/{int:script_mark}",
    response=MarkingTaskRow,
    auth=read,
    summary="Одна работа на проверку",
)
def show_marking_task(request: HttpRequest, script_mark: int):
    return _task(get_object_or_404(query.tasks_of(request.user), pk=script_mark))

"""Second marks of single works, and confirmed breaches: records apart from findings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from objektiv.web.actions import rechecks as act
from objektiv.web.actions.audit import log_reading
from objektiv.web.api.access import Key
from objektiv.web.api.problems import carry_out
from objektiv.web.api.reviews import RecheckRow
from objektiv.web.api.shapes import OrganisationRef, PersonRef, WorkRef, choice
from objektiv.web.forms.rechecks import ConcludeForm, MarksForm
from objektiv.web.models import Breach, Recheck, RecheckPaper, Scope
from objektiv.web.permissions import require
from objektiv.web.queries import rechecks
from objektiv.web.queries.findings import rechecks_visible_to
from objektiv.web.queries.organisations import enter

router = Router(tags=["Перепроверки и факты"])
read, do, pupils = Key(Scope.FINDINGS_READ), Key(Scope.FINDINGS_ACT), Key(Scope.PUPILS_READ)


class PaperRow(Schema):
    """Работа, которую проверяют второй раз. До итога баллов не видит никто."""

    number: int = Field(description="Номер в бланке")
    class_name: str
    pupil: str = Field(description="Код участника")
    information: float = Field(description="Сколько сведений ожидается, бит")
    marked: bool = Field(description="Есть ли балл второй проверки")
    score: int | None = Field(description="Первый балл; пусто, пока нет итога")
    second_score: int | None = Field(description="Второй балл; пусто, пока нет итога")
    reason: str = Field(description="Почему выбрана; пусто, пока нет итога")


class RecheckDetail(RecheckRow):
    """Перепроверка с работами школы; контрольные работы других школ только посчитаны."""

    review_id: int
    seed: int | None = Field(description="Число, с которым выбраны работы")
    papers: list[PaperRow]
    controls: int = Field(description="Контрольных работ из других школ")
    marked: int = Field(description="Вторично проверено, вместе с контрольными")


class PaperToMark(Schema):
    """Строка бланка второй проверки: одни номера, ни школы, ни класса, ни кода участника."""

    number: int
    second_score: int | None


class SecondMark(Schema):
    """Балл второй проверки."""

    number: int = Field(description="Номер в бланке")
    score: int


class SecondMarks(Schema):
    """Баллы второй проверки."""

    marks: list[SecondMark]


class Note(Schema):
    """Замечание комиссии; итог оно не меняет."""

    note: str = ""


class BreachDetail(Schema):
    """Подтверждённый факт: его записал человек по документу, программа — никогда."""

    id: int
    review_id: int
    school: OrganisationRef
    work: WorkRef
    ground: str
    document: str
    by: PersonRef
    at: datetime
    in_force: bool = Field(description="Срок возражений прошёл без них, или они не приняты")
    appeal_by: date = Field(description="До какого дня школа может возразить")
    appeal: str = Field(description="Возражения школы")
    appealed_at: datetime | None
    answer: str = choice(Breach.Answer, "Решение по возражениям", "")
    answer_reason: str
    answered_at: datetime | None


def _shown(found: Recheck, *, by: Any) -> dict[str, Any]:
    school = found.review.school
    every = list(rechecks.papers_of(found))
    own = [one for one in every if one.school_id == school.pk]
    if every:
        log_reading(found, f"Открыт список работ перепроверки: {school}", by=by, at=school)
    names = [*RecheckRow.model_fields, "review_id", "seed"]
    return {name: getattr(found, name) for name in names} | {
        "papers": [_paper(one, over=bool(found.outcome)) for one in own],
        "controls": len(every) - len(own),
        "marked": sum(one.second_score is not None for one in every),
    }


def _paper(one: RecheckPaper, *, over: bool) -> dict[str, Any]:
    names = ("number", "class_name", "pupil", "information")
    return {name: getattr(one, name) for name in names} | {
        "marked": one.second_score is not None,
        "score": one.score if over else None,
        "second_score": one.second_score if over else None,
        "reason": one.reason if over else "",
    }


def _to_mark(request: HttpRequest, recheck: int) -> Recheck:
    found = get_object_or_404(rechecks.rechecks_to_mark(request.user), pk=recheck)
    require(request.user, "findings.mark_again", found.review.school)
    return found


@router.get(
    "/rechecks/{int:recheck}",
    response=RecheckDetail,
    auth=pupils,
    summary="Перепроверка и её работы",
)
def show_recheck(request: HttpRequest, recheck: int):
    """Одно и то же для школы и муниципалитета. Чтение кодов остаётся в журнале действий."""
    found = get_object_or_404(rechecks_visible_to(request.user), pk=recheck)
    enter(request.user, found.review.school_id, "findings.view")
    return _shown(found, by=request.user)


@router.get(
    "/rechecks/{int:recheck}/marks",
    response=list[PaperToMark],
    auth=pupils,
    summary="Бланк второй проверки",
)
def list_papers_to_mark(request: HttpRequest, recheck: int):
    """Для тех, кто проверяет второй раз; первых баллов здесь нет. Чтение остаётся в журнале."""
    found = _to_mark(request, recheck)
    log_reading(found, "Скачан бланк второй проверки", by=request.user, at=found.review.school)
    return list(rechecks.papers_of(found))


@router.post(
    "/rechecks/{int:recheck}/marks",
    response=int,
    auth=do,
    summary="Внести баллы второй проверки",
)
def enter_second_marks(request: HttpRequest, recheck: int, data: SecondMarks):
    """До итога балл можно исправить. Ответ — сколько баллов записано."""
    found = _to_mark(request, recheck)
    papers = {one.number: one for one in rechecks.papers_of(found)}
    unknown = sorted({one.number for one in data.marks} - set(papers))
    if unknown:
        told = ", ".join(str(one) for one in unknown)
        raise ValidationError({"marks": f"Таких номеров в этой перепроверке нет: {told}."})
    typed = {f"paper{papers[one.number].pk}": one.score for one in data.marks}
    form = MarksForm(typed, papers=papers.values(), most=act.most_points(found))
    return carry_out(form, lambda: act.enter_marks(found, form.marks(), by=request.user))


@router.post(
    "/rechecks/{int:recheck}/conclude",
    response=RecheckDetail,
    auth=do,
    summary="Подвести итог по баллам второй проверки",
)
def conclude_recheck(request: HttpRequest, recheck: int, data: Note):
    """Когда проверены все работы школы; вывод итог не меняет."""
    found = get_object_or_404(rechecks_visible_to(request.user), pk=recheck)
    enter(request.user, found.review.school_id, "findings.decide")
    form = ConcludeForm(data.model_dump())
    done = carry_out(form, lambda: act.conclude(found, by=request.user, **form.cleaned_data))
    return _shown(done, by=request.user)


@router.get(
    "/breaches/{int:breach}", response=BreachDetail, auth=read, summary="Подтверждённый факт"
)
def show_breach(request: HttpRequest, breach: int):
    """Запись отдельная от вывода; пока школа может возразить, она не действует."""
    found = get_object_or_404(rechecks.breaches_visible_to(request.user), pk=breach)
    enter(request.user, found.review.school_id, "findings.view")
    own = ("school", "work", "in_force")
    names = [name for name in BreachDetail.model_fields if name not in own]
    return {name: getattr(found, name) for name in names} | {
        "school": found.review.school,
        "work": found.review.work,
        "in_force": rechecks.in_force(found),
    }

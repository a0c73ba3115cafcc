"""Addressed recommendations: draft, review by a person, send, sign for, answer.

Rules only propose. A person reads every point, changes or leaves it out, approves the whole;
nothing goes to a school before that, and what was sent is never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import people_of, write
from objektiv.web.actions.outgoing import give_number
from objektiv.web.actions.plans import add_direction, add_measure, plan_in_work
from objektiv.web.models import (
    Addressee,
    Measure,
    Organisation,
    Person,
    Plan,
    Recommendation,
    RecommendationAnswer,
    Recommendations,
    SchoolYear,
    Work,
)
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import SCHOOL_MANAGERS, require
from objektiv.web.queries.recommendations import (
    next_position,
    past_points,
    propose,
    rule_set_of,
    source_of,
)
from objektiv.web.queries.sheets import TO_ALL
from objektiv.web.queries.terms import bind

D = Recommendations.State


@transaction.atomic
def draft_recommendations(
    *,
    organisation: Organisation,
    school_year: SchoolYear,
    title: str,
    points: Sequence[Recommendation],
    schools: Iterable[Organisation],
    works: Iterable[Work] = (),
    by: Person,
    **values: Any,
) -> Recommendations:
    """A draft from unsaved points (of the rules or by hand) for these schools.

    A point proposed by the rules carries the grounds it rests on in `held`.
    """
    require(by, "recommendations.write", organisation)
    document = Recommendations.objects.create(
        organisation=organisation,
        school_year=school_year,
        title=title.strip(),
        made_by=by,
        **values,
    )
    document.works.set(works)
    for position, point in enumerate(points):
        point.document, point.position = document, position
    held = [getattr(point, "held", ()) for point in points]
    Recommendation.objects.bulk_create(points)
    for point, known in zip(points, held, strict=True):
        point.grounds.set(known)
    Addressee.objects.bulk_create(Addressee(document=document, school=one) for one in schools)
    log("recommendations.drafted", document, f"Составлен черновик «{document}»", by=by,
        at=organisation)  # fmt: skip
    return document


def draft_by_rules(
    *,
    organisation: Organisation,
    works: Sequence[Work],
    schools: Sequence[Organisation],
    school_year: SchoolYear,
    by: Person,
    **values: Any,
) -> Recommendations:
    """A draft that the rules in force propose from the current results of these works."""
    require(by, "recommendations.write", organisation)
    return draft_recommendations(
        organisation=organisation,
        school_year=school_year,
        points=propose(organisation, works, schools, school_year),
        schools=schools,
        works=works,
        rules=rule_set_of(organisation),
        source=source_of(works),
        by=by,
        **values,
    )


@transaction.atomic
def add_point(
    document: Recommendations,
    *,
    term: str,
    school: Organisation | None = None,
    by: Person,
    **values: Any,
) -> Recommendation:
    """A point written by hand, for all schools of the document or for one."""
    require(by, "recommendations.write", document.organisation)
    _editable(document)
    values |= _bound(document, term)
    if school and not document.addressees.filter(school=school).exists():
        raise ValidationError({"school": "Этой школе документ не адресован."})
    point = Recommendation.objects.create(
        document=document,
        school=school,
        position=next_position(document),
        edited_by=by,
        **values,
    )
    log("recommendation.added", point, f"Добавлен пункт рекомендаций: {point}", by=by,
        at=document.organisation)  # fmt: skip
    return point


def _bound(document: Recommendations, term: str) -> dict[str, Any]:
    known = bind(term, document.organisation, document.school_year)
    return {"due": known.due, "due_on": known.ends}


def _editable(document: Recommendations) -> None:
    if document.state != D.DRAFT:
        raise ValidationError("Проверенные и отправленные рекомендации не изменяют.")


@transaction.atomic
def change_point(
    point: Recommendation, *, term: str | None = None, by: Person, **values: Any
) -> Recommendation:
    require(by, "recommendations.write", point.document.organisation)
    _editable(point.document)
    if term is not None:
        values |= _bound(point.document, term)
    before = {name: getattr(point, name) for name in values}
    for name, value in values.items():
        setattr(point, name, value)
    point.edited_by = by
    point.save()
    log("recommendation.changed", point, f"Изменён пункт рекомендаций: {point}", by=by,
        at=point.document.organisation, before={k: str(v) for k, v in before.items()})  # fmt: skip
    return point


@transaction.atomic
def leave_out(point: Recommendation, *, reason: str, by: Person) -> Recommendation:
    """A proposed point that will not be sent; an empty reason takes it back in."""
    return change_point(point, left_out=reason.strip(), by=by)


@transaction.atomic
def renew_terms(document: Recommendations, *, term: str, by: Person) -> int:
    """A new term for every point whose term is over; returns for how many."""
    require(by, "recommendations.write", document.organisation)
    _editable(document)
    known = _bound(document, term)
    today = timezone.localdate()
    if known["due_on"] is None or known["due_on"] < today:
        raise ValidationError(
            {"term": f"Срок «{term}» не назван днём или уже прошёл. Например: «до 25 декабря»."}
        )
    renewed = past_points(document, today).update(**known, edited_by=by)
    log("recommendations.renewed", document, f"Новый срок у пунктов: {renewed}, {term}", by=by,
        at=document.organisation)  # fmt: skip
    return renewed


@transaction.atomic
def approve_recommendations(document: Recommendations, *, by: Person) -> Recommendations:
    require(by, "recommendations.write", document.organisation)
    _editable(document)
    if not document.points.filter(left_out="").exists():
        raise ValidationError("В документе нет ни одного пункта.")
    if past_points(document, timezone.localdate()).exists():
        raise ValidationError("У части пунктов срок уже прошёл. Назначьте им новый срок.")
    if not document.addressees.exists():
        raise ValidationError("Не указано ни одной школы.")
    document.state = D.APPROVED
    document.save(update_fields=["state"])
    log("recommendations.approved", document, f"Проверены рекомендации «{document}»", by=by,
        at=document.organisation)  # fmt: skip
    return document


@transaction.atomic
def send_recommendations(
    document: Recommendations, *, number: str, dated: date, by: Person
) -> Recommendations:
    """Give the document its number and date and open it to the schools."""
    require(by, "recommendations.write", document.organisation)
    if document.state != D.APPROVED:
        raise ValidationError("Сначала проверьте все пункты и отметьте документ как проверенный.")
    document.state, document.number, document.dated = D.SENT, number.strip(), dated
    document.sent_by, document.sent_at = by, timezone.now()
    document.save()
    schools = [one.school for one in document.addressees.select_related("school")]
    give_number(
        document.organisation,
        number=document.number,
        dated=dated,
        by=by,
        title=document.title,
        addressees=TO_ALL,
        performer=document.made_by.full_name,
        recommendations=document,
    )
    write(
        people_of(schools, SCHOOL_MANAGERS),
        "адресные рекомендации",
        f"Вашей организации направлены адресные рекомендации: «{document}», № {number} "
        f"от {dated:%d.%m.%Y}. Отметьте получение и внесите пункты в план.",
        reverse("today"),
        kind=Kind.MEASURE,
    )
    log("recommendations.sent", document, f"Отправлены рекомендации «{document}», № {number}, "
        f"школ: {len(schools)}", by=by, at=document.organisation)  # fmt: skip
    return document


@transaction.atomic
def note_reading(addressee: Addressee, *, by: Person) -> None:
    """The first opening by the school's managers is written down."""
    require(by, "recommendations.answer", addressee.school)
    if addressee.read_at is None:
        addressee.read_at, addressee.read_by = timezone.now(), by
        addressee.save(update_fields=["read_at", "read_by"])
        log("recommendations.read", addressee.document, f"Открыты рекомендации: "
            f"{addressee.school}", by=by, at=addressee.school)  # fmt: skip


@transaction.atomic
def sign_for(addressee: Addressee, *, by: Person) -> None:
    require(by, "recommendations.answer", addressee.school)
    _sent(addressee.document)
    note_reading(addressee, by=by)
    if addressee.signed_at is None:
        addressee.signed_at, addressee.signed_by = timezone.now(), by
        addressee.save(update_fields=["signed_at", "signed_by"])
        log("recommendations.signed", addressee.document, f"Получение подтверждено: "
            f"{addressee.school}", by=by, at=addressee.school)  # fmt: skip


def _sent(document: Recommendations) -> None:
    if document.state != D.SENT:
        raise ValidationError("Документ ещё не отправлен.")


def _addressed(point: Recommendation, school: Organisation) -> None:
    _sent(point.document)
    known = point.document.addressees.filter(school=school).exists()
    if not known or point.school_id not in (None, school.pk) or point.left_out:
        raise ValidationError("Этот пункт адресован не вашей организации.")


@transaction.atomic
def accept_into_plan(
    point: Recommendation, plan: Plan, *, responsibles: Iterable[Person | str] = (), by: Person
) -> Measure:
    """A recommendation becomes a measure of the school's own draft plan."""
    school = plan.organisation
    require(by, "recommendations.answer", school)
    _addressed(point, school)
    known = Measure.objects.filter(direction__plan=plan, recommendation=point).first()
    if known:
        return known
    direction = plan.directions.filter(title=point.direction).first() or add_direction(
        plan, title=point.direction, by=by
    )
    measure = add_measure(
        direction,
        text=point.text,
        responsibles=responsibles,
        by=by,
        term=point.due.get("text", ""),
        expected_result=point.expected_result,
        kind=point.kind,
        origin=Measure.Origin.RECOMMENDATION,
        recommendation=point,
    )
    answer(point, school, state=RecommendationAnswer.State.ACCEPTED, by=by)
    return measure


@transaction.atomic
def accept_point(
    point: Recommendation,
    school: Organisation,
    *,
    responsibles: Iterable[Person | str] = (),
    by: Person,
) -> Measure:
    """Into the school's draft plan of that school year; a plan in force gets a new version."""
    require(by, "recommendations.answer", school)
    return accept_into_plan(
        point, plan_in_work(school, point.document.school_year, by=by),
        responsibles=responsibles, by=by,
    )  # fmt: skip


@transaction.atomic
def answer(
    point: Recommendation, school: Organisation, *, state: str, reason: str = "", by: Person
) -> RecommendationAnswer:
    """What the school does with a point; declining and «already done» need their reason."""
    require(by, "recommendations.answer", school)
    _addressed(point, school)
    if state != RecommendationAnswer.State.ACCEPTED and not reason.strip():
        raise ValidationError(
            {"reason": "Напишите обоснование: его прочтёт тот, кто рекомендовал."}
        )
    given, _ = RecommendationAnswer.objects.update_or_create(
        recommendation=point,
        school=school,
        defaults={"state": state, "reason": reason.strip(), "by": by},
    )
    log("recommendation.answered", point, f"{given.get_state_display().capitalize()}: {point}",
        by=by, at=school, reason=reason)  # fmt: skip
    return given

"""Criteria: write, a new version, approve by a local act; marks with their grounds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from objektiv.web.actions.audit import log
from objektiv.web.actions.openness.page import publish_item
from objektiv.web.actions.teaching.acts import check_holding
from objektiv.web.models import (
    CriterialMark,
    CriteriaSet,
    LocalActVersion,
    Organisation,
    Person,
    PublicItem,
    SchoolClass,
    Subject,
)
from objektiv.web.permissions import require
from objektiv.web.queries.teaching.criteria import (
    classes_of,
    highest,
    mark_for,
    public_title,
    public_words,
    published,
    versions_of,
)

S = CriteriaSet.State


def _check(criteria: list[dict[str, Any]], scale: list[list[int]]) -> None:
    wrong = []
    if not criteria:
        wrong.append("Опишите хотя бы один критерий: «К1. Что оценивается», ниже «0 — за что».")
    wrong += [f"Критерий {one['code']}: опишите хотя бы 0 и 1 балл."
              for one in criteria if len(one["levels"]) < 2]  # fmt: skip
    codes = [one["code"] for one in criteria]
    if len(set(codes)) < len(codes):
        wrong.append("Коды критериев повторяются.")
    top = sum(len(one["levels"]) - 1 for one in criteria)
    leasts = [least for least, _ in scale]
    if scale and (leasts != sorted(set(leasts)) or leasts[-1] > top):
        wrong.append(f"Баллы для отметок должны расти и не превышать {top}.")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def keep_criteria(
    place: Organisation,
    *,
    criteria: list[dict[str, Any]],
    scale: list[list[int]],
    one: CriteriaSet | None = None,
    by: Person,
    **about: Any,
) -> CriteriaSet:
    """New criteria, or another wording of a draft; what is approved gets a new version."""
    require(by, "criteria.write", place)
    _check(criteria, scale)
    if one is None:
        one = CriteriaSet(organisation=place, made_by=by)
    elif one.state != S.DRAFT:
        raise ValidationError("Утверждённые критерии не изменяют: начните новую редакцию.")
    for name, value in about.items():
        setattr(one, name, value)
    one.criteria, one.scale = criteria, scale
    one.save()
    log("criteria.written", one, f"Критерии «{one}»", by=by, at=place)
    return one


@transaction.atomic
def next_version(one: CriteriaSet, *, by: Person) -> CriteriaSet:
    """A draft with the same words; the approved one holds until the draft is approved."""
    require(by, "criteria.write", one.organisation)
    same = CriteriaSet.objects.filter(organisation=one.organisation)
    line = same.filter(pk=one.line) | same.filter(first=one.line)
    draft = line.filter(state=S.DRAFT).first()
    if draft is not None:
        return draft
    made = CriteriaSet.objects.create(
        organisation=one.organisation, subject=one.subject, grade_from=one.grade_from,
        grade_to=one.grade_to, form=one.form, title=one.title, criteria=one.criteria,
        scale=one.scale, first_id=one.line, made_by=by,
        version=(line.aggregate(n=Max("version"))["n"] or 0) + 1,
    )  # fmt: skip
    log("criteria.version", made, f"Начата редакция критериев «{made}»", by=by,
        at=one.organisation)  # fmt: skip
    return made


@transaction.atomic
def approve_criteria(
    one: CriteriaSet,
    *,
    act_version: LocalActVersion | None = None,
    act_title: str = "",
    act_number: str = "",
    act_date: date | None = None,
    by: Person,
) -> CriteriaSet:
    """In force by an act of the register, or by one named by words; the version before is replaced.

    A replaced version stays readable.
    """
    require(by, "criteria.approve", one.organisation)
    if one.state != S.DRAFT:
        raise ValidationError("Эта редакция уже утверждена.")
    if act_version is not None:
        check_holding(act_version, one.organisation, timezone.localdate())
        act_title, act_number = act_version.act.title, act_version.order_number
        act_date = act_version.order_date
    if act_date is None:
        raise ValidationError({"act_date": "Введите дату приказа."})
    if act_date > timezone.localdate():
        raise ValidationError({"act_date": "Приказ ещё не подписан: дата в будущем."})
    same = CriteriaSet.objects.filter(organisation=one.organisation, state=S.APPROVED)
    (same.filter(pk=one.line) | same.filter(first=one.line)).update(state=S.REPLACED)
    one.act_title, one.act_number, one.act_date = act_title.strip(), act_number.strip(), act_date
    one.act_version = act_version
    one.state, one.approved_by, one.approved_at = S.APPROVED, by, timezone.now()
    one.save()
    log("criteria.approved", one, f"Утверждены критерии «{one}»: {one.act_title}, № "
        f"{one.act_number}", by=by, at=one.organisation)  # fmt: skip
    return one


@transaction.atomic
def name_act(one: CriteriaSet, *, act_version: LocalActVersion, by: Person) -> CriteriaSet:
    """The act of the register on which approved criteria rest; by what they were approved stays."""
    require(by, "criteria.approve", one.organisation)
    if one.state != S.APPROVED:
        raise ValidationError("Акт указывают у действующих критериев.")
    check_holding(act_version, one.organisation, timezone.localdate())
    one.act_version = act_version
    one.save(update_fields=["act_version"])
    log("criteria.act", one, f"Критерии «{one}» опираются на акт: {act_version.act}, приказ № "
        f"{act_version.order_number}", by=by, at=one.organisation)  # fmt: skip
    return one


@transaction.atomic
def publish_criteria(one: CriteriaSet, *, by: Person) -> PublicItem:
    """On the open page in words that families read, in place of the version before."""
    place = one.organisation
    require(by, "open.manage", place)
    if one.state != S.APPROVED:
        raise ValidationError("Публикуют действующие критерии.")
    if published(one) is not None:
        raise ValidationError("Эта редакция уже на открытой странице.")
    PublicItem.objects.filter(
        page__organisation=place, kind=PublicItem.Kind.CRITERIA, withdrawn_at=None,
        title__in={public_title(version) for version in versions_of(one)},
    ).update(withdrawn_at=timezone.now(), withdrawn_by=by, reason="Новая редакция")  # fmt: skip
    return publish_item(
        place, kind="criteria", title=public_title(one), text=public_words(one),
        dated=one.act_date, number=one.act_number, by=by,
    )  # fmt: skip


@transaction.atomic
def give_mark(
    one: CriteriaSet,
    school_class: SchoolClass,
    *,
    subject: Subject,
    pupil: str,
    day: date,
    work: str,
    points: dict[str, int],
    done_well: str = "",
    next_step: str = "",
    instead: CriterialMark | None = None,
    reason: str = "",
    by: Person,
) -> CriterialMark:
    """A mark that says for what; a correction is a new one with its reason, the first stays."""
    school = school_class.school
    require(by, "criteria.mark", school)
    if not classes_of(by, school).filter(pk=school_class.pk).exists():
        raise PermissionDenied("marks are given in the own classes")
    if one.state != S.APPROVED:
        raise ValidationError("Отметку ставят по утверждённым критериям.")
    tops = {raw["code"]: len(raw["levels"]) - 1 for raw in one.criteria}
    if set(points) != set(tops) or any(not 0 <= points[x] <= tops[x] for x in tops):
        raise ValidationError("Поставьте баллы по каждому критерию в его пределах.")
    if instead is not None and (not reason.strip() or instead.replaced_by_id):
        raise ValidationError({"reason": "Напишите, почему отметка исправлена."})
    total = sum(points.values())
    made = CriterialMark.objects.create(
        criteria=one, school_class=school_class, subject=subject, pupil=pupil.strip(), day=day,
        work=work.strip(), points=points, total=total, mark=mark_for(one, total),
        done_well=done_well.strip(), next_step=next_step.strip(), by=by,
    )  # fmt: skip
    if instead is not None:
        instead.replaced_by, instead.reason = made, reason.strip()
        instead.save(update_fields=["replaced_by", "reason"])
    said = f"{total} из {highest(one)} баллов"
    log("criteria.marked", made, f"Отметка по критериям «{one}», код {made.pupil}: {said}"
        + (f". Исправление: {reason}" if instead else ""), by=by, at=school)  # fmt: skip
    return made

"""Registers of experts and commissions: who may mark what, since when, with whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from objektiv.web.actions.audit import log
from objektiv.web.models import (
    Commission,
    Expert,
    Organisation,
    Person,
    RoleAssignment,
    SchoolYear,
    Subject,
)
from objektiv.web.permissions import STAFF, require


@transaction.atomic
def save_expert(
    place: Organisation,
    expert: Expert | None,
    *,
    subjects: Iterable[Subject],
    relations: Iterable[Organisation] = (),
    status: str,
    since: date,
    until: date | None = None,
    ground: str = "",
    school: Organisation | None = None,
    person: Person | None = None,
    by: Person,
) -> Expert:
    """An entry of the register; each change of status stays in the journal with its ground."""
    require(by, "experts.manage", place)
    if until and until < since:
        raise ValidationError({"until": "Этот день раньше, чем «с»."})
    if expert is None:
        if person is None:
            raise ValidationError({"person": "Выберите человека."})
        if Expert.objects.filter(organisation=place, person=person).exists():
            raise ValidationError({"person": "Этот человек в реестре уже есть: измените запись."})
        expert = Expert(organisation=place, person=person)
    before = expert.status if expert.pk else ""
    expert.status, expert.since, expert.until = status, since, until
    expert.ground, expert.school = ground.strip(), school
    expert.save()
    expert.subjects.set(subjects)
    expert.relations.set(relations)
    log(
        "expert.saved",
        expert,
        f"Реестр экспертов: {expert}, {expert.get_status_display()}",
        by=by,
        at=place,
        before=before,
        subjects=[str(one) for one in expert.subjects.all()],
        ground=expert.ground,
    )
    return expert


@transaction.atomic
def save_experts(
    place: Organisation,
    *,
    people: Iterable[Person],
    subjects: Iterable[Subject],
    status: str,
    since: date,
    ground: str = "",
    by: Person,
) -> list[Expert]:
    """Several entries of the register alike; each has the school where the person works."""
    people, subjects = list(people), list(subjects)
    works_at = {
        one.person_id: one.organisation
        for one in RoleAssignment.objects.on(timezone.localdate())
        .filter(
            person__in=people,
            role__in=STAFF,
            organisation__kind=Organisation.Kind.SCHOOL,
            organisation__path__startswith=place.path,
        )
        .select_related("organisation")
        .order_by("-pk")
    }
    return [
        save_expert(
            place, None, person=one, subjects=subjects, status=status, since=since, ground=ground,
            school=works_at.get(one.pk), by=by,
        )
        for one in people
    ]  # fmt: skip


@transaction.atomic
def save_commission(
    place: Organisation,
    commission: Commission | None,
    *,
    title: str,
    subject: Subject,
    leader: Person,
    members: Iterable[Expert],
    order: str = "",
    school_year: SchoolYear | None = None,
    by: Person,
) -> Commission:
    """A subject commission; its members are of the register of the place."""
    require(by, "experts.manage", place)
    members = list(members)
    if any(one.organisation_id != place.pk for one in members):
        raise ValidationError({"members": "В комиссию входят эксперты этого реестра."})
    new = commission is None
    if commission is None:
        if school_year is None:
            raise ValidationError("Назовите учебный год.")
        commission = Commission(organisation=place, school_year=school_year)
    commission.title, commission.subject = title.strip(), subject
    commission.leader, commission.order = leader, order.strip()
    commission.save()
    commission.members.set(members)
    log(
        "commission.saved",
        commission,
        f"{'Создана' if new else 'Изменена'} комиссия: {commission}",
        by=by,
        at=place,
        members=sorted(one.pk for one in members),
        leader=leader.pk,
    )
    return commission

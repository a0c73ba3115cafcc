"""Reminding those from whom something is awaited: by rule, and when a coordinator says so.

Each organisation hears of a procedure once a day at most (`Reminder`), and no more as soon as
what is awaited has come or the procedure is closed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.planning.reminders import reason_to_remind
from objektiv.profiles import reminder_rule
from objektiv.russian import counted, long_date
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import write
from objektiv.web.models import Organisation, Person, Procedure, Reminder, RoleAssignment
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import COORDINATORS, SCHOOL_OFFICE, require
from objektiv.web.queries.procedures import (
    missing_places,
    open_procedures_with_reminders,
    reminded_today,
)

_SUBJECT = {
    Reminder.Reason.BEFORE: "подходит срок: {procedure}",
    Reminder.Reason.ON_DAY: "сегодня срок: {procedure}",
    Reminder.Reason.OVERDUE: "срок прошёл: {procedure}",
    Reminder.Reason.BY_HAND: "ждём: {procedure}",
}


@transaction.atomic
def remind(procedure: Procedure, place: Organisation, *, by: Person) -> int:
    """Tell whoever is awaited at or below the place; returns how many people were told."""
    require(by, "procedure.manage", place)
    if procedure.closed:
        raise ValidationError("Приём результатов закончен, напоминать не о чем.")
    told = _remind(procedure, place, Reminder.Reason.BY_HAND, day=timezone.localdate(), by=by)
    if told is None:
        raise ValidationError("Всем, от кого ждём, сегодня уже напоминали.")
    return told


def send_reminders(day: date) -> int:
    """What the rule says for a day; safe to repeat. Returns how many people were told."""
    rule, told = reminder_rule(), 0
    for procedure in open_procedures_with_reminders():
        reason = reason_to_remind(procedure.due, day, rule)
        if reason:
            with transaction.atomic():
                told += (
                    _remind(
                        procedure, procedure.organiser, Reminder.Reason(reason), day=day, by=None
                    )
                    or 0
                )
    return told


def _remind(
    procedure: Procedure, place: Organisation, reason: Any, *, day: date, by: Person | None
) -> int | None:
    """None where everybody who is awaited has already heard of it on that day."""
    # One after another: the page and the daily task must not write the same letter twice.
    Procedure.objects.select_for_update().get(pk=procedure.pk)
    known = reminded_today(procedure, place, day)
    awaited = _awaited(procedure, place)
    unaware = {one: missing for one, missing in awaited.items() if one.pk not in known}
    if not unaware:
        return None if known else 0
    people = _who_brings(procedure, unaware)
    due = f" до {long_date(procedure.due)}" if procedure.due else ""
    after = " Срок прошёл, но принести ещё можно." if reason == Reminder.Reason.OVERDUE else ""
    reminders = []
    for one, missing in unaware.items():
        told = write(
            people[one.pk],
            _SUBJECT[reason].format(procedure=procedure),
            f"{one}: по процедуре «{procedure}» ждём{due} {_what(procedure, one, missing)}.{after}",
            address_to_bring(procedure, one),
            kind=Kind.TERM,
        )
        reminders.append(
            Reminder(procedure=procedure, place=one, day=day, reason=reason, people=told)
        )
    Reminder.objects.bulk_create(reminders)
    total = sum(one.people for one in reminders)
    log(
        "procedure.reminded",
        procedure,
        f"Напоминание о процедуре {procedure} "
        f"({'по правилу, ' if by is None else ''}{Reminder.Reason(reason).label}): "
        f"{counted(len(unaware), 'организация', 'организации', 'организаций')}, "
        f"{counted(total, 'человек', 'человека', 'человек')}",
        by=by,
        at=place,
        day=day.isoformat(),
    )
    return total


def _awaited(procedure: Procedure, place: Organisation) -> dict[Organisation, int]:
    """Who is to be told, with how many organisations each still has to bring for."""
    missing = missing_places(procedure, place)
    if procedure.from_whom == Procedure.From.SCHOOL:
        return dict.fromkeys(missing, 1)
    return Counter(one.parent if one.is_school else one for one in missing)


def _what(procedure: Procedure, place: Organisation, missing: int) -> str:
    if procedure.expects == Procedure.Expects.DOCUMENTS:
        return "документы и таблицы"
    if place.is_school:
        return "результаты"
    return "результаты " + counted(missing, "школы", "школ", "школ")


def address_to_bring(procedure: Procedure, place: Organisation) -> str:
    """The page on which what is awaited is brought."""
    if procedure.expects == Procedure.Expects.RESULTS:
        return reverse("bring", args=[place.pk])
    return reverse("bring_documents", args=[place.pk, procedure.pk])


def _who_brings(procedure: Procedure, awaited: Iterable[Organisation]) -> dict[int, list[Person]]:
    """For each organisation its people who bring: the office of a school, coordinators."""
    above = procedure.from_whom == Procedure.From.MUNICIPALITY
    people: dict[int, list[Person]] = defaultdict(list)
    for assignment in (
        RoleAssignment.objects.on(timezone.localdate())
        .filter(
            organisation__in=awaited,
            role__in=COORDINATORS if above else SCHOOL_OFFICE,
            person__is_active=True,
        )
        .select_related("person")
        .order_by("id")
    ):
        if assignment.person not in people[assignment.organisation_id]:
            people[assignment.organisation_id].append(assignment.person)
    return people

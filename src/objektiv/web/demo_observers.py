"""Observers of the demonstration: one accredited who observes, one application that waits."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import uuid4

from django.utils import timezone

from objektiv.profiles import observer_rules
from objektiv.web.actions.holding import briefings, observation, observers, sheet
from objektiv.web.actions.people import accept_invitation
from objektiv.web.models import (
    Observation,
    Observer,
    Organisation,
    Person,
    Procedure,
    ProcedureDay,
    ProcedureSite,
)
from objektiv.web.queries.holding.observers import with_training
from objektiv.web.queries.holding.sheet import FINISH

_SAID = (
    ("came", "08:35", ""), ("opened", "yes", ""), ("seating", "yes", ""),
    ("hints", "no", "На стене карта с формулами"), ("started", "09:06", ""),
    ("present", "22", ""), ("phones", "yes", ""), ("help", "yes", ""), ("collected", "yes", ""),
)  # fmt: skip


def carry_out(
    district: Organisation, school: Organisation, *, observer: Person, by: Person
) -> None:
    """A day that was observed in one school of three, and a day to come."""
    others = list(district.children.filter(closed_on=None).exclude(pk=school.pk).order_by("pk")[:3])
    procedure = Procedure.objects.filter(organiser=district, kind="МПР").first()
    if procedure is None or not others:
        return
    corps = _accredited(district, observer, child_at=others[0], by=by)
    observers.apply(
        district, surname="Заречная", name="Инна", patronymic="Львовна", adult=True, outside=True,
        email="zarechnaya@demo.example", ties=[{"kind": "child", "school": others[1]}],
    )  # fmt: skip
    today = timezone.localdate()
    past = _day(procedure, "Русский язык", today - timedelta(days=6))
    sites = [ProcedureSite.objects.get_or_create(day=past, school=one)[0]
             for one in (school, *others[:2])]  # fmt: skip
    watched = Observation.objects.create(site=sites[0], observer=corps, made_by=by, by_hand=True)
    at = timezone.make_aware(datetime.combine(past.day, time(9, 20))).isoformat()
    said = [
        {"client": uuid4(), "item": item, "value": value, "note": note, "at": at}
        for item, value, note in (*_SAID, (FINISH, "", ""))
    ]
    sheet.receive(watched, said, by=observer)
    ahead = _day(procedure, "Математика", today + timedelta(days=5))
    for one in (school, *others):
        ProcedureSite.objects.get_or_create(day=ahead, school=one)
    briefing = briefings.call_briefing(
        procedure, district, role="observer", title="Инструктаж общественных наблюдателей",
        text="Приходить за полчаса, удостоверение при себе. Записывать, что видели, и время.",
        people=[observer], by=by,
    )  # fmt: skip
    briefings.sign_briefing(briefing, by=observer)
    observation.assign_by_hand(ahead.sites.get(school=others[2]), corps, by=by)


def _accredited(
    district: Organisation, person: Person, *, child_at: Organisation, by: Person
) -> Observer:
    today = timezone.localdate()
    applied = observers.apply(
        district, surname=person.surname, name=person.name, patronymic=person.patronymic,
        email=person.email, adult=True, outside=True,
        ties=[{"kind": "child", "school": child_at, "class_name": "7А"}],
    )  # fmt: skip
    _, secret = observers.accept(applied, identity_seen=today, by=by)
    accept_invitation(secret, known=person)
    applied.refresh_from_db()
    observers.take_test(applied, [one.right for one in observer_rules().questions], by=person)
    observers.accredit(
        with_training(Observer.objects.filter(pk=applied.pk)).get(),
        number=f"{today.year}-001", starts=today - timedelta(days=30),
        ends=today + timedelta(days=335), by=by,
    )  # fmt: skip
    return with_training(Observer.objects.filter(pk=applied.pk)).get()


def _day(procedure: Procedure, subject: str, day) -> ProcedureDay:
    return ProcedureDay.objects.get_or_create(
        procedure=procedure, subject=subject, grade=7, day=day,
        defaults={"starts": time(9), "minutes": 60},
    )[0]  # fmt: skip

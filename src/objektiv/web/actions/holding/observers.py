"""The corps of observers: apply, decide, train, accredit, withdraw consent.

The journal is never changed, so it names observers by number alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from objektiv.profiles import observer_rules
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import people_of, write
from objektiv.web.actions.people import invite
from objektiv.web.models import (
    Accreditation,
    Observation,
    Observer,
    ObserverTie,
    Organisation,
    Person,
    Role,
    TrainingTry,
)
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import COORDINATORS, require
from objektiv.web.queries.holding.observers import missing_of, next_number, tries_of

S = Observer.State
PERSONAL = ("surname", "name", "patronymic", "email", "phone", "work")


def _entry(place: Organisation, *, source: Any, values: dict[str, Any]) -> Observer:
    """A row of the corps with what was typed; personal data are encrypted by the field."""
    ties = values.pop("ties", ())
    personal = {name: values.pop(name).strip() for name in PERSONAL if values.get(name)}
    for name in PERSONAL:
        values.pop(name, None)
    personal["email"] = personal.get("email", "").lower()
    observer = Observer.objects.create(
        place=place,
        source=source,
        personal=personal,
        contact=salted_hmac("objektiv.observer", personal["email"]).hexdigest(),
        declared=True,
        consent_version=observer_rules().consent.version,
        consent_at=timezone.now(),
        **values,
    )
    _tie(observer, ties)
    return observer


def _tie(observer: Observer, ties: Iterable[Mapping[str, Any]]) -> None:
    ObserverTie.objects.bulk_create(ObserverTie(observer=observer, **one) for one in ties)


@transaction.atomic
def apply(place: Organisation, **values: Any) -> Observer:
    """An application from the open page; whoever manages observers there is told."""
    observer = _entry(place, source=Observer.Source.PAGE, values=values)
    log("observer.applied", observer, f"Заявление: {observer}", by=None, at=place,
        consent=observer.consent_version)  # fmt: skip
    write(
        people_of([place], COORDINATORS),
        "заявление общественного наблюдателя",
        f"Пришло заявление: {observer}. Рассмотрите его.",
        reverse("observer", args=[observer.pk]),
        kind=Kind.OBSERVATION,
    )
    return observer


@transaction.atomic
def enter_observer(place: Organisation, *, by: Person, **values: Any) -> Observer:
    """Entry by the municipality, with the consent on paper; it waits for a decision too."""
    require(by, "observers.manage", place)
    observer = _entry(place, source=Observer.Source.PLACE, values=values)
    log("observer.entered", observer, f"Внесён: {observer}", by=by, at=place)
    return observer


@transaction.atomic
def accept(observer: Observer, *, identity_seen: date | None, by: Person) -> tuple[Observer, str]:
    """Take an application; the person is invited by letter. The secret is shown once."""
    require(by, "observers.manage", observer.place)
    if observer.state != S.APPLIED:
        raise ValidationError("По этому заявлению уже решено.")
    invitation, secret = invite(
        email=observer.personal.get("email", ""),
        role=Role.OBSERVER,
        organisation=observer.place,
        by=by,
    )
    observer.state, observer.invitation, observer.identity_seen = (
        S.ACCEPTED, invitation, identity_seen,
    )  # fmt: skip
    _decided(observer, by)
    log("observer.accepted", observer, f"Заявление принято: {observer}", by=by, at=observer.place)
    return observer, secret


@transaction.atomic
def decline(observer: Observer, *, reason: str, by: Person) -> Observer:
    require(by, "observers.manage", observer.place)
    if observer.state != S.APPLIED:
        raise ValidationError("По этому заявлению уже решено.")
    observer.state, observer.reason = S.DECLINED, reason.strip()
    _decided(observer, by)
    log("observer.declined", observer, f"Заявление отклонено: {observer}", by=by,
        at=observer.place)  # fmt: skip
    send_mail(
        "Заявление общественного наблюдателя",
        f"Здравствуйте!\n\nВаше заявление отклонено. Причина: {observer.reason}\n"
        f"{observer.place.name}\n",
        None,
        [observer.personal.get("email", "")],
        fail_silently=True,
    )
    return observer


def _decided(observer: Observer, by: Person) -> None:
    observer.decided_by, observer.decided_at = by, timezone.now()
    observer.save()


@transaction.atomic
def see_identity(observer: Observer, *, day: date, by: Person) -> Observer:
    """The document was shown; no copy of it is kept."""
    require(by, "observers.manage", observer.place)
    observer.identity_seen = day
    observer.save(update_fields=["identity_seen"])
    log("observer.identity", observer, f"Документ показан: {observer}", by=by, at=observer.place)
    return observer


@transaction.atomic
def declare(
    observer: Observer, *, ties: Iterable[Mapping[str, Any]], by: Person, **values: Any
) -> Observer:
    """Workplace, subjects, children, busy days: the observer's own words, or typed for them."""
    if observer.person_id != by.pk:
        require(by, "observers.manage", observer.place)
    if work := values.pop("work", None):
        observer.personal = observer.personal | {"work": work}
    for name, value in values.items():
        setattr(observer, name, value)
    observer.declared = True
    observer.save()
    observer.ties.all().delete()
    _tie(observer, ties)
    log("observer.declared", observer, f"Сведения о связях обновлены: {observer}", by=by,
        at=observer.place)  # fmt: skip
    return observer


def _own(observer: Observer, by: Person) -> None:
    if observer.person_id != by.pk:
        raise PermissionDenied("an observer acts alone")


@transaction.atomic
def take_test(observer: Observer, answers: Sequence[int], *, by: Person) -> TrainingTry:
    """One try; the number of tries in a day is limited."""
    _own(observer, by)
    rules = observer_rules()
    if tries_of(observer, timezone.localdate()) >= rules.tries_a_day:
        raise ValidationError(
            f"Сегодня попыток больше нет: их {rules.tries_a_day} в день. Перечитайте материалы и "
            "попробуйте завтра."
        )
    right = rules.right(answers)
    taken = TrainingTry.objects.create(
        observer=observer,
        version=rules.version,
        answers=list(answers),
        right=right,
        asked=len(rules.questions),
        passed=right >= rules.border,
    )
    log("observer.tested", observer, f"Тест: {right} из {len(rules.questions)}, {observer}",
        by=by, at=observer.place, passed=taken.passed)  # fmt: skip
    return taken


@transaction.atomic
def accredit(
    observer: Observer, *, number: str, starts: date, ends: date, by: Person
) -> Accreditation:
    """Only who meets every requirement; `observer` comes from a query."""
    require(by, "observers.manage", observer.place)
    if observer.state != S.ACCEPTED:
        raise ValidationError("Аккредитуют того, чьё заявление принято.")
    if missing := missing_of(observer):
        raise ValidationError([f"Не выполнено: {one.text}." for one in missing])
    if ends < starts:
        raise ValidationError({"ends": "Последний день раньше первого. Исправьте одну из дат."})
    taken = Accreditation.objects.filter(observer__place=observer.place, number=number)
    if taken.exists():
        raise ValidationError({"number": f"Номер {number} уже выдан. Укажите другой."})
    given = Accreditation.objects.create(
        observer=observer, number=number, starts=starts, ends=ends, given_by=by
    )
    log("observer.accredited", observer, f"Аккредитация {given}: {observer}", by=by,
        at=observer.place, starts=str(starts), ends=str(ends))  # fmt: skip
    if observer.person:
        write(
            [observer.person],
            "вы аккредитованы наблюдателем",
            f"Аккредитация {given}: с {starts:%d.%m.%Y} по {ends:%d.%m.%Y}.",
            reverse("my_watch"),
            kind=Kind.OBSERVATION,
        )
    return given


@transaction.atomic
def accredit_many(
    observers: Iterable[Observer], *, starts: date, ends: date, by: Person
) -> list[Accreditation]:
    """Several at once, numbers one after another; who lacks something stops all of them."""
    day = timezone.localdate()
    return [
        accredit(one, number=next_number(one.place, day), starts=starts, ends=ends, by=by)
        for one in observers
    ]


@transaction.atomic
def revoke(accreditation: Accreditation, *, reason: str, by: Person) -> Accreditation:
    observer = accreditation.observer
    require(by, "observers.manage", observer.place)
    if accreditation.revoked_at:
        raise ValidationError("Аккредитация уже отозвана.")
    accreditation.revoked_at, accreditation.revoked_because = timezone.now(), reason.strip()
    accreditation.save()
    log("observer.revoked", observer, f"Отозвана аккредитация {accreditation}", by=by,
        at=observer.place)  # fmt: skip
    if observer.person:
        write(
            [observer.person],
            "аккредитация отозвана",
            f"Аккредитация {accreditation} отозвана: {reason}",
            reverse("my_watch"),
            kind=Kind.OBSERVATION,
        )
    return accreditation


@transaction.atomic
def withdraw_consent(observer: Observer, *, by: Person) -> Observer:
    """The observer's own right, on any day: personal data go, acts keep the number."""
    _own(observer, by)
    now = timezone.now()
    observer.state, observer.consent_withdrawn_at = S.ENDED, now
    observer.save()
    observer.accreditations.filter(revoked_at=None).update(
        revoked_at=now, revoked_because="согласие отозвано"
    )
    observer.observations.filter(
        state=Observation.State.ASSIGNED, site__day__day__gte=timezone.localdate()
    ).update(state=Observation.State.REPLACED, reason="согласие отозвано")
    _forget(observer)
    log("observer.consent_withdrawn", observer, f"Согласие отозвано: {observer}", by=by,
        at=observer.place)  # fmt: skip
    write(
        people_of([observer.place], COORDINATORS),
        "наблюдатель отозвал согласие",
        f"{observer} больше не наблюдает. Проверьте его назначения.",
        reverse("observation", args=[observer.place_id]),
        kind=Kind.OBSERVATION,
    )
    return observer


def _forget(observer: Observer) -> None:
    observer.personal, observer.contact, observer.person = {}, "", None
    observer.works_at, observer.subjects, observer.busy = None, [], []
    observer.save()
    observer.ties.all().delete()


@transaction.atomic
def forget_declined(today: date) -> int:
    """Personal data of declined applications, when their term is over."""
    term = timezone.now() - timedelta(days=observer_rules().numbers["keep_declined_days"])
    due = Observer.objects.filter(state=S.DECLINED, decided_at__lt=term).exclude(personal="")
    count = 0
    for observer in due.select_related("place"):
        if observer.personal:
            _forget(observer)
            log("observer.forgotten", observer, f"Сведения удалены: {observer}", by=None,
                at=observer.place)  # fmt: skip
            count += 1
    return count

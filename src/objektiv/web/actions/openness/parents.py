"""Families: acquaint and confirm, offer and book talks."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import write
from objektiv.web.actions.openness.slips import draw_slip, slip_digest
from objektiv.web.actions.uploads import keep
from objektiv.web.models import (
    Acknowledgement,
    Acquaintance,
    Consultation,
    Organisation,
    Person,
    RoleAssignment,
    SchoolClass,
)
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import FAMILY, require

Way = Acknowledgement.Way


def acquaint(
    school: Organisation,
    *,
    title: str,
    classes: Iterable[SchoolClass],
    due: date,
    text: str = "",
    file: Incoming | None = None,
    by: Person,
) -> Acquaintance:
    """Ask the families of some classes to read something; who has an account is told."""
    require(by, "parents.manage", school)
    classes = list(classes)
    if not classes or any(one.school_id != school.pk for one in classes):
        raise ValidationError("Выберите классы своей школы.")
    if not file and not text.strip():
        raise ValidationError("Приложите файл или напишите текст: знакомиться не с чем.")
    if due < timezone.localdate():
        raise ValidationError({"due": "Этот день уже прошёл."})
    kept = keep(file) if file else {"name": "", "path": "", "sha256": "", "size": 0}
    with transaction.atomic():
        made = Acquaintance.objects.create(
            school=school, title=title.strip(), text=text.strip(), due=due, made_by=by,
            secret=secrets.token_urlsafe(12), **kept,
        )  # fmt: skip
        made.classes.set(classes)
        log("parents.acquaint", made, f"Ознакомление родителей: «{made}»", by=by, at=school)
        write(
            families_of(classes), "просим ознакомиться", f"«{made}», до {due:%d.%m.%Y}.",
            reverse("my_school"), kind=Kind.TERM,
        )  # fmt: skip
    return made


def families_of(classes: Iterable[SchoolClass]) -> list[Person]:
    """Who has a family role in one of the classes today."""
    roles = RoleAssignment.objects.on(timezone.localdate()).filter(
        role__in=FAMILY, school_class__in=list(classes)
    )
    return list(Person.objects.filter(is_active=True, assignments__in=roles).distinct())


@transaction.atomic
def confirm(acquaintance: Acquaintance, link: RoleAssignment, *, by: Person) -> Acknowledgement:
    """A parent confirms in the system, for the own child alone."""
    if link.person_id != by.pk or link.role not in FAMILY or not link.pupil_code:
        raise PermissionDenied("only the own child")
    if not acquaintance.classes.filter(pk=link.school_class_id).exists():
        raise ValidationError("Это ознакомление — для других классов.")
    return _sign(acquaintance, link.school_class, link.pupil_code, Way.ACCOUNT, by)


@transaction.atomic
def confirm_by_code(acquaintance: Acquaintance, code: str) -> None:
    """Who has no account confirms with the slip; each slip once."""
    found = acquaintance.signed.filter(digest=_digest(acquaintance, code), at=None).first()
    if not code.strip() or found is None:
        raise ValidationError({"code": "Такого кода нет, или по нему уже подтвердили."})
    found.way, found.at, found.digest = Way.CODE, timezone.now(), ""
    found.save(update_fields=["way", "at", "digest"])


@transaction.atomic
def confirm_on_paper(
    acquaintance: Acquaintance, school_class: SchoolClass, codes: Iterable[str], *, by: Person
) -> int:
    """Enter paper signatures of a class by the pupils' codes; those there already stay."""
    require(by, "parents.manage", acquaintance.school)
    known = {one.strip() for one in codes if one.strip()}
    if not acquaintance.classes.filter(pk=school_class.pk).exists():
        raise ValidationError("Это ознакомление — для других классов.")
    signed = set(
        acquaintance.signed.filter(school_class=school_class, at__isnull=False).values_list(
            "pupil_code", flat=True
        )
    )
    for code in sorted(known - signed):
        _sign(acquaintance, school_class, code, Way.PAPER, by)
    if known - signed:
        log("parents.paper", acquaintance, f"Подписи на бумаге: {len(known - signed)}", by=by,
            at=acquaintance.school)  # fmt: skip
    return len(known - signed)


def _sign(
    acquaintance: Acquaintance, school_class: SchoolClass, code: str, way: Any, by: Person | None
) -> Acknowledgement:
    signed, _ = Acknowledgement.objects.get_or_create(
        acquaintance=acquaintance, school_class=school_class, pupil_code=code,
        defaults={"way": way},
    )  # fmt: skip
    if signed.at is None:
        signed.way, signed.at, signed.by, signed.digest = way, timezone.now(), by, ""
        signed.save()
    return signed


@transaction.atomic
def make_slips(
    acquaintance: Acquaintance, school_class: SchoolClass, codes: Iterable[str], *, by: Person
) -> list[tuple[str, str]]:
    """A slip for every pupil who has not confirmed: pupil's code and the slip's, told once."""
    require(by, "parents.manage", acquaintance.school)
    if not acquaintance.classes.filter(pk=school_class.pk).exists():
        raise ValidationError("Это ознакомление — для других классов.")
    made = []
    for pupil in sorted({one.strip() for one in codes if one.strip()}):
        slip = draw_slip()
        row, _ = Acknowledgement.objects.get_or_create(
            acquaintance=acquaintance, school_class=school_class, pupil_code=pupil,
            defaults={"way": Way.CODE},
        )  # fmt: skip
        if row.at is None:
            row.digest = _digest(acquaintance, slip)
            row.save(update_fields=["digest"])
            made.append((pupil, slip))
    log("parents.slips", acquaintance, f"Листки с кодами: {len(made)}", by=by,
        at=acquaintance.school)  # fmt: skip
    return made


def _digest(acquaintance: Acquaintance, code: str) -> str:
    return slip_digest(f"acquaintance:{acquaintance.pk}", code)


@transaction.atomic
def offer_talks(
    school: Organisation,
    *,
    starts: datetime,
    number: int,
    minutes: int = 15,
    subject: str = "",
    place: str = "",
    by: Person,
) -> list[Consultation]:
    """Times one after another at which the person talks with a family each."""
    require(by, "parents.talk", school)
    if starts <= timezone.now():
        raise ValidationError({"starts": "Это время уже прошло."})
    times = [starts + timedelta(minutes=minutes * one) for one in range(number)]
    ends = times[-1] + timedelta(minutes=minutes)
    around = by.consultations.filter(
        cancelled_at=None, starts__lt=ends, starts__gt=starts - timedelta(hours=4)
    )
    if any(one.starts + timedelta(minutes=one.minutes) > starts for one in around):
        raise ValidationError({"starts": "В это время у вас уже есть консультации."})
    return Consultation.objects.bulk_create(
        Consultation(
            school=school, person=by, subject=subject.strip(), starts=one, minutes=minutes,
            place=place.strip(),
        )
        for one in times
    )  # fmt: skip


@transaction.atomic
def book_talk(talk: Consultation, link: RoleAssignment, *, by: Person) -> None:
    """The family takes the time; somebody else was quicker, or it is free."""
    if link.person_id != by.pk or link.role not in FAMILY or link.organisation_id != talk.school_id:
        raise PermissionDenied("only in the school of the own child")
    taken = Consultation.objects.filter(
        pk=talk.pk, taken_by=None, cancelled_at=None, starts__gt=timezone.now()
    ).update(taken_by=by, pupil_code=link.pupil_code)
    if not taken:
        raise ValidationError("Это время уже занято или прошло. Выберите другое.")
    write(
        [talk.person], "запись на консультацию",
        f"{timezone.localtime(talk.starts):%d.%m.%Y в %H:%M}, код ученика {link.pupil_code}.",
        reverse("parents", args=[talk.school_id]), kind=Kind.TERM,
    )  # fmt: skip


@transaction.atomic
def leave_talk(talk: Consultation, *, by: Person) -> None:
    """The family gives the time back, or the school takes it out and tells the family."""
    if talk.taken_by_id == by.pk:
        talk.taken_by, talk.pupil_code = None, ""
        talk.save(update_fields=["taken_by", "pupil_code"])
        return
    if talk.person_id != by.pk:
        require(by, "parents.manage", talk.school)
    talk.cancelled_at = timezone.now()
    talk.save(update_fields=["cancelled_at"])
    if talk.taken_by:
        write(
            [talk.taken_by], "консультация отменена",
            f"{timezone.localtime(talk.starts):%d.%m.%Y в %H:%M}. Выберите другое время.",
            reverse("my_school"), kind=Kind.TERM,
        )  # fmt: skip

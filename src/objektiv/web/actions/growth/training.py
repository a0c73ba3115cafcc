"""Courses: offer, ask, accept, attend, certificate, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles.growth import Training, growth_rules
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import write
from objektiv.web.actions.uploads import keep
from objektiv.web.models import Certificate, Course, Enrolment, Organisation, Person
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import require

S = Enrolment.State


@transaction.atomic
def offer_course(place: Organisation, *, by: Person, **values: Any) -> Course:
    """An entry of the catalogue; an own training brings its title and blocks from the profile."""
    require(by, "growth.courses", place)
    training = training_of(values.get("training", ""))
    if values["kind"] == Course.Kind.OWN:
        if training is None:
            raise ValidationError({"training": "Выберите краткое обучение."})
        values |= {"title": values.get("title") or training.title, "blocks": list(training.blocks)}
    elif not values.get("title"):
        raise ValidationError({"title": "Введите название."})
    starts, ends = values.get("starts"), values.get("ends")
    if starts and ends and ends < starts:
        raise ValidationError({"ends": "Окончание раньше начала."})
    course = Course.objects.create(organisation=place, made_by=by, **values)
    log("growth.course", course, f"В каталоге: {course}", by=by, at=place)
    return course


@transaction.atomic
def set_open(course: Course, *, open_: bool, by: Person) -> None:
    """Take requests, or no more of them; who is in the group stays there."""
    require(by, "growth.courses", course.organisation)
    course.open = open_
    course.save(update_fields=["open"])
    said = "набор открыт" if open_ else "набор закрыт"
    log("growth.course", course, f"{course}: {said}", by=by, at=course.organisation)


def training_of(code: str) -> Training | None:
    """The own training of this code."""
    return next((one for one in growth_rules().trainings if one.code == code), None)


@transaction.atomic
def enrol(course: Course, school: Organisation, *, by: Person) -> Enrolment:
    """Ask for a place; an own training is open at once."""
    require(by, "growth.own", school)
    if not school.path.startswith(course.organisation.path):
        raise PermissionDenied("a course of another place")
    own = course.kind == Course.Kind.OWN
    if not course.open:
        raise ValidationError("Набор закрыт.")
    found, new = Enrolment.objects.get_or_create(
        course=course, person=by, defaults={"school": school}
    )
    if new and own:
        found.state = S.ACCEPTED
        found.save(update_fields=["state"])
    return found


@transaction.atomic
def decide(enrolment: Enrolment, *, accept: bool, by: Person) -> None:
    """Take into the group, as far as there are seats, or decline."""
    course = enrolment.course
    require(by, "growth.courses", course.organisation)
    if enrolment.state not in (S.ASKED, S.ACCEPTED, S.DECLINED):
        raise ValidationError("Обучение уже закончено.")
    if accept and enrolment.state != S.ACCEPTED and course.seats is not None:
        taken = course.enrolments.filter(state__in=(S.ACCEPTED, S.ATTENDED)).count()
        if taken >= course.seats:
            raise ValidationError("Мест больше нет.")
    enrolment.state, enrolment.decided_by = (S.ACCEPTED if accept else S.DECLINED), by
    enrolment.save(update_fields=["state", "decided_by"])
    said = "вы в группе" if accept else "заявка отклонена"
    write([enrolment.person], said, f"«{course}».", reverse("my_growth"), kind=Kind.OTHER)


@transaction.atomic
def attended(enrolment: Enrolment, *, was: bool, day: date, by: Person) -> None:
    """The organiser notes who was there to the end."""
    require(by, "growth.courses", enrolment.course.organisation)
    if enrolment.state not in (S.ACCEPTED, S.ATTENDED, S.MISSED):
        raise ValidationError("Этого человека нет в группе.")
    enrolment.state, enrolment.finished = (S.ATTENDED, day) if was else (S.MISSED, None)
    enrolment.save(update_fields=["state", "finished"])


@transaction.atomic
def take_test(enrolment: Enrolment, answers: Sequence[int | None], *, by: Person) -> float:
    """A try of an own training's test; the best share is kept, every try is counted."""
    if enrolment.person_id != by.pk:
        raise PermissionDenied("one's own")
    training = training_of(enrolment.course.training)
    if training is None or enrolment.state not in (S.ACCEPTED, S.ATTENDED):
        raise ValidationError("У этого обучения нет теста.")
    share = training.right(answers) / len(training.questions)
    enrolment.tries += 1
    enrolment.best = max(enrolment.best or 0.0, share)
    if share >= training.passes and enrolment.state != S.ATTENDED:
        enrolment.state, enrolment.finished = S.ATTENDED, timezone.localdate()
    enrolment.save(update_fields=["tries", "best", "state", "finished"])
    return share


def bring_certificate(
    enrolment: Enrolment,
    *,
    file: Incoming,
    number: str,
    dated: date,
    until: date | None = None,
    by: Person,
) -> Certificate:
    """The teacher brings the document; somebody of the school checks it."""
    if enrolment.person_id != by.pk:
        raise PermissionDenied("one's own")
    if enrolment.state != S.ATTENDED:
        raise ValidationError("Сначала обучение должно быть пройдено.")
    kept = keep(file)
    with transaction.atomic():
        Certificate.objects.filter(enrolment=enrolment, checked_at=None).delete()
        if Certificate.objects.filter(enrolment=enrolment).exists():
            raise ValidationError("Удостоверение уже проверено.")
        return Certificate.objects.create(
            enrolment=enrolment, number=number.strip(), dated=dated, until=until, **kept
        )


@transaction.atomic
def check_certificate(certificate: Certificate, *, by: Person) -> None:
    """Somebody else has seen the document."""
    enrolment = certificate.enrolment
    require(by, "growth.pair", enrolment.school)
    if enrolment.person_id == by.pk:
        raise ValidationError("Своё удостоверение проверяет другой.")
    certificate.checked_by, certificate.checked_at = by, timezone.now()
    certificate.save(update_fields=["checked_by", "checked_at"])
    log("growth.checked", certificate, f"Проверено: {certificate}", by=by, at=enrolment.school)


@transaction.atomic
def tell_applied(enrolment: Enrolment, text: str, *, by: Person) -> None:
    """After some months: what of the course is used."""
    if enrolment.person_id != by.pk:
        raise PermissionDenied("one's own")
    if enrolment.state != S.ATTENDED:
        raise ValidationError("Сначала обучение должно быть пройдено.")
    if not text.strip():
        raise ValidationError({"text": "Напишите хотя бы одно предложение."})
    enrolment.applied, enrolment.applied_at = text.strip(), timezone.now()
    enrolment.save(update_fields=["applied", "applied_at"])

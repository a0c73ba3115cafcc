"""Good practice: invite a school found in the data, describe, decline, publish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.recommendations import KINDS
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import people_of, write
from objektiv.web.actions.uploads import keep
from objektiv.web.models import Organisation, Person, Practice, PracticeFile, SchoolYear
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import SCHOOL_MANAGERS, require

S = Practice.State


@transaction.atomic
def invite_school(
    school: Organisation, year: SchoolYear, *, kind: str, ground: str = "", by: Person
) -> Practice:
    """Ask a school to describe what it did; once for a year and kind of measure."""
    require(by, "practices.publish", school)
    if kind not in KINDS:
        raise ValidationError("Такого вида мер нет.")
    practice, new = Practice.objects.get_or_create(
        school=school, school_year=year, kind=kind, defaults={"ground": ground, "invited_by": by}
    )
    if new:
        log("practice.invited", practice, f"Приглашение описать практику: {KINDS[kind]}", by=by,
            at=school)  # fmt: skip
        write(
            people_of([school], SCHOOL_MANAGERS),
            "приглашение описать практику",
            f"{KINDS[kind].capitalize()}: опишите, что и как сделали. Это по желанию.",
            reverse("practice", args=[practice.pk]),
            kind=Kind.MEASURE,
        )
    return practice


def describe(
    practice: Practice, *, files: Iterable[Incoming] = (), by: Person, **values: Any
) -> Practice:
    """The school's own words; a published practice is changed and published again."""
    require(by, "practices.write", practice.school)
    kept: list[Mapping[str, Any]] = [keep(file) for file in files]
    if "tags" in values:
        values["tags"] = f"|{'|'.join(values['tags'])}|" if values["tags"] else ""
    with transaction.atomic():
        for name, value in values.items():
            setattr(practice, name, value.strip() if isinstance(value, str) else value)
        practice.state = S.WRITTEN
        practice.save()
        PracticeFile.objects.bulk_create(PracticeFile(practice=practice, **one) for one in kept)
        log("practice.written", practice, f"Описана практика: {practice}", by=by,
            at=practice.school, named=practice.named)  # fmt: skip
    return practice


@transaction.atomic
def decline_practice(practice: Practice, *, by: Person) -> Practice:
    """The school does not want to, or takes its practice back; no reason is asked for."""
    require(by, "practices.write", practice.school)
    practice.state = S.DECLINED
    practice.save()
    log("practice.declined", practice, "Школа не публикует практику", by=by, at=practice.school)
    return practice


@transaction.atomic
def publish_practice(practice: Practice, *, by: Person) -> Practice:
    require(by, "practices.publish", practice.school)
    if practice.state != S.WRITTEN:
        raise ValidationError("Публикуют практику, которую школа описала.")
    practice.state, practice.published_by, practice.published_at = S.PUBLISHED, by, timezone.now()
    practice.save()
    log("practice.published", practice, f"Опубликована практика: {practice}", by=by,
        at=practice.school)  # fmt: skip
    return practice

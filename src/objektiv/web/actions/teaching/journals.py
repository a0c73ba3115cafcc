"""Bringing journals, accepting, replacing, withdrawing, counting them anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction
from django.utils import timezone

from objektiv.russian import counted
from objektiv.web.actions.audit import log
from objektiv.web.actions.jobs import create_job
from objektiv.web.actions.organisations import ensure_classes, school_year_at
from objektiv.web.actions.uploads import keep
from objektiv.web.models import (
    ClassJournal,
    Job,
    JournalFile,
    JournalPage,
    JournalUpload,
    Organisation,
    Person,
    SchoolYear,
)
from objektiv.web.permissions import require
from objektiv.web.queries.teaching.counts import counts_of_journals
from objektiv.web.queries.teaching.journals import obstacles, replaced_by

S = JournalUpload.State


def bring_journals(*, files: Iterable[Incoming], school: Organisation, by: Person) -> JournalUpload:
    """Keep the files and have them read; nothing counts yet."""
    require(by, "journals.bring", school)
    kept = [keep(file) for file in files]
    with transaction.atomic():
        upload = JournalUpload.objects.create(school=school, brought_by=by)
        JournalFile.objects.bulk_create(JournalFile(upload=upload, **one) for one in kept)
        upload.job = create_job("read_journals", f"Чтение: {upload}, {school}", by=by,
                                upload=upload.pk)  # fmt: skip
        upload.save(update_fields=["job"])
        log("journal.brought", upload, f"Принесены файлы журнала ({upload})", by=by, at=school,
            files=[one["sha256"] for one in kept])  # fmt: skip
    return upload


@transaction.atomic
def accept_journals(upload: JournalUpload, *, reason: str = "", by: Person) -> Job:
    """Let the marks count, instead of those of the same days before. Returns the counting."""
    upload = (
        JournalUpload.objects.select_for_update(of=("self",))
        .select_related("school")
        .get(pk=upload.pk)
    )
    require(by, "journals.bring", upload.school)
    if problems := obstacles(upload, by):
        raise ValidationError(problems)
    replaced, reason, now = replaced_by(upload), reason.strip()[:500], timezone.now()
    if replaced and not reason:
        raise ValidationError("Часть дней уже есть в журнале. Напишите, почему их нужно заменить.")
    for page in replaced:
        page.state, page.reason = JournalPage.State.REPLACED, reason
        page.ended_by, page.ended_at = by, now
    JournalPage.objects.bulk_update(replaced, ["state", "reason", "ended_by", "ended_at"])
    parts = upload.understood["pages"]
    year = school_year_at(date(parts[0]["year"], 9, 1))
    for part in parts:
        journal, _ = ClassJournal.objects.get_or_create(
            school=upload.school,
            school_year=year,
            class_name=part["class"],
            subject=part["subject"],
        )
        JournalPage.objects.create(
            journal=journal,
            upload=upload,
            written_subject=part["written"],
            first_day=part["first"],
            last_day=part["last"],
            pupils=part["pupils"],
            marks=part["marks"],
        )
    ensure_classes(year, {(upload.school_id, part["class"]) for part in parts})
    upload.state, upload.reason = S.ACCEPTED, reason
    upload.decided_by, upload.decided_at = by, now
    upload.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    said = counted(len(parts), "журнал", "журнала", "журналов")
    log("journal.accepted", upload, f"Приняты отметки ({upload}): {said}"
        + (f". Заменено: {len(replaced)}, причина: {reason}" if replaced else ""),
        by=by, at=upload.school, replaced=[page.pk for page in replaced])  # fmt: skip
    return create_counting_job(upload.school, year, by=by)


@transaction.atomic
def cancel_journals(upload: JournalUpload, *, by: Person) -> None:
    """Nothing of it counts; the files stay."""
    require(by, "journals.bring", upload.school)
    if upload.state not in (S.READING, S.READ):
        raise ValidationError("Принятый журнал отзывают, с причиной.")
    upload.state, upload.decided_by, upload.decided_at = S.CANCELLED, by, timezone.now()
    upload.save(update_fields=["state", "decided_by", "decided_at"])
    log("journal.cancelled", upload, f"{upload}: загрузка отменена", by=by, at=upload.school)


@transaction.atomic
def withdraw_journals(upload: JournalUpload, *, reason: str, by: Person) -> Job:
    """Its marks no longer count; files, reason and what replaced what stay."""
    require(by, "journals.bring", upload.school)
    if upload.state != S.ACCEPTED:
        raise ValidationError("Отозвать можно только принятое.")
    if not reason.strip():
        raise ValidationError("Напишите причину: она останется в журнале действий.")
    now, reason = timezone.now(), reason.strip()[:500]
    counting = upload.pages.filter(state=JournalPage.State.ACCEPTED)
    year = upload.pages.select_related("journal__school_year").first().journal.school_year
    counting.update(state=JournalPage.State.WITHDRAWN, reason=reason, ended_by=by, ended_at=now)
    upload.state, upload.reason = S.WITHDRAWN, reason
    upload.decided_by, upload.decided_at = by, now
    upload.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    log("journal.withdrawn", upload, f"Отозвано: {upload}. Причина: {reason}", by=by,
        at=upload.school)  # fmt: skip
    return create_counting_job(upload.school, year, by=by)


def create_counting_job(school: Organisation, year: SchoolYear, *, by: Person | None) -> Job:
    """Count the journals of the school anew: marks, norms or weights have changed."""
    return create_job("count_journals", f"Подсчёт отметок: {school}, {year}", by=by,
                      school=school.pk, year=year.pk)  # fmt: skip


def count_journals(job: Job, progress, *, school: int, year: int) -> None:
    """Counts of every journal of the school in the year, all at once."""
    place, school_year = Organisation.objects.get(pk=school), SchoolYear.objects.get(pk=year)
    journals = list(ClassJournal.objects.filter(school=place, school_year=school_year))
    progress("Подсчёт отметок", 0, len(journals))
    found: dict[int, dict[str, Any]] = counts_of_journals(place, school_year, journals)
    for journal in journals:
        journal.counts = found.get(journal.pk, {})
    with transaction.atomic():
        ClassJournal.objects.bulk_update(journals, ["counts"], batch_size=200)

"""Bringing files, answering questions, accepting, replacing, withdrawing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.russian import counted, enumeration
from objektiv.web.actions.analysing import create_analysis_job
from objektiv.web.actions.audit import log
from objektiv.web.actions.jobs import create_job
from objektiv.web.actions.letters import people_of, write
from objektiv.web.actions.organisations import ensure_classes, school_year_at
from objektiv.web.models import (
    Job,
    Organisation,
    Person,
    Procedure,
    Protocol,
    SchoolAlias,
    Subject,
    Upload,
    UploadedFile,
    Work,
)
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import SCHOOL_OFFICE, require
from objektiv.web.queries.uploads import classes_of, obstacles, replaced_by

_MORE = ("работа", "работы", "работ")


def keep(file: Incoming) -> dict[str, Any]:
    """Store the bytes as they came; the same bytes are stored once."""
    from objektiv import store

    name = Path(file.name).name[:255] or "файл"
    with NamedTemporaryFile(prefix="objektiv-", suffix=Path(name).suffix.lower()[:10]) as draft:
        for part in file.chunks():
            draft.write(part)
        draft.flush()
        kept = store.original(settings.STORE, draft.name)
    path = kept.path.relative_to(settings.STORE).as_posix()
    return {"name": name, "path": path, "sha256": kept.sha256, "size": kept.size}


def bring(
    *, files: Iterable[Incoming], organisation: Organisation, by: Person, work: Work | None = None
) -> Upload:
    """Keep the files and have them read; nothing counts yet."""
    require(by, "results.bring", organisation)
    kept = [keep(file) for file in files]
    with transaction.atomic():
        upload = Upload.objects.create(organisation=organisation, brought_by=by, work=work)
        UploadedFile.objects.bulk_create(UploadedFile(upload=upload, **one) for one in kept)
        _have_read(upload, by)
        log(
            "upload.brought",
            upload,
            f"Загружены файлы ({upload}): " + ", ".join(one["name"] for one in kept[:20]),
            by=by,
            at=organisation,
            files=[[one["name"], one["sha256"]] for one in kept],
        )
    return upload


def bring_documents(
    *, procedure: Procedure, files: Iterable[Incoming], note: str, organisation: Organisation,
    by: Person,
) -> Upload:  # fmt: skip
    """Keep documents that a procedure asks for; they count as brought at once."""
    require(by, "results.bring", organisation)
    if procedure.closed:
        raise ValidationError("Приём по этой процедуре закончен. Спросите её организатора.")
    kept = [keep(file) for file in files]
    with transaction.atomic():
        upload = Upload.objects.create(
            organisation=organisation,
            brought_by=by,
            procedure=procedure,
            note=note.strip(),
            state=Upload.State.KEPT,
            accepted_by=by,
            accepted_at=timezone.now(),
        )
        UploadedFile.objects.bulk_create(UploadedFile(upload=upload, **one) for one in kept)
        log(
            "documents.brought",
            upload,
            f"Принесены документы ({upload}): {procedure}, "
            + ", ".join(one["name"] for one in kept[:20]),
            by=by,
            at=organisation,
            files=[[one["name"], one["sha256"]] for one in kept],
        )
    return upload


def _have_read(upload: Upload, by: Person) -> Job:
    upload.job = create_job(
        "read_upload", f"Чтение файлов: {upload}, {upload.organisation}", by=by, upload=upload.pk
    )
    upload.state = Upload.State.READING
    upload.save(update_fields=["job", "state"])
    return upload.job


@transaction.atomic
def answer(
    upload: Upload, *, schools: Mapping[str, int], names: Mapping[str, str], by: Person
) -> Job | None:
    """Say which organisations the files mean. Returns a job where they must be read again."""
    require(by, "results.bring", upload.organisation)
    if upload.state != Upload.State.READ:
        raise ValidationError("Загрузка уже принята или отменена.")
    understood = upload.understood
    allowed = set(
        Organisation.objects.within(upload.organisation.path)
        .filter(kind=Organisation.Kind.SCHOOL)
        .values_list("pk", flat=True)
    )
    for entry in understood.get("schools", []):
        chosen = schools.get(entry["id"])
        if chosen in allowed:
            entry |= {"organisation": chosen, "how": "answer"}
            SchoolAlias.objects.update_or_create(
                organisation=upload.organisation,
                written=entry["name"],
                defaults={"school_id": chosen},
            )
    upload.answers = {**upload.answers, **names}
    upload.save(update_fields=["understood", "answers"])
    return _have_read(upload, by) if names else None


@transaction.atomic
def cancel(upload: Upload, *, by: Person) -> None:
    """Nothing of it counts; the files stay downloadable."""
    require(by, "results.bring", upload.organisation)
    if upload.state == Upload.State.ACCEPTED:
        raise ValidationError("Принятые результаты отзывают на странице результатов, с причиной.")
    upload.state = Upload.State.CANCELLED
    upload.save(update_fields=["state"])
    log("upload.cancelled", upload, f"{upload} отменена", by=by, at=upload.organisation)


def accept(upload: Upload, *, reason: str = "", by: Person) -> list[Job]:
    """Let the results count, instead of what counted for the same classes before.

    Protocols, journal and the state of the upload change together or not at all.
    Returns the jobs that analyse the works anew.
    """
    try:
        return _accept(upload, reason=reason, by=by)
    except IntegrityError as twice:  # two people in the same second; one of them was first
        raise ValidationError(
            "Результаты этих классов только что принял кто-то другой. Обновите страницу."
        ) from twice


@transaction.atomic
def _accept(upload: Upload, *, reason: str, by: Person) -> list[Job]:
    upload = (
        Upload.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=upload.pk)
    )
    require(by, "results.bring", upload.organisation)
    problems = obstacles(upload)
    if problems:
        raise ValidationError(problems)
    replaced = replaced_by(upload)
    if replaced and not reason.strip():
        raise ValidationError(
            "Часть результатов уже принята раньше. Напишите, почему их нужно заменить."
        )
    now = timezone.now()
    _tell_schools(replaced, "заменены", reason.strip(), by)
    for protocol in replaced:
        protocol.state, protocol.reason = Protocol.State.REPLACED, reason.strip()[:500]
        protocol.ended_by, protocol.ended_at = by, now
    Protocol.objects.bulk_update(replaced, ["state", "reason", "ended_by", "ended_at"])
    works = [_accept_work(upload, part, now) for part in upload.understood["works"]]
    upload.state = Upload.State.ACCEPTED
    upload.accepted_by, upload.accepted_at = by, now
    upload.save(update_fields=["state", "accepted_by", "accepted_at"])
    changed = counted(len(replaced), "протокол", "протокола", "протоколов")
    log(
        "results.accepted",
        upload,
        f"Приняты результаты ({upload}): "
        + "; ".join(work.title for work in works)
        + (f". Заменено: {changed}, причина: {reason.strip()}" if replaced else ""),
        by=by,
        at=upload.organisation,
        replaced=[protocol.pk for protocol in replaced],
    )
    return [create_analysis_job(work, upload.organisation, by=by) for work in works]


def _accept_work(upload: Upload, part: Mapping[str, Any], now) -> Work:
    from objektiv import store

    sittings = store.read(settings.STORE / part["path"])
    columns = [[item.code, item.max] for item in sittings.work.items]
    work, made = Work.objects.get_or_create(
        procedure=sittings.work.procedure,
        year=sittings.work.year,
        grade=sittings.work.grade,
        subject=sittings.work.subject,
        variant_of=sittings.work.variant_of,
        defaults={"columns": columns},
    )
    if not made and work.columns != columns:
        if work.protocols.filter(state=Protocol.State.ACCEPTED).exists():
            raise ValidationError(
                f"{work.title}: задания или их максимальные баллы не те, что у принятых раньше "
                "результатов этой работы. Проверьте файл и описание работы."
            )
        work.columns = columns
        work.save(update_fields=["columns"])
    Subject.objects.get_or_create(name=work.subject)
    schools = {one["id"]: one["organisation"] for one in upload.understood["schools"]}
    year = school_year_at(date(work.year, 4, 1))
    named = set()
    for school, name, n, written in classes_of(sittings):
        named.add((schools[school], name))
        Protocol.objects.create(
            school_id=schools[school],
            work=work,
            class_name=name,
            upload=upload,
            store_path=part["path"],
            source_school=school,
            n=n,
            written=written,
            accepted_at=now,
        )
    ensure_classes(year, named)
    return work


@transaction.atomic
def withdraw(protocol: Protocol, *, reason: str, by: Person) -> Job:
    """The class's results no longer count; the reason is kept, the file too."""
    require(by, "results.bring", protocol.school)
    if protocol.state != Protocol.State.ACCEPTED:
        raise ValidationError("Этот протокол уже не учитывается.")
    if not reason.strip():
        raise ValidationError("Напишите причину: она останется в журнале.")
    protocol.state, protocol.reason = Protocol.State.WITHDRAWN, reason.strip()[:500]
    protocol.ended_by, protocol.ended_at = by, timezone.now()
    protocol.save(update_fields=["state", "reason", "ended_by", "ended_at"])
    _tell_schools([protocol], "отозваны", protocol.reason, by)
    log(
        "results.withdrawn",
        protocol,
        f"Отозваны результаты: {protocol.work}, {protocol.school}, {protocol.class_name}. "
        f"Причина: {protocol.reason}",
        by=by,
        at=protocol.school,
    )
    return create_analysis_job(protocol.work, protocol.school, by=by)


@transaction.atomic
def withdraw_upload(upload: Upload, *, reason: str, by: Person) -> list[Job]:
    """Nothing brought in it counts any more; files and reason stay. Returns new analyses."""
    upload = (
        Upload.objects.select_for_update(of=("self",))
        .select_related("organisation", "procedure")
        .get(pk=upload.pk)
    )
    require(by, "results.bring", upload.organisation)
    if upload.state not in (Upload.State.ACCEPTED, Upload.State.KEPT):
        raise ValidationError("Отозвать можно только принятое.")
    if not reason.strip():
        raise ValidationError("Напишите причину: она останется в журнале.")
    now, reason = timezone.now(), reason.strip()[:500]
    counting = upload.protocols.filter(state=Protocol.State.ACCEPTED)
    _tell_schools(counting.select_related("school", "work"), "отозваны", reason, by)
    works = list(Work.objects.filter(protocols__in=counting).distinct())
    classes = counting.update(
        state=Protocol.State.WITHDRAWN, reason=reason, ended_by=by, ended_at=now
    )
    upload.state, upload.reason = Upload.State.WITHDRAWN, reason
    upload.ended_by, upload.ended_at = by, now
    upload.save(update_fields=["state", "reason", "ended_by", "ended_at"])
    what = f", {counted(classes, 'протокол', 'протокола', 'протоколов')}" if classes else ""
    log(
        "upload.withdrawn",
        upload,
        f"Отозвано: {upload}{what}. Причина: {reason}",
        by=by,
        at=upload.organisation,
    )
    return [create_analysis_job(work, upload.organisation, by=by) for work in works]


def _tell_schools(protocols: Iterable[Protocol], what: str, reason: str, by: Person) -> None:
    """A school hears when its results were replaced or withdrawn by somebody else."""
    works: dict[Organisation, set[str]] = {}
    for protocol in protocols:
        works.setdefault(protocol.school, set()).add(protocol.work.title)
    for school, titles in works.items():
        people = people_of([school], SCHOOL_OFFICE)
        if by in people:
            continue
        write(
            people,
            f"результаты {what}",
            f"{school}: {what} результаты «{enumeration(sorted(titles), 3, _MORE)}». "
            f"Причина: {reason}",
            reverse("results", args=[school.pk]),
            kind=Kind.RESULT,
        )

"""Removing by rule and on request: a preview first, a tombstone and a journal entry after.

Bytes go only when nothing else needs them: the same file may have come twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from time import time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from objektiv.web.actions import keeping_inside
from objektiv.web.actions.analysing import create_analysis_job
from objektiv.web.actions.audit import log
from objektiv.web.actions.jobs import create_job
from objektiv.web.actions.tombstones import bury_file, tombstone, unused_originals
from objektiv.web.models import (
    Attachment,
    Finding,
    FindingDetail,
    Hold,
    Job,
    Organisation,
    Person,
    Protocol,
    RemovalRequest,
    Upload,
    UploadedFile,
)
from objektiv.web.permissions import require
from objektiv.web.queries.keeping import due_at, held

GRACE = 3600  # seconds between keeping a file and writing the row that points at it, at most
CLEARED = "Вопрос снят; признаки удалены по сроку хранения."


def create_removal_job(place: Organisation, *, by: Person) -> Job:
    require(by, "keeping.run", place)
    return create_job("remove_due", f"Удаление по срокам хранения: {place}", by=by, place=place.pk)


def remove_due(job: Job, progress, *, place: int) -> None:
    """Remove what is due at and below a place; each rule in a transaction of its own.

    Bytes go after it: a crash in between leaves bytes nobody points at, never a hole.
    """
    from objektiv import store

    top = Organisation.objects.get(pk=place)
    due = due_at(top)
    for number, one in enumerate(due):
        progress(one.rule.note, number, len(due))
        # A file of the last hour may belong to an upload whose row is not written yet.
        kept_before = time() - GRACE
        with transaction.atomic():
            paths = _CARRIED_OUT[one.name](list(one.rows), one.name, job.started_by)
        store.discard(settings.STORE, paths, kept_before=kept_before)
    progress("Готово", len(due), len(due))


def _former(rows: list[Finding], rule: str, by: Person | None) -> set[str]:
    by_analysis: dict[int, list[Finding]] = {}
    for one in rows:
        by_analysis.setdefault(one.analysis_id, []).append(one)
    for pk, found in by_analysis.items():
        tombstone(
            rule, found[0].analysis.organisation, f"analysis:{pk}",
            f"Выводы прежнего разбора: {found[0].analysis.work}", by,
            counts=Counter(one.verdict for one in found),
        )  # fmt: skip
        Finding.objects.filter(pk__in=[one.pk for one in found]).delete()
    return set()


def _cleared(rows: list[Finding], rule: str, by: Person | None) -> set[str]:
    for one in rows:
        tombstone(
            rule, one.school, f"finding:{one.pk}", f"Признаки вывода: {one.analysis.work}", by,
            counts={one.verdict: 1, "n": one.n},
        )  # fmt: skip
    cleared = [one.pk for one in rows]
    FindingDetail.objects.filter(pk__in=cleared).delete()
    Finding.objects.filter(pk__in=cleared).update(headline=CLEARED)
    return set()


def _rows(rows: list[Protocol], rule: str, by: Person | None) -> set[str]:
    for one in rows:
        tombstone(
            rule, one.school, f"protocol:{one.pk}",
            f"Строки участников: {one.work}, {one.class_name}", by,
            counts={"n": one.n, "written": one.written},
        )  # fmt: skip
    now = timezone.now()
    Protocol.objects.filter(pk__in=[one.pk for one in rows]).update(rows_removed_at=now)
    return _unused_rows({one.store_path for one in rows})


def _originals(rows: list[UploadedFile], rule: str, by: Person | None) -> set[str]:
    for one in rows:
        bury_file(one, rule, one.upload.organisation, f"Файл: {one.upload}", by)
    return unused_originals({one.path for one in rows})


def _attachments(rows: list[Attachment], rule: str, by: Person | None) -> set[str]:
    for one in rows:
        bury_file(one, rule, one.reply.review.school, "Документ к пояснениям", by)
    return unused_originals({one.path for one in rows})


_CARRIED_OUT: dict[str, Callable[[list, str, Person | None], set[str]]] = {
    "keep_former_days": _former,
    "keep_cleared_days": _cleared,
    "keep_rows_years": _rows,
    "keep_originals_days": _originals,
    "keep_attachments_days": _attachments,
    "keep_journals_years": keeping_inside.journals,
    "keep_journal_files_days": keeping_inside.journal_files,
    "keep_help_years": keeping_inside.help_cases,
    "keep_sealed_days": keeping_inside.sealed,
    "keep_names_years": keeping_inside.names,
    "keep_words_days": keeping_inside.words,
}


def _unused_rows(paths: set[str]) -> set[str]:
    used = Protocol.objects.filter(store_path__in=paths, rows_removed_at=None)
    return paths - set(used.values_list("store_path", flat=True))


# --- Holds --------------------------------------------------------------------------------


@transaction.atomic
def place_hold(organisation: Organisation, *, reason: str, by: Person) -> Hold:
    require(by, "keeping.run", organisation)
    made = Hold.objects.create(organisation=organisation, reason=reason.strip(), by=by)
    log("keeping.held", made, f"{made}. {made.reason}", by=by, at=organisation)
    return made


@transaction.atomic
def lift_hold(hold: Hold, *, by: Person) -> None:
    require(by, "keeping.run", hold.organisation)
    if hold.lifted_at:
        raise ValidationError("Запрет уже снят.")
    hold.lifted_by, hold.lifted_at = by, timezone.now()
    hold.save(update_fields=["lifted_by", "lifted_at"])
    log("keeping.released", hold, f"Снят: {hold}", by=by, at=hold.organisation)


# --- On request ---------------------------------------------------------------------------


@transaction.atomic
def ask_to_remove(file: UploadedFile, *, reason: str, by: Person) -> RemovalRequest:
    """A file brought by mistake: another person has to confirm."""
    place = file.upload.organisation
    require(by, "results.bring", place)
    if file.removed_at:
        raise ValidationError("Этот файл уже удалён.")
    if file.requests.filter(state=RemovalRequest.State.ASKED).exists():
        raise ValidationError("Об удалении этого файла уже попросили: ждём второго человека.")
    made = RemovalRequest.objects.create(
        file=file, organisation=place, reason=reason.strip(), asked_by=by
    )
    log("keeping.asked", made, f"Просьба удалить файл: {file.upload}", by=by, at=place)
    return made


def decide_removal(request: RemovalRequest, *, remove: bool, by: Person) -> list[Job]:
    """The second person's word; with «yes» the file, its rows and what was read of it go.

    Results of the upload are withdrawn, and their works analysed anew.
    """
    from objektiv import store

    kept_before = time()  # whoever brings the same bytes from now on keeps them
    with transaction.atomic():
        request = RemovalRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        require(by, "keeping.decide", request.organisation)
        if request.state != RemovalRequest.State.ASKED:
            raise ValidationError("По этой просьбе уже решено.")
        if by.pk == request.asked_by_id:
            raise ValidationError("Подтверждает не тот, кто попросил: нужен второй человек.")
        request.decided_by, request.decided_at = by, timezone.now()
        request.state = RemovalRequest.State.DONE if remove else RemovalRequest.State.REFUSED
        paths, jobs = _remove_upload(request, by) if remove else (set(), [])
        request.save()
        log(
            "keeping.decided",
            request,
            f"{request}: {request.get_state_display()}",
            by=by,
            at=request.organisation,
        )
    store.discard(settings.STORE, paths, kept_before=kept_before)
    return jobs


def _remove_upload(request: RemovalRequest, by: Person) -> tuple[set[str], list[Job]]:
    file, now = request.file, timezone.now()
    upload = file.upload
    protocols = list(upload.protocols.select_related("work", "school"))
    if held().filter(pk__in=[upload.organisation_id, *(p.school_id for p in protocols)]).exists():
        raise ValidationError("На эти данные наложен запрет удаления. Сначала его нужно снять.")
    bury_file(file, "request", upload.organisation, f"Файл: {upload}", by)
    live = [one for one in protocols if one.state == Protocol.State.ACCEPTED]
    for one in live:
        one.state, one.reason = Protocol.State.WITHDRAWN, "Файл удалён по просьбе"
        one.ended_by, one.ended_at = by, now
    Protocol.objects.bulk_update(live, ["state", "reason", "ended_by", "ended_at"])
    upload.protocols.update(rows_removed_at=now)
    stored = {one.store_path for one in protocols}
    stored |= {part["path"] for part in upload.understood.get("works", []) if part.get("path")}
    upload.understood = {}
    if upload.state != Upload.State.ACCEPTED:
        upload.state = Upload.State.CANCELLED
    upload.save(update_fields=["understood", "state"])
    works = {one.work_id: one for one in live}
    jobs = [create_analysis_job(one.work, upload.organisation, by=by) for one in works.values()]
    return unused_originals({file.path}) | _unused_rows(stored), jobs

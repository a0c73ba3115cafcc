"""Writing the journal and proving that nobody changed it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from objektiv.web.models import AuditEntry, Organisation, Person

_LOCK = 20_260_901  # PostgreSQL: entries are chained one after another


def log(
    verb: str,
    subject: models.Model,
    text: str,
    *,
    by: Person | None,
    at: Organisation | None,
    **detail: Any,
) -> AuditEntry:
    """Append an entry, inside the transaction of what it tells about."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an entry is written in the transaction of its action")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if key := getattr(by, "key", ""):  # through the HTTP API
        detail["key"] = key
    last = AuditEntry.objects.order_by("-id").values_list("digest", flat=True).first()
    entry = AuditEntry(
        at=timezone.now(),
        actor=by,
        organisation=at,
        verb=verb,
        subject=_name(subject),
        text=text[:1000],
        detail=detail,
    )
    entry.digest = entry.digest_after(last or "")
    entry.save(force_insert=True)
    return entry


@transaction.atomic
def log_reading(subject: models.Model, text: str, *, by: Person, at: Organisation) -> None:
    """Reading of rows of pupils leaves a trace, once an hour per person and subject."""
    hour = timezone.now() - timedelta(hours=1)
    known = AuditEntry.objects.filter(
        verb="pupils.read", subject=_name(subject), actor=by, organisation=at, at__gte=hour
    )
    if not known.exists():
        log("pupils.read", subject, text, by=by, at=at)


def _name(subject: models.Model) -> str:
    return f"{subject._meta.model_name}:{subject.pk}"


def first_broken_entry() -> AuditEntry | None:
    """The first entry that does not follow from the one before; None: the journal is whole."""
    previous = ""
    for entry in AuditEntry.objects.order_by("id").iterator():
        if entry.digest != entry.digest_after(previous):
            return entry
        previous = entry.digest
    return None

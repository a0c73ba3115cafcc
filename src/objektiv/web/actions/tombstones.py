"""What remains of what was removed: a row with counts and digest, an entry of the journal."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from objektiv.web.actions.audit import log
from objektiv.web.models import Organisation, Person, Removal
from objektiv.web.models.files import KeptFile


def bury_file(file: KeptFile, rule: str, place: Organisation, what: str, by: Person | None) -> None:
    """The name of a file may name a person: only size and hash stay."""
    subject = f"{file._meta.model_name}:{file.pk}"
    tombstone(rule, place, subject, what, by, counts={"size": file.size}, sha256=file.sha256)
    file.removed_at, file.name = timezone.now(), "файл удалён"
    file.save(update_fields=["removed_at", "name", "search"])


def tombstone(
    rule: str, place: Organisation | None, subject: str, what: str, by: Person | None, **kept: Any
) -> None:
    made = Removal.objects.create(
        rule=rule, organisation=place, subject=subject, what=what[:300], by=by, **kept
    )
    log("keeping.removed", made, f"Удалено: {what}", by=by, at=place, rule=rule, removed=subject)


def unused_originals(paths: set[str]) -> set[str]:
    """The same bytes may have come twice, also as a document of something else."""
    for table in KeptFile.__subclasses__():
        used = table.objects.filter(path__in=paths, removed_at=None)
        paths = paths - set(used.values_list("path", flat=True))
    return paths

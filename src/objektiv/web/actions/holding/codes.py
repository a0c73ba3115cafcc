"""Drawing participant codes, and results that come by code alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction

from objektiv.protocols.by_code import CodesRefused, with_homes
from objektiv.russian import counted
from objektiv.sealing import new_codes
from objektiv.web.actions.audit import log
from objektiv.web.actions.uploads import bring
from objektiv.web.models import (
    CodeBatch,
    Organisation,
    ParticipantCode,
    Person,
    Procedure,
    Upload,
    Work,
)
from objektiv.web.permissions import require
from objektiv.web.queries.holding.codes import by_procedure, homes

MOST_IN_A_CLASS = 99


@transaction.atomic
def issue_codes(
    school: Organisation, procedure: Procedure, wanted: Mapping[str, int], *, by: Person
) -> list[CodeBatch]:
    """So many codes for each class; a class that has codes gets the missing ones.

    Codes differ within the procedure, all schools together (or within its year, by the profile).
    """
    require(by, "codes.manage", school)
    wanted = {name: n for name, n in wanted.items() if n}
    if not wanted:
        raise ValidationError("Укажите, сколько участников хотя бы в одном классе.")
    scope = {"procedure": procedure if by_procedure() else None, "year": procedure.year}
    batches = []
    for name, n in wanted.items():
        batch, _ = CodeBatch.objects.get_or_create(
            school=school, class_name=name, **scope, defaults={"made_by": by}
        )
        missing = n - batch.codes.count()
        if missing > 0:
            taken = ParticipantCode.objects.filter(scope=batch.scope)
            drawn = new_codes(missing, set(taken.values_list("code", flat=True)))
            ParticipantCode.objects.bulk_create(
                ParticipantCode(batch=batch, scope=batch.scope, code=one) for one in drawn
            )
            codes = counted(missing, "код", "кода", "кодов")
            log("codes.issued", batch, f"Выдано {codes} участников: {batch}", by=by, at=school)
        batches.append(batch)
    return batches


def bring_by_code(
    *,
    place: Organisation,
    procedure: Procedure,
    files: Iterable[Incoming],
    by: Person,
    work: Work | None = None,
) -> Upload:
    """Tables of codes and scores: school and class are written in by code, then read as usual.

    Files that are no tables (work.toml) go along as they are.
    """
    require(by, "results.bring", place)
    known = {code: (home.school, home.class_name) for code, home in homes(place, procedure).items()}
    if not known:
        raise ValidationError({"procedure": "Для этой процедуры здесь не выдавали кодов."})
    ready, wrong = [], []
    for file in files:
        name = Path(file.name).name
        if name.lower().endswith(".toml"):
            ready.append(file)
            continue
        with NamedTemporaryFile(prefix="objektiv-", suffix=Path(name).suffix.lower()) as draft:
            for part in file.chunks():
                draft.write(part)
            draft.flush()
            try:
                table = with_homes(Path(draft.name), name, known)
            except CodesRefused as refusal:
                wrong += refusal.reasons
                continue
        ready.append(ContentFile(table.encode("utf-8-sig"), name=f"{Path(name).stem}.csv"))
    if wrong:
        raise ValidationError({"files": wrong[:50]})
    return bring(files=ready, organisation=place, by=by, work=work)

"""Reading a journal: what was understood, before anything counts.

`JournalUpload.understood` holds
    files       what each file turned out to be, in words
    complaints  file, sheet, cell, severity, text
    pages       {class, subject, written, year, first, last, pupils, marks, lessons, teachers}
    names       how many names were turned into codes
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from objektiv import schema
from objektiv.web.actions.audit import log
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import Job, JournalUpload, Organisation, PupilCode, SchoolYear, Subject

Names = Mapping[tuple[str, str, str], str]


def read_journals(job: Job, progress, *, upload: int) -> None:
    """Read the files of an upload and write down what was understood; accepts nothing."""
    from objektiv import store
    from objektiv.protocols.marks import read_marks
    from objektiv.schema.journal import Journal

    found = JournalUpload.objects.select_related("school").get(pk=upload)
    if found.state not in (JournalUpload.State.READING, JournalUpload.State.READ):
        return
    files = list(found.files.all())
    progress("Чтение журнала", 0, len(files))
    day = timezone.localdate(found.brought_at)
    with TemporaryDirectory(prefix="objektiv-journal-") as folder:
        named = []
        for one in files:
            place = Path(folder) / str(one.pk) / one.name
            place.parent.mkdir()
            place.symlink_to(settings.STORE / one.path)
            named.append(place)
        own = {"year": schema.SchoolYear.of(day), "school": found.school.key}
        reading = read_marks(named, **own)
        if reading.journal is not None and reading.codes:
            year = school_year_at(_first_day(reading.journal))
            if known := _known(found.school, year, reading.codes):
                reading = read_marks(named, codes=known, **own)
    complaints = [
        {
            "file": Path(one.file).name,
            "sheet": one.sheet,
            "cell": one.cell,
            "severity": one.severity.value,
            "text": one.text,
        }
        for one in reading.complaints
    ]
    understood: dict[str, Any] = {"files": list(reading.understood), "complaints": complaints}
    path = ""
    if reading.journal is not None:
        pages, wrong = _pages(reading.journal, found.school)
        complaints += [{"file": "", "sheet": "", "cell": "", "severity": "refuse", "text": one}
                       for one in wrong]  # fmt: skip
        if not wrong:
            stored = store.put_journal(
                settings.STORE, Journal(reading.journal.events, reading.journal.lessons)
            )
            path = stored.path.relative_to(settings.STORE).as_posix()
            understood |= {"pages": pages, "names": len(reading.codes)}
    with transaction.atomic():
        if path and reading.codes:
            _keep_codes(found.school, school_year_at(_first_day(reading.journal)), reading.codes)
        found.understood, found.store_path = understood, path
        found.state = JournalUpload.State.READ
        found.save(update_fields=["understood", "store_path", "state"])
        log("journal.read", found, f"Прочитано: {found}, файлов: {len(files)}",
            by=found.brought_by, at=found.school)  # fmt: skip


def _first_day(journal) -> Any:
    return journal.events["date"].min()


def _pages(journal, school: Organisation) -> tuple[list[dict[str, Any]], list[str]]:
    """A line per class and subject, and what makes the files unusable."""
    import polars as pl

    schools = journal.events["school"].unique().to_list()
    if len(schools) > 1:
        return [], ["В файлах отметки нескольких школ. Оставьте отметки своей школы."]
    # A school may be written by its name or its login; another school's login is another school.
    written = schools[0] if schools else ""
    other = Organisation.objects.filter(code=written).exclude(pk=school.pk).first()
    if other is not None and written:
        return [], [f"Это журнал другой школы: {other}. Приносит её она сама."]
    years = {SchoolYear.start_of(one) for one in journal.events["date"].unique().to_list()}
    if len(years) > 1:
        return [], ["В файлах отметки нескольких учебных лет. Принесите каждый год отдельно."]
    (year,) = years
    subjects = {one.name.casefold(): one.name for one in Subject.objects.all()}
    mark = pl.col("mark") > 0
    table = (
        journal.events.group_by("class", "subject")
        .agg(
            first=pl.col("date").min(),
            last=pl.col("date").max(),
            pupils=pl.col("pupil").unique().sort(),
            marks=mark.sum(),
            corrected=(pl.col("original") > 0).sum(),
            teachers=pl.col("teacher").unique().sort(),
        )
        .sort("class", "subject")
    )
    return [
        {
            "class": row["class"],
            "written": row["subject"],
            "subject": subjects.get(row["subject"].casefold(), row["subject"]),
            "year": year,
            "first": row["first"].isoformat(),
            "last": row["last"].isoformat(),
            "pupils": row["pupils"],
            "marks": row["marks"],
            "corrected": row["corrected"],
            "teachers": [one for one in row["teachers"] if one],
        }
        for row in table.iter_rows(named=True)
    ], []


def _digest(school: Organisation, class_name: str, name: str) -> str:
    """Of a name: without the key of the installation nobody tells whose it is."""
    said = f"{school.pk}|{class_name}|{' '.join(name.casefold().replace('ё', 'е').split())}"
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


def _known(school: Organisation, year: SchoolYear, names: Names) -> dict:
    """Codes that names of these files have from earlier files."""
    kept = {
        (one.class_name, one.digest): one.code
        for one in PupilCode.objects.filter(school=school, school_year=year)
    }
    return {
        key: code for key in names if (code := kept.get((key[1], _digest(school, key[1], key[2]))))
    }


def _keep_codes(school: Organisation, year: SchoolYear, names: Names) -> None:
    PupilCode.objects.bulk_create(
        [
            PupilCode(
                school=school,
                school_year=year,
                class_name=class_,
                digest=_digest(school, class_, name),
                code=code,
            )
            for (_, class_, name), code in names.items()
        ],
        ignore_conflicts=True,
    )

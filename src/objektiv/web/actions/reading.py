"""Reading an upload: what was understood, what is doubtful, before anything is accepted.

`Upload.understood` holds
    files       what each file turned out to be (protocols.Understood)
    complaints  file, sheet, cell, severity, text — all of them
    schools     {id in the files, name, organisation or null, how, candidates}
    years       which school year a work is of: {name, work, year, answer, candidates}
    works       {title, key, path of the stored file, schools, sittings, written}
    questions   of the files among themselves: {name, text, candidates: [{id, name}]}
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from objektiv.web.actions.audit import log
from objektiv.web.actions.jobs import Refusal
from objektiv.web.actions.work_years import school_year, settle
from objektiv.web.models import Job, Organisation, SchoolAlias, Upload, UploadedFile
from objektiv.web.queries.organisations import schools_below
from objektiv.web.queries.results import described_work

# What the command line calls a parameter, a page calls a file.
ON_A_PAGE = ("Укажите --work work.toml.", "Выберите работу или приложите файл work.toml.")
DESCRIPTION = ".toml"  # a file of this kind among the uploads describes the work


def read_upload(job: Job, progress, *, upload: int) -> None:
    """Read the files of an upload and write down what was understood; accepts nothing."""
    from objektiv import protocols, store

    found = Upload.objects.select_related("organisation", "work").get(pk=upload)
    if found.state not in (Upload.State.READING, Upload.State.READ):
        return
    files = list(found.files.all())
    progress("Чтение файлов", 0, len(files))
    with TemporaryDirectory(prefix="objektiv-read-") as folder:
        named = _named(files, Path(folder))
        described = next((one for one in named if one.suffix.lower() == DESCRIPTION), None)
        try:
            work = protocols.read_work(described) if described else None
        except protocols.Refused as refused:
            _finish(found, {"complaints": [_complaint(one, files) for one in refused.complaints]})
            return
        if work is None and found.work is not None:
            work = described_work(found.work)
        reading = protocols.read_results(
            [one for one in named if one != described],
            work,
            {name: answer for name, answer in found.answers.items() if isinstance(answer, str)},
        )
    progress("Сохранение прочитанного", len(files), len(files))
    works, years = [], []
    day = timezone.localdate(found.brought_at)
    for part in reading.sittings:
        settled = settle(part, found.answers, day=day, known=work if found.work else None)
        sittings = settled.sittings
        if settled.question:
            years.append(settled.question)
        try:
            stored = store.put(settings.STORE, sittings)
        except ValueError as problem:
            raise Refusal(str(problem)) from problem
        works.append(
            {
                "title": sittings.work.title,
                "school_year": school_year(sittings.work.year),
                "year_asked": settled.open,
                "key": list(sittings.work.key),
                "path": stored.path.relative_to(settings.STORE).as_posix(),
                "schools": len(sittings.schools),
                "sittings": len(sittings.frame),
                "written": int(sittings.frame["participated"].sum()),
                "items": len(sittings.work.items),
                "scale": bool(sittings.work.scale),
            }
        )
    schools = {one.id: one for sittings in reading.sittings for one in sittings.schools.values()}
    _finish(
        found,
        {
            "files": [asdict(one) for one in reading.understood],
            "complaints": [_complaint(one, files) for one in reading.complaints],
            "schools": match_schools(found.organisation, schools.values()),
            "works": works,
            "years": years,
            "questions": [
                {
                    "name": one.name,
                    "text": one.text,
                    "candidates": [{"id": c.id, "name": c.name} for c in one.candidates],
                }
                for one in reading.questions
            ],
        },
    )


def _finish(upload: Upload, understood: dict[str, Any]) -> None:
    with transaction.atomic():
        upload.understood = understood
        upload.state = Upload.State.READ
        upload.save(update_fields=["understood", "state"])
        log(
            "upload.read",
            upload,
            f"Прочитано: {upload}, файлов: {upload.files.count()}",
            by=upload.brought_by,
            at=upload.organisation,
        )


def _named(files: list[UploadedFile], folder: Path) -> list[Path]:
    """Links to the originals under the names people gave them: complaints quote names."""
    named = []
    for one in files:
        place = folder / one.name
        if place.exists():
            place = folder / str(one.pk) / one.name
            place.parent.mkdir()
        place.symlink_to(settings.STORE / one.path)
        named.append(place)
    return named


def _complaint(one, files: list[UploadedFile]) -> dict[str, Any]:
    """A complaint under the name people gave the file, with the file it speaks of."""
    quoted = Path(one.file)
    named = [file for file in files if file.name == quoted.name]
    about = next((file for file in named if str(file.pk) == quoted.parent.name), None)
    about = about or (named[0] if named else None)
    return {
        "file": about.name if about else one.file,
        "id": about.pk if about else None,
        "sheet": one.sheet,
        "cell": one.cell,
        "severity": one.severity.value,
        "text": one.text.replace(*ON_A_PAGE),
    }


def match_schools(place: Organisation, schools) -> list[dict[str, Any]]:
    """Which organisation each school of the files is.

    Login first, then what people answered before, then the name taken apart. Whatever is
    only similar, or unknown, stays open with the similar ones first: it is asked.
    """
    from objektiv.protocols.schools import Match, Named, compare, take_apart

    known = list(schools_below(place).select_related("parent"))
    by_code = {one.code.lower(): one for one in known if one.code}
    by_pk = {one.pk: one for one in known}
    aliases = {
        alias.written: alias.school_id
        for alias in SchoolAlias.objects.filter(
            organisation__in=place.line(), school__in=[one.pk for one in known]
        )
    }
    parts = [(one, take_apart(Named("", one.parent.name, one.code, one.name))) for one in known]
    matched = []
    for school in sorted(schools, key=lambda one: one.name):
        entry: dict[str, Any] = {"id": school.id, "name": school.name, "candidates": []}
        if found := by_code.get(school.id.lower()):
            entry |= {"organisation": found.pk, "how": "login"}
        elif found := by_pk.get(aliases.get(school.name, 0)):
            entry |= {"organisation": found.pk, "how": "answer"}
        elif place.is_school and len(schools) == 1 and place.pk in by_pk and not place.code:
            entry |= {"organisation": None, "how": "", "candidates": [place.pk]}
        else:
            mine = take_apart(Named("", school.municipality, school.id, school.name))
            same = [one.pk for one, other in parts if compare(mine, other) is Match.SAME]
            similar = [one.pk for one, other in parts if compare(mine, other) is Match.DOUBTFUL]
            sure = same[0] if len(same) == 1 else None
            entry |= {
                "organisation": sure,
                "how": "name" if sure else "",
                "candidates": [] if sure else same + similar,
            }
        matched.append(entry)
    return matched

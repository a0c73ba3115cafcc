"""What was brought, what of it counts, what stands in the way of accepting it."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.dateparse import parse_date

from objektiv.russian.searching import asked
from objektiv.schema import Sittings
from objektiv.web.models import Organisation, Person, Protocol, Upload, UploadedFile, Work
from objektiv.web.permissions import places


def uploads_visible_to(person: Person):
    """Uploads brought at or below one's own level: a file may hold several schools."""
    return Upload.objects.filter(
        organisation__in=Organisation.objects.within(*places(person, "results.bring"))
    ).select_related("organisation", "brought_by", "accepted_by", "ended_by", "procedure", "job")


def uploads_at(person: Person, place: Organisation):
    return (
        uploads_visible_to(person)
        .filter(organisation__in=Organisation.objects.within(place.path))
        .defer("understood")  # as large as its files
        .prefetch_related("files")
    )


def chosen_uploads(uploads, *, state: str, by: str, words: str, since: str):
    """Those in a state, brought by a person, with a file named so, since a day; nonsense is
    no choice."""
    if state in Upload.State.values:
        uploads = uploads.filter(state=state)
    if by.isdecimal():
        uploads = uploads.filter(brought_by=int(by))
    if words:
        named = UploadedFile.objects.all()
        for part in asked(words):
            named = named.filter(search__contains=part)
        uploads = uploads.filter(pk__in=named.values("upload"))
    day = parse_date(since) if since else None
    return uploads.filter(brought_at__date__gte=day) if day else uploads


def bringers_of(uploads) -> list[Person]:
    """Whoever brought something among them, by name."""
    return list(Person.objects.filter(pk__in=uploads.order_by().values("brought_by")))


def counting_of(upload: Upload) -> int:
    """How many protocols of the upload count now."""
    return upload.protocols.filter(state=Protocol.State.ACCEPTED).count()


def files_visible_to(person: Person):
    return UploadedFile.objects.filter(upload__in=uploads_visible_to(person), removed_at=None)


def protocols_visible_to(person: Person):
    return Protocol.objects.filter(
        school__in=Organisation.objects.within(*places(person, "results.bring"))
    ).select_related("school", "work", "upload")


def classes_of(sittings: Sittings) -> Iterator[tuple[str, str, int, int]]:
    """School and class as the file names them, pupils, of them who wrote the work."""
    import polars as pl

    yield from (
        sittings.frame.group_by("school", "class")
        .agg(n=pl.len(), written=pl.col("participated").sum())
        .sort("school", "class")
        .iter_rows()
    )


def obstacles(upload: Upload) -> list[str]:
    """Why the upload cannot be accepted yet, in words; empty: it can."""
    if upload.state != Upload.State.READ:
        return ["Эта загрузка уже принята, отменена или ещё читается."]
    understood = upload.understood
    found = []
    if any(one["severity"] == "refuse" for one in understood.get("complaints", [])):
        found.append("В файлах есть ошибки. Исправьте их в файле и загрузите его снова.")
    if understood.get("questions"):
        found.append("Ответьте, какие названия в файлах означают одну и ту же школу.")
    if any(one["answer"] is None for one in understood.get("years", [])):
        found.append("Ответьте, в каком учебном году писали работу.")
    if any(one["organisation"] is None for one in understood.get("schools", [])):
        found.append("Укажите, каким школам принадлежат результаты.")
    if not found and not understood.get("works"):
        found.append("В файлах не нашлось результатов.")
    if not found:
        found += _twice(understood["schools"])
    return found


def _twice(schools: list[dict]) -> list[str]:
    """Two schools of the files that were said to be one and the same."""
    chosen = [one["organisation"] for one in schools]
    doubled = {pk for pk in chosen if chosen.count(pk) > 1}
    return [
        "Одна школа указана для разных названий: "
        + ", ".join(f"«{one['name']}»" for one in schools if one["organisation"] == pk)
        + ". Выберите для каждого названия свою школу."
        for pk in sorted(doubled)
    ]


def replaced_by(upload: Upload) -> list[Protocol]:
    """Accepted protocols of the same classes and works, which this upload would replace."""
    from objektiv import store

    schools = {one["id"]: one["organisation"] for one in upload.understood.get("schools", [])}
    if None in schools.values():
        return []
    replaced: list[Protocol] = []
    for part in upload.understood.get("works", []):
        work = Work.objects.filter(**_key(part["key"])).first()
        if work is None:
            continue
        sittings = store.read(settings.STORE / part["path"])
        classes = {(schools[school], name) for school, name, _, _ in classes_of(sittings)}
        replaced += [
            protocol
            for protocol in Protocol.objects.filter(
                work=work, state=Protocol.State.ACCEPTED, school__in={pk for pk, _ in classes}
            ).select_related("school", "work")
            if (protocol.school_id, protocol.class_name) in classes
        ]
    return replaced


def _key(key: list) -> dict:
    return dict(zip(("procedure", "year", "subject", "grade", "variant_of"), key, strict=True))

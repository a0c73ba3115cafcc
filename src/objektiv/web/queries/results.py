"""Results that a person may read: works, reports of a place, sittings that count."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Q, Subquery, Sum

from objektiv.schema import School, Sittings
from objektiv.schema import Work as WorkDescription
from objektiv.web.models import Analysis, Organisation, Person, PlaceReport, Protocol, Work
from objektiv.web.models.packed import unpack
from objektiv.web.permissions import classes_seen, may, own_results
from objektiv.web.queries.limits import only_classes


def works_at(place: Organisation, *, reader: Person):
    """Works with results at or below the place that the reader may open.

    Each with schools, pupils, whether analysed. A teacher is shown the works of the own subject
    and classes.
    """
    current = Analysis.objects.filter(work=OuterRef("pk"), current=True)
    return (
        _readable(place, reader)
        .filter(
            protocols__school__in=Organisation.objects.within(place.path),
            protocols__state=Protocol.State.ACCEPTED,
        )
        .annotate(
            schools=Count("protocols__school", distinct=True),
            written=Sum("protocols__written"),
            answer=Subquery(
                PlaceReport.objects.filter(
                    analysis__work=OuterRef("pk"), analysis__current=True, organisation=place
                ).values("answer")[:1]
            ),
            analysed=Subquery(current.values("made_at")[:1]),
        )
        .order_by("-year", "procedure", "subject", "grade")
    )


def _readable(place: Organisation, reader: Person):
    own = own_results(reader, place)
    if own is None:
        return Work.objects.all()
    condition = Q(pk__in=())
    for part in own:
        of_classes = Q(pk__in=())
        for year, name in part.classes:
            of_classes |= Q(
                pk__in=Protocol.objects.filter(
                    school=place, class_name=name, work__year=year, state=Protocol.State.ACCEPTED
                ).values("work")
            )
        if part.subject:
            condition |= Q(subject=part.subject) & (of_classes if part.classes else Q())
        else:
            condition |= of_classes
    return Work.objects.filter(condition)


def report_of(
    place: Organisation, work: Work, *, reader: Person
) -> tuple[PlaceReport, dict[str, Any]] | None:
    """The newest report of a work for a place, unpacked, as far as the reader may see it.

    A teacher gets the rows of the school and of the own classes. What was found about the
    protocol is told to those who may see findings.
    """
    found = (
        PlaceReport.objects.filter(organisation=place, analysis__work=work, analysis__current=True)
        .select_related("analysis")
        .first()
    )
    if found is None:
        return None
    if not may(reader, "findings.view", place):
        found.answer = ""
    return found, only_classes(unpack(found.content), classes_seen(reader, place, work))


def known_works(place: Organisation):
    """Works whose description is known at the top of the tree: own tables may be of them."""
    top = place.path.split("/")[1]
    return Work.objects.filter(
        protocols__state=Protocol.State.ACCEPTED,
        protocols__school__path__startswith=f"/{top}/",
    ).distinct()


def described_work(work: Work) -> WorkDescription | None:
    """Items and scale of a work, from results of it that were accepted."""
    from objektiv import store

    paths = work.protocols.filter(state=Protocol.State.ACCEPTED).order_by("id")
    works = [
        store.read(settings.STORE / path).work
        for path in dict.fromkeys(paths.values_list("store_path", flat=True)[:50])
    ]
    return next((one for one in works if one.scale), works[0] if works else None)


def years_of(
    place: Organisation, work: Work, *, reader: Person
) -> list[tuple[int, dict[str, Any]]]:
    """Reports of the same procedure, subject and grade by year, the earliest first."""
    found = (
        PlaceReport.objects.filter(
            organisation=place,
            analysis__current=True,
            analysis__work__procedure=work.procedure,
            analysis__work__subject=work.subject,
            analysis__work__grade=work.grade,
            analysis__work__variant_of=work.variant_of,
        )
        .select_related("analysis__work")
        .order_by("analysis__work__year")
    )
    return [
        (
            one.analysis.work.year,
            only_classes(unpack(one.content), classes_seen(reader, place, one.analysis.work)),
        )
        for one in found
    ]


def accepted_at(work: Work, place: Organisation):
    """Protocols that count, at or below a place."""
    return Protocol.objects.filter(
        work=work,
        state=Protocol.State.ACCEPTED,
        school__in=Organisation.objects.within(place.path),
    )


def protocols_at(place: Organisation, works, *, reader: Person):
    """Protocols of the works that count, with their files, as far as the reader sees classes."""
    found = Protocol.objects.filter(
        work__in=[one.pk for one in works],
        state=Protocol.State.ACCEPTED,
        school__in=Organisation.objects.within(place.path),
    )
    own = own_results(reader, place)
    if own is not None:
        names = Q(pk__in=())
        for part in own:
            for year, name in part.classes:
                names |= Q(work__year=year, class_name=name)
        found = found.filter(names)
    return (
        found.select_related("school", "work", "upload__brought_by")
        .defer("upload__understood")  # as large as its files
        .prefetch_related("upload__files")
        .order_by("school__name", "-work__year", "work__subject", "class_name")
    )


def sittings_of(
    work: Work, place: Organisation, classes: frozenset[str] | None = None
) -> Sittings | None:
    """All sittings that count for a work at or below a place; None when there are none.

    With `classes` only those of these classes.

    Region, municipality and school are the organisations of today, whatever the files said:
    `school` is the key of the organisation, region and municipality are their names.
    """
    import polars as pl

    from objektiv import store
    from objektiv.schema import SORT

    counting = accepted_at(work, place).filter(rows_removed_at=None)
    if classes is not None:
        counting = counting.filter(class_name__in=classes)
    rows = list(
        counting.values_list(
            "store_path",
            "source_school",
            "class_name",
            "school_id",
            "school__name",
            "school__parent__name",
            "school__parent__parent__name",
        )
    )
    if not rows:
        return None
    frames, works = [], []
    for path in sorted({row[0] for row in rows}):
        found = store.read(settings.STORE / path)
        works.append(found.work)
        wanted = pl.DataFrame(
            [
                (source, name, str(pk), municipality, region)
                for stored, source, name, pk, _, municipality, region in rows
                if stored == path
            ],
            {
                "school": pl.String,
                "class": pl.String,
                "_school": pl.String,
                "_municipality": pl.String,
                "_region": pl.String,
            },
            orient="row",
        )
        frames.append(
            found.frame.join(wanted, on=["school", "class"], how="inner")
            .with_columns(
                school=pl.col("_school"),
                municipality=pl.col("_municipality"),
                region=pl.col("_region"),
            )
            .drop("_school", "_municipality", "_region")
        )
    schools = {
        str(pk): School(str(pk), name, municipality, region)
        for _, _, _, pk, name, municipality, region in rows
    }
    # The same items in all (see `actions.uploads.accept`); some files bring the scale, some not.
    described = next((one for one in works if one.scale), works[0])
    return Sittings(described, pl.concat(frames).sort(SORT), schools)

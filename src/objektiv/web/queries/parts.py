"""Parts of finished reports that a person may read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from objektiv.web.models import Organisation, PlaceReport, ReportPart, Work
from objektiv.web.models.packed import unpack

TREND = ("procedure", "subject", "grade", "variant_of")


def part_of(report: PlaceReport, kind: str) -> Any:
    """One part of a report, unpacked; None where the analysis has made none."""
    content = (
        ReportPart.objects.filter(report=report, kind=kind)
        .values_list("content", flat=True)
        .first()
    )
    return None if content is None else unpack(content)


def parts_of(report: PlaceReport, kinds: Sequence[str]) -> dict[str, Any]:
    """Several parts of one report at once."""
    found = ReportPart.objects.filter(report=report, kind__in=kinds)
    return {kind: unpack(content) for kind, content in found.values_list("kind", "content")}


def whole_part_of(report: PlaceReport, kind: str) -> Any:
    """A part that speaks of all the data of the analysis: it names no place."""
    content = (
        ReportPart.objects.filter(report__analysis_id=report.analysis_id, kind=kind)
        .values_list("content", flat=True)
        .first()
    )
    return None if content is None else unpack(content)


def reports_at(place: Organisation, works) -> list[PlaceReport]:
    """Current reports of several works for a place: their facts, without the tables."""
    return list(
        PlaceReport.objects.filter(
            organisation=place, analysis__current=True, analysis__work__in=works.values("pk")
        )
        .select_related("analysis__work")
        .defer("content")
        .order_by(
            "analysis__work__subject",
            "analysis__work__grade",
            "analysis__work__procedure",
            "analysis__work__year",
        )
    )


def around_of(place: Organisation, reports: Sequence[PlaceReport]) -> dict[int, dict[str, Any]]:
    """Facts of the top of the tree by work: what every place is compared with."""
    top = place.path.split("/")[1]
    found = PlaceReport.objects.filter(
        organisation_id=int(top), analysis__in={one.analysis_id for one in reports}
    )
    return dict(found.values_list("analysis__work_id", "facts"))


def parts_at(reports: Sequence[PlaceReport], kind: str) -> dict[int, Any]:
    """The same part of several reports, by report."""
    found = ReportPart.objects.filter(report__in=[one.pk for one in reports], kind=kind)
    return {pk: unpack(content) for pk, content in found.values_list("report_id", "content")}


def whole_parts_at(reports: Sequence[PlaceReport], kind: str) -> list[Any]:
    """The same part of the whole data of several works."""
    found = ReportPart.objects.filter(
        report__analysis__in={one.analysis_id for one in reports}, kind=kind
    )
    return [unpack(content) for content in found.values_list("content", flat=True)]


def one_of(work: Work):
    """Fields by which works of different years are the same work."""
    return tuple(getattr(work, name) for name in TREND)


def contents_at(place: Organisation, works) -> list[tuple[PlaceReport, dict[str, Any]]]:
    """Current reports of several works for a place, unpacked."""
    found = (
        PlaceReport.objects.filter(
            organisation=place, analysis__current=True, analysis__work__in=works.values("pk")
        )
        .select_related("analysis__work")
        .order_by("analysis__work__subject", "analysis__work__procedure")
    )
    return [(one, unpack(one.content)) for one in found]

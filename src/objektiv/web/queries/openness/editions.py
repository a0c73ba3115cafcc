"""Editions of a yearly public report: the one in force, earlier ones, what is no longer open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from objektiv.web.models import (
    Organisation,
    Person,
    PublicRelease,
    PublicTable,
    SchoolYear,
    YearReport,
)
from objektiv.web.permissions import COORDINATORS, SCHOOL_MANAGERS, assignments
from objektiv.web.queries.waiting import Waiting

OFF = "снято"


@dataclass(frozen=True)
class OpenReport:
    """A report at its public address: `current` is another edition where this one was taken off."""

    report: YearReport
    current: YearReport | None = None


def open_report(address: str, report: int) -> OpenReport | None:
    """A report that is on an open page, or was."""
    found = (
        YearReport.objects.filter(
            pk=report, item__page__address=address, item__page__opened_at__isnull=False
        )
        .select_related("organisation", "school_year", "item__page")
        .first()
    )
    if found is None:
        return None
    if not found.item.withdrawn_at:
        return OpenReport(found)
    return OpenReport(found, published(found.organisation, found.school_year))


def editions_of(place: Organisation, year: SchoolYear) -> list[YearReport]:
    """Whatever was published for the year, the first edition first."""
    return list(
        YearReport.objects.filter(organisation=place, school_year=year, item__isnull=False)
        .select_related("item", "organisation", "school_year")
        .defer("parts")
        .order_by("item__published_at", "pk")
    )


def published(place: Organisation, year: SchoolYear) -> YearReport | None:
    """The edition that is on the open page."""
    return next((one for one in editions_of(place, year) if not one.item.withdrawn_at), None)


def withdrawn_tables(report: YearReport) -> list[PublicTable]:
    """Tables of the report that were open when it was made and are not any more."""
    return list(
        report.tables.filter(release__state=PublicRelease.State.WITHDRAWN)
        .select_related("work", "release")
        .order_by("work")
    )


def lost_tables(report: str):
    """Condition: the report that `report` leads to has tables that are not open any more."""
    return Exists(
        YearReport.tables.through.objects.filter(
            yearreport=OuterRef(report),
            publictable__release__state=PublicRelease.State.WITHDRAWN,
        )
    )


def seen_parts(report: YearReport, off: Sequence[PublicTable] = ()) -> list[dict[str, Any]]:
    """Sections as a visitor may see them: none that is empty, no number of the tables `off`."""
    names = {str(one.work) for one in off}
    found = []
    for one in deepcopy(report.parts):
        if not one["shown"] or (one.get("hint") and not one["text"]):
            continue
        if names and one["code"] == "results":
            one["chart"] = None
            one["rows"] = [
                [name, *(OFF for _ in cells)] if name in names else [name, *cells]
                for name, *cells in one["rows"]
            ]
        found.append(one)
    return found


def reports_to_renew(person: Person, today: date) -> Iterator[Waiting]:
    """Published reports with numbers that were taken off the open pages since."""
    own = [
        one.organisation_id
        for one in assignments(person)
        if one.role in (*COORDINATORS, *SCHOOL_MANAGERS)
    ]
    if not own:
        return
    for one in (
        YearReport.objects.filter(
            lost_tables("pk"),
            organisation__in=own,
            item__withdrawn_at=None,
            item__isnull=False,
        )
        .select_related("organisation", "school_year")
        .defer("parts")
    ):
        yield Waiting(
            f"Выпустить новую редакцию, часть таблиц снята: {one}",
            one.organisation.title,
            reverse("year_report", args=[one.pk]),
            None,
        )

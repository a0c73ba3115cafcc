"""The open results of one page as a set of open data: rows, their structure, its passport."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min
from django.utils import timezone

from objektiv.profiles import open_data_rules
from objektiv.web.models import PublicPage, PublicTable
from objektiv.web.queries.openness.public import ALL, MARKS, latest_tables

# Field, what it is in Russian, what it is in English, its type.
STRUCTURE = (
    ("procedure", "Оценочная процедура", "Assessment procedure", "string"),
    ("year", "Год", "Year", "integer"),
    ("grade", "Класс", "Grade", "integer"),
    ("subject", "Предмет", "Subject", "string"),
    ("participants", "Писали работу", "Participants", "integer"),
    ("mark", "Отметка", "Mark", "integer"),
    ("pupils", "Учеников с этой отметкой; пусто, если не показывается",
     "Pupils with this mark; empty where not shown", "integer"),
)  # fmt: skip
Row = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class DataSet:
    """What is published: rows and when they were shown first and changed last."""

    identifier: str
    title: str
    description: str
    owner: str
    created: date | None
    modified: date | None
    rows: tuple[Row, ...]


def data_set_of(page: PublicPage) -> DataSet:
    """Marks of every open work of the organisation alone; nobody gets a list of schools."""
    place, rules = page.organisation, open_data_rules()
    dates = PublicTable.objects.filter(
        organisation=place, release__shown_at__isnull=False
    ).aggregate(
        first=Min("release__shown_at"),
        shown=Max("release__shown_at"),
        taken=Max("release__withdrawn_at"),
    )
    changes = [one for one in (dates["shown"], dates["taken"]) if one]
    tables = sorted(
        latest_tables(place).values(),
        key=lambda one: (-one.work.year, one.work.procedure, one.work.subject, one.work.grade),
    )
    return DataSet(
        identifier=f"{page.address}-{rules.name}",
        title=f"{rules.title}: {place.name}",
        description=rules.description,
        owner=place.name,
        created=dates["first"] and timezone.localdate(dates["first"]),
        modified=timezone.localdate(max(changes)) if changes else None,
        rows=tuple(
            (one.work.procedure, one.work.year, one.work.grade, one.work.subject,
             one.shown[ALL], int(mark), one.shown[mark])
            for one in tables
            for mark in MARKS
        ),
    )  # fmt: skip


def version_of(found: DataSet) -> str:
    """Name of the version as the passport gives it: days of the data and of their structure."""
    day = f"{found.modified or timezone.localdate():%Y-%m-%d}"
    return f"data-{day}-structure-{open_data_rules().structure:%Y-%m-%d}"


def passport_of(
    found: DataSet, page: PublicPage, links: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Properties of the passport in the order of the recommendations.

    links: `data` and `structure` -> address.
    """
    rules = open_data_rules()
    return [
        ("standardversion", rules.standard),
        ("identifier", found.identifier),
        ("title", found.title),
        ("description", found.description),
        ("creator", found.owner),
        ("created", _day(found.created)),
        ("modified", _day(found.modified)),
        ("subject", ", ".join(rules.keywords)),
        ("format", "CSV"),
        ("provenance", rules.change),
        ("publishername", found.owner),
        ("publisherphone", " ".join(page.contacts.split())),
        ("publishermbox", ""),
        (version_of(found), links["data"]),
        (f"structure-{rules.structure:%Y-%m-%d}", links["structure"]),
    ]


def _day(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""

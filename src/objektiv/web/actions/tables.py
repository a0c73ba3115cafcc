"""Opening a table of results; rows of pupils leave a trace."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from objektiv.schema import Table
from objektiv.web.actions.analysing import individual_of
from objektiv.web.actions.audit import log_reading
from objektiv.web.models import Organisation, Person, Work
from objektiv.web.permissions import pupils_seen
from objektiv.web.queries.results import sittings_of, years_of
from objektiv.web.tables import by_year, table_of

INDIVIDUAL = "individual"
YEARS = "years"


def open_table(
    place: Organisation, work: Work, content: dict[str, Any], code: str, *, by: Person
) -> Table:
    """One of the reports of a work for a place, where `content` is its unpacked report.

    Rows of pupils are made from the sittings, for who may see them, and the journal keeps that.
    Raises LookupError where the report has no such table.
    """
    if code == INDIVIDUAL:
        classes = pupils_seen(by, place, work)
        if classes is not None and not classes:
            raise PermissionDenied("results.view_pupils")
        sittings = sittings_of(work, place, classes)
        if sittings is None:
            raise LookupError(code)
        log_reading(work, f"Открыты результаты учеников: {work.title}", by=by, at=place)
        return table_of(individual_of(sittings))
    if code == YEARS:
        return by_year(years_of(place, work, reader=by))
    found = next((one for one in content["tables"] if one["code"] == code), None)
    if found is None:
        raise LookupError(code)
    return table_of(found)

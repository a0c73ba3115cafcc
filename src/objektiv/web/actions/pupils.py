"""Opening the results of one pupil: rows of pupils leave a trace, whoever opens them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from objektiv.analysis.pupil import (
    PupilWork,
    pupil_chart,
    pupil_items,
    pupil_lines,
    pupil_table,
    pupil_work,
)
from objektiv.profiles import load_profile
from objektiv.schema import Table
from objektiv.web.actions.audit import log_reading
from objektiv.web.actions.plain import chart_plain
from objektiv.web.models import Analysis, Organisation, Person
from objektiv.web.permissions import pupils_seen
from objektiv.web.queries.result_classes import classes_at, works_of_class
from objektiv.web.queries.results import sittings_of, works_at


@dataclass(frozen=True)
class Pupil:
    """What is shown of one pupil: a code, never a name."""

    year: int
    lines: Sequence[tuple[str, bool]]
    charts: Sequence[dict[str, Any]]
    table: Table
    items: Sequence[Table]
    analyses: Sequence[Analysis]


def open_pupil(
    place: Organisation, class_name: str, pupil: str, *, year: int | None, by: Person
) -> Pupil:
    """All works of one pupil in a year.

    Raises LookupError where there is no such pupil, PermissionDenied where the person may not
    see rows of pupils of the class.
    """
    known = [one for one in classes_at(place, reader=by) if one.name == class_name]
    if not place.is_school or not known:
        raise LookupError(class_name)
    years = [one.year for one in known]
    chosen = year if year in years else years[0]
    works = works_of_class(place, class_name, chosen, works_at(place, reader=by))
    found: list[PupilWork] = []
    refused = False
    for work in works:
        seen = pupils_seen(by, place, work)
        if seen is not None and class_name not in seen:
            refused = True
            continue
        sittings = sittings_of(work, place, frozenset({class_name}))
        one = pupil_work(sittings, pupil) if sittings else None
        if one is not None:
            found.append(one)
            text = f"Открыты результаты ученика {pupil}, {class_name}: {work.title}"
            log_reading(work, text, by=by, at=place)
    if not found:
        if refused:
            raise PermissionDenied("results.view_pupils")
        raise LookupError(pupil)
    profile = load_profile(chosen)
    chart = pupil_chart(found)
    analyses = Analysis.objects.filter(work__in=works, current=True).select_related("work")
    return Pupil(
        chosen,
        [(line.text, line.quiet) for line in pupil_lines(found, profile)],
        [chart_plain(chart, "Доля баллов ученика за работу и полый кружок — среднее его класса.")]
        if chart
        else [],
        pupil_table(found),
        [pupil_items(one) for one in found],
        list(analyses),
    )

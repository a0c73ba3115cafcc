"""How results change over the years, on every level, in words that say how surely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from objektiv.analysis.trends import (
    FAILING,
    MEAN,
    Trend,
    YearFacts,
    changes_chart,
    trend,
    trend_lines,
    trends_table,
    years_charts,
)
from objektiv.profiles import load_profile
from objektiv.web.actions.plain import chart_plain
from objektiv.web.models import PlaceReport
from objektiv.web.queries.parts import around_of, one_of, reports_at
from objektiv.web.queries.results import works_at
from objektiv.web.views.answer_page import Answer, answer_page
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu

SAME, COHORT = "same", "cohort"
WAYS = {
    SAME: "с той же параллелью год назад (другие ученики)",
    COHORT: "с теми же учениками классом раньше",
}
LEAST_YEARS = 2


def show(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "results.view", "results")
    reports = reports_at(organisation, works_at(organisation, reader=request.user))
    is_top = organisation.parent_id is None
    around = {} if is_top else around_of(organisation, reports)
    way = COHORT if request.GET.get("with") == COHORT and not is_top else SAME
    subjects = sorted({one.analysis.work.subject for one in reports})
    subject = request.GET.get("subject", "")
    if subject in subjects:
        reports = [one for one in reports if one.analysis.work.subject == subject]
    else:
        subject = ""
    least = int(load_profile().value("group.minimum"))
    found = _trends(reports, around, way, least)
    charts = [
        chart_plain(chart, HINT)
        for what in (FAILING, MEAN)
        if way == SAME or what == MEAN
        if (chart := changes_chart(found, what))
    ]
    charts += _years(reports, around, least) if way == SAME else []
    answer = Answer(
        "Динамика по годам",
        [(line.text, line.quiet) for line in trend_lines(found)],
        charts,
        trends_table(found) if found else None,
        analyses=[one.analysis for one in reports],
        empty="" if found else EMPTY,
    )
    return answer_page(
        request,
        organisation,
        answer,
        "results/trends.html",
        menu=section_menu(request.user, organisation, "results", "trends"),
        subjects=subjects,
        subject=subject,
        ways=[] if is_top else list(WAYS.items()),
        way=way,
    )


HINT = "Отрезок — интервал 95 %; ○ — изменение больше случайного."
YEARS_HINT = "Точка с интервалом 95 % — ваш результат, полый кружок — регион в том же году."
EMPTY = (
    "Здесь видно, как меняются доля «2» и средний результат. Для этого нужны разобранные работы "
    "одной процедуры хотя бы за два года: принесите результаты прошлого года."
)


def _facts(report: PlaceReport) -> YearFacts | None:
    return _year(report.analysis.work.year, report.facts)


def _year(year: int, facts: Mapping[str, Any] | None) -> YearFacts | None:
    if not facts:
        return None
    return YearFacts(
        year,
        facts["n"],
        facts["mean"],
        facts["mean_se"],
        tuple(facts["marks"]),
        facts["failing_se"],
    )


def _trends(
    reports: list[PlaceReport], around: dict[int, dict[str, Any]], way: str, least: int
) -> list[Trend]:
    """The newest year of every work against the year before (or the same pupils' work)."""
    by_work: dict[tuple, dict[int, PlaceReport]] = {}
    for one in reports:
        work = one.analysis.work
        by_work.setdefault(one_of(work), {})[work.year] = one
    found = []
    for key, years in sorted(by_work.items()):
        procedure, subject, grade, variant = key
        latest = max(years)
        if way == COHORT:
            earlier = by_work.get((procedure, subject, grade - 1, variant), {}).get(latest - 1)
        else:
            past = [year for year in years if year < latest]
            earlier = years[max(past)] if past else None
        if earlier is None:
            continue
        pair = (_facts(years[latest]), _facts(earlier))
        wide = tuple(
            _year(one.analysis.work.year, around.get(one.analysis.work_id))
            for one in (years[latest], earlier)
        )
        if pair[0] is None or pair[1] is None:
            continue
        heading = f"{subject}, {grade} класс"
        if len({one[0] for one in by_work}) > 1:
            heading += f", {procedure}"
        beside = (wide[0], wide[1]) if wide[0] and wide[1] else None
        found.append(trend(heading, pair[0], pair[1], beside, least=least, same_work=way == SAME))
    return found


def _years(
    reports: list[PlaceReport], around: dict[int, dict[str, Any]], least: int
) -> list[dict[str, Any]]:
    """All years of one work, where the filter leaves just one."""
    if len({one_of(one.analysis.work) for one in reports}) != 1 or len(reports) < LEAST_YEARS:
        return []
    own = [facts for one in reports if (facts := _facts(one))]
    wide = [
        facts
        for one in reports
        if (facts := _year(one.analysis.work.year, around.get(one.analysis.work_id)))
    ]
    made = years_charts(own, wide, least=least, wider="Регион" if wide else "")
    return [chart_plain(chart, YEARS_HINT) for chart in made]

"""Reading results: works of a place, the seven reports of a work, exports."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from objektiv.schema import Table
from objektiv.web.actions.tables import INDIVIDUAL, YEARS, open_table
from objektiv.web.models import Organisation, PlaceReport, Work
from objektiv.web.permissions import classes_seen, may, own_results, pupils_seen
from objektiv.web.queries.findings import findings_at
from objektiv.web.queries.results import accepted_at, report_of, works_at, years_of
from objektiv.web.tables import csv_of, for_page, shown_rows, table_of, workbook
from objektiv.web.views.places import enter

WEEK = 7 * 24 * 3600
TITLES = {
    "marks": "Отметки",
    "journal": "Журнал",
    "scores": "Баллы",
    "items": "Задания",
    "skills": "Умения",
    "groups": "Группы",
    YEARS: "По годам",
    INDIVIDUAL: "Участники",
}
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "results.view", "results")
    works = works_at(organisation, reader=request.user)
    years = sorted(set(works.values_list("year", flat=True)), reverse=True)
    subjects = sorted(set(works.values_list("subject", flat=True)))
    grades = sorted(set(works.values_list("grade", flat=True)))
    year, subject, grade = (request.GET.get(name, "") for name in ("year", "subject", "grade"))
    if year.isdecimal():
        works = works.filter(year=int(year))
    if subject in subjects:
        works = works.filter(subject=subject)
    if grade.isdecimal():
        works = works.filter(grade=int(grade))
    return render(
        request,
        "results/index.html",
        {
            "organisation": organisation,
            "works": works,
            "filters": [
                ("year", "Год", [str(one) for one in years], year),
                ("subject", "Предмет", subjects, subject),
                ("grade", "Параллель", [str(one) for one in grades], grade),
            ],
            "may_bring": may(request.user, "results.bring", organisation),
            "shows_findings": may(request.user, "findings.view", organisation),
            "names_nothing": own_results(request.user, organisation) == (),
        },
    )


def show(request: HttpRequest, place: int, work: int) -> HttpResponse:
    organisation = enter(request, place, "results.view", "results")
    found, about = _report(request, organisation, work)
    code = request.GET.get("report", "marks")
    tabs = [
        (name, title)
        for name, title in TITLES.items()
        if (name != INDIVIDUAL or pupils_seen(request.user, organisation, about) != frozenset())
        and (name != YEARS or len(years_of(organisation, about, reader=request.user)) > 1)
    ]
    if code not in dict(tabs):
        code = "marks"
    context = {"organisation": organisation, "work": about, "tabs": tabs, "code": code}
    if found is None:
        waiting = accepted_at(about, organisation)
        return render(request, "results/waiting.html", context | {"waiting": waiting.count()})
    report, content = found
    table = for_page(_table(request, organisation, about, content, code))
    chart = next((one for one in content["charts"] if one["code"] == code), None)
    return render(
        request,
        "results/show.html",
        context
        | {
            "report": report,
            "analysis": report.analysis,
            "table": table,
            "rows": shown_rows(table),
            "chart": chart,
            "picture": _picture(report, chart) if chart else "",
            "protocols": _protocols(request, organisation, about),
            "findings": findings_at(request.user, organisation, work=about.pk, verdict="")
            if may(request.user, "findings.view", organisation)
            else [],
            "may_bring": may(request.user, "results.bring", organisation),
        },
    )


def export(request: HttpRequest, place: int, work: int) -> HttpResponse:
    """A table (XLSX, CSV), all tables (XLSX) or a chart (SVG, PNG) as a file."""
    organisation = enter(request, place, "results.view", "results")
    found, about = _report(request, organisation, work)
    if found is None:
        raise Http404
    report, content = found
    kind, code = request.GET.get("format", "xlsx"), request.GET.get("report", "marks")
    if kind not in KINDS or code not in (*TITLES, "all"):
        raise Http404
    name = f"{about.title}, {organisation}, {TITLES.get(code, 'все отчёты')}.{kind}"
    if kind in ("svg", "png"):
        body = _drawn(content, code, kind)
    elif code == "all":
        body = workbook(report.analysis, about, [table_of(one) for one in content["tables"]])
    else:
        table = _table(request, organisation, about, content, code)
        body = csv_of(table) if kind == "csv" else workbook(report.analysis, about, [table])
    response = HttpResponse(body, content_type=KINDS[kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _report(
    request: HttpRequest, place: Organisation, work: int
) -> tuple[tuple[PlaceReport, dict] | None, Work]:
    """A work with results at the place, and its report where the analysis is ready."""
    about = get_object_or_404(works_at(place, reader=request.user), pk=work)
    return report_of(place, about, reader=request.user), about


def _protocols(request: HttpRequest, place: Organisation, work: Work):
    """Who brought what of the school, as far as its classes are shown to the reader."""
    if not place.is_school:
        return []
    found = accepted_at(work, place).select_related("upload__brought_by")
    classes = classes_seen(request.user, place, work)
    return found if classes is None else found.filter(class_name__in=classes)


def _table(
    request: HttpRequest, place: Organisation, work: Work, content: dict[str, Any], code: str
) -> Table:
    try:
        return open_table(place, work, content, code, by=request.user)
    except LookupError as missing:
        raise Http404 from missing


def _picture(report: PlaceReport, chart: dict[str, Any]) -> str:
    """The chart as inline SVG, drawn once per analysis."""
    from objektiv import charts

    key = f"chart:{report.pk}:{chart['code']}:{chart.get('part', '')}"
    picture = cache.get(key)
    if picture is None:
        drawn = charts.svg(chart["spec"])
        picture = charts.inline(drawn, chart["code"], chart["title"], chart["description"])
        cache.set(key, picture, WEEK)
    return picture


def _drawn(content: dict[str, Any], code: str, kind: str) -> bytes:
    from objektiv import charts

    chart = next((one for one in content["charts"] if one["code"] == code), None)
    if chart is None:
        raise Http404
    return charts.svg(chart["spec"]).encode() if kind == "svg" else charts.png(chart["spec"])

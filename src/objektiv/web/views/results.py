"""Reading results: works of a place, the seven reports of a work, exports."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from objektiv.schema import Table
from objektiv.web.actions.tables import INDIVIDUAL, YEARS, open_table
from objektiv.web.models import Organisation, PlaceReport, Work
from objektiv.web.permissions import classes_seen, may, own_results, pupils_seen
from objektiv.web.queries.findings import findings_at
from objektiv.web.queries.results import accepted_at, protocols_at, report_of, works_at, years_of
from objektiv.web.tables import csv_of, for_page, table_of, workbook
from objektiv.web.views.answer_page import KINDS, drawn_file, figures, kept_of, sent
from objektiv.web.views.listing import listing
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu
from objektiv.web.views.work_pages import head_links, row_links, work_menu

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
            "menu": section_menu(request.user, organisation, "results", "results"),
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
    context = {
        "organisation": organisation,
        "work": about,
        "tabs": tabs,
        "code": code,
        "menu": work_menu(request.user, organisation, about, "result"),
    }
    if found is None:
        waiting = accepted_at(about, organisation)
        return render(request, "results/waiting.html", context | {"waiting": waiting.count()})
    report, content = found
    table = _shown(request, organisation, about, content, code)
    chart = next((one for one in content["charts"] if one["code"] == code), None)
    return render(
        request,
        "results/show.html",
        context
        | {
            "report": report,
            "analysis": report.analysis,
            "table": table,
            "listing": listing(
                request,
                table,
                row_links(organisation, about, table),
                head_links(organisation, about, table),
            ),
            "export": reverse("result_export", args=[organisation.pk, about.pk]),
            "may_certify": may(request.user, "results.view_all", organisation),
            "kept": kept_of(request),
            "figures": figures([chart] if chart else []),
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
        body = drawn_file([one for one in content["charts"] if one["code"] == code], "", kind)
    elif code == "all":
        body = workbook(report.analysis, about, [table_of(one) for one in content["tables"]])
    else:
        table = _shown(request, organisation, about, content, code)
        table = listing(request, table).table
        body = csv_of(table) if kind == "csv" else workbook(report.analysis, about, [table])
    return sent(body, name, kind)


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


def _shown(
    request: HttpRequest, place: Organisation, work: Work, content: dict[str, Any], code: str
) -> Table:
    school = place.name if place.is_school else ""
    return for_page(_table(request, place, work, content, code), school)


def _table(
    request: HttpRequest, place: Organisation, work: Work, content: dict[str, Any], code: str
) -> Table:
    try:
        return open_table(place, work, content, code, by=request.user)
    except LookupError as missing:
        raise Http404 from missing


def protocols(request: HttpRequest, place: int) -> HttpResponse:
    """Which protocols count, from which files, brought by whom."""
    organisation = enter(request, place, "results.view", "results")
    works = works_at(organisation, reader=request.user)
    asked = request.GET.get("work", "")
    work = works.filter(pk=int(asked)).first() if asked.isdecimal() else None
    found = protocols_at(organisation, [work] if work else works, reader=request.user)
    return render(
        request,
        "results/protocols.html",
        {
            "organisation": organisation,
            "work": work,
            "page": page_of(request, found),
            "may_bring": may(request.user, "results.bring", organisation),
        },
    )

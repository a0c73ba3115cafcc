"""The yearly public report: where it is written, and the page that everybody reads."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from objektiv.charts.drawing import inline
from objektiv.web.actions.openness import report as act
from objektiv.web.forms.openness.report import ReportForm, ReportYearForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import PublicTable, YearReport
from objektiv.web.permissions import may, require
from objektiv.web.queries.openness import editions
from objektiv.web.queries.openness import report as query
from objektiv.web.queries.organisations import school_years
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


def index(request: HttpRequest, place: int) -> HttpResponse:
    """Reports of the place; a new draft is made of a school year."""
    organisation = enter(request, place, "open.view", "openness")
    years = school_years().filter(start__lte=timezone.localdate().year)
    may_manage = may(request.user, "open.manage", organisation)
    ended = years.filter(ends__lt=timezone.localdate()).first()
    form = ReportYearForm(request.POST or None, years=years, initial={"year": ended})
    if request.method == "POST":
        require(request.user, "open.manage", organisation)
    if submitted(
        request,
        form,
        lambda: act.draft_report(organisation, form.cleaned_data["year"], by=request.user),
    ):
        return redirect("year_report", year_report=form.result.pk)
    return render(
        request,
        "openness/reports.html",
        {
            "organisation": organisation,
            "menu": section_menu(request.user, organisation, "openness", "year_reports"),
            "reports": query.reports_visible_to(request.user)
            .filter(organisation=organisation)
            .defer("parts"),
            "form": form,
            "may_manage": may_manage,
        },
        status=form.status,
    )


def _report(request: HttpRequest, year_report: int, rule: str) -> YearReport:
    found = get_object_or_404(query.reports_visible_to(request.user), pk=year_report)
    request.place, request.section = found.organisation, "openness"
    require(request.user, rule, found.organisation)
    return found


def show(request: HttpRequest, year_report: int) -> HttpResponse:
    """The draft as visitors will see it, and what became of it."""
    found = _report(request, year_report, "open.view")
    return render(
        request,
        "openness/report.html",
        {
            "report": found,
            "parts": _drawn(found, []),
            "missing": query.left_out(found),
            "off": editions.withdrawn_tables(found),
            "editions": editions.editions_of(found.organisation, found.school_year),
            "may_manage": may(request.user, "open.manage", found.organisation),
            "may_publish": may(request.user, "open.tables", found.organisation),
        },
    )


def _drawn(report: YearReport, off: list[PublicTable]) -> list[dict[str, Any]]:
    """The sections a visitor sees, with their pictures made fit for a page."""
    return [
        one
        | {
            "picture": one["chart"]
            and inline(
                one["chart"]["svg"], one["code"], one["chart"]["title"], one["chart"]["description"]
            ),
            "labelled": [list(zip(one["head"], row, strict=True)) for row in one["rows"]],
        }
        for one in editions.seen_parts(report, off)
    ]


def write(request: HttpRequest, year_report: int) -> HttpResponse:
    """Words beside the numbers, section by section."""
    found = _report(request, year_report, "open.manage")
    form = ReportForm(request.POST or None, report=found)
    if submitted(request, form, lambda: act.write_report(found, form.texts(), by=request.user)):
        messages.success(request, "Отчёт сохранён.")
        return redirect("year_report", year_report=found.pk)
    parts = [one | {"fields": form.fields_of(one["code"])} for one in found.parts]
    return render(
        request,
        "openness/report_write.html",
        {"report": found, "form": form, "parts": parts},
        status=form.status,
    )


@require_POST
def take(request: HttpRequest, year_report: int) -> HttpResponse:
    """Today's numbers; words stay."""
    found = _report(request, year_report, "open.manage")
    made = act.draft_report(found.organisation, found.school_year, by=request.user)
    new = made.pk != found.pk
    messages.success(
        request,
        "Готов черновик новой редакции: числа сегодняшние, ваши слова те же."
        if new
        else "Числа взяты заново, ваши слова остались.",
    )
    return redirect("year_report", year_report=made.pk)


@require_POST
def publish(request: HttpRequest, year_report: int) -> HttpResponse:
    found = _report(request, year_report, "open.tables")
    try:
        act.publish_report(found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "Отчёт на открытой странице: страница и PDF.")
    return redirect("year_report", year_report=found.pk)


def pdf(request: HttpRequest, year_report: int) -> HttpResponse | FileResponse:
    """The draft on paper; what was published, as it was published."""
    found = _report(request, year_report, "open.view")
    if found.item:
        return FileResponse(
            (settings.STORE / found.item.path).open("rb"),
            as_attachment=True,
            filename=found.item.name,
        )
    return HttpResponse(
        act.report_pdf(found),
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="report.pdf"'},
    )


@login_not_required
@require_GET
def public(request: HttpRequest, address: str, year_report: int) -> HttpResponse:
    """For everybody, without signing in and without scripts.

    An edition that was taken off says so and leads to the one in force.
    """
    request.for_everybody = True
    seen = editions.open_report(address, year_report)
    if seen is None:
        raise Http404
    found, page = seen.report, seen.report.item.page
    if found.item.withdrawn_at:
        return render(
            request,
            "openness/report_gone.html",
            {"report": found, "page": page, "current": seen.current},
            status=410,
        )
    off = editions.withdrawn_tables(found)
    return render(
        request,
        "openness/report_public.html",
        {
            "report": found,
            "page": page,
            "parts": _drawn(found, off),
            "off": off,
            "editions": editions.editions_of(found.organisation, found.school_year),
        },
    )

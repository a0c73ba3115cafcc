"""Participant codes of a school: drawing, sheets to print, results that come by code."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from objektiv.documents.code_sheets import code_sheets
from objektiv.profiles import sealing_rules
from objektiv.sealing import printed_code
from objektiv.web.actions.holding import codes as act
from objektiv.web.forms.holding.codes import ByCodeForm, IssueForm
from objektiv.web.forms.submit import submitted
from objektiv.web.permissions import may
from objektiv.web.queries.holding import codes as query
from objektiv.web.queries.results import known_works
from objektiv.web.tasks import run_soon
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu

SHEETS = {"cards": "Листы для разрезания", "protocol": "Бумажный протокол"}


def index(request: HttpRequest, place: int) -> HttpResponse:
    school = enter(request, place, "codes.manage", "preparation")
    context = {
        "organisation": school,
        "menu": section_menu(request.user, school, "preparation", "codes"),
        "page": page_of(request, query.batches_of(school)),
        "rule": sealing_rules()["code_scope"],
        "by_procedure": query.by_procedure(),
        "vault": query.vault_of(school),
        "may_vault": may(request.user, "codes.vault", school),
    }
    return render(request, "holding/codes/index.html", context)


def issue(request: HttpRequest, place: int) -> HttpResponse:
    school = enter(request, place, "codes.manage", "preparation")
    classes = list(query.classes_now(school))
    procedures = query.procedures_with_codes(school)
    form = IssueForm(request.POST or None, procedures=procedures, classes=classes)
    if submitted(
        request,
        form,
        lambda: act.issue_codes(
            school, form.cleaned_data["procedure"], form.wanted(), by=request.user
        ),
    ):
        messages.success(request, "Коды выданы. Напечатайте листы и бумажный протокол.")
        return redirect("codes", place=school.pk)
    context = {"organisation": school, "form": form, "classes": classes, "procedures": procedures}
    return render(request, "holding/codes/issue.html", context, status=form.status)


def sheet(request: HttpRequest, place: int, batch: int, paper: str) -> HttpResponse:
    """A PDF of one class: codes alone, no name."""
    school = enter(request, place, "codes.manage", "preparation")
    found = get_object_or_404(query.batches_of(school), pk=batch)
    if paper not in SHEETS:
        raise Http404
    body = code_sheets(
        "cards" if paper == "cards" else "protocol",
        {found.class_name: [printed_code(one) for one in query.codes_of(found)]},
        title=found.about,
        school=school.name,
        place=school.title,
    )
    response = HttpResponse(body, content_type="application/pdf")
    name = f"{SHEETS[paper]}, {found}.pdf"
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return response


def results(request: HttpRequest, place: int) -> HttpResponse:
    """Results in which a pupil is a code alone."""
    organisation = enter(request, place, "results.bring", "preparation")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ByCodeForm(
        *sent,
        procedures=query.procedures_with_codes(organisation),
        works=known_works(organisation),
    )
    if submitted(
        request,
        form,
        lambda: act.bring_by_code(place=organisation, by=request.user, **form.cleaned_data),
    ):
        run_soon(form.result.job)
        return redirect("upload", upload=form.result.pk)
    context = {"organisation": organisation, "form": form}
    return render(request, "holding/codes/results.html", context, status=form.status)

"""One pupil by code, inside the own school only; every opening is written to the journal."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from objektiv.web.actions.pupils import open_pupil
from objektiv.web.views.answer_page import Answer, Block, answer_page
from objektiv.web.views.places import enter


def find(request: HttpRequest, place: int, class_name: str) -> HttpResponse:
    """From a typed code to the pupil's page."""
    organisation = enter(request, place, "results.view", "results")
    code, year = request.GET.get("code", "").strip(), request.GET.get("year", "")
    if not code:
        messages.error(request, "Напишите код участника, как он стоит в протоколе.")
        return redirect("class_results", place=organisation.pk, class_name=class_name)
    address = reverse("pupil", args=[organisation.pk, class_name, code])
    return redirect(f"{address}?year={year}" if year.isdecimal() else address)


def show(request: HttpRequest, place: int, class_name: str, pupil: str) -> HttpResponse:
    organisation = enter(request, place, "results.view", "results")
    year = request.GET.get("year", "")
    try:
        found = open_pupil(
            organisation,
            class_name,
            pupil,
            year=int(year) if year.isdecimal() else None,
            by=request.user,
        )
    except LookupError as missing:
        raise Http404 from missing
    answer = Answer(
        f"Участник {pupil}, {class_name}",
        found.lines,
        found.charts,
        found.table,
        blocks=[Block(table.title, tables=[table]) for table in found.items],
        analyses=found.analyses,
    )
    return answer_page(
        request,
        organisation,
        answer,
        "results/pupil.html",
        class_name=class_name,
        year=found.year,
    )

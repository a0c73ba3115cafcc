"""The entry of «Меры»: what is to be done, and how far each task is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from objektiv.web.actions.organisations import school_year_at
from objektiv.web.queries.measures_overview import tasks
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


def show(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "recommendations.view", "measures")
    today = timezone.localdate()
    year = school_year_at(today)
    found = list(tasks(request.user, organisation, year, today))
    return render(
        request,
        "measures/overview.html",
        {
            "organisation": organisation,
            "year": year,
            "tasks": found,
            "late": sum(one.late for one in found),
            "menu": section_menu(request.user, organisation, "measures", "measures"),
        },
    )

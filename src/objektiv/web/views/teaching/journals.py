"""Journals of a school: what was brought and what they say."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "journals.view", "teaching")
    context = {
        "organisation": organisation,
        "menu": section_menu(request.user, organisation, "teaching", "journals"),
    }
    return render(request, "teaching/journals/index.html", context)

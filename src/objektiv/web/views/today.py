"""«Сегодня»: what waits, what is new, my organisations."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from objektiv.web.queries.findings import glance, worth_a_look
from objektiv.web.queries.today import recent_jobs, waiting_for


def today(request: HttpRequest) -> HttpResponse:
    request.section = "today"
    day = timezone.localdate()
    own = (
        request.user.assignments.on(day)
        .select_related("organisation", "school_class")
        .order_by("organisation__path")
    )
    return render(
        request,
        "today.html",
        {
            "day": day,
            "glance": glance(request.user),
            "groups": waiting_for(request.user, day),
            "jobs": recent_jobs(request.user),
            "own": own,
            "news": worth_a_look(request.user),
        },
    )

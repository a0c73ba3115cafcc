"""What a parent, a pupil and an observer see: own results, own assignments, nobody else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from objektiv.web.models import Role
from objektiv.web.queries.holding.observers import (
    accreditation_on,
    missing_of,
    own_observers,
)
from objektiv.web.queries.pupils import children_of, results_of


def results(request: HttpRequest) -> HttpResponse:
    """«Результаты ученика»: works of every child the person's roles name."""
    request.section = "my_results"
    children = [(one, results_of(one)) for one in children_of(request.user)]
    return render(request, "families/results.html", {"children": children})


def watch(request: HttpRequest) -> HttpResponse:
    """Assignments of an observer."""
    request.section = "my_watch"
    roles = (
        request.user.assignments.on(timezone.localdate())
        .filter(role=Role.OBSERVER)
        .select_related("organisation")
    )
    today = timezone.localdate()
    corps = [
        {
            "observer": one,
            "accreditation": accreditation_on(one, today),
            "missing": [lack.text for lack in missing_of(one)],
        }
        for one in own_observers(request.user)
    ]
    return render(request, "families/watch.html", {"roles": roles, "corps": corps})

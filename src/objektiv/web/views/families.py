"""What a parent, a pupil and an observer see: own results, own assignments, nobody else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from objektiv.web.models import Observation, Role
from objektiv.web.queries.calendar import uid_of
from objektiv.web.queries.holding.observation import own_observations, watches_ahead
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
    own = own_observations(request.user)
    ahead = own.filter(state=Observation.State.ASSIGNED)
    uids = {one.url: uid_of(one) for one in watches_ahead(request.user, today)}
    ahead_of = [(one, uids.get(reverse("watch_sheet", args=[one.pk]))) for one in ahead]
    return render(
        request,
        "families/watch.html",
        {
            "roles": roles,
            "corps": corps,
            "ahead": [one for one in ahead_of if one[1]],
            "done": own.exclude(finished_at=None).order_by("-finished_at")[:50],
        },
    )

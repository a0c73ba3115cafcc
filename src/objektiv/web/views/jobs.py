"""A background job: how far it is, cancel, once more."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from objektiv.web.actions.jobs import cancel_job, retry_job
from objektiv.web.models import Job
from objektiv.web.tasks import run_soon

# Where the result of a job is seen; "params" names what.
RESULTS = {"read_upload": ("upload", "upload")}


def show(request: HttpRequest, job: int) -> HttpResponse:
    """Only the person who started a job sees it."""
    found = get_object_or_404(request.user.jobs, pk=job)
    result = RESULTS.get(found.kind)
    address = reverse(result[0], args=[found.params[result[1]]]) if result else ""
    if found.state == Job.State.DONE and address and "wait" in request.GET:
        return redirect(address)
    template = "jobs/progress.html" if request.headers.get("HX-Request") else "jobs/show.html"
    return render(request, template, {"job": found, "address": address})


@require_POST
def cancel(request: HttpRequest, job: int) -> HttpResponse:
    cancel_job(get_object_or_404(request.user.jobs, pk=job), by=request.user)
    return redirect("job", job=job)


@require_POST
def retry(request: HttpRequest, job: int) -> HttpResponse:
    found = get_object_or_404(request.user.jobs, pk=job)
    retry_job(found, by=request.user)
    run_soon(found)
    return redirect("job", job=job)

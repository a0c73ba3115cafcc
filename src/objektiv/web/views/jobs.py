"""A background job: how far it is, cancel, once more."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from objektiv.web.actions.jobs import cancel_job, retry_job
from objektiv.web.models import Job, Person
from objektiv.web.queries.organisations import home_of
from objektiv.web.tasks import run_soon


def show(request: HttpRequest, job: int) -> HttpResponse:
    """Only the person who started a job sees it; «wait» goes on to the result when it is there."""
    found = get_object_or_404(request.user.jobs, pk=job)
    address = _result(request.user, found)
    partly = "HX-Request" in request.headers
    if found.state == Job.State.DONE and address and "wait" in request.GET:
        return HttpResponse(headers={"HX-Redirect": address}) if partly else redirect(address)
    template = "jobs/progress.html" if partly else "jobs/show.html"
    return render(request, template, {"job": found, "address": address})


def _result(person: Person, job: Job) -> str:
    """Where the result of a job is seen."""
    if job.kind == "read_upload":
        return reverse("upload", args=[job.params["upload"]])
    home = home_of(person)
    if job.kind == "analyse_work" and home:
        return reverse("result", args=[home.pk, job.params["work"]])
    return ""


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

"""A background job: how far it is, cancel, once more."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from objektiv.web.actions.jobs import KEPT_FOR, cancel_job, retry_job
from objektiv.web.models import Job, Organisation
from objektiv.web.queries.organisations import home_of
from objektiv.web.tasks import run_soon
from objektiv.web.views.paging import page_of

# Kind of a job -> the page of its result and what of the job the page is about.
RESULTS = {
    "read_upload": ("upload", "upload"),
    "read_journals": ("journal_upload", "upload"),
    "count_journals": ("journals", "school"),
    "distribute_works": ("marking", "round"),
    "seal_parcel": ("sealing_order", "order"),
    "solve_schedule": ("schedule_solution", "solution"),
    "letter_archive": ("letters", "document"),
    "assemble_paper": ("paper", "paper"),
    "assign_observers": ("observation", "place"),
}


def index(request: HttpRequest) -> HttpResponse:
    """All one's jobs: what runs, what did not work, what is done."""
    request.section = "today"
    state = request.GET.get("state", "")
    jobs = request.user.jobs.all()
    if state in Job.State.values:
        jobs = jobs.filter(state=state)
    page = page_of(request, jobs, 30)
    home = home_of(request.user)
    for job in page:
        job.address = _result(home, job) if job.state == Job.State.DONE else ""
    running = request.user.jobs.filter(state__in=(Job.State.QUEUED, Job.State.RUNNING)).count()
    partly = "HX-Request" in request.headers
    return render(
        request,
        "jobs/list.html" if partly else "jobs/index.html",
        {
            "jobs": page,
            "running": running,
            "failed": request.user.jobs.filter(state=Job.State.FAILED).count(),
            "state": state,
            "states": Job.State.choices,
            "kept_days": KEPT_FOR.days,
        },
    )


def show(request: HttpRequest, job: int) -> HttpResponse:
    """Only the person who started a job sees it; «wait» goes on to the result when it is there."""
    found = get_object_or_404(request.user.jobs, pk=job)
    address = _result(home_of(request.user), found)
    partly = "HX-Request" in request.headers
    if found.state == Job.State.DONE and address and "wait" in request.GET:
        return HttpResponse(headers={"HX-Redirect": address}) if partly else redirect(address)
    template = "jobs/progress.html" if partly else "jobs/show.html"
    return render(request, template, {"job": found, "address": address})


def _result(home: Organisation | None, job: Job) -> str:
    """Where the result of a job is seen."""
    if job.kind == "analyse_work" and home:
        return reverse("result", args=[home.pk, job.params["work"]])
    page, about = RESULTS.get(job.kind, ("", ""))
    return reverse(page, args=[job.params[about]]) if page else ""


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

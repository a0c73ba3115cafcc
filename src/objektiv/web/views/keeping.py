"""How long things are kept: terms, what is due, holds, removal of a file by two persons."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from objektiv.web.actions import keeping as act
from objektiv.web.forms.keeping import ConfirmForm, HoldForm, RemoveFileForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import RemovalRequest
from objektiv.web.permissions import may
from objektiv.web.queries.keeping import (
    due_at,
    holds_visible_to,
    removals_at,
    requests_visible_to,
)
from objektiv.web.queries.uploads import files_visible_to
from objektiv.web.tasks import run_soon
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter

STATUSES = {"official": "официальный", "secondary": "по другим источникам", "house": "внутренний"}


def index(request: HttpRequest, place: int) -> HttpResponse:
    """Every rule with what it would remove now: the preview."""
    organisation = enter(request, place, "keeping.view", "place")
    due = due_at(organisation)
    counted = [(one, one.count, STATUSES[one.rule.status]) for one in due]
    return render(
        request,
        "keeping/index.html",
        {
            "organisation": organisation,
            "due": counted,
            "total": sum(n for _, n, _ in counted),
            "holds": holds_visible_to(request.user).filter(
                organisation__path__startswith=organisation.path, lifted_at=None
            ),
            "requests": requests_visible_to(request.user).filter(
                organisation__path__startswith=organisation.path,
                state=RemovalRequest.State.ASKED,
            ),
            "page": page_of(request, removals_at(organisation)),
            "may_run": may(request.user, "keeping.run", organisation),
        },
    )


@require_POST
def run(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "keeping.run", "place")
    job = act.create_removal_job(organisation, by=request.user)
    run_soon(job)
    return redirect("job", job=job.pk)


def hold(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "keeping.run", "place")
    form = HoldForm(request.POST or None)
    if submitted(
        request, form, lambda: act.place_hold(organisation, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Пока запрет не снят, по срокам здесь ничего не удаляется.")
        return redirect("keeping", place=organisation.pk)
    return render(
        request,
        "keeping/hold.html",
        {"organisation": organisation, "form": form},
        status=form.status,
    )


@require_POST
def lift(request: HttpRequest, hold: int) -> HttpResponse:
    found = get_object_or_404(holds_visible_to(request.user), pk=hold)
    enter(request, found.organisation_id, "keeping.run", "place")
    if not found.lifted_at:
        act.lift_hold(found, by=request.user)
    return redirect("keeping", place=found.organisation_id)


def ask(request: HttpRequest, file: int) -> HttpResponse:
    """Ask to remove a file that was brought by mistake."""
    found = get_object_or_404(files_visible_to(request.user).select_related("upload"), pk=file)
    organisation = enter(request, found.upload.organisation_id, "results.bring", "procedures")
    form = RemoveFileForm(request.POST or None)
    if submitted(
        request, form, lambda: act.ask_to_remove(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Просьба записана. Подтвердить её должен второй человек.")
        return redirect("upload", upload=found.upload_id)
    return render(
        request,
        "keeping/ask.html",
        {"organisation": organisation, "file": found, "form": form},
        status=form.status,
    )


def decide(request: HttpRequest, removal: int) -> HttpResponse:
    found = get_object_or_404(requests_visible_to(request.user), pk=removal)
    enter(request, found.organisation_id, "keeping.decide", "place")
    form = ConfirmForm(request.POST or None)
    if submitted(
        request, form, lambda: act.decide_removal(found, by=request.user, **form.cleaned_data)
    ):
        run_soon(*form.result)
        messages.success(request, "Решение записано.")
        return redirect("keeping", place=found.organisation_id)
    return render(
        request, "keeping/decide.html", {"removal": found, "form": form}, status=form.status
    )

"""One measure: what was done, with evidence, the check, cancelling."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions import measures as act
from objektiv.web.forms.plans import CheckForm, StepForm
from objektiv.web.forms.results import ReasonForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Measure, Plan
from objektiv.web.permissions import may, require
from objektiv.web.queries.measures import (
    evidence_visible_to,
    history_of,
    may_report,
    measures_visible_to,
)
from objektiv.web.queries.plans import is_late
from objektiv.web.views.places import enter


def _measure(request: HttpRequest, measure: int) -> Measure:
    found = get_object_or_404(measures_visible_to(request.user), pk=measure)
    enter(request, found.direction.plan.organisation_id, "plans.view", "measures")
    return found


def show(request: HttpRequest, measure: int) -> HttpResponse:
    found = _measure(request, measure)
    plan = found.direction.plan
    in_force = plan.state == Plan.State.APPROVED
    context = {
        "measure": found,
        "plan": plan,
        "steps": history_of(found),
        "late": is_late(found, timezone.localdate()),
        "may_report": in_force
        and found.state in (Measure.State.PLANNED, Measure.State.DOING)
        and may_report(found, request.user),
        "may_check": in_force
        and found.state == Measure.State.DONE
        and may(request.user, "measures.check", plan.organisation),
        "may_cancel": in_force
        and found.state in (Measure.State.PLANNED, Measure.State.DOING)
        and may(request.user, "plans.manage", plan.organisation),
    }
    return render(request, "plans/measure.html", context)


def report(request: HttpRequest, measure: int) -> HttpResponse:
    found = _measure(request, measure)
    if not may_report(found, request.user):
        require(request.user, "plans.manage", found.direction.plan.organisation)
    form = StepForm(request.POST or None, request.FILES or None)
    return _page(
        request,
        found,
        form,
        lambda: act.report_step(found, by=request.user, **form.cleaned_data),
        "Что сделано",
    )


def check(request: HttpRequest, measure: int) -> HttpResponse:
    found = _measure(request, measure)
    require(request.user, "measures.check", found.direction.plan.organisation)
    form = CheckForm(request.POST or None)
    return _page(
        request,
        found,
        form,
        lambda: act.check_measure(
            found,
            done=form.cleaned_data["done"] == "yes",
            text=form.cleaned_data["text"],
            by=request.user,
        ),
        "Проверить выполнение",
    )


def cancel(request: HttpRequest, measure: int) -> HttpResponse:
    found = _measure(request, measure)
    require(request.user, "plans.manage", found.direction.plan.organisation)
    form = ReasonForm(request.POST or None)
    return _page(
        request,
        found,
        form,
        lambda: act.cancel_measure(found, reason=form.cleaned_data["reason"], by=request.user),
        "Отменить мероприятие",
    )


def _page(request, found: Measure, form, do, heading: str) -> HttpResponse:
    if submitted(request, form, do):
        messages.success(request, "Записано.")
        return redirect("measure", measure=found.pk)
    back = reverse("measure", args=[found.pk])
    context = {
        "plan": found.direction.plan,
        "measure": found,
        "form": form,
        "heading": heading,
        "button": "Записать",
        "back": back,
    }
    return render(request, "plans/form.html", context, status=form.status)


def evidence(request: HttpRequest, evidence: int) -> FileResponse:
    """A file that shows that something was done, as it came."""
    found = get_object_or_404(evidence_visible_to(request.user), pk=evidence)
    enter(request, found.step.measure.direction.plan.organisation_id, "plans.view", "measures")
    return FileResponse(
        (settings.STORE / found.path).open("rb"), as_attachment=True, filename=found.name
    )

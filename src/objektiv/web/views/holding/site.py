"""One school on one day of a procedure: what to do, hour by hour, on the phone."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.profiles import holding_rules
from objektiv.web.actions.holding.days import may_name_days
from objektiv.web.actions.holding.steps import may_tick, tick, untick
from objektiv.web.forms.holding.days import TickForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Organisation, Procedure, ProcedureSite
from objektiv.web.permissions import may
from objektiv.web.queries.holding.days import held_at, roles_on_day, sites_visible_to
from objektiv.web.queries.holding.participation import absences_of, taken_on
from objektiv.web.queries.holding.steps import Task, step_files_visible_to, step_named, tasks_at
from objektiv.web.views.form_page import form_page
from objektiv.web.views.holding.registry import SECTION
from objektiv.web.views.places import enter


def site_of(request: HttpRequest, procedure_site: int, rule: str = "holding.view") -> ProcedureSite:
    """The site of the page, or a refusal."""
    site = get_object_or_404(sites_visible_to(request.user), pk=procedure_site)
    enter(request, site.school_id, rule, SECTION)
    return site


def show(request: HttpRequest, procedure_site: int) -> HttpResponse:
    """Before the day: what to prepare. On the day: the checklist. After it: how it went."""
    site = site_of(request, procedure_site)
    tasks = [one for one in tasks_at(site.school, [site]) if one.site is not None]
    roles = roles_on_day(request.user, site.school)
    ticks = [(one, may_tick(request.user, site.school, one.step)) for one in tasks]
    asked = request.GET.get("role", "")
    if asked not in {one.step.role for one in tasks}:
        asked = next(iter(sorted(roles)), "") if not _office(request, site) else ""
    mine = [pair for pair in ticks if asked in ("", pair[0].step.role)]
    return render(
        request,
        "holding/site.html",
        {
            "site": site,
            "organisation": site.school,
            "procedure": site.day.procedure,
            "today": timezone.localdate(),
            "checklist": [pair for pair in mine if pair[0].step.on_checklist],
            "before": [pair for pair in mine if _side(pair[0], site) < 0],
            "after": [pair for pair in mine if _side(pair[0], site) > 0],
            "done": sum(one.done is not None for one, _ in mine),
            "of": len(mine),
            "role": asked,
            "roles": {one.step.role: one.role for one in tasks},
            "may_take_part": may(request.user, "holding.take_part", site.school),
            "may_prepare": _office(request, site),
            "may_move": site.state != ProcedureSite.State.HELD
            and may_name_days(request.user, site.day.procedure, site.school),
            "absences": absences_of(site),
            "classes": [one for one in taken_on(site) if one.name],
            "incidents": [
                (one, holding_rules().incidents.get(one.kind, one.kind))
                for one in site.incidents.select_related("by")
            ],
            "moves": site.moves.select_related("by", "day", "site__school"),
        },
    )


def _office(request: HttpRequest, site: ProcedureSite) -> bool:
    return may(request.user, "holding.prepare", site.school)


def _side(task: Task, site: ProcedureSite) -> int:
    """Before the day, on it without an hour, after it; 0: in the checklist."""
    if task.step.on_checklist:
        return 0
    return -1 if task.step.days <= 0 else 1


def tick_site(request: HttpRequest, procedure_site: int, day_step: str) -> HttpResponse:
    site = site_of(request, procedure_site)
    return _tick(request, site.day.procedure, site.school, day_step, site)


def tick_step(request: HttpRequest, place: int, procedure: int, step: str) -> HttpResponse:
    organisation = enter(request, place, "holding.view", SECTION)
    found = get_object_or_404(held_at(organisation), pk=procedure)
    return _tick(request, found, organisation, step, None)


def _tick(
    request: HttpRequest,
    procedure: Procedure,
    place: Organisation,
    code: str,
    site: ProcedureSite | None,
) -> HttpResponse:
    """One press without words, or the page with a note and files."""
    step = step_named(procedure, code)
    if step is None or not may_tick(request.user, place, step):
        raise PermissionDenied("holding.take_part")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = TickForm(*sent)
    if submitted(
        request,
        form,
        lambda: tick(procedure, place, code, site=site, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, f"Отмечено: {step.title}.")
        return redirect(_back(request, procedure, place, site))
    return form_page(request, form, step.title, "Отметить: сделано", _page(procedure, place, site))


def _page(procedure: Procedure, place: Organisation, site: ProcedureSite | None) -> str:
    if site is not None:
        return reverse("site", args=[site.pk])
    return reverse("holding_procedure", args=[place.pk, procedure.pk])


def _back(
    request: HttpRequest, procedure: Procedure, place: Organisation, site: ProcedureSite | None
) -> str:
    """To the list where the button stood."""
    if request.POST.get("back") == "list":
        return reverse("holding", args=[place.pk])
    return _page(procedure, place, site)


def file(request: HttpRequest, step_file: int) -> FileResponse:
    found = get_object_or_404(step_files_visible_to(request.user), pk=step_file)
    return FileResponse(
        (settings.STORE / found.path).open("rb"), as_attachment=True, filename=found.name
    )


@require_POST
def untick_site(request: HttpRequest, procedure_site: int, day_step: str) -> HttpResponse:
    site = site_of(request, procedure_site)
    return _untick(request, site.day.procedure, site.school, day_step, site)


@require_POST
def untick_step(request: HttpRequest, place: int, procedure: int, step: str) -> HttpResponse:
    organisation = enter(request, place, "holding.view", SECTION)
    found = get_object_or_404(held_at(organisation), pk=procedure)
    return _untick(request, found, organisation, step, None)


def _untick(
    request: HttpRequest,
    procedure: Procedure,
    place: Organisation,
    code: str,
    site: ProcedureSite | None,
) -> HttpResponse:
    try:
        untick(procedure, place, code, site=site, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect(_page(procedure, place, site))

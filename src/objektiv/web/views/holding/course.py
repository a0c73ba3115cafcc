"""How a day went: participation, incidents, a day that was not held."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.web.actions.holding import course as act
from objektiv.web.forms.holding.course import (
    CompleteForm,
    IncidentForm,
    NotHeldForm,
    ParticipationForm,
    participation_values,
)
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Incident
from objektiv.web.queries.holding.days import sites_visible_to
from objektiv.web.queries.holding.participation import absences_of, classes_on
from objektiv.web.views.form_page import form_page
from objektiv.web.views.holding.registry import SECTION
from objektiv.web.views.holding.site import site_of
from objektiv.web.views.places import enter


def _form(request: HttpRequest, form, heading: str, button: str, site) -> HttpResponse:
    return form_page(request, form, heading, button, reverse("site", args=[site.pk]))


def participation(request: HttpRequest, procedure_site: int) -> HttpResponse:
    site = site_of(request, procedure_site, "holding.prepare")
    form = ParticipationForm(
        request.POST or None, initial=participation_values(site), classes=classes_on(site)
    )
    if submitted(
        request,
        form,
        lambda: act.report_participation(site, by=request.user, **form.values()),
    ):
        messages.success(request, f"Записано: участвовали {site.took_part} из {site.enrolled}.")
        return redirect("site", procedure_site=site.pk)
    if not form.classes:
        return _form(request, form, f"Участие: {site.day}", "Записать", site)
    # What was written down before classes were known must not be lost from sight.
    whole = site.reported_at is not None and not site.classes.exists()
    context = {
        "site": site,
        "form": form,
        "organisation": site.school,
        "before": {"absences": absences_of(site)} if whole else None,
    }
    return render(request, "holding/participation.html", context, status=form.status)


def incident_add(request: HttpRequest, procedure_site: int) -> HttpResponse:
    site = site_of(request, procedure_site, "holding.take_part")
    now = timezone.localtime().time().replace(second=0, microsecond=0)
    form = IncidentForm(request.POST or None, initial={"at": now})
    if submitted(
        request,
        form,
        lambda: act.record_incident(site, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, "Происшествие записано.")
        return redirect("site", procedure_site=site.pk)
    return _form(request, form, f"Происшествие: {site.day}", "Записать", site)


def incident_complete(request: HttpRequest, incident: int) -> HttpResponse:
    found = get_object_or_404(
        Incident.objects.filter(site__in=sites_visible_to(request.user)).select_related(
            "site__school", "site__day__procedure"
        ),
        pk=incident,
    )
    enter(request, found.site.school_id, "holding.take_part", SECTION)
    form = CompleteForm(request.POST or None)
    if submitted(
        request, form, lambda: act.complete_incident(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Записано.")
        return redirect("site", procedure_site=found.site_id)
    return _form(request, form, f"Что сделали: {found.text}", "Записать", found.site)


def not_held(request: HttpRequest, procedure_site: int) -> HttpResponse:
    site = site_of(request, procedure_site, "holding.prepare")
    form = NotHeldForm(request.POST or None)
    if submitted(request, form, lambda: act.not_held(site, by=request.user, **form.cleaned_data)):
        messages.success(request, "Записано: работа не проводилась.")
        return redirect("site", procedure_site=site.pk)
    return _form(request, form, f"Не проводилась: {site.day}", "Записать", site)


@require_POST
def held_again(request: HttpRequest, procedure_site: int) -> HttpResponse:
    site = site_of(request, procedure_site, "holding.prepare")
    act.held_again(site, by=request.user)
    return redirect("site", procedure_site=site.pk)

"""The catalogue of procedures of a place: expected, come, missing."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.russian import counted
from objektiv.web.actions.procedures import change_procedure, create_procedure, remind
from objektiv.web.forms.results import ProcedureChangeForm, ProcedureForm, procedure_values
from objektiv.web.forms.submit import submitted
from objektiv.web.permissions import may
from objektiv.web.queries.procedures import (
    missing_schools,
    procedures_managed_by,
    procedures_of,
    progress_at,
)
from objektiv.web.queries.uploads import uploads_at
from objektiv.web.views.places import enter


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "results.bring", "procedures")
    chosen = request.GET.get("missing", "")
    asked = procedures_of(organisation).filter(pk=chosen).first() if chosen.isdecimal() else None
    return render(
        request,
        "results/procedures.html",
        {
            "organisation": organisation,
            "progress": progress_at(organisation),
            "today": timezone.localdate(),
            "asked": asked,
            "missing": missing_schools(asked, organisation) if asked else [],
            "uploads": uploads_at(request.user, organisation)[:10],
            "may_manage": may(request.user, "procedure.manage", organisation),
        },
    )


def add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "procedure.manage", "procedures")
    form = ProcedureForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: create_procedure(organiser=organisation, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, f"Добавлено: {form.result}.")
        return redirect("procedures", place=organisation.pk)
    return render(
        request,
        "results/procedure.html",
        {"form": form, "heading": "Новая процедура", "button": "Добавить"},
        status=form.status,
    )


def edit(request: HttpRequest, procedure: int) -> HttpResponse:
    found = get_object_or_404(procedures_managed_by(request.user), pk=procedure)
    enter(request, found.organiser_id, "procedure.manage", "procedures")
    form = ProcedureChangeForm(request.POST or None, initial=procedure_values(found))
    if submitted(
        request, form, lambda: change_procedure(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Сохранено.")
        return redirect("procedures", place=found.organiser_id)
    return render(
        request,
        "results/procedure.html",
        {"form": form, "heading": str(found), "button": "Сохранить"},
        status=form.status,
    )


@require_POST
def write(request: HttpRequest, place: int, procedure: int) -> HttpResponse:
    """Remind the schools of a place whose results are awaited."""
    organisation = enter(request, place, "procedure.manage", "procedures")
    found = get_object_or_404(procedures_of(organisation), pk=procedure)
    try:
        people = remind(found, organisation, by=request.user)
        messages.success(request, f"Отправлено {counted(people, 'письмо', 'письма', 'писем')}.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("procedures", place=place)

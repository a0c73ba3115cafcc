"""The organisation of a page, and pages about organisations."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from objektiv.web.actions.organisations import (
    change_organisation,
    create_organisation,
)
from objektiv.web.forms.organisations import OrganisationForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Organisation
from objektiv.web.permissions import may
from objektiv.web.queries import organisations
from objektiv.web.queries.organisations import changes_of, children_of, schools_below
from objektiv.web.queries.people import history_of, people_at
from objektiv.web.views.paging import page_of


def enter(request: HttpRequest, place: int, rule: str, section: str = "") -> Organisation:
    """The organisation of the page, or a refusal."""
    request.place = organisations.enter(request.user, place, rule)
    request.section = section
    return request.place


def show(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "organisation.view", "place")
    return render(
        request,
        "places/show.html",
        {
            "organisation": organisation,
            "may_keep": may(request.user, "keeping.view", organisation),
            "children": children_of(organisation),
            "schools": schools_below(organisation).count(),
            "people": people_at(request.user, organisation).count(),
            "may_manage": may(request.user, "organisation.manage", organisation),
            "changes": changes_of(organisation),
            "may_see_history": may(request.user, "audit.view", organisation),
        },
    )


def add(request: HttpRequest, place: int) -> HttpResponse:
    parent = enter(request, place, "organisation.manage", "place")
    form = OrganisationForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: create_organisation(parent=parent, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, f"Добавлено: «{form.result}».")
        return redirect("place", place=parent.pk)
    return render(
        request,
        "places/edit.html",
        {"form": form, "heading": "Новая организация", "button": "Добавить"},
        status=form.status,
    )


def edit(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "organisation.manage", "place")
    known = {field: getattr(organisation, field) for field in OrganisationForm.base_fields}
    form = OrganisationForm(request.POST or None, initial=known)
    if submitted(
        request,
        form,
        lambda: change_organisation(organisation, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, "Сведения сохранены.")
        return redirect("place", place=organisation.pk)
    return render(
        request,
        "places/edit.html",
        {"form": form, "heading": "Сведения об организации", "button": "Сохранить"},
        status=form.status,
    )


def history(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "audit.view", "place")
    return render(
        request,
        "places/history.html",
        {"organisation": organisation, "entries": page_of(request, history_of(organisation))},
    )

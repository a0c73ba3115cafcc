"""Lists of organisations and of people: bring, check, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from objektiv.web.actions.lists import (
    import_organisations,
    invite_all,
    plan_invitations,
    plan_organisations,
)
from objektiv.web.actions.people import send_invitation
from objektiv.web.forms.lists import ORGANISATIONS, PEOPLE, ListForm, opened, sealed
from objektiv.web.models import Role
from objektiv.web.permissions import roles_given
from objektiv.web.views.places import enter


def _bound(request: HttpRequest) -> tuple:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def organisations(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "organisation.manage", "place")
    if organisation.is_school:
        raise Http404
    context = {"organisation": organisation}
    if "rows" in request.POST:
        try:
            plan = import_organisations(organisation, opened(request.POST["rows"]), by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages[:3]))
            return redirect("places_list", place=place)
        messages.success(
            request, f"Добавлено: {plan.count('new')}, изменено: {plan.count('changed')}."
        )
        return redirect("place", place=place)
    form = ListForm(*_bound(request), columns=ORGANISATIONS, needed="name")
    if request.method == "POST" and form.is_valid():
        plan = plan_organisations(organisation, form.rows, by=request.user)
        counts = {what: plan.count(what) for what in ("new", "changed", "same")}
        checked = context | {
            "plan": plan,
            "counts": counts,
            "rows": sealed(form.rows),
            "form": form,
        }
        return render(request, "lists/places_check.html", checked)
    return render(request, "lists/places.html", context | {"form": form}, status=form.status)


def people(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "people.invite", "people")
    roles = [Role(role).label for role in roles_given(request.user, organisation)]
    context = {"organisation": organisation, "roles": roles}
    if "rows" in request.POST:
        try:
            made = invite_all(organisation, opened(request.POST["rows"]), by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages[:3]))
            return redirect("invite_list", place=place)
        invited = []
        for invitation, secret in made:
            link = request.build_absolute_uri(reverse("join", args=[secret]))
            send_invitation(invitation, link)
            invited.append((invitation, link))
        return render(request, "lists/people_done.html", context | {"invited": invited})
    form = ListForm(*_bound(request), columns=PEOPLE, needed="email")
    if request.method == "POST" and form.is_valid():
        planned, problems = plan_invitations(organisation, form.rows, by=request.user)
        for one in planned:
            one["title"] = Role(one["role"]).label if one["role"] else "—"
        checked = context | {
            "planned": planned,
            "problems": problems,
            "rows": sealed(form.rows),
            "form": form,
        }
        return render(request, "lists/people_check.html", checked)
    return render(request, "lists/people.html", context | {"form": form}, status=form.status)

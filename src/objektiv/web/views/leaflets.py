"""Leaflets (памятки): whom for, from what, the text, the paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from objektiv.recommendations.leaflets import leaflet_rules, sections_of
from objektiv.web.actions import leaflets as act
from objektiv.web.forms.leaflets import BeginForm, TextForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Leaflet
from objektiv.web.permissions import may, require
from objektiv.web.queries import leaflets as query
from objektiv.web.queries.organisations import home_of
from objektiv.web.queries.results import works_at
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "leaflets.view", "measures")
    return render(
        request,
        "leaflets/index.html",
        {
            "organisation": organisation,
            "page": page_of(request, query.leaflets_at(request.user, organisation)),
            "readers": leaflet_rules().readers,
            "may_write": may(request.user, "leaflets.write", organisation),
            "menu": section_menu(request.user, organisation, "measures", "leaflets"),
        },
    )


def add(request: HttpRequest, place: int) -> HttpResponse:
    """Whom for and about what; the next page is the text."""
    organisation = enter(request, place, "leaflets.write", "measures")
    form = BeginForm(
        request.POST or None,
        works=works_at(organisation, reader=request.user),
        initial={"topic": request.GET.get("topic", ""), "work": request.GET.get("work", "")},
    )
    if submitted(
        request,
        form,
        lambda: act.begin_leaflet(organisation, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, "Первый текст готов. Прочитайте и измените, что нужно.")
        return redirect("leaflet_edit", leaflet=form.result.pk)
    context = {
        "organisation": organisation,
        "form": form,
        "heading": "Новая памятка",
        "button": "Составить текст",
        "back": reverse("leaflets", args=[organisation.pk]),
    }
    return render(request, "leaflets/form.html", context, status=form.status)


def found_leaflet(request: HttpRequest, leaflet: int, rule: str = "") -> Leaflet:
    """The leaflet of the page; one shown from above is read at the own place."""
    found = get_object_or_404(query.leaflets_visible_to(request.user), pk=leaflet)
    own = may(request.user, "leaflets.view", found.organisation)
    request.place = found.organisation if own else home_of(request.user)
    request.section = "measures"
    if rule:
        require(request.user, rule, found.organisation)
    return found


def show(request: HttpRequest, leaflet: int) -> HttpResponse:
    found = found_leaflet(request, leaflet)
    return render(
        request,
        "leaflets/show.html",
        {
            "leaflet": found,
            "readers": leaflet_rules().readers.get(found.readers, ""),
            "sections": sections_of(found.text),
            "may_write": may(request.user, "leaflets.write", found.organisation),
            "list_of": request.place,
        },
    )


def edit(request: HttpRequest, leaflet: int) -> HttpResponse:
    found = found_leaflet(request, leaflet, "leaflets.write")
    form = TextForm(
        request.POST or None,
        above=not found.organisation.is_school,
        initial={name: getattr(found, name) for name in ("title", "text", "shared")},
    )
    if submitted(
        request, form, lambda: act.change_leaflet(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Записано. Памятку можно скачать.")
        return redirect("leaflet", leaflet=found.pk)
    context = {
        "organisation": found.organisation,
        "form": form,
        "heading": f"Памятка {leaflet_rules().readers.get(found.readers, '')}",
        "button": "Сохранить",
        "back": reverse("leaflet", args=[found.pk]),
        "source": found.source,
    }
    return render(request, "leaflets/form.html", context, status=form.status)

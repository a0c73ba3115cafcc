"""The registry: every kind of procedure with its technology; a procedure is opened from it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from objektiv.planning.holding import say_term
from objektiv.profiles import Technology, holding_rules
from objektiv.profiles.sources import LEVELS
from objektiv.web.actions.holding.days import open_holding
from objektiv.web.forms.holding.days import OpenForm, open_values
from objektiv.web.forms.submit import submitted
from objektiv.web.permissions import may
from objektiv.web.queries.holding.days import held_at, technology_of
from objektiv.web.views.form_page import form_page
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu

SECTION = "procedures"
STATUS = {
    "official": "официальный источник",
    "secondary": "по опубликованным письмам и порядкам",
    "house": "образец разработчиков",
}


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "holding.view", SECTION)
    opened: dict[str, list] = {}
    for one in held_at(organisation):
        opened.setdefault(technology_of(one).code, []).append(one)
    groups: dict[str, list] = {title: [] for title in LEVELS.values()}
    for technology in holding_rules().technologies:
        groups[LEVELS[technology.level]].append((technology, opened.get(technology.code, [])))
    return render(
        request,
        "holding/registry.html",
        {
            "organisation": organisation,
            "menu": section_menu(request.user, organisation, SECTION, "registry"),
            "groups": groups.items(),
            "count": len(holding_rules().technologies),
            "may_open": may(request.user, "holding.organise", organisation),
        },
    )


def _technology(code: str) -> Technology:
    found = next((one for one in holding_rules().technologies if one.code == code), None)
    if found is None:
        raise Http404
    return found


def show(request: HttpRequest, place: int, technology: str) -> HttpResponse:
    """One technology: who does what by when, with which papers, and where that is known from."""
    organisation = enter(request, place, "holding.view", SECTION)
    found = _technology(technology)
    rules = holding_rules()
    rows = [(one, rules.roles[one.role], say_term(one), STATUS[one.status]) for one in found.steps]
    return render(
        request,
        "holding/technology.html",
        {
            "organisation": organisation,
            "technology": found,
            "level": LEVELS[found.level],
            "roles": [rules.roles[one] for one in found.roles],
            "rows": rows,
            "status": STATUS[found.status],
            "may_open": may(request.user, "holding.organise", organisation),
        },
    )


def open_(request: HttpRequest, place: int, technology: str) -> HttpResponse:
    organisation = enter(request, place, "holding.organise", SECTION)
    found = _technology(technology)
    form = OpenForm(request.POST or None, initial=open_values(found))
    if submitted(
        request,
        form,
        lambda: open_holding(
            organisation, technology=found.code, by=request.user, **form.cleaned_data
        ),
    ):
        messages.success(request, f"Открыто: {form.result}. Теперь назовите дни.")
        return redirect("day_add", place=organisation.pk, procedure=form.result.pk)
    return form_page(
        request,
        form,
        f"Провести: {found.title}",
        "Открыть",
        reverse("technology", args=[organisation.pk, found.code]),
    )

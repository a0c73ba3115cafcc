"""The person's own key and parcels."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from objektiv.web.actions.holding.personal_keys import make_key
from objektiv.web.forms.holding.sealed import KeyForm
from objektiv.web.forms.submit import submitted
from objektiv.web.queries.holding import sealed as query
from objektiv.web.views.paging import page_of


def index(request: HttpRequest) -> HttpResponse:
    context = {
        "page": page_of(request, query.received_by(request.user)),
        "key": query.key_of_person(request.user),
        "former": query.keys_of(request.user).exclude(ended_at=None),
        "now": timezone.now(),
    }
    return render(request, "holding/sealed/mine.html", context)


@never_cache
def key(request: HttpRequest) -> HttpResponse:
    """A new personal key: its digits are on this one answer and nowhere else."""
    form = KeyForm(request.POST or None)
    if submitted(
        request, form, lambda: make_key(by=request.user, public=form.cleaned_data["public"])
    ):
        known = query.key_of_person(request.user)
        context = {"phrase": form.result, "key": known}
        return render(request, "holding/sealed/key_made.html", context)
    context = {"form": form, "known": query.key_of_person(request.user)}
    return render(request, "holding/sealed/key_make.html", context, status=form.status)

"""«Ключи для программ»: own keys of the HTTP API."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from objektiv.web.actions.tokens import make_token, revoke_token
from objektiv.web.forms.submit import submitted
from objektiv.web.forms.tokens import TokenForm
from objektiv.web.queries.tokens import tokens_of


def index(request: HttpRequest) -> HttpResponse:
    return render(request, "tokens/index.html", {"tokens": tokens_of(request.user)})


@never_cache
@reauthentication_required
def add(request: HttpRequest) -> HttpResponse:
    """A new key; the password is asked again, the secret is shown once."""
    form = TokenForm(request.POST or None)
    if submitted(request, form, lambda: make_token(by=request.user, **form.cleaned_data)):
        token, secret = form.result
        address = request.build_absolute_uri("/api/v1/me")
        context = {"token": token, "secret": secret, "address": address}
        return render(request, "tokens/made.html", context)
    return render(request, "tokens/add.html", {"form": form}, status=form.status)


@require_POST
def revoke(request: HttpRequest, token: int) -> HttpResponse:
    found = get_object_or_404(tokens_of(request.user), pk=token)
    revoke_token(found, by=request.user)
    messages.success(request, f"Ключ «{found.name}» отозван: по нему больше ничего не открыть.")
    return redirect("tokens")

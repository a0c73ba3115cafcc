"""One's own account: roles, password, second factor."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from objektiv.web.queries.people import roles_of


def account(request: HttpRequest) -> HttpResponse:
    own = roles_of(request.user)
    return render(
        request, "account.html", {"own": own, "second_factor": is_mfa_enabled(request.user)}
    )

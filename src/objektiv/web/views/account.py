"""One's own account: roles, password, second factor."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def account(request: HttpRequest) -> HttpResponse:
    own = request.user.assignments.on(timezone.localdate()).select_related(
        "organisation", "school_class"
    )
    return render(
        request, "account.html", {"own": own, "second_factor": is_mfa_enabled(request.user)}
    )

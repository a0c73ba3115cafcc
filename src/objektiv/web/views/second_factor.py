"""Where the site asks for it, people above the school come in with a second factor only."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from objektiv.web.permissions import COORDINATORS, assignments

FREE = ("/account/", "/static/", "/look/")


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.MFA_REQUIRED
            and request.user.is_authenticated
            and not request.path.startswith(FREE)
            and any(one.role in COORDINATORS for one in assignments(request.user))
            and not is_mfa_enabled(request.user)
        ):
            messages.info(
                request, "Вам доступны данные многих школ: сначала включите второй шаг входа."
            )
            return redirect("mfa_index")
        return self.get_response(request)

"""Where the site asks for it, people above the school come in with a second factor only."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from objektiv.web.queries.people import lacks_second_factor

# The API asks for itself: it knows keys, not sessions.
FREE = ("/account/", "/static/", "/look/", "/api/")


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            not request.path.startswith(FREE)
            and request.user.is_authenticated
            and lacks_second_factor(request.user)
        ):
            messages.info(
                request, "Вам доступны данные многих школ: сначала включите второй шаг входа."
            )
            return redirect("mfa_index")
        return self.get_response(request)

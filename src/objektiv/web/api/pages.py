"""Addresses of the API: its operations, its description, and an answer for any other address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from objektiv.web.api import description as told
from objektiv.web.api.problems import TEXTS, problem
from objektiv.web.api.service import api
from objektiv.web.models import Scope


def addresses() -> list[URLPattern]:
    """Everything under /api/v1/. It knows keys only, neither sessions nor forms."""
    found = [one for one in api.urls[0] if one.name != "api-root"]
    for one in found:
        one.callback = _for_programs(one.callback)
    return [
        *found,
        path("openapi.json", openapi, name="openapi"),
        path("<path:rest>", nowhere),
    ]


def _for_programs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        response = view(request, **parts)
        if response.status_code == 405:
            return problem("not_allowed", headers={"Allow": response["Allow"]})
        return response

    return login_not_required(answer)


@login_not_required
def openapi(request: HttpRequest) -> HttpResponse:
    """For generators of clients and for checking programs."""
    return JsonResponse(told.openapi(), json_dumps_params={"ensure_ascii": False})


@login_not_required
def description(request: HttpRequest) -> HttpResponse:
    """For a reader: the first call and every operation; one subject with its shapes."""
    subjects = told.subjects()
    subject = request.GET.get("subject", "")
    chosen = subjects.get(subject, [])
    return render(
        request,
        "api/subject.html" if chosen else "api/index.html",
        {
            "subjects": subjects,
            "subject": subject,
            "operations": chosen,
            "shapes": told.shapes_of(chosen),
            "scopes": Scope.choices,
            "problems": TEXTS,
            "root": request.build_absolute_uri(told.ROOT),
        },
    )


@csrf_exempt
@login_not_required
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    return problem("not_found")

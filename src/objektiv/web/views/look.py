"""The low-vision version and the colours of pages: remembered in cookies, no account needed."""

from __future__ import annotations

import re

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from objektiv.web.views.context import LOOK
from objektiv.web.views.listing import cookie_of, written

YEAR = 365 * 24 * 3600
_KEY = re.compile(r"[\w.:-]{1,40}")
SWITCH = {
    "low-vision": {"theme": "black-on-white", "size": "large", "spacing": "wide"},
    "ordinary": {"theme": "", "size": "", "spacing": ""},
}
QUESTIONS = {"theme": "Цвета", "size": "Размер букв", "spacing": "Расстояние между буквами"}


@login_not_required
def look(request: HttpRequest) -> HttpResponse:
    back = _back(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.method != "POST":
        questions = [
            {
                "name": name,
                "title": title,
                "options": LOOK[name].items(),
                "chosen": request.COOKIES.get(name, ""),
            }
            for name, title in QUESTIONS.items()
        ]
        return render(request, "look.html", {"questions": questions, "next": back})
    chosen = SWITCH.get(request.POST.get("switch", ""), request.POST)
    response = HttpResponseRedirect(back)
    for name, choices in LOOK.items():
        value = chosen.get(name, "")
        if value and value in choices:
            response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True)
        else:
            response.delete_cookie(name)
    return response


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Which columns of a table to show; remembered by table, not by page."""
    response = HttpResponseRedirect(_back(request, request.POST.get("next", "")))
    table = request.POST.get("table", "")[:60]
    if not table.replace("-", "").replace("_", "").isalnum() or not table.isascii():
        return response
    name = cookie_of(table)
    known, shown = request.POST.getlist("known"), set(request.POST.getlist("show"))
    if request.POST.get("reset"):
        response.delete_cookie(name)
        return response
    hidden = [key for key in known if key not in shown and _KEY.fullmatch(key)]
    response.set_cookie(name, written(hidden), max_age=YEAR, samesite="Lax", httponly=True)
    return response


def _back(request: HttpRequest, address: str) -> str:
    """Only to a page of this site."""
    if url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return address
    return reverse("today")

"""Search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from objektiv.web.queries.organisations import home_of
from objektiv.web.queries.search import search as find


def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    return render(
        request,
        "search.html",
        {"search_words": words, "found": find(request.user, words), "home": home_of(request.user)},
    )

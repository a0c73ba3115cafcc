"""Long lists in pages; the number of the page stays in the address."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

ROWS = 50


def page_of(request: HttpRequest, rows, size: int = ROWS) -> Page:
    """The page that the address asks for; the nearest one where it asks for nonsense."""
    return Paginator(rows, size).get_page(request.GET.get("page"))

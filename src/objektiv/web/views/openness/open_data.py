"""Open data of a page: the table, its structure, its passport and the same as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from objektiv.profiles import open_data_rules
from objektiv.web.queries.openness import open_data as query
from objektiv.web.views.openness.public import page_at


def _csv(rows: Iterable[Sequence[object]], name: str) -> HttpResponse:
    """RFC 4180, UTF-8: a comma, quotes where needed, no byte order mark."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return HttpResponse(
        text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


@login_not_required
@require_GET
def passport(request: HttpRequest, address: str) -> HttpResponse:
    """meta.csv of the recommendations on open data."""
    page = page_at(address)
    links = {
        "data": request.build_absolute_uri(reverse("open_set", args=[address])),
        "structure": request.build_absolute_uri(reverse("open_structure", args=[address])),
    }
    found = query.passport_of(query.data_set_of(page), page, links)
    return _csv([("property", "value"), *found], "meta")


@login_not_required
@require_GET
def table(request: HttpRequest, address: str) -> HttpResponse:
    found = query.data_set_of(page_at(address))
    head = [name for name, *_ in query.STRUCTURE]
    return _csv([head, *found.rows], query.version_of(found))


@login_not_required
@require_GET
def structure(request: HttpRequest, address: str) -> HttpResponse:
    page_at(address)
    head = ("field name", "english description", "russian description", "format")
    rows = [(name, english, russian, kind) for name, russian, english, kind in query.STRUCTURE]
    return _csv([head, *rows], f"structure-{open_data_rules().structure:%Y-%m-%d}")


@login_not_required
@require_GET
def as_json(request: HttpRequest, address: str) -> JsonResponse:
    """The same rows with what the passport says."""
    found = query.data_set_of(page_at(address))
    head = [name for name, *_ in query.STRUCTURE]
    return JsonResponse(
        {
            "identifier": found.identifier,
            "title": found.title,
            "description": found.description,
            "owner": found.owner,
            "created": found.created,
            "modified": found.modified,
            "license": open_data_rules().license,
            "fields": {name: russian for name, russian, *_ in query.STRUCTURE},
            "data": [dict(zip(head, row, strict=True)) for row in found.rows],
        },
        json_dumps_params={"ensure_ascii": False},
    )

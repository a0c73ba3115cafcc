"""Pages that everybody may read, without signing in and without scripts."""

from __future__ import annotations

import csv
import io
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from objektiv.profiles import open_data_rules
from objektiv.stats.suppression import PUBLIC_REASON
from objektiv.web.models import Organisation, PublicItem, PublicPage
from objektiv.web.queries.openness import public as query
from objektiv.web.queries.openness.open_data import STRUCTURE, data_set_of
from objektiv.web.views.paging import page_of

KINDS = {
    Organisation.Kind.SCHOOL: "School",
    Organisation.Kind.MUNICIPALITY: "GovernmentOrganization",
    Organisation.Kind.REGION: "GovernmentOrganization",
}


def page_at(address: str) -> PublicPage:
    """The open page at the address, or 404."""
    found = query.open_page(address)
    if found is None:
        raise Http404
    return found


@login_not_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    request.for_everybody = True
    words = request.GET.get("q", "").strip()[:200]
    return render(
        request,
        "openness/index.html",
        {"page": page_of(request, query.open_pages(words)), "words": words},
    )


@login_not_required
@require_GET
def show(request: HttpRequest, address: str) -> HttpResponse:
    request.for_everybody = True  # who is signed in sees what a visitor sees
    return render(request, "openness/page.html", _content(page_at(address)))


@login_not_required
@require_GET
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest, address: str) -> HttpResponse:
    """The same content without the frame of the site, for the organisation's own site.

    Its links open beside that site: no other page of ours may stand in a foreign frame.
    """
    away = mark_safe(' target="_blank" rel="noopener"')
    return render(request, "openness/embed.html", _content(page_at(address)) | {"away": away})


def _content(page: PublicPage) -> dict[str, Any]:
    place = page.organisation
    return {
        "page": page,
        "place_shown": place,
        "kind": KINDS[Organisation.Kind(place.kind)],
        "sections": query.items_of(page),
        "results": query.results_of(place),
        "below": None if place.is_school else list(query.pages_below(place)[:400]),
        "why_hidden": PUBLIC_REASON,
    }


@login_not_required
@require_GET
def results_csv(request: HttpRequest, address: str) -> HttpResponse:
    """Open results of the organisation alone: nobody gets a list of schools to put in order."""
    page = page_at(address)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(["год", "работа", "участников", "отметка", "получили", "процент"])
    for one in query.results_of(page.organisation):
        for mark in one.marks:
            writer.writerow(
                [one.year, one.work, *map(_cell, (one.n, mark.mark, mark.count, mark.share))]
            )
    return HttpResponse(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{page.address}.csv"'},
    )


def _cell(value: object) -> object:
    return "" if value is None else value


@login_not_required
@require_GET
def data(request: HttpRequest, address: str) -> JsonResponse:
    """The page for programs, in the words of schema.org."""
    page = page_at(address)
    here = request.build_absolute_uri(reverse("open_page", args=[address]))
    documents = [
        {
            "@type": "DigitalDocument",
            "name": one.title,
            "genre": title,
            "datePublished": one.published_at.date().isoformat(),
            **(
                {"url": request.build_absolute_uri(_address_of(one, address))}
                if one.path
                else {"text": one.text}
            ),
        }
        for _, title, items in query.items_of(page)
        for one in items
    ]
    return JsonResponse(
        {
            "@context": "https://schema.org",
            "@type": KINDS[Organisation.Kind(page.organisation.kind)],
            "@id": here,
            "name": page.organisation.name,
            **({"url": page.site} if page.site else {}),
            "subjectOf": [
                *documents,
                _data_set(request, page),
            ],
        },
        content_type="application/ld+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _data_set(request: HttpRequest, page: PublicPage) -> dict[str, Any]:
    found, rules = data_set_of(page), open_data_rules()
    place = page.organisation
    kinds = {"open_set": "text/csv", "open_json": "application/json"}
    return {
        "@type": "Dataset",
        "identifier": found.identifier,
        "name": found.title,
        "description": f"{found.description} {PUBLIC_REASON}",
        "inLanguage": "ru",
        "isAccessibleForFree": True,
        "license": rules.license,
        "keywords": list(rules.keywords),
        "creator": {"@type": KINDS[Organisation.Kind(place.kind)], "name": place.name},
        **({"datePublished": found.created.isoformat()} if found.created else {}),
        **({"dateModified": found.modified.isoformat()} if found.modified else {}),
        "variableMeasured": [name for _, name, *_ in STRUCTURE],
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": kind,
                "contentUrl": request.build_absolute_uri(reverse(name, args=[page.address])),
            }
            for name, kind in kinds.items()
        ],
    }


def _address_of(item: PublicItem, address: str) -> str:
    """A report is read at its page, which says what was taken off since."""
    if item.outdated:
        return reverse("open_report", args=[address, item.year_report.pk])
    return reverse("open_file", args=[address, item.pk])


@login_not_required
@require_GET
def file(request: HttpRequest, address: str, public_item: int) -> FileResponse:
    found = query.item_of(address, public_item)
    if found is None:
        raise Http404
    return FileResponse(
        (settings.STORE / found.path).open("rb"), as_attachment=True, filename=found.name
    )

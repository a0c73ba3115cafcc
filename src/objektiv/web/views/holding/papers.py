"""Papers of a procedure as files: in the organisation's template, or as PDF."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from objektiv.web.permissions import require
from objektiv.web.queries.holding import papers
from objektiv.web.queries.holding.briefings import briefings_visible_to
from objektiv.web.views.holding.site import site_of
from objektiv.web.views.sheets import paper_file


def briefing(request: HttpRequest, briefing: int, form: str) -> FileResponse:
    """The log names everybody who is called: for who holds the briefing and who is above."""
    found = get_object_or_404(briefings_visible_to(request.user), pk=briefing)
    require(request.user, "briefings.view", found.place)
    return paper_file(papers.briefing_sheet(found), form, found.place, f"Журнал {found.title}")


def checklist(request: HttpRequest, procedure_site: int, form: str) -> FileResponse:
    site = site_of(request, procedure_site)
    sheet = papers.checklist_sheet(site, request.GET.get("role", ""))
    if not sheet.rows:
        raise Http404
    return paper_file(sheet, form, site.school, f"Чек-лист {site.day}")


def day(request: HttpRequest, procedure_site: int, form: str) -> FileResponse:
    site = site_of(request, procedure_site)
    return paper_file(papers.day_sheet(site), form, site.school, f"Протокол {site.day}")

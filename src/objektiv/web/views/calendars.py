"""The personal calendar: its address, the feed behind it, one term as a file."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.documents.calendar import calendar_file
from objektiv.web.actions.calendars import make_feed, person_of_feed, revoke_feed, token_of
from objektiv.web.models import CalendarFeed
from objektiv.web.queries.calendar import event_of, events_of

TYPE = "text/calendar; charset=utf-8"


def show(request: HttpRequest) -> HttpResponse:
    request.section = "today"
    feed = CalendarFeed.objects.filter(person=request.user).first()
    address = ""
    if feed:
        address = settings.SITE.rstrip("/") + reverse("calendar_feed", args=[token_of(feed)])
    return render(
        request,
        "calendar.html",
        {
            "feed": feed,
            "address": address,
            "events": events_of(request.user, timezone.localdate()),
        },
    )


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Make the address (anew), or revoke it."""
    if request.POST.get("what") == "revoke":
        revoke_feed(request.user)
        messages.success(request, "Адрес отозван: по нему календарь больше не открывается.")
    else:
        make_feed(request.user)
        messages.success(request, "Адрес создан. Прежний, если он был, больше не действует.")
    return redirect("calendar")


@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What calendar programs fetch; the secret of the address is the only key."""
    person = person_of_feed(token)
    if person is None:
        raise Http404
    content = calendar_file(events_of(person, timezone.localdate()), "Объектив: мои сроки")
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    return HttpResponse(
        content, content_type=TYPE, headers={"ETag": etag, "Cache-Control": "private, max-age=900"}
    )


def event(request: HttpRequest, uid: str) -> HttpResponse:
    """One term of one's own as a file."""
    found = event_of(request.user, uid, timezone.localdate())
    if found is None:
        raise Http404
    return HttpResponse(
        calendar_file([found], found.title),
        content_type=TYPE,
        headers={"Content-Disposition": 'attachment; filename="objektiv.ics"'},
    )

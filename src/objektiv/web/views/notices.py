"""Notices: list, read and unread, how they come; links of letters need no sign-in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from objektiv.web.actions.letters import person_of_token
from objektiv.web.actions.notices import choose_ways, mark, mark_all_read, stop_letters
from objektiv.web.forms.notices import WaysForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Person
from objektiv.web.models.notifications import Kind
from objektiv.web.queries.notices import choices_of, notices_of, unread_count
from objektiv.web.views.paging import page_of


def index(request: HttpRequest) -> HttpResponse:
    request.section = "notices"
    kind, unread = request.GET.get("kind", ""), "unread" in request.GET
    return render(
        request,
        "notices/index.html",
        {
            "notices": page_of(request, notices_of(request.user, kind=kind, unread=unread)),
            "unread": unread_count(request.user),
            "only_unread": unread,
            "kind": kind,
            "kinds": Kind.choices,
        },
    )


def follow(request: HttpRequest, notice: int) -> HttpResponse:
    """Open what a notice is about: now it is read."""
    found = get_object_or_404(request.user.notices, pk=notice)
    mark(found, read=True, by=request.user)
    return redirect(found.path)


@require_POST
def change(request: HttpRequest, notice: int) -> HttpResponse:
    found = get_object_or_404(request.user.notices, pk=notice)
    mark(found, read=request.POST.get("read") == "yes", by=request.user)
    return redirect("notices")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_all_read(by=request.user)
    return redirect("notices")


def ways(request: HttpRequest) -> HttpResponse:
    request.section = "notices"
    return _ways(request, request.user, "notices/ways.html")


def _ways(request: HttpRequest, person: Person, template: str) -> HttpResponse:
    known = {one.kind: one.way for one in choices_of(person)}
    form = WaysForm(request.POST or None, initial=known)
    if submitted(request, form, lambda: choose_ways(person, form.cleaned_data)):
        messages.success(request, "Сохранено.")
        return redirect(request.path)
    return render(request, template, {"form": form, "person": person}, status=form.status)


def _of_letter(token: str) -> tuple[Person, str]:
    try:
        return person_of_token(token)
    except (BadSignature, Person.DoesNotExist) as wrong:
        raise Http404 from wrong


@login_not_required
def letter_settings(request: HttpRequest, token: str) -> HttpResponse:
    """The same choice by the link of a letter, without signing in; nothing else is shown."""
    return _ways(request, _of_letter(token)[0], "notices/letter_settings.html")


@csrf_exempt
@login_not_required
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click of a mail program (RFC 8058) ends the letters; a person who opens it is asked."""
    person, what = _of_letter(token)
    if request.method != "POST":
        return redirect("letter_settings", token=token)
    stop_letters(person, what)
    return HttpResponse("Писем больше не будет.", content_type="text/plain; charset=utf-8")

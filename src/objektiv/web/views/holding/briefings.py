"""Briefings of a place: who has been briefed, who has not; reading and signing one."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.profiles import holding_rules
from objektiv.web.actions.holding import briefings as act
from objektiv.web.forms.holding.briefings import (
    BriefingForm,
    PeopleForm,
    SignaturesForm,
    briefing_title,
)
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Briefed, Briefing
from objektiv.web.permissions import may, require
from objektiv.web.queries.holding import briefings as query
from objektiv.web.queries.holding.days import days_of, held_at
from objektiv.web.queries.organisations import home_of
from objektiv.web.views.form_page import form_page
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu

SECTION = "preparation"


def index(request: HttpRequest, place: int) -> HttpResponse:
    """Who has not been briefed, by procedure and role; the briefings of the place."""
    organisation = enter(request, place, "briefings.view", SECTION)
    states = query.states_at(organisation, held_at(organisation).filter(closed=False))
    return render(
        request,
        "holding/briefings.html",
        {
            "organisation": organisation,
            "menu": section_menu(request.user, organisation, SECTION, "briefings"),
            "states": states,
            "waiting": sum(len(one.waiting) for one in states),
            "page": page_of(request, query.briefings_at(organisation)),
            "roles": holding_rules().roles,
            "may_hold": may(request.user, "briefings.hold", organisation),
            "today": timezone.localdate(),
        },
    )


def add(request: HttpRequest, place: int, procedure: int, brief_role: str) -> HttpResponse:
    organisation = enter(request, place, "briefings.hold", SECTION)
    found = get_object_or_404(held_at(organisation), pk=procedure)
    role = brief_role
    if role not in query.PEOPLE:
        raise Http404
    options = {
        "candidates": query.candidates(organisation, role),
        "days": days_of(found, organisation),
    }
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    usual = {
        "title": briefing_title(role, found),
        "people": options["candidates"],
        "held_on": None,
    }
    form = BriefingForm(*sent, initial=usual, **options)
    if submitted(
        request,
        form,
        lambda: act.call_briefing(
            found, organisation, role=role, by=request.user, **form.cleaned_data
        ),
    ):
        messages.success(request, "Инструктаж открыт, людям сообщили.")
        return redirect("briefing", briefing=form.result.pk)
    return form_page(
        request, form, briefing_title(role, found), "Открыть",
        reverse("briefings", args=[organisation.pk]),
    )  # fmt: skip


def _briefing(request: HttpRequest, briefing: int, rule: str = "") -> Briefing:
    """One's own or one that is called to; the page stands at the place one may see."""
    found = get_object_or_404(query.briefings_visible_to(request.user), pk=briefing)
    seen = may(request.user, "briefings.view", found.place)
    request.place = found.place if seen else home_of(request.user)
    request.section = SECTION if seen else "today"
    if rule:
        require(request.user, rule, found.place)
    return found


def show(request: HttpRequest, briefing: int) -> HttpResponse:
    """What to know, and the place to sign; for who holds it, who has signed."""
    found = _briefing(request, briefing)
    manages = may(request.user, "briefings.view", found.place)
    people = query.people_of(found)
    term = query.term_of(found)
    return render(
        request,
        "holding/briefing.html",
        {
            "briefing": found,
            "own": next((one for one in people if one.person_id == request.user.pk), None),
            "people": [(one, _late(one, term)) for one in people] if manages else (),
            "signed": sum(one.signed_at is not None for one in people),
            "called": len(people),
            "manages": manages,
            "may_hold": may(request.user, "briefings.hold", found.place) and not found.cancelled_at,
            "term": term,
            "rule": holding_rules().briefings.get(found.role),
            "files": found.files.filter(removed_at=None),
            "role": holding_rules().roles.get(found.role, found.role),
            "today": timezone.localdate(),
        },
    )


def _late(one: Briefed, term) -> bool:
    """Signed, but after the term."""
    return bool(one.signed_at and term and timezone.localdate(one.signed_at) > term)


@require_POST
def sign(request: HttpRequest, briefing: int) -> HttpResponse:
    found = _briefing(request, briefing)
    try:
        act.sign_briefing(found, by=request.user)
        messages.success(request, "Записано: вы прошли инструктаж.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("briefing", briefing=found.pk)


def more(request: HttpRequest, briefing: int) -> HttpResponse:
    found = _briefing(request, briefing, "briefings.hold")
    known = found.people.filter(person__isnull=False).values("person")
    form = PeopleForm(
        request.POST or None,
        candidates=query.candidates(found.place, found.role).exclude(pk__in=known),
    )
    if submitted(request, form, lambda: act.call_more(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Добавлено, людям сообщили.")
        return redirect("briefing", briefing=found.pk)
    back = reverse("briefing", args=[found.pk])
    return form_page(request, form, f"Кого ещё позвать: {found}", "Добавить", back)


@require_POST
def paper(request: HttpRequest, briefing: int, briefed: int) -> HttpResponse:
    """A signature that stands in the log on paper."""
    found = _briefing(request, briefing, "briefings.hold")
    one = get_object_or_404(found.people.select_related("briefing__place"), pk=briefed)
    try:
        act.record_signature(one, by=request.user)
        messages.success(request, f"{one.name}: подпись записана.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("briefing", briefing=found.pk)


def papers(request: HttpRequest, briefing: int) -> HttpResponse:
    """All signatures of the log on paper at once."""
    found = _briefing(request, briefing, "briefings.hold")
    unsigned = [one for one in query.people_of(found) if one.signed_at is None]
    back = reverse("briefing", args=[found.pk])
    for one in unsigned:
        one.briefing = found
    form = SignaturesForm(request.POST or None, unsigned=unsigned)
    if submitted(request, form, lambda: act.record_signatures(form.signed(), by=request.user)):
        messages.success(request, f"Записано подписей: {form.result}.")
        return redirect(back)
    return form_page(request, form, f"Подписи из журнала: {found}", "Записать подписи", back)


@require_POST
def cancel(request: HttpRequest, briefing: int) -> HttpResponse:
    found = _briefing(request, briefing, "briefings.hold")
    try:
        act.cancel_briefing(found, by=request.user)
        messages.success(request, "Инструктаж отменён.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("briefing", briefing=found.pk)


def file(request: HttpRequest, briefing_file: int) -> FileResponse:
    found = get_object_or_404(query.briefing_files_visible_to(request.user), pk=briefing_file)
    return FileResponse(
        (settings.STORE / found.path).open("rb"), as_attachment=True, filename=found.name
    )

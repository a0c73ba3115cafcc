"""The observation sheet: on the phone, with and without a network, with and without scripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from objektiv.web.actions.holding import observation as assigning
from objektiv.web.actions.holding import sheet as act
from objektiv.web.forms.holding.observers import ReasonForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Observation
from objektiv.web.queries.holding import observation as observations
from objektiv.web.queries.holding import sheet as query
from objektiv.web.queries.holding.acts import accreditation_of, observation_act
from objektiv.web.views.places import enter
from objektiv.web.views.sheets import paper_file

MOST_BYTES = 1_000_000  # of one sending
SPACE = uuid5(NAMESPACE_OID, "objektiv.sheet")


def fill(request: HttpRequest, observation: int) -> HttpResponse:
    """The sheet. Without scripts it is one form; a form sent twice keeps everything once."""
    found = _own(request, observation)
    if request.method == "POST":
        return _sent(request, found)
    return _page(request, found)


def _page(
    request: HttpRequest, found: Observation, refused: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    lines = query.lines_of(found)
    return render(
        request,
        "holding/sheet.html",
        {
            "observation": found,
            "site": found.site,
            "phases": query.by_phase(lines),
            "form_id": uuid4(),
            "count": found.entries.count(),
            "refused": refused,
            "typed": request.POST,
            "open": found.state in (Observation.State.ASSIGNED, Observation.State.DONE),
        },
        status=status,
    )


def _sent(request: HttpRequest, found: Observation) -> HttpResponse:
    try:
        form_id = UUID(request.POST.get("form_id", ""))
    except ValueError:
        form_id = uuid4()
    entries = list(_entries(request, found, form_id))
    if "finish" in request.POST:
        entries.append(_raw(form_id, query.FINISH, "", "", ""))
    try:
        received = act.receive(found, entries, by=request.user)
    except ValidationError as refusal:
        return _page(request, found, refusal.messages, 422)
    if received.refused:
        return _page(request, found, [why for _, why in received.refused], 422)
    if "finish" in request.POST:
        messages.success(request, "Лист сдан. Спасибо.")
        return redirect("my_watch")
    messages.success(request, "Записано.")
    return redirect("watch_sheet", observation=found.pk)


def _entries(request: HttpRequest, found: Observation, form_id: UUID):
    """What differs from what the page showed, in the order of the sheet."""
    wanted = request.POST.get("resolve", "")
    for line in query.lines_of(found):
        code = line.item.code
        seen = request.POST.get(f"seen-{code}", "")
        value = request.POST.get(f"value-{code}", "").strip()
        note = request.POST.get(f"note-{code}", "").strip()
        shown = found.entries.filter(client=seen).first() if seen else None
        chosen = next(
            (one for one in (line.entry, line.other) if one and str(one.client) == wanted), None
        )
        if chosen and line.other and line.entry:
            yield _raw(form_id, code, chosen.value, chosen.note, str(line.entry.client))
        elif (value, note) != ((shown.value, shown.note) if shown else ("", "")):
            yield _raw(form_id, code, value, note, seen)


def _raw(form_id: UUID, code: str, value: str, note: str, base: str) -> dict[str, str]:
    return {
        "client": str(uuid5(SPACE, f"{form_id}|{code}|{value}|{note}|{base}")),
        "base": base,
        "item": code,
        "value": value,
        "note": note,
        "at": timezone.now().isoformat(),
    }


@require_POST
def sync(request: HttpRequest, observation: int) -> HttpResponse:
    """Entries of a phone; answers what is kept and what the sheet says now."""
    found = _own(request, observation)
    if len(request.body) > MOST_BYTES:
        return JsonResponse({"error": "Слишком много сразу, отправьте ещё раз."}, status=413)
    try:
        entries = json.loads(request.body)["entries"]
        if not all(isinstance(one, dict) for one in entries):
            raise TypeError
        received = act.receive(found, entries, by=request.user)
    except ValidationError as refusal:
        return JsonResponse({"error": refusal.messages[0]}, status=409)
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": "Отправленное не читается."}, status=400)
    return JsonResponse(
        {
            "kept": received.kept,
            "refused": received.refused,
            "newest": query.newest(found),
            "count": found.entries.count(),
            "finished": found.finished_at is not None,
        }
    )


@require_GET
@never_cache
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it is served from here because its scope is this folder."""
    body = (settings.HERE / "static" / "js" / "sheet_worker.js").read_bytes()
    return HttpResponse(body, content_type="text/javascript; charset=utf-8")


def refuse(request: HttpRequest, observation: int) -> HttpResponse:
    """The observer cannot come."""
    found = _own(request, observation)
    form = ReasonForm(request.POST or None)
    if submitted(
        request, form, lambda: assigning.refuse(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Записано, вам ищут замену. Спасибо, что предупредили.")
        return redirect("my_watch")
    context = {
        "form": form,
        "heading": f"Не смогу прийти: {found.site.school}",
        "button": "Отказаться от назначения",
        "back": reverse("my_watch"),
    }
    return render(request, "holding/observer_form.html", context, status=form.status)


def show(request: HttpRequest, observation: int) -> HttpResponse:
    """The sheet as it was handed in, with the remarks and the act."""
    found = _handed_in(request, observation)
    own = found.observer.person_id == request.user.pk
    return render(
        request,
        "holding/observation_sheet.html",
        {
            "observation": found,
            "own": own,
            "site": found.site,
            "phases": query.by_phase(query.lines_of(found)),
            "remarks": list(found.remarks.all()),
            "accreditation": accreditation_of(found),
        },
    )


def act_sheet(request: HttpRequest, observation: int, form: str) -> HttpResponse:
    """The act to print, to whoever may see the sheet."""
    found = _handed_in(request, observation)
    sheet = observation_act(found)
    return paper_file(sheet, form, found.site.school.parent, sheet.title)


def _handed_in(request: HttpRequest, observation: int) -> Observation:
    found = get_object_or_404(
        observations.observations_visible_to(request.user).exclude(finished_at=None),
        pk=observation,
    )
    if found.observer.person_id == request.user.pk:
        request.section = "my_watch"
    else:
        enter(request, found.site.school_id, "observation.view", "procedures")
    return found


def _own(request: HttpRequest, observation: int) -> Observation:
    request.section = "my_watch"
    return get_object_or_404(observations.own_observations(request.user), pk=observation)

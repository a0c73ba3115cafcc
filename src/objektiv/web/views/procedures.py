"""Procedures of a place: the catalogue, what is expected, what has come, who is reminded."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.profiles import Source, catalogue, reminder_rule
from objektiv.profiles.sources import EXPECTS, FROM, LEVELS
from objektiv.russian import counted
from objektiv.web.actions.procedures import change_procedure, create_procedure
from objektiv.web.actions.reminders import remind
from objektiv.web.actions.uploads import bring_documents
from objektiv.web.forms.results import (
    DocumentsForm,
    ProcedureChangeForm,
    ProcedureForm,
    procedure_values,
    values_of_source,
)
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Procedure
from objektiv.web.permissions import may
from objektiv.web.queries.procedures import (
    collection_at,
    procedures_managed_by,
    procedures_of,
    progress_at,
    reminders_of,
    shares_of,
)
from objektiv.web.queries.uploads import uploads_at
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu

SHOWN = {"all": "все", "missing": "ждём", "came": "принесли"}


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "results.bring", "procedures")
    today = timezone.localdate()
    progress = progress_at(organisation)
    return render(
        request,
        "results/procedures.html",
        {
            "organisation": organisation,
            "menu": section_menu(request.user, organisation, "procedures", "procedures"),
            "progress": progress,
            "late": sum(_is_late(one, today) for one in progress),
            "today": today,
            "uploads": uploads_at(request.user, organisation)[:10],
            "may_manage": may(request.user, "procedure.manage", organisation),
        },
    )


def _is_late(one, today) -> bool:
    procedure = one.procedure
    return bool(one.missing and not procedure.closed and procedure.due and procedure.due < today)


def sources(request: HttpRequest, place: int) -> HttpResponse:
    """The catalogue: what each source brings, from whom, by when; open a procedure from it."""
    organisation = enter(request, place, "results.bring", "procedures")
    opened: dict[str, list[Procedure]] = {}
    for one in procedures_of(organisation):
        opened.setdefault(one.source, []).append(one)
    groups: dict[str, list[dict[str, object]]] = {}
    for one in catalogue():
        groups.setdefault(one.group, []).append(_entry(one, opened.get(one.code, [])))
    return render(
        request,
        "results/sources.html",
        {
            "organisation": organisation,
            "groups": groups.items(),
            "rule": reminder_rule(),
            "may_manage": may(request.user, "procedure.manage", organisation),
        },
    )


def _entry(one: Source, opened: list[Procedure]) -> dict[str, object]:
    return {
        "source": one,
        "level": LEVELS[one.level],
        "expects": EXPECTS[one.expects],
        "from_whom": FROM[one.from_whom],
        "due": one.due_in(timezone.localdate().year),
        "opened": opened,
    }


def show(request: HttpRequest, place: int, procedure: int) -> HttpResponse:
    """One procedure: how far its collection is, who is awaited, what was sent."""
    organisation = enter(request, place, "results.bring", "procedures")
    found = get_object_or_404(procedures_of(organisation), pk=procedure)
    rows = collection_at(found, organisation)
    shares = shares_of(rows) if organisation.kind == "region" else []
    # A region reads municipalities first; its schools come when they are asked for.
    usual = "" if len(shares) > 1 else "all"
    shown = request.GET.get("show", usual)
    shown = shown if shown in SHOWN else usual
    wanted = [one for one in rows if shown == "all" or one.came == (shown == "came")]
    came = sum(one.came for one in rows)
    return render(
        request,
        "results/collection.html",
        {
            "organisation": organisation,
            "procedure": found,
            "expected": len(rows),
            "came": came,
            "missing": len(rows) - came,
            "by_schools": not rows or rows[0].place.is_school,
            "late": bool(found.due and found.due < timezone.localdate() and not found.closed),
            "shares": shares,
            "rows": page_of(request, wanted),
            "show": shown,
            "choices": SHOWN.items(),
            "reminders": page_of(request, reminders_of(found, organisation), 30),
            "uploads": uploads_at(request.user, organisation).filter(procedure=found)[:20],
            "may_remind": may(request.user, "procedure.manage", organisation),
            "may_change": may(request.user, "procedure.manage", found.organiser),
            "source": next((one for one in catalogue() if one.code == found.source), None),
            "brings": _brings(found, organisation),
        },
    )


def _brings(procedure: Procedure, place) -> bool:
    """Does somebody of this place bring for the procedure here?"""
    if procedure.closed:
        return False
    if procedure.expects == Procedure.Expects.RESULTS:
        return True
    return place.kind == procedure.from_whom


def add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "procedure.manage", "procedures")
    source = _source(request.GET.get("source", ""))
    form = ProcedureForm(request.POST or None, initial=values_of_source(source) if source else None)
    if submitted(
        request,
        form,
        lambda: create_procedure(
            organiser=organisation,
            by=request.user,
            source=source.code if source else "",
            **form.cleaned_data,
        ),
    ):
        messages.success(request, f"Добавлено: {form.result}.")
        return redirect("procedure", place=organisation.pk, procedure=form.result.pk)
    return render(
        request,
        "results/procedure.html",
        {
            "form": form,
            "heading": f"Новая процедура: {source.title}" if source else "Новая процедура",
            "button": "Добавить",
            "source": source,
        },
        status=form.status,
    )


def _source(code: str) -> Source | None:
    return next((one for one in catalogue() if one.code == code), None)


def edit(request: HttpRequest, procedure: int) -> HttpResponse:
    found = get_object_or_404(procedures_managed_by(request.user), pk=procedure)
    enter(request, found.organiser_id, "procedure.manage", "procedures")
    form = ProcedureChangeForm(request.POST or None, initial=procedure_values(found))
    if submitted(
        request, form, lambda: change_procedure(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Сохранено.")
        return redirect("procedure", place=found.organiser_id, procedure=found.pk)
    return render(
        request,
        "results/procedure.html",
        {"form": form, "heading": str(found), "button": "Сохранить"},
        status=form.status,
    )


@require_POST
def write(request: HttpRequest, place: int, procedure: int) -> HttpResponse:
    """Remind those at a place who are awaited."""
    organisation = enter(request, place, "procedure.manage", "procedures")
    found = get_object_or_404(procedures_of(organisation), pk=procedure)
    try:
        people = remind(found, organisation, by=request.user)
        messages.success(
            request, f"Напомнили: {counted(people, 'человек', 'человека', 'человек')}."
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("procedure", place=place, procedure=procedure)


def documents(request: HttpRequest, place: int, procedure: int) -> HttpResponse:
    """Bring documents that a procedure asks for."""
    organisation = enter(request, place, "results.bring", "procedures")
    found = get_object_or_404(procedures_of(organisation), pk=procedure)
    if found.expects != Procedure.Expects.DOCUMENTS:
        return redirect("bring", place=place)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DocumentsForm(*sent)
    if submitted(
        request,
        form,
        lambda: bring_documents(
            procedure=found, organisation=organisation, by=request.user, **form.cleaned_data
        ),
    ):
        messages.success(request, "Документы приняты и сохранены.")
        return redirect("upload", upload=form.result.pk)
    return render(
        request,
        "results/documents.html",
        {"organisation": organisation, "procedure": found, "form": form},
        status=form.status,
    )

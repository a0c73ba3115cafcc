"""Moving, merging, closing an organisation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from objektiv.web.actions.changes import plan_change, withdraw_change
from objektiv.web.forms.organisations import CloseForm, MoveForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import OrganisationChange
from objektiv.web.queries.organisations import targets_of
from objektiv.web.tasks import run_soon
from objektiv.web.views.places import enter

Kind = OrganisationChange.Kind
PAGES = {
    Kind.MOVED: (
        "Перевести в другой муниципалитет",
        "Перевести",
        "Школу увидит координатор нового муниципалитета и перестанет видеть прежний. Результаты, "
        "рассмотрения и люди школы останутся с ней, отчёты обоих муниципалитетов пересчитаются.",
    ),
    Kind.MERGED: (
        "Присоединить к другой школе",
        "Присоединить",
        "Эта школа закроется. Её действующие классы и люди, кроме руководителя, перейдут в другую "
        "школу; та увидит прежние результаты и ответит за них. Прежние результаты не изменятся.",
    ),
    Kind.CLOSED: (
        "Закрыть организацию",
        "Закрыть",
        "Прошлые результаты сохранятся; новых от неё больше не ждут.",
    ),
}


def close(request: HttpRequest, place: int) -> HttpResponse:
    return _page(request, place, Kind.CLOSED)


def move(request: HttpRequest, place: int) -> HttpResponse:
    return _page(request, place, Kind.MOVED)


def merge(request: HttpRequest, place: int) -> HttpResponse:
    return _page(request, place, Kind.MERGED)


def _page(request: HttpRequest, place: int, kind: Any) -> HttpResponse:
    organisation = enter(request, place, "organisation.manage", "place")
    if kind != Kind.CLOSED and not organisation.is_school:
        raise Http404
    if kind == Kind.CLOSED:
        form = CloseForm(request.POST or None)
    else:
        targets = targets_of(request.user, organisation, kind)
        form = MoveForm(request.POST or None, targets=targets)
    if submitted(
        request,
        form,
        lambda: plan_change(organisation, kind, by=request.user, **form.cleaned_data),
    ):
        change, jobs = form.result
        run_soon(*jobs)
        done = change.done_at is not None
        messages.success(
            request, "Сделано." if done else "Запланировано: до этого дня всё как есть."
        )
        organisation.refresh_from_db()
        return redirect("place", place=organisation.pk)
    heading, button, what = PAGES[Kind(kind)]
    return render(
        request,
        "places/change.html",
        {"form": form, "heading": heading, "button": button, "what": what},
        status=form.status,
    )


@require_POST
def withdraw(request: HttpRequest, change: int) -> HttpResponse:
    found = get_object_or_404(
        OrganisationChange.objects.select_related("organisation__parent"), pk=change
    )
    organisation = enter(request, found.organisation_id, "organisation.manage")
    try:
        withdraw_change(found, by=request.user)
        messages.success(request, "Запланированное изменение отменено.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("place", place=organisation.pk)

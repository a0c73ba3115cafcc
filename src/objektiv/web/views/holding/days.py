"""Naming and moving days; steps that the organiser adds or leaves out."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from objektiv.planning.holding import say_term
from objektiv.profiles import federal_works, holding_rules, load_schedule_rules
from objektiv.russian import counted, long_date
from objektiv.web.actions.holding import days as act
from objektiv.web.actions.holding.day_table import bring_days
from objektiv.web.actions.holding.steps import remind_of_step
from objektiv.web.forms.holding.days import DayForm, DaysTableForm, MoveForm, StepForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Organisation, Procedure, ProcedureDay, ProcedureSite
from objektiv.web.permissions import require
from objektiv.web.queries.holding.days import days_managed_by, days_of, held_at, sites_visible_to
from objektiv.web.queries.holding.steps import step_named, steps_of
from objektiv.web.queries.organisations import schools_below
from objektiv.web.views.form_page import form_page
from objektiv.web.views.holding.registry import SECTION
from objektiv.web.views.places import enter


def _procedure(request: HttpRequest, place: int, procedure: int) -> tuple[Organisation, Procedure]:
    organisation = enter(request, place, "holding.view", SECTION)
    return organisation, get_object_or_404(held_at(organisation), pk=procedure)


def add(request: HttpRequest, place: int, procedure: int) -> HttpResponse:
    """One more day: of the organiser for its schools, or of a school that chooses its own."""
    organisation, found = _procedure(request, place, procedure)
    if not act.may_name_days(request.user, found, organisation):
        raise PermissionDenied("holding.organise")
    schools = None if organisation.is_school else schools_below(organisation)
    asked = {name: request.GET.get(name, "") for name in ("subject", "grade")}
    form = DayForm(request.POST or None, initial=asked, schools=schools)

    def save() -> ProcedureDay:
        values = dict(form.cleaned_data)
        every, chosen = values.pop("every", True), values.pop("schools", None)
        if schools is None:
            where = [organisation]
        else:
            where = list(chosen) if chosen or not every else list(schools)
        return act.add_day(found, act.NewDay(**values), where, by=request.user)

    if submitted(request, form, save):
        day = form.result
        messages.success(
            request, f"Добавлено: {day}, {long_date(day.day)}. Можно назвать следующий."
        )
        outside = _outside(found, day)
        if outside:
            messages.warning(request, outside)
        return redirect("day_add", place=organisation.pk, procedure=found.pk)
    return render(
        request,
        "holding/day_add.html",
        {
            "organisation": organisation,
            "procedure": found,
            "form": form,
            "days": days_of(found, organisation),
            "windows": _windows(found),
            "works": federal_works(found.kind, found.year),
            "may_bring": schools is not None,
        },
        status=form.status,
    )


def bring(request: HttpRequest, place: int, procedure: int) -> HttpResponse:
    """Days from a table of the organiser."""
    organisation, found = _procedure(request, place, procedure)
    require(request.user, "holding.organise", found.organiser)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DaysTableForm(*sent)
    if submitted(
        request,
        form,
        lambda: bring_days(
            found, organisation, form.rows, replace=form.cleaned_data["replace"], by=request.user
        ),
    ):
        added, moved = form.result
        messages.success(request, f"Дней добавлено: {added}, перенесено: {moved}.")
        return redirect("holding_procedure", place=organisation.pk, procedure=found.pk)
    return render(
        request,
        "holding/days_table.html",
        {"organisation": organisation, "procedure": found, "form": form},
        status=form.status,
    )


def _windows(procedure: Procedure) -> list:
    """Windows of the federal order in the school year of the procedure, with their source."""
    return [
        one
        for one in load_schedule_rules(procedure.year).windows
        if one.start.year == procedure.year
        and any(procedure.kind.casefold().startswith(name) for name in one.names)
    ]


def _outside(procedure: Procedure, day: ProcedureDay) -> str:
    """A day out of the window is said, not refused: the order in force decides."""
    windows = _windows(procedure)
    if not windows or any(one.start <= day.day <= one.end for one in windows):
        return ""
    said = "; ".join(f"{long_date(one.start)} — {long_date(one.end)}" for one in windows)
    return f"{long_date(day.day)} вне известных сроков ({said}). Проверьте по приказу."


def move(request: HttpRequest, procedure_day: int) -> HttpResponse:
    day = get_object_or_404(days_managed_by(request.user), pk=procedure_day)
    organiser = enter(request, day.procedure.organiser_id, "holding.organise", SECTION)
    form = MoveForm(request.POST or None, initial={"starts": day.starts})

    def save() -> ProcedureDay:
        values = form.cleaned_data
        return act.move_day(
            day, to=values["day"], starts=values["starts"], reason=values["reason"],
            by=request.user,
        )  # fmt: skip

    back = reverse("holding_procedure", args=[organiser.pk, day.procedure_id])
    if submitted(request, form, save):
        messages.success(request, "День перенесён, школам сообщили. Сроки шагов передвинулись.")
        return redirect(back)
    return form_page(request, form, f"Перенести: {day}, {long_date(day.day)}", "Перенести", back)


def move_site(request: HttpRequest, procedure_site: int) -> HttpResponse:
    """The day of one school."""
    site = get_object_or_404(sites_visible_to(request.user), pk=procedure_site)
    enter(request, site.school_id, "holding.view", SECTION)
    if not act.may_name_days(request.user, site.day.procedure, site.school):
        raise PermissionDenied("holding.organise")
    form = MoveForm(request.POST or None, initial={"starts": site.day.starts})

    def save() -> ProcedureSite:
        values = form.cleaned_data
        return act.move_site(
            site, to=values["day"], starts=values["starts"], reason=values["reason"],
            by=request.user,
        )  # fmt: skip

    back = reverse("site", args=[site.pk])
    if submitted(request, form, save):
        messages.success(request, "День перенесён. Сроки шагов передвинулись.")
        return redirect(back)
    heading = f"Перенести в {site.school}: {site.day}, {long_date(site.day.day)}"
    return form_page(request, form, heading, "Перенести", back)


@require_POST
def remind(request: HttpRequest, place: int, procedure: int, step: str) -> HttpResponse:
    """Tell the schools where a step is open."""
    organisation, found = _procedure(request, place, procedure)
    try:
        told = remind_of_step(found, organisation, step, by=request.user)
        said = counted(told, "школе", "школам", "школам")
        messages.success(request, f"Напомнили {said}.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    back = reverse("holding_procedure", args=[organisation.pk, found.pk])
    return redirect(f"{back}?step={step}#open")


@require_POST
def remove(request: HttpRequest, procedure_day: int) -> HttpResponse:
    day = get_object_or_404(days_managed_by(request.user), pk=procedure_day)
    place, procedure = day.procedure.organiser_id, day.procedure_id
    enter(request, place, "holding.organise", SECTION)
    try:
        act.remove_day(day, by=request.user)
        messages.success(request, "День убран.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("holding_procedure", place=place, procedure=procedure)


def steps(request: HttpRequest, place: int, procedure: int) -> HttpResponse:
    """Steps of the procedure, to add one or to leave one out."""
    organisation, found = _procedure(request, place, procedure)
    require(request.user, "holding.organise", found.organiser)
    form = StepForm(request.POST or None)
    if submitted(request, form, lambda: act.add_step(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Шаг добавлен. Школы увидят его со сроком.")
        return redirect("holding_steps", place=organisation.pk, procedure=found.pk)
    rules = holding_rules()
    return render(
        request,
        "holding/steps.html",
        {
            "organisation": organisation,
            "procedure": found,
            "rows": [(one, rules.roles[one.role], say_term(one)) for one in steps_of(found)],
            "form": form,
        },
        status=form.status,
    )


@require_POST
def leave_out(request: HttpRequest, place: int, procedure: int, step: str) -> HttpResponse:
    organisation, found = _procedure(request, place, procedure)
    named = step_named(found, step)
    try:
        act.leave_out_step(found, step, by=request.user)
        messages.success(request, f"Убрано: «{named.title if named else step}».")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("holding_steps", place=organisation.pk, procedure=found.pk)

"""Norms of marks and weights of forms of work, published before their period."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.web.actions.teaching import marks as act
from objektiv.web.forms.submit import submitted
from objektiv.web.forms.teaching.journals import (
    BORDERS,
    ActForm,
    SchemeForm,
    hours_lines,
    lines_of,
)
from objektiv.web.models import MarkAct, MarkScheme, Subject
from objektiv.web.permissions import may, require
from objektiv.web.queries.teaching.act_rules import standing_of
from objektiv.web.queries.teaching.norms import act_of, periods_of, schemes_of, values_of
from objektiv.web.tasks import run_soon
from objektiv.web.views.form_page import form_page
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu
from objektiv.web.views.teaching.journals import year_of


def index(request: HttpRequest, place: int) -> HttpResponse:
    """What the local act says, and which weights hold when."""
    school = enter(request, place, "marks.draft", "teaching")
    year, today = year_of(request), timezone.localdate()
    current = act_of(school, year)
    return render(
        request,
        "teaching/marks/index.html",
        {
            "organisation": school,
            "menu": section_menu(request.user, school, "teaching", "marks"),
            "year": year,
            "act": current,
            "act_note": standing_of(current.act_version, today)
            if current and current.act_version
            else "",
            "values": values_of(current),
            "hours": hours_lines(values_of(current)["hours"]),
            "versions": MarkAct.objects.filter(school=school, school_year=year),
            "schemes": schemes_of(school, year),
            "today": today,
            "may_manage": may(request.user, "marks.manage", school),
        },
    )


def edit(request: HttpRequest, place: int) -> HttpResponse:
    school = enter(request, place, "marks.manage", "teaching")
    year = year_of(request)
    current = act_of(school, year)
    values = values_of(current)
    known = {
        "title": current.title if current else "",
        "base": values["base"],
        "per_weekly_hour": values["per_weekly_hour"],
        "final_least": values["final_least"],
        "hours": lines_of(hours_lines(values["hours"])),
        **dict(zip(BORDERS, values["rounding"], strict=True)),
    }
    if current and current.act_version_id:
        known |= {"title": "", "act_version": current.act_version_id}
    form = ActForm(request.POST or None, place=school, initial=known)
    if submitted(
        request,
        form,
        lambda: act.keep_act(school, year, title=form.cleaned_data["title"], values=form.values(),
                             act_version=form.cleaned_data.get("act_version"), by=request.user),
    ):  # fmt: skip
        run_soon(form.result)
        messages.success(request, "Нормы записаны, журналы пересчитываются.")
        return redirect("marks", place=school.pk)
    return form_page(
        request,
        form,
        f"Нормы отметок, {year}",
        "Записать версию",
        reverse("marks", args=[school.pk]),
    )


def scheme_add(request: HttpRequest, place: int) -> HttpResponse:
    school = enter(request, place, "marks.draft", "teaching")
    year, today = year_of(request), timezone.localdate()
    coming = [one for one in periods_of(school, year) if one.starts > today]
    form = SchemeForm(
        request.POST or None,
        subjects=Subject.objects.filter(closed=False),
        periods=coming,
        place=school,
    )
    if submitted(
        request,
        form,
        lambda: act.draft_scheme(school, year, by=request.user, **form.values()),
    ):
        messages.success(request, "Черновик записан. Веса действуют после публикации.")
        return redirect("marks", place=school.pk)
    context = {"form": form, "organisation": school, "coming": coming, "year": year}
    return render(request, "teaching/marks/scheme.html", context, status=form.status)


@require_POST
def scheme_publish(request: HttpRequest, mark_scheme: int) -> HttpResponse:
    found = get_object_or_404(MarkScheme.objects.select_related("school"), pk=mark_scheme)
    enter(request, found.school_id, "marks.manage", "teaching")
    require(request.user, "marks.manage", found.school)
    try:
        run_soon(act.publish_scheme(found, by=request.user))
        messages.success(request, "Опубликовано: ученики и родители видят веса.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("marks", place=found.school_id)

"""Criteria of forms of work, sheets for pupils, marks with grounds, what rests on no criteria."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.profiles import criteria_rules
from objektiv.web.actions.audit import log_reading
from objektiv.web.actions.teaching import criteria as act
from objektiv.web.forms.submit import submitted
from objektiv.web.forms.teaching.criteria import (
    ActOfForm,
    ApproveForm,
    CriteriaForm,
    MarkForm,
    criteria_values,
)
from objektiv.web.models import CriterialMark, CriteriaSet, Organisation
from objektiv.web.permissions import may, require
from objektiv.web.queries.organisations import home_of, school_years
from objektiv.web.queries.teaching import criteria as query
from objektiv.web.queries.teaching.act_rules import standing_of
from objektiv.web.views.form_page import form_page
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu
from objektiv.web.views.teaching.journals import year_of

S = CriteriaSet.State


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "criteria.view", "teaching")
    rules = criteria_rules()
    form, state = request.GET.get("form", ""), request.GET.get("state", "")
    everything = query.criteria_at(organisation, request.user)
    rows = everything.exclude(state=S.REPLACED) if state != S.REPLACED else everything
    if form in rules.forms:
        rows = rows.filter(form=form)
    if state in S.values:
        rows = rows.filter(state=state)
    context = {
        "organisation": organisation,
        "menu": section_menu(request.user, organisation, "teaching", "criteria"),
        "page": page_of(request, rows),
        "approved": everything.filter(state=S.APPROVED).count(),
        "forms": rules.forms,
        "form": form,
        "state": state,
        "states": S.choices,
        "may_write": may(request.user, "criteria.write", organisation),
        "may_cover": organisation.is_school,
    }
    return render(request, "teaching/criteria/index.html", context)


def _set(request: HttpRequest, criteria_set: int, rule: str = "") -> CriteriaSet:
    found = get_object_or_404(query.criteria_visible_to(request.user), pk=criteria_set)
    own = may(request.user, "criteria.view", found.organisation)
    request.place = found.organisation if own else home_of(request.user)
    request.section = "teaching"
    if rule:
        require(request.user, rule, found.organisation)
    return found


def show(request: HttpRequest, criteria_set: int) -> HttpResponse:
    found = _set(request, criteria_set)
    here: Organisation = request.place
    marks = query.marks_visible_to(request.user).filter(criteria=found)
    context = {
        "organisation": here,
        "one": found,
        "top": query.highest(found),
        "scale": query.scale_words(found.scale, query.highest(found)),
        "form": criteria_rules().forms.get(found.form, found.form),
        "versions": query.versions_of(found).exclude(pk=found.pk),
        "marks": page_of(request, marks, 30),
        "act_note": standing_of(found.act_version, timezone.localdate())
        if found.act_version
        else "",
        "may_name_act": found.state == S.APPROVED
        and may(request.user, "criteria.approve", found.organisation),
        "published": query.published(found),
        "may_publish": found.state == S.APPROVED
        and may(request.user, "open.manage", found.organisation),
        "may_see_act": may(request.user, "acts.view", found.organisation),
        "may_write": may(request.user, "criteria.write", found.organisation),
        "may_approve": found.state == S.DRAFT
        and may(request.user, "criteria.approve", found.organisation),
        "may_mark": found.state == S.APPROVED
        and here.is_school
        and may(request.user, "criteria.mark", here),
    }
    return render(request, "teaching/criteria/show.html", context)


def add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "criteria.write", "teaching")
    return _written(request, organisation, None, CriteriaForm(request.POST or None))


def edit(request: HttpRequest, criteria_set: int) -> HttpResponse:
    found = _set(request, criteria_set, "criteria.write")
    form = CriteriaForm(request.POST or None, initial=criteria_values(found))
    return _written(request, found.organisation, found, form)


def _written(
    request: HttpRequest, place: Organisation, one: CriteriaSet | None, form: CriteriaForm
) -> HttpResponse:
    if submitted(
        request, form, lambda: act.keep_criteria(place, one=one, by=request.user, **form.values())
    ):
        messages.success(request, "Записано. Действовать критерии будут после утверждения.")
        return redirect("criteria_set", criteria_set=form.result.pk)
    back = reverse("criteria_set", args=[one.pk]) if one else reverse("criteria", args=[place.pk])
    return form_page(request, form, str(one) if one else "Новые критерии", "Записать", back)


@require_POST
def version(request: HttpRequest, criteria_set: int) -> HttpResponse:
    found = _set(request, criteria_set, "criteria.write")
    made = act.next_version(found, by=request.user)
    messages.success(request, f"Редакция {made.version} — проект; прежняя действует.")
    return redirect("criteria_edit", criteria_set=made.pk)


def approve(request: HttpRequest, criteria_set: int) -> HttpResponse:
    found = _set(request, criteria_set, "criteria.approve")
    form = ApproveForm(request.POST or None, place=found.organisation)
    if submitted(
        request, form, lambda: act.approve_criteria(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Утверждено: по этим критериям можно ставить отметки.")
        return redirect("criteria_set", criteria_set=found.pk)
    return form_page(
        request, form, f"Утвердить: {found}", "Утвердить", reverse("criteria_set", args=[found.pk])
    )


@require_POST
def publish(request: HttpRequest, criteria_set: int) -> HttpResponse:
    """In words, on the open page of the organisation."""
    found = _set(request, criteria_set, "open.manage")
    try:
        act.publish_criteria(found, by=request.user)
        messages.success(request, "Критерии на открытой странице.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("criteria_set", criteria_set=found.pk)


def act_of(request: HttpRequest, criteria_set: int) -> HttpResponse:
    """On which act of the register criteria in force rest."""
    found = _set(request, criteria_set, "criteria.approve")
    form = ActOfForm(request.POST or None, place=found.organisation)
    if submitted(request, form, lambda: act.name_act(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Записано.")
        return redirect("criteria_set", criteria_set=found.pk)
    back = reverse("criteria_set", args=[found.pk])
    return form_page(request, form, f"На какой акт опираются: {found}", "Записать", back)


def sheet(request: HttpRequest, criteria_set: int) -> HttpResponse:
    """For print: a memo for pupils, a checklist for oneself, a form of feedback."""
    found = _set(request, criteria_set)
    kind = request.GET.get("kind", "memo")
    context = {
        "one": found,
        "kind": kind if kind in ("memo", "check", "feedback") else "memo",
        "scale": query.scale_words(found.scale, query.highest(found)),
    }
    return render(request, "teaching/criteria/sheet.html", context)


def mark_add(request: HttpRequest, place: int, criteria_set: int) -> HttpResponse:
    school = enter(request, place, "criteria.mark", "teaching")
    found = get_object_or_404(query.criteria_at(school, request.user), pk=criteria_set)
    form = MarkForm(request.POST or None, one=found,
                    classes=query.classes_of(request.user, school))  # fmt: skip
    if submitted(request, form, lambda: act.give_mark(found, by=request.user, **form.values())):
        messages.success(request, "Отметка записана с основаниями.")
        return redirect("criterial_mark", criterial_mark=form.result.pk)
    return form_page(
        request,
        form,
        f"Отметка по критериям: {found.title}",
        "Поставить",
        reverse("criteria_set", args=[found.pk]),
    )


def _mark(request: HttpRequest, criterial_mark: int, rule: str = "criteria.view") -> CriterialMark:
    found = get_object_or_404(query.marks_visible_to(request.user), pk=criterial_mark)
    enter(request, found.school_class.school_id, rule, "teaching")
    return found


def mark(request: HttpRequest, criterial_mark: int) -> HttpResponse:
    """One mark with its grounds, fit for printing and for the pupil."""
    found = _mark(request, criterial_mark)
    school = found.school_class.school
    log_reading(found, f"Отметка по критериям, код {found.pupil}", by=request.user, at=school)
    context = {
        "organisation": school,
        "mark": found,
        "rows": query.points_of(found),
        "top": query.highest(found.criteria),
        "scale": query.scale_words(found.criteria.scale, query.highest(found.criteria)),
        "instead": query.replaced_with(found),
        "may_correct": not found.replaced_by_id and may(request.user, "criteria.mark", school),
    }
    return render(request, "teaching/criteria/mark.html", context)


def mark_correct(request: HttpRequest, criterial_mark: int) -> HttpResponse:
    found = _mark(request, criterial_mark, "criteria.mark")
    known = {name: getattr(found, name) for name in ("pupil", "day", "work", "done_well",
                                                     "next_step")}  # fmt: skip
    known |= {"school_class": found.school_class_id, "subject": found.subject_id}
    known |= {f"points_{code}": points for code, points in found.points.items()}
    classes = query.classes_of(request.user, found.school_class.school)
    form = MarkForm(request.POST or None, one=found.criteria, classes=classes, correcting=True,
                    initial=known)  # fmt: skip
    if submitted(
        request,
        form,
        lambda: act.give_mark(found.criteria, instead=found, by=request.user, **form.values()),
    ):
        messages.success(request, "Исправлено; первая отметка и причина сохранены.")
        return redirect("criterial_mark", criterial_mark=form.result.pk)
    return form_page(
        request, form, "Исправить отметку", "Исправить", reverse("criterial_mark", args=[found.pk])
    )


def coverage(request: HttpRequest, place: int) -> HttpResponse:
    """Which marks of the journals rest on no criteria."""
    school = enter(request, place, "journals.view_pupils", "teaching")
    year = year_of(request)
    rows = query.coverage_of(school, year, request.user)
    without = [one for one in rows if not one.sets]
    context = {
        "organisation": school,
        "rows": rows,
        "forms": criteria_rules().forms,
        "year": year,
        "years": school_years(),
        "marks": sum(one.marks for one in rows),
        "uncovered": sum(one.marks for one in without),
        "unwritten": query.open_tasks_without(school, request.user),
    }
    return render(request, "teaching/criteria/coverage.html", context)

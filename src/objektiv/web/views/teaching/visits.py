"""Visits of lessons: which to see first and why, the sheet, the teacher's words, help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.profiles import control_rules
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.teaching import control as act
from objektiv.web.forms.submit import submitted
from objektiv.web.forms.teaching.control import SheetForm, VisitForm, WordsForm
from objektiv.web.models import LessonVisit, Organisation
from objektiv.web.permissions import may
from objektiv.web.queries.teaching import control as query
from objektiv.web.views.form_page import form_page
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu

Kind, V = LessonVisit.Kind, LessonVisit.State


def index(request: HttpRequest, place: int) -> HttpResponse:
    """Managers see what is proposed and every visit of the plan; a teacher what concerns them."""
    school = enter(request, place, "visits.mutual", "support")
    leads = may(request.user, "visits.lead", school)
    year = school_year_at(timezone.localdate())
    found = query.proposals(school, year, reader=request.user, only=None if leads else request.user)
    rows = query.visits_visible_to(request.user).filter(school=school)
    kind = request.GET.get("kind", "")
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    context = {
        "organisation": school,
        "menu": section_menu(request.user, school, "support", "visits"),
        "proposals": found,
        "page": page_of(request, rows, 30),
        "leads": leads,
        "kind": kind,
        "kinds": Kind.choices,
        "year": year,
    }
    return render(request, "teaching/visits/index.html", context)


def add(request: HttpRequest, place: int) -> HttpResponse:
    """A visit: of the plan by managers, else between two colleagues."""
    school = enter(request, place, "visits.mutual", "support")
    asked = request.GET
    leads = may(request.user, "visits.lead", school) and asked.get("kind") != Kind.MUTUAL
    known = {name: asked.get(name, "") for name in ("teacher", "subject", "class_name")}
    form = VisitForm(
        request.POST or None, school=school, initial=known | {"visitor": request.user.pk}
    )
    if submitted(request, form, lambda: _planned(request, school, form, leads=leads)):
        messages.success(request, "Запланировано: учитель получил уведомление с причинами.")
        return redirect("visit", visit=form.result.pk)
    return form_page(
        request,
        form,
        "Посещение урока" if leads else "Взаимное посещение",
        "Запланировать",
        reverse("visits", args=[school.pk]),
    )


def _planned(
    request: HttpRequest, school: Organisation, form: VisitForm, *, leads: bool
) -> LessonVisit:
    given = form.cleaned_data
    reasons: Sequence[dict[str, str]] = ()
    if leads:
        year = school_year_at(timezone.localdate())
        known = query.proposals(school, year, reader=request.user, only=given["teacher"])
        reasons = [
            reason
            for one in known
            if given["subject"] in ("", one.subject)
            for reason in one.reasons
        ]
    item = query.items_visible_to(request.user).filter(
        plan__school=school, pk=request.GET.get("item") if request.GET.get("item", "").isdigit()
        else None,
    ).first()  # fmt: skip
    return act.plan_visit(
        school, kind=Kind.CONTROL if leads else Kind.MUTUAL, reasons=reasons, item=item,
        by=request.user, **given,
    )  # fmt: skip


def _visit(request: HttpRequest, visit: int) -> LessonVisit:
    found = get_object_or_404(query.visits_visible_to(request.user), pk=visit)
    enter(request, found.school_id, "visits.mutual", "support")
    return found


def show(request: HttpRequest, visit: int) -> HttpResponse:
    found = _visit(request, visit)
    rules = control_rules()
    me = request.user.pk
    context = {
        "organisation": found.school,
        "visit": found,
        "lines": [
            (one, rules.levels[found.seen[one.code]])
            for one in rules.sheet
            if one.code in found.seen
        ],
        "practices": query.practices_for(found, request.user),
        "may_fill": me == found.visitor_id and found.state in (V.PLANNED, V.HELD),
        "may_answer": me == found.teacher_id and found.state == V.HELD,
        "may_help": me == found.helper_id and bool(found.help) and not found.help_done_at,
        "may_cancel": found.state == V.PLANNED
        and (
            me == found.visitor_id
            or (me == found.teacher_id and found.kind == Kind.MUTUAL)
            or may(request.user, "visits.lead", found.school)
        ),
    }
    return render(request, "teaching/visits/show.html", context)


def sheet(request: HttpRequest, visit: int) -> HttpResponse:
    found = _visit(request, visit)
    if request.user.pk != found.visitor_id:
        raise PermissionDenied
    names = ("strong", "advice", "help", "help_until")
    known = {name: getattr(found, name) for name in names} | {"helper": found.helper_id}
    known |= {f"seen_{code}": level for code, level in found.seen.items()}
    form = SheetForm(request.POST or None, school=found.school, initial=known)
    return _step(
        request,
        found,
        form,
        lambda: act.hold_visit(found, by=request.user, **form.values()),
        ("Лист посещения", "Записать", "Записано: учитель прочитает и ответит."),
    )


def answer(request: HttpRequest, visit: int) -> HttpResponse:
    found = _visit(request, visit)
    if request.user.pk != found.teacher_id:
        raise PermissionDenied
    form = WordsForm(request.POST or None)
    return _step(request, found, form,
                 lambda: act.answer_visit(found, by=request.user, **form.cleaned_data),
                 ("Ответ на лист посещения", "Ответить", "Ответ записан."))  # fmt: skip


def help_done(request: HttpRequest, visit: int) -> HttpResponse:
    found = _visit(request, visit)
    if request.user.pk != found.helper_id:
        raise PermissionDenied
    form = WordsForm(request.POST or None)
    form.fields["text"].label = "Что сделано"
    return _step(request, found, form,
                 lambda: act.finish_help(found, by=request.user, **form.cleaned_data),
                 ("Помощь оказана", "Записать", "Записано."))  # fmt: skip


def _step(
    request: HttpRequest, visit: LessonVisit, form: Any, act_: Callable[[], Any],
    words: Sequence[str],
) -> HttpResponse:  # fmt: skip
    """A form of one step; `words`: heading, button, what is said when it is done."""
    heading, button, said = words
    if submitted(request, form, act_):
        messages.success(request, said)
        return redirect("visit", visit=visit.pk)
    return form_page(
        request,
        form,
        f"{heading}: {visit.teacher.full_name}",
        button,
        reverse("visit", args=[visit.pk]),
    )


@require_POST
def cancel(request: HttpRequest, visit: int) -> HttpResponse:
    found = _visit(request, visit)
    try:
        act.cancel_visit(found, by=request.user)
        messages.success(request, "Посещение отменено.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("visit", visit=found.pk)

"""Remarks of observers: the school answers first, then it is decided."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from objektiv.web.actions.holding import remarks as act
from objektiv.web.forms.holding.remarks import DecideForm, DeclineForm, ReplyForm, TakeForm
from objektiv.web.forms.submit import Form, submitted
from objektiv.web.models import ObservationRemark
from objektiv.web.permissions import may
from objektiv.web.queries.holding import remarks as query
from objektiv.web.queries.people import people_at
from objektiv.web.views.holding.menu import observation_menu
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter

S = ObservationRemark.State


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "observation.view", "preparation")
    state = request.GET.get("state", "")
    return render(
        request,
        "holding/remarks.html",
        {
            "organisation": organisation,
            "menu": observation_menu(request.user, organisation, "remarks"),
            "page": page_of(request, query.remarks_at(request.user, organisation, state=state)),
            "state": state,
            "states": S.choices,
        },
    )


def show(request: HttpRequest, remark: int) -> HttpResponse:
    found = _found(request, remark, "observation.view")
    school = found.observation.site.school
    return render(
        request,
        "holding/remark.html",
        {
            "remark": found,
            "site": found.observation.site,
            "school": school,
            "may_reply": may(request.user, "remarks.reply", school),
            "may_decide": may(request.user, "remarks.decide", school),
            "open": found.state in act.OPEN,
        },
    )


def reply(request: HttpRequest, remark: int) -> HttpResponse:
    found = _found(request, remark, "remarks.reply")
    form = ReplyForm(request.POST or None, initial={"text": found.reply})
    if submitted(request, form, lambda: act.reply(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Ответ школы записан.")
        return redirect("remark", remark=found.pk)
    return _form(request, form, found, "Ответ школы", "Ответить", lead=found.text)


def decide(request: HttpRequest, remark: int) -> HttpResponse:
    found = _found(request, remark, "remarks.decide")
    form = DecideForm(request.POST or None)
    if submitted(request, form, lambda: act.decide(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Решение записано, школа его видит.")
        return redirect("remark", remark=found.pk)
    return _form(request, form, found, "Решение по замечанию", "Записать", lead=found.text)


def take(request: HttpRequest, remark: int) -> HttpResponse:
    """The offered measure into the school's plan."""
    found = _found(request, remark, "remarks.reply")
    school = found.observation.site.school
    form = TakeForm(
        request.POST or None,
        initial={"text": found.offer},
        people=people_at(request.user, school),
    )
    if submitted(request, form, lambda: act.take(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Мера внесена в черновик плана.")
        return redirect("measure", measure=form.result.measure_id)
    return _form(request, form, found, "Внести меру в план", "Внести", lead=found.offer)


def decline(request: HttpRequest, remark: int) -> HttpResponse:
    found = _found(request, remark, "remarks.reply")
    form = DeclineForm(request.POST or None)
    if submitted(request, form, lambda: act.decline(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Ответ записан.")
        return redirect("remark", remark=found.pk)
    return _form(request, form, found, "Отказаться от меры", "Записать", lead=found.offer)


def _found(request: HttpRequest, remark: int, rule: str) -> ObservationRemark:
    found = get_object_or_404(query.remarks_visible_to(request.user), pk=remark)
    enter(request, found.observation.site.school_id, rule, "preparation")
    return found


def _form(
    request: HttpRequest,
    form: Form,
    remark: ObservationRemark,
    *words: str,
    lead: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "heading": words[0],
        "button": words[1],
        "back": reverse("remark", args=[remark.pk]),
        "lead": lead,
    }
    return render(request, "holding/observer_form.html", context, status=form.status)

"""Internal control of a school: the plan of a year, what came of each point."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.profiles import control_rules
from objektiv.web.actions.teaching import control as act
from objektiv.web.forms.submit import submitted
from objektiv.web.forms.teaching.control import ItemForm, OrderForm, OutcomeForm, item_values
from objektiv.web.models import ControlItem, ControlPlan
from objektiv.web.permissions import may, require
from objektiv.web.queries.organisations import school_years
from objektiv.web.queries.teaching import control as query
from objektiv.web.views.form_page import form_page
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu
from objektiv.web.views.teaching.journals import year_of


def index(request: HttpRequest, place: int) -> HttpResponse:
    school = enter(request, place, "control.view", "support")
    year, today = year_of(request), timezone.localdate()
    plan = query.plan_of(school, year)
    items = list(plan.items.select_related("responsible")) if plan else []
    rules = control_rules()
    state = request.GET.get("state", "")
    shown = [one for one in items if state not in ControlItem.State.values or one.state == state]
    context = {
        "organisation": school,
        "menu": section_menu(request.user, school, "support", "control"),
        "plan": plan,
        "year": year,
        "years": school_years(),
        "answer": query.done_words(items, today) if items else "",
        "groups": [
            (title, [one for one in shown if one.section == code])
            for code, title in rules.sections.items()
            if any(one.section == code for one in shown)
        ],
        "forms": rules.forms,
        "state": state,
        "states": ControlItem.State.choices,
        "today": today,
        "may_manage": may(request.user, "control.manage", school),
        "may_approve": plan is not None
        and plan.state == ControlPlan.State.DRAFT
        and may(request.user, "control.approve", school),
        "may_lead": may(request.user, "visits.lead", school),
    }
    return render(request, "teaching/control/index.html", context)


def item_add(request: HttpRequest, place: int) -> HttpResponse:
    school = enter(request, place, "control.manage", "support")
    year = year_of(request)
    form = ItemForm(request.POST or None, school=school)
    if submitted(
        request, form, lambda: act.keep_item(school, year, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Пункт добавлен.")
        return redirect(f"{reverse('control', args=[school.pk])}?year={year.start}")
    return form_page(
        request, form, f"Что смотрим, {year}", "Добавить", reverse("control", args=[school.pk])
    )


def _item(request: HttpRequest, control_item: int, rule: str = "control.view") -> ControlItem:
    found = get_object_or_404(query.items_visible_to(request.user), pk=control_item)
    enter(request, found.plan.school_id, "control.view", "support")
    require(request.user, rule, found.plan.school)
    return found


def item(request: HttpRequest, control_item: int) -> HttpResponse:
    found = _item(request, control_item)
    rules = control_rules()
    context = {
        "organisation": found.plan.school,
        "item": found,
        "section": rules.sections.get(found.section, found.section),
        "form": rules.forms.get(found.form, found.form),
        "visits": query.visits_visible_to(request.user).filter(item=found),
        "may_manage": may(request.user, "control.manage", found.plan.school),
        "may_lead": may(request.user, "visits.lead", found.plan.school),
    }
    return render(request, "teaching/control/item.html", context)


def item_edit(request: HttpRequest, control_item: int) -> HttpResponse:
    found = _item(request, control_item, "control.manage")
    school = found.plan.school
    form = ItemForm(request.POST or None, school=school, initial=item_values(found))
    if submitted(
        request,
        form,
        lambda: act.keep_item(school, found.plan.school_year, item=found, by=request.user,
                              **form.cleaned_data),
    ):  # fmt: skip
        return redirect("control_item", control_item=found.pk)
    return form_page(
        request, form, "Пункт плана", "Сохранить", reverse("control_item", args=[found.pk])
    )


@require_POST
def item_remove(request: HttpRequest, control_item: int) -> HttpResponse:
    found = _item(request, control_item, "control.manage")
    try:
        act.remove_item(found, by=request.user)
        messages.success(request, "Пункт снят.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("control", place=found.plan.school_id)


def item_done(request: HttpRequest, control_item: int) -> HttpResponse:
    found = _item(request, control_item)
    if found.responsible_id != request.user.pk:
        require(request.user, "control.manage", found.plan.school)
    form = OutcomeForm(request.POST or None)
    if submitted(
        request, form, lambda: act.finish_item(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Итог записан.")
        return redirect("control_item", control_item=found.pk)
    return form_page(
        request,
        form,
        f"Итог: {found.text[:120]}",
        "Записать итог",
        reverse("control_item", args=[found.pk]),
    )


def approve(request: HttpRequest, place: int) -> HttpResponse:
    school = enter(request, place, "control.approve", "support")
    plan = get_object_or_404(ControlPlan, school=school, school_year=year_of(request))
    form = OrderForm(request.POST or None)
    if submitted(
        request, form, lambda: act.approve_plan(plan, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "План утверждён, ответственные получили уведомления.")
        return redirect("control", place=school.pk)
    return form_page(
        request, form, f"Утвердить: {plan}", "Утвердить", reverse("control", args=[school.pk])
    )

"""Plans: list, one plan in four views, drawing up, approval, versions, next year."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.web.actions import plans as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.forms.plans import (
    DIRECTIONS,
    ApproveForm,
    DirectionForm,
    GoalsForm,
    MeasureForm,
    NextYearForm,
    PlanForm,
    TakeForm,
    measure_values,
)
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Direction, Measure, Plan
from objektiv.web.permissions import may
from objektiv.web.queries import plans as query
from objektiv.web.queries.measures import measures_visible_to
from objektiv.web.queries.next_year import kinds_of, proposed_goals
from objektiv.web.queries.people import staff_of
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu

OVER = (Measure.State.CHECKED, Measure.State.CANCELLED)  # these stay in their year
VIEWS = {"": "Списком", "board": "По состоянию", "months": "По месяцам", "gantt": "На оси года"}


def index(request: HttpRequest, place: int) -> HttpResponse:
    """Own plans; above a school also how the plans of the schools go."""
    organisation = enter(request, place, "plans.view", "measures")
    today = timezone.localdate()
    below = query.plans_below(request.user, organisation, today)
    return render(
        request,
        "plans/index.html",
        {
            "organisation": organisation,
            "plans": query.plans_at(request.user, organisation, today),
            "page": page_of(request, below),
            "may_manage": may(request.user, "plans.manage", organisation),
            "menu": section_menu(request.user, organisation, "measures", "plans"),
        },
    )


def add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "plans.manage", "measures")
    year = school_year_at(timezone.localdate())
    title = f"План мероприятий по повышению объективности и качества оценивания, {year}"
    form = PlanForm(
        request.POST or None, initial={"title": title, "kind": Plan.Kind.PLAN, "school_year": year}
    )

    def make() -> Plan:
        values = dict(form.cleaned_data)
        usual = values.pop("usual")
        return act.begin_plan(
            organisation=organisation,
            directions=DIRECTIONS if usual else (),
            by=request.user,
            **values,
        )

    if submitted(request, form, make):
        return redirect("plan", plan=form.result.pk)
    context = {"organisation": organisation, "form": form}
    return render(request, "plans/add.html", context, status=form.status)


def _plan(request: HttpRequest, plan: int, rule: str = "plans.view") -> Plan:
    found = get_object_or_404(query.plans_visible_to(request.user), pk=plan)
    enter(request, found.organisation_id, rule, "measures")
    return found


def show(request: HttpRequest, plan: int) -> HttpResponse:
    found = _plan(request, plan)
    view = request.GET.get("view", "")
    state, mine = request.GET.get("state", ""), "mine" in request.GET
    today = timezone.localdate()
    measures = list(query.measures_of(found, state=state, mine=request.user if mine else None))
    for one in measures:
        one.late = query.is_late(one, today)
    late = [one for one in measures if one.late]
    context = {
        "plan": found,
        "organisation": found.organisation,
        "view": view if view in VIEWS else "",
        "views": VIEWS,
        "state": state,
        "states": Measure.State.choices,
        "mine": mine,
        "measures": measures,
        "late": late,
        "done": sum(one.state in (query.S.DONE, query.S.CHECKED) for one in measures),
        "groups": query.by_direction(measures),
        "columns": query.by_state(measures) if view == "board" else (),
        "months": query.by_month(measures, found.school_year) if view == "months" else (),
        "bars": query.bars(measures, found.school_year) if view == "gantt" else (),
        "without_days": sum(one.ends is None for one in measures),
        "empty_directions": found.directions.filter(measures=None),
        "draft": found.state == Plan.State.DRAFT,
        "may_manage": may(request.user, "plans.manage", found.organisation),
        "may_approve": may(request.user, "plans.approve", found.organisation),
        "lists": query.lists_for(found.organisation) if found.state == Plan.State.DRAFT else (),
    }
    return render(request, "plans/show.html", context)


def direction_add(request: HttpRequest, plan: int) -> HttpResponse:
    found = _plan(request, plan, "plans.manage")
    form = DirectionForm(request.POST or None)
    if submitted(
        request, form, lambda: act.add_direction(found, by=request.user, **form.cleaned_data)
    ):
        return redirect("plan", plan=found.pk)
    return _form_page(request, found, form, "Новое направление", "Добавить")


def measure_add(request: HttpRequest, plan: int) -> HttpResponse:
    found = _plan(request, plan, "plans.manage")
    asked = request.GET.get("direction", "")
    form = MeasureForm(
        request.POST or None,
        plan=found,
        people=staff_of(found.organisation),
        initial={"direction": asked} if asked.isdecimal() else {},
    )
    if submitted(
        request, form, lambda: act.add_measure(by=request.user, **form.fields_of_measure())
    ):
        _say_term(request, form.result)
        return redirect("plan", plan=found.pk)
    return _form_page(request, found, form, "Новое мероприятие", "Добавить")


def measure_edit(request: HttpRequest, measure: int) -> HttpResponse:
    known = get_object_or_404(measures_visible_to(request.user), pk=measure)
    found = _plan(request, known.direction.plan_id, "plans.manage")
    form = MeasureForm(
        request.POST or None,
        plan=found,
        people=staff_of(found.organisation),
        initial=measure_values(known),
    )
    if submitted(
        request,
        form,
        lambda: act.change_measure(known, by=request.user, **form.fields_of_measure()),
    ):
        _say_term(request, form.result)
        return redirect("plan", plan=found.pk)
    return _form_page(request, found, form, "Мероприятие", "Сохранить")


def _say_term(request: HttpRequest, measure: Measure) -> None:
    doubt = measure.due.get("doubt")
    if doubt:
        messages.warning(request, f"Мероприятие записано. Срок «{measure.due['text']}»: {doubt}")
    else:
        messages.success(request, "Мероприятие записано.")


@require_POST
def measure_remove(request: HttpRequest, measure: int) -> HttpResponse:
    known = get_object_or_404(measures_visible_to(request.user), pk=measure)
    found = _plan(request, known.direction.plan_id, "plans.manage")
    return _tried(request, found, lambda: act.remove_measure(known, by=request.user),
                  "Мероприятие убрано из черновика.")  # fmt: skip


@require_POST
def direction_remove(request: HttpRequest, direction: int) -> HttpResponse:
    known = get_object_or_404(
        Direction.objects.filter(plan__in=query.plans_visible_to(request.user)), pk=direction
    )
    found = _plan(request, known.plan_id, "plans.manage")
    return _tried(request, found, lambda: act.remove_direction(known, by=request.user),
                  "Направление убрано.")  # fmt: skip


def _tried(request: HttpRequest, plan: Plan, do, said: str) -> HttpResponse:
    try:
        do()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect("plan", plan=plan.pk)


def _form_page(request, plan: Plan, form, heading: str, button: str) -> HttpResponse:
    back = reverse("plan", args=[plan.pk])
    context = {"plan": plan, "form": form, "heading": heading, "button": button, "back": back}
    return render(request, "plans/form.html", context, status=form.status)


def take(request: HttpRequest, plan: int, source: int) -> HttpResponse:
    """Measures of a recommended list into the own draft."""
    found = _plan(request, plan, "plans.manage")
    offered = next((one for one in query.lists_for(found.organisation) if one.pk == source), None)
    if offered is None:
        return redirect("plan", plan=found.pk)
    form = TakeForm(request.POST or None, measures=query.measures_of(offered))
    if submitted(
        request,
        form,
        lambda: act.take_over(form.cleaned_data["measures"], found, by=request.user),
    ):
        messages.success(
            request, f"Взято мероприятий: {len(form.result)}. Назначьте ответственных."
        )
        return redirect("plan", plan=found.pk)
    return _form_page(request, found, form, f"Взять из перечня: {offered}", "Взять в план")


def approve(request: HttpRequest, plan: int) -> HttpResponse:
    found = _plan(request, plan, "plans.approve")
    form = ApproveForm(request.POST or None)
    if submitted(
        request, form, lambda: act.approve_plan(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "План утверждён. Ответственные видят свои мероприятия в делах.")
        return redirect("plan", plan=found.pk)
    return _form_page(request, found, form, f"Утвердить: {found}", "Утвердить")


@require_POST
def version(request: HttpRequest, plan: int) -> HttpResponse:
    found = _plan(request, plan, "plans.manage")
    try:
        draft = act.next_version(found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("plan", plan=found.pk)
    messages.success(
        request, "Это черновик новой редакции. Действует прежняя, пока его не утвердят."
    )
    return redirect("plan", plan=draft.pk)


def following(request: HttpRequest, plan: int) -> HttpResponse:
    """Next year's plan begins from this one, with what was not done."""
    found = _plan(request, plan, "plans.manage")
    next_start = found.school_year.starts.replace(year=found.school_year.start + 1)
    title = found.title.replace(
        str(found.school_year), f"{next_start.year}/{(next_start.year + 1) % 100:02}"
    )
    goals = proposed_goals(found, request.user) if request.method == "GET" else ""
    form = NextYearForm(request.POST or None, initial={"title": title, "goals": goals})

    def make() -> Plan:
        return act.next_year(
            found, school_year_at(next_start), by=request.user, **form.cleaned_data
        )

    if submitted(request, form, make):
        messages.success(request, "Начат план следующего года: в нём то, что не завершено.")
        return redirect("plan", plan=form.result.pk)
    context = {
        "plan": found,
        "form": form,
        "kinds": kinds_of(found),
        "left": sum(one.state not in OVER for one in query.measures_of(found)),
        "back": reverse("plan", args=[found.pk]),
    }
    return render(request, "plans/next.html", context, status=form.status)


def goals(request: HttpRequest, plan: int) -> HttpResponse:
    """Goals of a draft."""
    found = _plan(request, plan, "plans.manage")
    form = GoalsForm(request.POST or None, initial={"goals": found.goals})
    if submitted(request, form, lambda: act.set_goals(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Цели записаны.")
        return redirect("plan", plan=found.pk)
    return _form_page(request, found, form, f"Цели: {found}", "Сохранить")


def changes(request: HttpRequest, plan: int) -> HttpResponse:
    found = _plan(request, plan)
    before = found.previous
    rows = query.compare(found, before) if before else []
    context = {"plan": found, "before": before, "rows": rows}
    return render(request, "plans/changes.html", context)

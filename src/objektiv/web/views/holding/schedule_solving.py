"""Works of the year, the search for days, what it found; own rules with a preview."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from objektiv.russian import counted
from objektiv.web.actions.holding import schedule_rules as rules_act
from objektiv.web.actions.holding import schedule_solving as act
from objektiv.web.forms.holding import schedule as forms
from objektiv.web.forms.submit import submitted
from objektiv.web.models import ScheduleSolution, ScheduleWork
from objektiv.web.queries.holding import schedule as query
from objektiv.web.queries.holding.schedule_rules import draft_rules, previews, rules_in_force
from objektiv.web.tasks import run_soon
from objektiv.web.views.holding.schedule import year_asked
from objektiv.web.views.holding.schedule_edit import page, schedule_asked, version_asked
from objektiv.web.views.places import enter


def works(request: HttpRequest, schedule: int) -> HttpResponse:
    """What the school wants to hold in the year, before there are days."""
    found = schedule_asked(request, schedule)
    return render(
        request,
        "holding/schedule/works.html",
        {
            "schedule": found,
            "organisation": found.school,
            "works": found.works.all(),
            "edition": query.in_work_of(found.school, found.school_year),
            "timetable": len({row[0] for row in found.lessons}),
            "hours": len(found.hours),
        },
    )


def work_add(request: HttpRequest, schedule: int) -> HttpResponse:
    found = schedule_asked(request, schedule)
    form = forms.WorkForm(request.POST or None)
    back = reverse("schedule_works", args=[found.pk])
    if submitted(
        request, form, lambda: act.save_work(found, None, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Добавлено: {form.result}.")
        return redirect(back)
    return page(request, form, "Работа года", back, "Добавить")


def work_edit(request: HttpRequest, schedule_work: int) -> HttpResponse:
    work = get_object_or_404(
        ScheduleWork.objects.filter(schedule__in=query.schedules_visible_to(request.user)),
        pk=schedule_work,
    )
    found = schedule_asked(request, work.schedule_id)
    form = forms.WorkForm(request.POST or None, initial=forms.work_values(work))
    back = reverse("schedule_works", args=[found.pk])
    if submitted(
        request, form, lambda: act.save_work(found, work, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Записано: {form.result}.")
        return redirect(back)
    return page(request, form, str(work), back)


@require_POST
def work_remove(request: HttpRequest, schedule_work: int) -> HttpResponse:
    work = get_object_or_404(
        ScheduleWork.objects.filter(schedule__in=query.schedules_visible_to(request.user)),
        pk=schedule_work,
    )
    found = schedule_asked(request, work.schedule_id)
    act.remove_work(work, by=request.user)
    messages.success(request, f"Убрано: {work}.")
    return redirect("schedule_works", schedule=found.pk)


# --- The search ---------------------------------------------------------------------------


def solve(request: HttpRequest, schedule_version: int) -> HttpResponse:
    version = version_asked(request, schedule_version)
    form = forms.SolveForm(request.POST or None)
    if submitted(
        request, form, lambda: act.ask_solution(version, by=request.user, **form.cleaned_data)
    ):
        run_soon(form.result.job)
        return redirect(f"{reverse('job', args=[form.result.job_id])}?wait")
    lead = (
        "Программа ищет дни, в которых не нарушено ни одно правило, и как можно меньше двигает то, "
        "что уже стоит. Черновик изменится, только когда вы примете найденное. Страницу можно "
        "закрыть; подбор можно остановить."
    )
    back = reverse("schedule_version", args=[version.pk])
    return page(request, form, "Подобрать дни", back, "Начать подбор", lead=lead)


def _solution(request: HttpRequest, pk: int) -> ScheduleSolution:
    found = get_object_or_404(
        ScheduleSolution.objects.select_related("job").filter(
            version__in=query.versions_visible_to(request.user)
        ),
        pk=pk,
    )
    found.version = version_asked(request, found.version_id)
    return found


def solution(request: HttpRequest, schedule_solution: int) -> HttpResponse:
    """What would change, line by line; or which rules contradict each other."""
    found = _solution(request, schedule_solution)
    changes = act.changes_of(found) if found.state == ScheduleSolution.State.FOUND else ()
    return render(
        request,
        "holding/schedule/solution.html",
        {
            "solution": found,
            "edition": found.version,
            "organisation": found.version.schedule.school,
            "changes": changes,
            "same": len(found.entries) - sum(one.after is not None for one in changes),
            "stale": found.before != act.digest_of(found.version),
        },
    )


@require_POST
def accept(request: HttpRequest, schedule_solution: int) -> HttpResponse:
    found = _solution(request, schedule_solution)
    try:
        n = act.accept_solution(found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("schedule_solution", schedule_solution=found.pk)
    messages.success(request, f"Принято: {counted(n, 'изменение', 'изменения', 'изменений')}.")
    return redirect("schedule_version", schedule_version=found.version_id)


# --- Own rules ----------------------------------------------------------------------------


def rules(request: HttpRequest, place: int) -> HttpResponse:
    """Rules in force with their sources, own ones as text, and what a draft would change."""
    organisation = enter(request, place, "schedule.rules", "procedures")
    year = year_asked(request)
    active, draft = rules_in_force(organisation), draft_rules(organisation)
    known = draft or active
    form = forms.RulesForm(request.POST or None, initial={"text": known.text if known else ""})
    if submitted(
        request,
        form,
        lambda: rules_act.save_rules(organisation, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, "Черновик сохранён. Посмотрите, что он меняет, и введите его.")
        return redirect("schedule_rules", place=organisation.pk)
    try:
        in_force, problem = query.rules_of(organisation, year), ""
    except ValueError as error:
        in_force, problem = None, str(error)
    return render(
        request,
        "holding/schedule/rules.html",
        {
            "organisation": organisation,
            "year": year,
            "form": form,
            "active": active,
            "draft": draft,
            "rules": in_force,
            "problem": problem,
            "previews": previews(organisation, year, draft) if draft else (),
        },
        status=form.status,
    )


@require_POST
def rules_apply(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "schedule.rules", "procedures")
    draft = draft_rules(organisation)
    if draft:
        rules_act.apply_rules(draft, by=request.user)
        messages.success(request, "Правила введены: графики проверяются по ним.")
    return redirect("schedule_rules", place=organisation.pk)


@require_POST
def rules_drop(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "schedule.rules", "procedures")
    draft = draft_rules(organisation)
    if draft:
        rules_act.drop_rules(draft, by=request.user)
        messages.success(request, "Черновик удалён, действуют прежние правила.")
    return redirect("schedule_rules", place=organisation.pk)

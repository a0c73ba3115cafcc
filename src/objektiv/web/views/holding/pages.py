"""What to do today for procedures, one procedure, the calendar of the year."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from objektiv.profiles import holding_rules, load_schedule_rules
from objektiv.russian import counted, number
from objektiv.web.actions.holding.days import may_name_days
from objektiv.web.actions.holding.steps import may_tick
from objektiv.web.models import Organisation, SchoolYear
from objektiv.web.permissions import may
from objektiv.web.queries.holding.days import (
    calendar_of,
    days_of,
    held_at,
    moves_of,
    overview_of,
    sites_of,
    sites_with_course,
    technology_of,
)
from objektiv.web.queries.holding.participation import reasons_said, table_of_participation
from objektiv.web.queries.holding.preparation import next_of, preparation_of
from objektiv.web.queries.holding.steps import (
    Task,
    open_at,
    own_tasks,
    states_at,
    step_named,
    tasks_at,
)
from objektiv.web.queries.waiting import SHOWN_BEFORE
from objektiv.web.views.answer_page import Answer, Block, answer_page
from objektiv.web.views.holding.registry import SECTION
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


def index(request: HttpRequest, place: int) -> HttpResponse:
    """The answer to «what must we do today», for a school and for who is above it."""
    organisation = enter(request, place, "holding.view", SECTION)
    today = timezone.localdate()
    held = overview_of(organisation, today)
    context = {
        "organisation": organisation,
        "menu": section_menu(request.user, organisation, SECTION, "holding"),
        "held": held,
        "today": today,
        "may_open": may(request.user, "holding.organise", organisation),
    }
    if organisation.is_school:
        running = [one.procedure for one in held if not one.procedure.closed]
        sites = list(sites_of(organisation, running))
        tasks = tasks_at(organisation, sites)
        context |= _by_term(request, organisation, tasks, today)
        context["sites"] = [one for one in sites if one.day.day == today]
        return render(request, "holding/school.html", context)
    states = states_at([one.procedure for one in held], organisation, today)
    context["rows"] = [
        (
            one,
            sum(
                bool(state.late) and not state.step.on_checklist
                for state in states[one.procedure.pk]
            ),
        )
        for one in held
    ]
    if organisation.kind == Organisation.Kind.MUNICIPALITY:
        own = own_tasks(organisation, [one.procedure for one in held])
        context |= _by_term(request, organisation, own, today)
    return render(request, "holding/index.html", context)


def _by_term(
    request: HttpRequest, place: Organisation, tasks: list[Task], today: date
) -> dict[str, object]:
    """Open steps in groups, each with whether the person may tick it off."""
    open_ = [
        (one, may_tick(request.user, place, one.step))
        for one in tasks
        if one.done is None and not one.step.on_checklist
    ]
    week = today + SHOWN_BEFORE / 3
    groups = [
        ("Срок прошёл", [one for one in open_ if one[0].due < today]),
        ("Сегодня", [one for one in open_ if one[0].due == today]),
        ("На неделе", [one for one in open_ if today < one[0].due <= week]),
        ("Позже", [one for one in open_ if week < one[0].due <= today + SHOWN_BEFORE]),
    ]
    return {
        "groups": [(title, items) for title, items in groups if items],
        "late": len(groups[0][1]),
        "due_today": len(groups[1][1]),
        "soon": len(groups[2][1]),
    }


def procedure(request: HttpRequest, place: int, procedure: int) -> HttpResponse:
    """One procedure at a place: its days; a school's steps, or how many are open where."""
    organisation = enter(request, place, "holding.view", SECTION)
    found = get_object_or_404(held_at(organisation), pk=procedure)
    today = timezone.localdate()
    technology = technology_of(found)
    stages = preparation_of(found, organisation, request.user, today)
    context = {
        "organisation": organisation,
        "procedure": found,
        "technology": technology,
        "stages": stages,
        "stages_done": sum(one.state == "done" for one in stages),
        "following": next_of(stages),
        "today": today,
        "moves": moves_of(found, organisation),
        "may_name_days": may_name_days(request.user, found, organisation),
        "may_organise": may(request.user, "holding.organise", found.organiser),
        "may_open_collection": may(request.user, "results.bring", organisation),
    }
    if organisation.is_school:
        sites = list(sites_of(organisation, [found]))
        tasks = tasks_at(organisation, sites)
        once = [one for one in tasks if one.site is None]
        daily: dict[int, list[Task]] = {}
        for one in tasks:
            if one.site is not None:
                daily.setdefault(one.site.pk, []).append(one)
        context |= {
            "sites": [
                (
                    site,
                    sum(one.done is not None for one in daily.get(site.pk, ())),
                    len(daily.get(site.pk, ())),
                )
                for site in sites
            ],
            "tasks": [(one, may_tick(request.user, organisation, one.step)) for one in once],
            "open": sum(one.done is None for one in tasks),
            "late": sum(one.done is None and one.due < today for one in tasks),
        }
        return render(request, "holding/procedure_school.html", context)
    states = states_at([found], organisation, today)[found.pk]
    asked = step_named(found, request.GET.get("step", ""))
    context |= {
        "days": days_of(found, organisation),
        # What is done on the day itself stands apart: it is nobody's term to wait for.
        "states": [one for one in states if not one.step.on_checklist],
        "checklist": [one for one in states if one.step.on_checklist],
        "late": [one for one in states if one.late and not one.step.on_checklist],
        "asked": asked,
        "may_remind": may(request.user, "holding.organise", organisation),
        "open_at": open_at(found, organisation, asked) if asked else (),
        "tasks": [
            (one, may_tick(request.user, organisation, one.step))
            for one in own_tasks(organisation, [found])
        ]
        if organisation.kind == Organisation.Kind.MUNICIPALITY
        else (),
    }
    return render(request, "holding/procedure.html", context)


def participation(request: HttpRequest, place: int, procedure: int) -> HttpResponse:
    """Who took part, who was absent and why, what happened: school by school, class by class."""
    organisation = enter(request, place, "holding.view", SECTION)
    found = get_object_or_404(held_at(organisation), pk=procedure)
    today = timezone.localdate()
    sites = list(sites_with_course(found, organisation, today))
    told = [one for one in sites if one.reported_at]
    enrolled = sum(one.enrolled or 0 for one in told)
    took_part = sum(one.took_part or 0 for one in told)
    incidents = [(one, happened) for one in sites for happened in one.incidents.all()]
    kinds = holding_rules().incidents
    whole = counted(enrolled, "ученика", "учеников", "учеников")
    said = f"Участвовали {number(took_part, 0)} из {whole}."
    waiting = sum(one.state == one.State.PLANNED for one in sites)
    lines = [
        (said if told else "Участие ещё не записано.", False),
        (reasons_said(told), False),
        (f"Ещё не записали: {counted(waiting, *_SITES)}.", not waiting),
        (f"Происшествий: {len(incidents)}.", not incidents),
    ]
    answer = Answer(
        f"Участие и происшествия: {found}",
        [one for one in lines if one[0]] if sites else (),
        table=table_of_participation(sites) if sites else None,
        empty=""
        if sites
        else "Дни процедуры впереди: здесь будет видно, кто участвовал, сколько "
        "отсутствовали и почему, и что произошло.",
        blocks=[
            Block(
                "Происшествия",
                [
                    f"{site.school.title}, {site.day}, {happened.at:%H:%M}: "
                    f"{kinds.get(happened.kind, happened.kind)}. {happened.text}"
                    + (f" Сделали: {happened.measures}" if happened.measures else "")
                    for site, happened in incidents
                ],
            )
        ]
        if incidents
        else (),
    )
    return answer_page(
        request, organisation, answer, "holding/participations.html", procedure=found
    )


_SITES = ("школа и день", "школы и дни", "школ и дней")


def calendar(request: HttpRequest, place: int) -> HttpResponse:
    """Days of the school year, month by month."""
    organisation = enter(request, place, "holding.view", SECTION)
    today = timezone.localdate()
    asked = request.GET.get("year", "")
    start = int(asked) if asked.isdecimal() and 2015 <= int(asked) <= 2100 else None
    start = SchoolYear.start_of(today) if start is None else start
    days = calendar_of(organisation, date(start, 9, 1), date(start + 1, 8, 31))
    kinds = sorted({one.procedure.kind for one in days})
    kind = request.GET.get("kind", "")
    months: dict[date, list] = {}
    for one in days:
        if kind in ("", one.procedure.kind):
            months.setdefault(one.day.replace(day=1), []).append(one)
    own = {one.day_id: one for one in sites_of(organisation)} if organisation.is_school else {}
    return render(
        request,
        "holding/calendar.html",
        {
            "organisation": organisation,
            "menu": section_menu(request.user, organisation, SECTION, "holding_calendar"),
            "months": [
                (month, [(one, own.get(one.pk)) for one in found])
                for month, found in months.items()
            ],
            "count": sum(len(found) for found in months.values()),
            "windows": [
                one
                for one in load_schedule_rules(start + 1).windows
                if SchoolYear.start_of(one.start) == start
            ],
            "kinds": kinds,
            "kind": kind,
            "start": start,
            "years": [(year, f"{year}/{(year + 1) % 100:02}") for year in range(
                SchoolYear.start_of(today) + 1, SchoolYear.start_of(today) - 3, -1)],
            "today": today,
        },
    )  # fmt: skip

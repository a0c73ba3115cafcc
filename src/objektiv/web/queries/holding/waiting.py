"""What of procedures waits for a person: in «Сегодня» and in personal calendars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from objektiv.russian import counted
from objektiv.web.models import Organisation, Person, ProcedureSite, Role
from objektiv.web.permissions import SCHOOL_OFFICE, assignments
from objektiv.web.queries.holding.days import ROLE_OF, held_at, sites_of
from objektiv.web.queries.holding.steps import Task, own_tasks, tasks_at
from objektiv.web.queries.waiting import Waiting

SHOWN_FOR = timedelta(days=60)  # what is older is past help; it stays on the procedure's page
SHOWN_BEFORE = timedelta(days=10)
LENGTH = 45  # minutes in calendars where the length of a work is not known
NAMED = 2  # more steps of one day and term are counted


def holding_waiting(person: Person, today: date) -> Iterator[Waiting]:
    """Steps of the person's schools by term, the days themselves; a municipality's own steps."""
    roles: dict[int, set[str]] = defaultdict(set)
    for one in assignments(person):
        roles[one.organisation_id].add(one.role)
    office = {*SCHOOL_OFFICE, Role.MUNICIPAL_COORDINATOR}
    wanted = {pk for pk, own in roles.items() if own & {*office, *ROLE_OF}}
    for place in Organisation.objects.filter(pk__in=wanted).order_by("id"):
        mine = roles[place.pk]
        if place.is_school:
            only = None if mine & office else {ROLE_OF[Role(one)] for one in mine & set(ROLE_OF)}
            yield from _of_school(place, only, today)
        elif mine & office:
            tasks = own_tasks(place, held_at(place).filter(closed=False))
            yield from _steps(tasks, None, today)


def _of_school(place: Organisation, only: set[str] | None, today: date) -> Iterator[Waiting]:
    sites = list(sites_of(place).filter(day__procedure__closed=False))
    yield from _steps(tasks_at(place, sites), only, today)
    for site in sites:
        if site.state == ProcedureSite.State.NOT_HELD or site.day.day < today - SHOWN_FOR:
            continue
        if site.day.day >= today:
            yield _day(site)
        elif site.reported_at is None and only is None:
            yield Waiting(
                f"Записать участие: {site.day.procedure}, {site.day}",
                site.school.title,
                reverse("participation", args=[site.pk]),
                site.day.day,
            )


def _day(site: ProcedureSite) -> Waiting:
    """The procedure itself, at its hour where that is known."""
    day = site.day
    starts = ends = None
    if day.starts:
        starts = timezone.make_aware(datetime.combine(day.day, day.starts))
        ends = starts + timedelta(minutes=day.minutes or LENGTH)
    return Waiting(
        f"Провести: {day.procedure}, {day}",
        site.school.title,
        reverse("site", args=[site.pk]),
        day.day,
        key=f"proceduresite:{site.pk}",
        shown_from=day.day - SHOWN_BEFORE,
        starts=starts,
        ends=ends,
    )


def _steps(tasks: Iterable[Task], only: set[str] | None, today: date) -> Iterator[Waiting]:
    """Open steps; those of one day with one term together. The checklist is the day's own."""
    groups: dict[tuple[int, int, int, str], list[Task]] = defaultdict(list)
    for task in tasks:
        if task.done or task.step.on_checklist or task.due < today - SHOWN_FOR:
            continue
        if only is not None and task.step.role not in only:
            continue
        site = task.site.pk if task.site else 0
        groups[task.procedure.pk, site, task.step.days, task.step.each].append(task)
    for found in groups.values():
        first = found[0]
        about = f"{first.procedure}, {first.site.day}" if first.site else str(first.procedure)
        url = (
            reverse("site", args=[first.site.pk])
            if first.site
            else reverse("holding_procedure", args=[first.place.pk, first.procedure.pk])
        )
        yield Waiting(
            f"{about}: {_said(found)}",
            first.place.title,
            # Each term is an event of its own in calendars.
            f"{url}#step-{first.step.code}",
            first.due,
            key=f"proceduresite:{first.site.pk}"
            if first.site
            else f"procedure:{first.procedure.pk}",
            shown_from=first.due - SHOWN_BEFORE,
        )


def _said(tasks: list[Task]) -> str:
    titles = [one.step.title[:1].lower() + one.step.title[1:] for one in tasks]
    if len(titles) <= NAMED:
        return "; ".join(titles)
    rest = len(titles) - NAMED + 1
    return f"{'; '.join(titles[: NAMED - 1])} и ещё {counted(rest, 'шаг', 'шага', 'шагов')}"

"""The demonstration of holding procedures: one day that passed, one that is prepared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time, timedelta

from django.utils import timezone

from objektiv.russian import add_working_days, working_days_before
from objektiv.simulation.demo import YEAR
from objektiv.web.actions.holding import briefings, course, days
from objektiv.web.actions.holding.steps import tick
from objektiv.web.actions.people import assign_role
from objektiv.web.models import Organisation, Person, ProcedureDay, ProcedureSite, Role
from objektiv.web.queries.holding.steps import tasks_at

WHERE = 6  # schools of the district where the work is written
RULES = (
    "Организатор приходит за полчаса до начала и проверяет кабинет.\n"
    "Телефоны участников и взрослых остаются вне кабинета.\n"
    "Коды раздают по списку, номер пишут в бумажном протоколе.\n"
    "О любом происшествии сразу сообщают школьному координатору."
)


def carry_out(
    district: Organisation,
    schools: Iterable[Organisation],
    own: Organisation,
    *,
    deputy: Person,
    organiser: Person,
    technician: Person,
    by: Person,
) -> None:
    """Steps, briefings and the day itself, in the school of the demonstration and its likes."""
    today = timezone.localdate()
    others = sorted(
        (one for one in schools if one.parent_id == district.pk and one.pk != own.pk),
        key=lambda one: one.name,
    )
    chosen = [own, *others[: WHERE - 1]]
    since = today - timedelta(days=60)
    assign_role(organiser, role=Role.ORGANISER, organisation=own, starts=since, by=deputy)
    assign_role(
        technician, role=Role.TECHNICAL_SPECIALIST, organisation=own, starts=since, by=deputy
    )
    for one in (deputy, organiser, technician):
        one._assigned = None  # what was asked before is old
    procedure = days.open_holding(district, technology="mpr", kind="МПР", year=YEAR, by=by)
    passed = days.add_day(
        procedure, days.NewDay("Математика", 7, working_days_before(today, 7), time(9), 45),
        chosen, by=by,
    )  # fmt: skip
    ahead = days.add_day(
        procedure, days.NewDay("Русский язык", 7, add_working_days(today, 3), time(9), 45),
        chosen, by=by,
    )  # fmt: skip
    call = briefings.call_briefing(
        procedure, own, role="organiser", title="Инструктаж организаторов МПР", text=RULES,
        held_on=working_days_before(passed.day, 1), people=[organiser], by=deputy,
    )  # fmt: skip
    briefings.sign_briefing(call, by=organiser)
    briefings.call_briefing(
        procedure, own, role="technician", title="Инструктаж технических специалистов МПР",
        text="Печать накануне, по числу участников и два запасных варианта.", day=ahead,
        people=[technician], by=deputy,
    )  # fmt: skip
    _passed(passed, own, deputy, organiser)
    for n, school in enumerate(chosen[1:4]):
        site = passed.sites.get(school=school)
        site.state, site.enrolled, site.took_part = ProcedureSite.State.HELD, 40 + n, 38 + n
        site.reported_by, site.reported_at = by, timezone.now()
        site.save()


def _passed(day: ProcedureDay, own: Organisation, deputy: Person, organiser: Person) -> None:
    """The day that passed in the own school: everything but the last steps is done."""
    site = ProcedureSite.objects.select_related("day__procedure__organiser", "school").get(
        day=day, school=own
    )
    for task in tasks_at(own, [site]):
        if task.step.days <= 1 and task.step.code != "observers":
            tick(
                day.procedure, own, task.step.code, site=task.site,
                by=organiser if task.step.role == "organiser" else deputy,
            )  # fmt: skip
    course.record_incident(
        site, kind="late_start", at=time(9, 12), text="Принтер зажевал бумагу, не хватило двух "
        "вариантов", measures="Распечатали запасные, время продлили на 12 минут", by=organiser,
    )  # fmt: skip
    course.report_participation(
        site, started=time(9, 12), ended=time(9, 57), by=deputy, takings=[
            course.Taking("7А", 24, 22, {"illness": "7012, 7031"}),
            course.Taking("7Б", 22, 21, {"valid": "7044"}),
        ],
    )  # fmt: skip

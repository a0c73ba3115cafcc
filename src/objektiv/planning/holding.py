"""When each step of holding a procedure is due, in days, hours and words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from objektiv.profiles.technologies import HoldingStep
from objektiv.russian.calendar import add_working_days, working_days_before
from objektiv.russian.plurals import plural

_ON = {
    "day": "в день проведения",
    "first": "в первый день проведения",
    "last": "в последний день проведения",
}
_OF = {"day": "", "first": " первого дня", "last": " последнего дня"}


def step_due(step: HoldingStep, day: date, off: Collection[date] = ()) -> date:
    """The last day on which a step is in time; `day` is the day of the procedure it hangs on.

    Working days of the five-day week are counted; the day of the procedure itself is kept as
    it is, also where it is a Saturday.

    >>> from objektiv.profiles import holding_rules
    >>> steps = {one.code: one for one in holding_rules().technology("vpr").steps}
    >>> step_due(steps["print"], date(2026, 5, 12))  # 9 May was Saturday, 11 May is a day off
    datetime.date(2026, 5, 8)
    >>> step_due(steps["start"], date(2026, 5, 16))
    datetime.date(2026, 5, 16)
    """
    if step.days == 0:
        return day
    if step.days < 0:
        return working_days_before(day, -step.days, off)
    return add_working_days(day, step.days, off)


def say_term(step: HoldingStep) -> str:
    """The term of a step in words that `russian.due` reads back.

    >>> from objektiv.profiles import holding_rules
    >>> steps = {one.code: one for one in holding_rules().technology("vpr").steps}
    >>> say_term(steps["print"]), say_term(steps["marks"])
    ('не позднее 1 рабочего дня до проведения', 'в течение 3 рабочих дней после проведения')
    >>> say_term(steps["rooms"])
    'в день проведения, за 30 минут до начала'
    """
    n = abs(step.days)
    held = f"{_OF[step.each]} проведения"
    if step.days == 0:
        said = _ON[step.each]
        hour = say_minutes(step)
        return f"{said}, {hour}" if hour else said
    days = f"{n} {plural(n, 'рабочего дня', 'рабочих дней', 'рабочих дней')}"
    if step.days < 0:
        return f"не позднее {days} до{held}"
    return f"в течение {days} после{held}"


def say_minutes(step: HoldingStep) -> str:
    """Minutes of a step of the checklist in words; "" for another step."""
    if step.at is None:
        return ""
    edge = "начала" if step.of == "start" else "окончания"
    if step.at == 0:
        return "к началу" if step.of == "start" else "сразу после окончания"
    n = abs(step.at)
    minutes = f"{n} {plural(n, 'минуту', 'минуты', 'минут')}"
    return f"за {minutes} до {edge}" if step.at < 0 else f"через {minutes} после {edge}"


def step_time(step: HoldingStep, starts: time | None, minutes: int | None) -> time | None:
    """At what o'clock a step of the checklist is due; None where the hours are not known.

    >>> from objektiv.profiles import holding_rules
    >>> steps = {one.code: one for one in holding_rules().technology("vpr").steps}
    >>> step_time(steps["rooms"], time(9, 0), 45), step_time(steps["hand_over"], time(9, 0), 45)
    (datetime.time(8, 30), datetime.time(10, 0))
    """
    if step.at is None or starts is None or (step.of == "end" and minutes is None):
        return None
    length = (minutes or 0) if step.of == "end" else 0
    moment = datetime.combine(date(2000, 1, 2), starts) + timedelta(minutes=length + step.at)
    return moment.time()

"""On which days those who have not brought what is expected are reminded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from objektiv.profiles import ReminderRule
from objektiv.russian.calendar import is_working_day, working_days_before, working_days_between

Reason = Literal["before", "on_day", "overdue"]


def reason_to_remind(due: date, day: date, rule: ReminderRule) -> Reason | None:
    """Why somebody is reminded on a day of a term; None: not on this day.

    Only working days count. A term on a day off is reminded of as «today» on the last working
    day before it. Once it has passed, on the first working day and then on every
    `overdue_every`-th, `overdue_most` times in all.

    >>> from objektiv.profiles import reminder_rule
    >>> rule = reminder_rule()
    >>> days = [date(2026, 5, 18) + timedelta(days=n) for n in range(12)]  # the 22nd is Friday
    >>> [(day.day, why) for day in days if (why := reason_to_remind(date(2026, 5, 22), day, rule))]
    [(21, 'before'), (22, 'on_day'), (25, 'overdue'), (28, 'overdue')]
    >>> reason_to_remind(date(2026, 5, 22), date(2026, 5, 15), rule)
    'before'
    """
    if not is_working_day(day):
        return None
    if day <= due:
        if working_days_before(due, 0) == day:
            return "on_day" if rule.on_day else None
        return "before" if any(working_days_before(due, n) == day for n in rule.before) else None
    late = working_days_between(due + timedelta(days=1), day)
    nth, rest = divmod(late - 1, rule.overdue_every)
    return "overdue" if rest == 0 and nth < rule.overdue_most else None

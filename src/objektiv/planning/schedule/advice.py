"""What to do about a broken rule, and which days near an entry are free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from objektiv.planning.schedule.checking import check_schedule
from objektiv.planning.schedule.entries import Entry, Hours
from objektiv.profiles import ScheduleRules

# By rule: what puts it right.
ADVICE = {
    "interval": "Перенесите одну из двух работ или откажитесь от неё; если это одна и та же "
    "работа в разных классах, назовите её одинаково.",
    "share": "Отмените одну из своих работ по предмету или используйте вместо неё работу "
    "другого уровня.",
    "per_day": "Оставьте в этот день одну процедуру, остальные перенесите.",
    "first_last": "Поставьте работу на другой урок; у предмета с одним уроком в неделю укажите "
    "часы.",
    "length": "Сократите работу или уберите её из этого класса.",
    "window": "Перенесите процедуру в её сроки.",
    "holiday": "Перенесите работу на учебный день.",
}
_NEAR = 45  # days around an entry that are tried
_FOUND = 4


def free_days(
    entries: Sequence[Entry], one: Entry, rules: ScheduleRules, hours: Hours | None = None
) -> tuple[date, ...]:
    """Up to four days nearest to an entry's where it breaks no rule of a day, in order.

    Only rules that another day can put right are asked: interval, per_day, window, holiday.
    The weekly timetable is not known here.
    """
    near = [
        other
        for other in entries
        if other != one
        and (
            other.class_key == one.class_key
            or (other.grade == one.grade and other.subject_key == one.subject_key)
        )
    ]
    asked = ("interval", "per_day", "window", "holiday")
    was = {
        (item.rule, item.class_, item.subject, item.day, item.message)
        for item in check_schedule(near, rules, hours).broken
    }
    found: list[date] = []
    for away in range(1, _NEAR + 1):
        for day in (one.day - timedelta(away), one.day + timedelta(away)):
            broken = check_schedule([*near, replace(one, day=day)], rules, hours).broken
            fresh = [
                item
                for item in broken
                if item.rule in asked
                and (item.rule, item.class_, item.subject, item.day, item.message) not in was
            ]
            if not fresh:
                found.append(day)
            if len(found) == _FOUND:
                return tuple(sorted(found))
    return tuple(sorted(found))

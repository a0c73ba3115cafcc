"""The Russian working calendar: five-day week, public holidays, transferred days off.

A working day is one of the five-day week, also for schools that teach on Saturdays: terms
of orders and plans are counted in it. Days come from the library `holidays` (lazily: its
import takes a third of a second), with transfers of days off and working Saturdays as the
government publishes them; `profiles.published_transfers` says which years are published.

Non-working days of one region (in some republics, religious holidays) are handed over as
`off`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(day: date, off: Collection[date] = ()) -> bool:
    """Is a day a working one of the five-day week?

    >>> is_working_day(date(2025, 11, 1)), is_working_day(date(2025, 11, 3))  # transferred
    (True, False)
    """
    if day in off:
        return False
    holidays, working_weekends = _calendar_year(day.year)
    if day.weekday() >= _SATURDAY:
        return day in working_weekends
    return day not in holidays


def is_day_off(day: date, days_a_week: int = 6) -> bool:
    """Has a school with lessons on 5 or 6 days a week this day off by the public calendar?

    >>> saturday, sunday, holiday = date(2026, 5, 16), date(2026, 5, 17), date(2026, 5, 9)
    >>> is_day_off(saturday), is_day_off(saturday, 5), is_day_off(sunday), is_day_off(holiday)
    (False, True, True, True)
    """
    holidays, working_weekends = _calendar_year(day.year)
    return day not in working_weekends and (day.weekday() >= days_a_week or day in holidays)


def working_days_before(day: date, n: int, off: Collection[date] = ()) -> date:
    """The `n`-th working day before a day; with 0 the day itself or the last one before it.

    >>> working_days_before(date(2026, 5, 12), 1)  # 9 May was Saturday, 11 May is a day off
    datetime.date(2026, 5, 8)
    >>> working_days_before(date(2026, 5, 11), 0)
    datetime.date(2026, 5, 8)
    """
    return _step(day, n, -_DAY, off)


def add_working_days(day: date, n: int, off: Collection[date] = ()) -> date:
    """The `n`-th working day after a day, which is not counted itself; with 0 the day itself
    or the first working one after it.

    >>> add_working_days(date(2026, 4, 30), 5)  # 1 May is a holiday
    datetime.date(2026, 5, 8)
    """
    return _step(day, n, _DAY, off)


def working_days_between(start: date, end: date, off: Collection[date] = ()) -> int:
    """How many working days lie from `start` to `end`, both counted; 0 when end < start.

    >>> working_days_between(date(2026, 1, 1), date(2026, 1, 31))
    15
    """
    days = range((end - start).days + 1)
    return sum(is_working_day(start + _DAY * i, off) for i in days)


def _step(day: date, n: int, step: timedelta, off: Collection[date]) -> date:
    if n < 0:
        raise ValueError(f"{n} working days: count the other way round")
    while n:
        day += step
        n -= is_working_day(day, off)
    while not is_working_day(day, off):
        day += step
    return day


@lru_cache(maxsize=64)
def _calendar_year(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Days off on weekdays, and weekend days that are worked."""
    import holidays  # 0.3 s

    days = holidays.country_holidays("RU", years=year)
    off = frozenset(day for day in days if day.year == year)
    worked = frozenset(day for day in days.weekend_workdays if day.year == year)
    return off, worked

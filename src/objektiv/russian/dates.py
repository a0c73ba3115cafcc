"""Dates: «22 ноября 2026 г.», «22.11.2026»."""

from __future__ import annotations

from datetime import date

from objektiv.russian.numbers import NBSP

MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)


def long_date(day: date, year: bool = True) -> str:
    """A date in words; day, month and year stay on one line.

    >>> long_date(date(2026, 11, 22)), long_date(date(2026, 5, 3), year=False)
    ('22\\xa0ноября 2026\\xa0г.', '3\\xa0мая')
    """
    text = f"{day.day}{NBSP}{MONTHS[day.month - 1]}"
    return f"{text} {day.year}{NBSP}г." if year else text


def short_date(day: date) -> str:
    """A date in digits.

    >>> short_date(date(2026, 5, 3))
    '03.05.2026'
    """
    return f"{day:%d.%m}.{day.year:04}"


def period(start: date, end: date) -> str:
    """From one day to another; what both share is said once.

    >>> period(date(2026, 4, 20), date(2026, 5, 20))
    'с 20\\xa0апреля по 20\\xa0мая 2026\\xa0г.'
    >>> period(date(2026, 4, 20), date(2026, 4, 24))
    'с 20 по 24\\xa0апреля 2026\\xa0г.'
    >>> period(date(2026, 4, 20), date(2026, 4, 20))
    '20\\xa0апреля 2026\\xa0г.'
    """
    if start == end:
        return long_date(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"с {start.day} по {long_date(end)}"
    return f"с {long_date(start, year=start.year != end.year)} по {long_date(end)}"

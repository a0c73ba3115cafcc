"""Terms that repeat: «ежемесячно», «1 раз в четверть», «второй вторник месяца»."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

from objektiv.russian.due.words import (
    DAY,
    NUMBER,
    ORDINAL,
    Bound,
    month_span,
    number_of,
    ordinal_of,
)
from objektiv.russian.plurals import plural
from objektiv.schema import Due

_EVERY = (
    (r"ежемесячно|(?:каждый|каждого)\s+месяца?|помесячно", "month", "ежемесячно"),
    (r"еженедельно|кажд(?:ую|ой)\s+недел[юи]", "week", "еженедельно"),
    (
        r"ежеквартально|ежечетвертно|(?:в\s+)?кажд(?:ую|ой|ая)\s+четверт[ьи]|по\s+четвертям",
        "quarter",
        "каждую четверть",
    ),
    (r"(?:в\s+)?кажд(?:ое|ом)\s+полугоди[ею]|по\s+полугодиям", "half", "каждое полугодие"),
    (r"(?:в\s+)?кажд(?:ый|ом)\s+триместре?|по\s+триместрам", "trimester", "каждый триместр"),
    (r"ежегодно|(?:каждый|каждого)\s+года?", "year", "ежегодно"),
    (r"(?:каждые|раз\s+в)\s+(?:две|2)\s+недели", "two_weeks", "1 раз в две недели"),
    (r"каждые\s+(?:два|2)\s+месяца", "two_months", "1 раз в два месяца"),
)
_TIMES = re.compile(
    rf"(?:не\s+(?:реже|менее|более|чаще)\s+(?:чем\s+)?)?(?:(?P<n>{NUMBER})\s*)?(?P<times>раза?|дважды|трижды)\s+"
    r"(?:в|за|на)\s+(?:(?P<two>две|два|2)\s+)?(?P<unit>недел\w+|месяц\w*|четверт\w+|квартал\w*|полугоди\w+|триместр\w*"
    r"|(?:учебный\s+|календарный\s+)?год\w*)"
)
_UNITS = {
    "нед": ("week", "неделю"),
    "мес": ("month", "месяц"),
    "чет": ("quarter", "четверть"),
    "ква": ("quarter", "четверть"),
    "пол": ("half", "полугодие"),
    "три": ("trimester", "триместр"),
    "год": ("year", "год"),
    "уче": ("year", "год"),
    "кал": ("year", "год"),
}
_WEEKDAYS = re.compile(
    r"(?:по|каждый|каждую|каждое)\s+(?P<day>понедельник\w*|вторник\w*|сред\w+|четверг\w*|пятниц\w+|суббот\w+)"
)
_EACH_EDGE = re.compile(
    r"(?:(?:в|на|по)\s+)?(?P<edge>начал\w*|кон(?:ец|це|цу))\s+(?:каждо\w+\s+)?(?P<unit>четверти|полугодия|триместра)"
)
_WEEKDAY_OF_MONTH = re.compile(
    rf"(?:(?:в|во)\s+)?(?:кажд\w+\s+)?(?P<n>{ORDINAL})\s+(?P<day>понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау])"
    r"\s+(?:каждого\s+)?месяца"
)
_DAYS_OF_MONTH = re.compile(
    rf"(?:ежемесячно,?\s+)?с\s+(?P<a>{DAY})\s+по\s+(?P<b>{DAY})\s+числ\w+(?:\s+каждого\s+месяца|,?\s+ежемесячно)?"
)
_DAY = timedelta(days=1)
_WEEKS = {"week": 1, "two_weeks": 2}
_MONTHS = {"month": 1, "two_months": 2}
_PLURAL_DAYS = (
    "понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам"
)  # fmt: skip
_WEEKDAY_NAMES = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота")


def read_repeated(text: str, bound: Bound) -> Due | None:
    """A term that repeats; None for anything else."""
    for pattern, every, normal in _EVERY:
        if re.fullmatch(rf"(?:{pattern})(?:,?\s*в\s+течени[еи]\s+(?:учебного\s+)?года)?", text):
            return _repeated(repetitions(every, bound), normal, every)
    for regex, read in (
        (_TIMES, _times),
        (_WEEKDAYS, _weekdays),
        (_WEEKDAY_OF_MONTH, _weekday_of_month),
        (_DAYS_OF_MONTH, _days_of_month),
        (_EACH_EDGE, _each_edge),
    ):
        if match := regex.fullmatch(text):
            return read(match, bound)
    return None


def repetitions(every: str, bound: Bound) -> tuple[tuple[date, date], ...]:
    """Each week, month or term with lessons of the school year; () while it is not known."""
    year, terms = bound.year, bound.terms
    if year is None:
        return ()
    last = terms.lessons_end if terms else date(year.first + 1, 5, 31)
    if every == "year":
        return ((year.start, year.end),)
    if every in ("quarter", "half", "trimester"):
        kind: Literal["quarter", "half", "trimester"] = every  # type: ignore[assignment]
        return tuple((one.start, one.end) for one in terms.of(kind)) if terms else ()
    spans, start = [], year.start
    weeks, months = _WEEKS.get(every, 0), _MONTHS.get(every, 0)
    while start <= last:
        if weeks:
            end = min(start + _DAY * (7 * weeks - 1 - start.weekday()), last)
        else:
            month = start.year * 12 + start.month - 1 + months - 1
            end = month_span(month // 12, month % 12 + 1)[1]
        spans.append((start, end))
        start = end + _DAY
    return tuple(spans)


def _times(match: re.Match[str], bound: Bound) -> Due | None:
    times = {"дважды": 2, "трижды": 3}.get(match["times"] or "") or number_of(match["n"] or "1")
    every, unit = _UNITS[match["unit"][:3]]
    if match["two"]:
        if every not in ("week", "month"):
            return None
        every, unit = f"two_{every}s", "две недели" if every == "week" else "два месяца"
    if not 1 <= times <= 31:
        return None
    said = f"{times} {plural(times, 'раз', 'раза', 'раз')} в {unit}"
    return _repeated(repetitions(every, bound), said, every, times)


def _weekdays(match: re.Match[str], bound: Bound) -> Due:
    day = _day_of(match["day"])
    spans = tuple(
        (start + _DAY * (day - start.weekday()),) * 2
        for start, end in repetitions("week", bound)
        if start.weekday() <= day <= end.weekday()
    )
    return _repeated(spans, f"по {_PLURAL_DAYS[day]}", "week")


def _weekday_of_month(match: re.Match[str], bound: Bound) -> Due | None:
    n, day = ordinal_of(match["n"]), _day_of(match["day"])
    spans = []
    for first, last in repetitions("month", bound):
        found = [
            first + _DAY * i
            for i in range((last - first).days + 1)
            if (first + _DAY * i).weekday() == day
        ]
        if n <= len(found):
            spans.append((found[n - 1],) * 2)  # the 0th is the last
    word = f"{n}-й" if n else "последний"
    if day in (2, 4, 5):
        word = f"{n}-я" if n else "последняя"
    return _repeated(tuple(spans), f"{word} {_WEEKDAY_NAMES[day]} месяца", "month")


def _days_of_month(match: re.Match[str], bound: Bound) -> Due | None:
    a, b = int(match["a"]), int(match["b"])
    if a > b:
        return None
    spans = []
    for first, last in repetitions("month", bound):
        end = min(b, last.day)
        if a <= end:
            spans.append((first.replace(day=a), first.replace(day=end)))
    return _repeated(tuple(spans), f"с {a} по {b} числа каждого месяца", "month")


def _each_edge(match: re.Match[str], bound: Bound) -> Due:
    every = {"ч": "quarter", "п": "half", "т": "trimester"}[match["unit"][0]]
    whole = repetitions(every, bound)
    begins = match["edge"].startswith("нач")
    spans = [(a, a + _DAY * 6) if begins else (b - _DAY * 6, b) for a, b in whole]
    each = "каждой" if every == "quarter" else "каждого"
    said = f"в {'начале' if begins else 'конце'} {each} {match['unit']}"
    return _repeated(tuple(spans), said, every)


def _day_of(word: str) -> int:
    return ("по", "вт", "ср", "че", "пя", "су").index(word[:2])


def _repeated(spans: tuple[tuple[date, date], ...], normal: str, every: str, times: int = 1) -> Due:
    start, end = (spans[0][0], spans[-1][1]) if spans else (None, None)
    return Due("", "period", start, end, every=every, times=times, spans=spans, normal=normal)

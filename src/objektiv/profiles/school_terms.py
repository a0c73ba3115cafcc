"""School terms of a year: the default, and what a region or a school changes in it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from objektiv.schema import SchoolTerm, SchoolTerms, SchoolYear
from objektiv.schema.school_year import TermKind

_HOLIDAYS = {
    "autumn": (1, "осенние каникулы"),
    "winter": (2, "зимние каникулы"),
    "spring": (3, "весенние каникулы"),
    "first_grades": (5, "дополнительные каникулы первых классов"),
}
_DIVIDES = ("autumn", "winter", "spring")
_DAY = timedelta(days=1)
_SATURDAY = 5


def load_school_terms(year: SchoolYear, *changes: Mapping[str, Any]) -> SchoolTerms:
    """Quarters, trimesters, half-years and holidays of a school year.

    `changes`: tables of the same form as `school_terms.toml` (`lessons`, `trimesters`,
    `holidays`, `source`, `status`), from the widest to the nearest: region, municipality,
    school. Raises ValueError when the days do not follow each other.

    >>> terms = load_school_terms(SchoolYear(2025))
    >>> [(one.name, f"{one.start:%d.%m}", f"{one.end:%d.%m}") for one in terms.of("quarter")][:2]
    [('1-я четверть', '01.09', '24.10'), ('2-я четверть', '03.11', '30.12')]
    >>> own = load_school_terms(SchoolYear(2025), {"lessons": ["09-01", "05-30"]})
    >>> own.find("quarter", 4).end
    datetime.date(2026, 5, 30)
    """
    plan = _defaults()
    stated = [one for one in plan.get("years", []) if one["year"] == year.first]
    for change in (*stated, *changes):
        plan = {
            **plan,
            **change,
            "holidays": {**plan["holidays"], **change.get("holidays", {})},
        }
    first, last = _span(plan["lessons"], year)
    holidays = {name: _holiday(plan["holidays"][name], year) for name in _HOLIDAYS}
    breaks = [holidays[name] for name in _DIVIDES]
    quarters = _between(first, last, breaks)
    halves = _between(first, last, [holidays["winter"]])
    trimesters = [_span(span, year) for span in plan["trimesters"]]
    summer = (last + _DAY, year.end)
    for spans in (quarters, halves, trimesters, list(holidays.values()), [summer]):
        if any(start > end for start, end in spans):
            raise ValueError(f"school terms of {year}: the days do not follow each other")
    terms = [
        *_numbered("quarter", "{}-я четверть", quarters),
        *_numbered("trimester", "{}-й триместр", trimesters),
        *_numbered("half", "{}-е полугодие", halves),
        *(
            SchoolTerm("holiday", number, name, *holidays[key])
            for key, (number, name) in _HOLIDAYS.items()
        ),
        SchoolTerm("holiday", 4, "летние каникулы", *summer),
    ]
    return SchoolTerms(year, tuple(terms), plan["source"], plan["status"])


@cache
def _defaults() -> dict[str, Any]:
    path = files("objektiv.profiles") / "school_terms.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _day(text: str, year: SchoolYear) -> date:
    month, day = map(int, text.split("-"))
    if (month, day) == (2, 29):
        month, day = 2, 28
    return year.month(month).replace(day=day)


def _span(days: list[str], year: SchoolYear) -> tuple[date, date]:
    start, end = days
    return _day(start, year), _day(end, year)


def _holiday(entry: Mapping[str, Any], year: SchoolYear) -> tuple[date, date]:
    if "saturday" not in entry:
        return _span(entry["days"], year)
    latest = _day(entry["saturday"], year)
    start = latest - _DAY * ((latest.weekday() - _SATURDAY) % 7)
    return start, start + _DAY * (entry["days"] - 1)


def _between(first: date, last: date, breaks: list[tuple[date, date]]) -> list[tuple[date, date]]:
    starts = [first, *(end + _DAY for _, end in breaks)]
    ends = [*(start - _DAY for start, _ in breaks), last]
    return list(zip(starts, ends, strict=True))


def _numbered(kind: TermKind, name: str, spans: list[tuple[date, date]]) -> list[SchoolTerm]:
    return [
        SchoolTerm(kind, i, name.format(i), start, end)
        for i, (start, end) in enumerate(spans, start=1)
    ]

"""Rules of the schedule of assessment procedures: by year, and what a region or school adds."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from importlib.resources import files
from typing import Any

from objektiv.profiles.profile import STATUSES

RULES = ("interval", "share", "per_day", "first_last", "length", "window", "holiday")
_LISTS = ("windows", "closed")
_PLAIN = ("name", "version", "terms", "source", "status")


@dataclass(frozen=True, slots=True)
class Window:
    """Days in which a federal procedure may be held; both ends belong to it."""

    procedure: str
    names: tuple[str, ...]  # beginnings of words, lower case
    grades: tuple[int, ...]  # empty: all
    start: date
    end: date
    source: str


@dataclass(frozen=True, slots=True)
class Closed:
    """Days on which a region or a school holds no procedures; both ends belong to it."""

    start: date
    end: date
    reason: str
    grades: tuple[int, ...]  # empty: all
    source: str


@dataclass(frozen=True)
class ScheduleRules:
    """The rules of one year; `sources` says by rule where each comes from and its status."""

    name: str
    version: str
    interval_days: int  # works of a subject in a parallel fewer days apart are too close
    plan_days: int  # the distance a new schedule keeps
    across_classes: bool  # works of different classes of a parallel count too
    share: Fraction  # of the year's lessons of a subject, at most
    weeks: int  # of lessons in a year
    per_day: int  # procedures of a class on a day, at most
    exempt_hours: Fraction  # subjects with at most so many lessons a week may stand at the edge
    lessons: dict[int, int]  # lessons of a procedure at most, by grade
    days_a_week: int  # 5 or 6 days of lessons
    windows: tuple[Window, ...]
    closed: tuple[Closed, ...]
    terms: tuple[Mapping[str, Any], ...]  # changes of the school terms, as `school_terms.toml`
    sources: dict[str, str]
    statuses: dict[str, str]


def load_schedule_rules(year: int = 2026, *changes: Mapping[str, Any]) -> ScheduleRules:
    """The rules of a year (of the nearest earlier one when there is none) with own changes.

    `changes`: tables of the same form, from the widest to the nearest: region, municipality,
    school. Raises ValueError with a Russian sentence when one of them cannot be understood.

    >>> load_schedule_rules(2026).interval_days
    17
    >>> own = {"share": {"percent": 8, "source": "Положение школы"}}
    >>> load_schedule_rules(2026, own).share, load_schedule_rules(2026, own).sources["share"]
    (Fraction(2, 25), 'Положение школы')
    """
    folder = files("objektiv.profiles") / "schedule_rules"
    years = sorted(int(one.name[:4]) for one in folder.iterdir() if one.name.endswith(".toml"))
    known = [one for one in years if one <= year] or years[:1]
    raw: dict[str, Any] = tomllib.loads((folder / f"{known[-1]}.toml").read_text(encoding="utf-8"))
    terms = tuple(change["terms"] for change in changes if "terms" in change)
    try:
        for change in changes:
            raw = _changed(raw, change)
        return _rules(raw, terms)
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise ValueError(f"Правила графика не поняты: {_said(error)}") from None


def _changed(raw: dict[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    strange = sorted(set(change) - {*RULES, *_LISTS, *_PLAIN})
    if strange:
        raise ValueError(
            f"есть неизвестный раздел «{strange[0]}». Известны: "
            f"{', '.join((*RULES, *_LISTS, 'terms'))}."
        )
    result = dict(raw)
    for code in RULES:
        if code not in change:
            continue
        own = dict(change[code])
        unknown = sorted(set(own) - set(raw[code]))
        if unknown:
            raise ValueError(f"в правиле «{code}» неизвестный ключ «{unknown[0]}».")
        if not own.get("source"):
            raise ValueError(f"у своего правила «{code}» не назван источник (source).")
        if code == "interval" and "days" in own:
            own.setdefault("plan_days", own["days"])
        result[code] = {**raw[code], "status": "house", **own}
    for name in _LISTS:
        own_list = [{"status": "house", **one} for one in change.get(name, [])]
        result[name] = [*result.get(name, []), *own_list]
    result["name"] = f"{raw['name']}; {change['name']}" if change.get("name") else raw["name"]
    return result


def _rules(raw: Mapping[str, Any], terms: tuple[Mapping[str, Any], ...]) -> ScheduleRules:
    for entry in (*(raw[code] for code in RULES), *(e for n in _LISTS for e in raw.get(n, []))):
        if entry.get("status") not in STATUSES or not entry.get("source"):
            raise ValueError("у каждого правила должны быть источник (source) и status.")
    lessons = {
        grade: int(most)
        for low, high, most in raw["length"]["lessons"]
        for grade in range(low, high + 1)
    }
    interval = raw["interval"]
    days_a_week = int(raw["holiday"]["days_a_week"])
    if days_a_week not in (5, 6):
        raise ValueError("учебных дней в неделе (days_a_week) бывает 5 или 6.")
    return ScheduleRules(
        raw["name"],
        raw["version"],
        int(interval["days"]),
        max(int(interval["days"]), int(interval["plan_days"])),
        bool(interval["across_classes"]),
        Fraction(str(raw["share"]["percent"])) / 100,
        int(raw["share"]["weeks"]),
        int(raw["per_day"]["most"]),
        Fraction(str(raw["first_last"]["exempt_hours"])),
        lessons,
        days_a_week,
        tuple(_window(one) for one in raw.get("windows", [])),
        tuple(_closed(one) for one in raw.get("closed", [])),
        terms,
        {code: raw[code]["source"] for code in RULES},
        {code: raw[code]["status"] for code in RULES},
    )


def _window(raw: Mapping[str, Any]) -> Window:
    names = tuple(name.casefold() for name in raw.get("names", [raw["procedure"]]))
    start, end = _days(raw)
    return Window(raw["procedure"], names, tuple(raw.get("grades", ())), start, end, raw["source"])


def _closed(raw: Mapping[str, Any]) -> Closed:
    start, end = _days(raw)
    return Closed(start, end, raw["reason"], tuple(raw.get("grades", ())), raw["source"])


def _days(raw: Mapping[str, Any]) -> tuple[date, date]:
    start, end = raw["start"], raw.get("end", raw["start"])
    if type(start) is not date or type(end) is not date or start > end:
        raise ValueError(
            "дни «start» и «end» пишутся как 2026-04-20, без кавычек, и идут по порядку."
        )
    return start, end


def _said(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"нет ключа «{error.args[0]}»."
    text = str(error)
    return (
        text if "а" <= text[:1].lower() <= "я" else "проверьте значения: числа пишутся без кавычек."
    )

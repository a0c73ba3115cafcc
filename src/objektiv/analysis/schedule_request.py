"""`REQUEST.toml` of `objektiv schedule solve`: what a school asks of its schedule."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from objektiv.analysis.refusal import Refused
from objektiv.analysis.schedule_tables import read_entries, read_hours, read_timetable, read_toml
from objektiv.planning.schedule import (
    LEVELS,
    ScheduleRequest,
    WorkRequest,
    class_key,
    grade_of,
    subject_key,
    timetable_of,
)
from objektiv.planning.schedule.request import EFFORT, LAST_LESSON, SEED, SPREAD
from objektiv.profiles import ScheduleRules, load_schedule_rules, load_school_terms
from objektiv.schema import SchoolYear

_KEYS = {
    "title": str,
    "year": int,
    "profile": int,
    "rules": (str, dict),
    "classes": list,
    "timetable": str,
    "hours": str,
    "previous": str,
    "fixed_before": date,
    "last_lesson": int,
    "seed": int,
    "effort": (int, float),
    "works": list,
}
_WORK_KEYS = {
    "procedure": str,
    "subject": str,
    "level": str,
    "grades": list,
    "classes": list,
    "date": date,
    "start": date,
    "end": date,
    "count": int,
    "lessons": int,
    "own_lessons": bool,
    "spread_days": int,
}
_HEADER = re.compile(r"^\s*\[\[\s*works\s*\]\]")


@dataclass(frozen=True, slots=True)
class AskedSchedule:
    """A request as it was read, and the rules it is to keep."""

    request: ScheduleRequest
    rules: ScheduleRules


def read_schedule_request(path: Path, previous: Path | None = None) -> AskedSchedule:
    """Read a request with the files it names (beside it). `previous` replaces the schedule that
    the request names. Raises `Refused` with every complaint and its line."""
    raw = read_toml(path)
    where = path.name
    wrong = _wrong_keys(raw, _KEYS, where)
    wrong += _wrong_request(raw, where)
    if wrong:
        raise Refused("\n".join(wrong))
    year = SchoolYear(raw["year"])
    rules = _rules(raw, path)
    table = read_timetable(_beside(path, raw["timetable"])) if "timetable" in raw else ()
    timetable = timetable_of(table) if table else None
    hours = dict(timetable.hours) if timetable else {}
    if "hours" in raw:
        hours |= read_hours(_beside(path, raw["hours"]))
    classes = list(dict.fromkeys([*map(str, raw.get("classes", [])), *(row[0] for row in table)]))
    try:
        terms = load_school_terms(year, *rules.terms)
    except ValueError as error:
        raise Refused(f"Каникулы в своих правилах не поняты: {error}") from None
    span = (terms.of("half")[0].start, terms.lessons_end)
    lines = _lines(path.read_text(encoding="utf-8-sig"), len(raw["works"]))
    works: list[WorkRequest] = []
    for line, work in zip(lines, raw["works"], strict=True):
        place = f"{where}, строка {line}"
        complaints = _wrong_keys(work, _WORK_KEYS, place) or _wrong_work(work, place)
        wrong += complaints
        if complaints:
            continue
        try:
            works += _works(work, classes, span, place)
        except Refused as refusal:
            wrong.append(str(refusal))
    wrong += _twice(works, where)
    if wrong:
        raise Refused("\n".join(wrong))
    former = previous or (_beside(path, raw["previous"]) if "previous" in raw else None)
    request = ScheduleRequest(
        year,
        tuple(works),
        hours,
        timetable,
        raw.get("last_lesson", LAST_LESSON),
        read_entries(former) if former else (),
        raw.get("fixed_before"),
        raw.get("title", ""),
        raw.get("seed", SEED),
        float(raw.get("effort", EFFORT)),
    )
    return AskedSchedule(request, rules)


def _wrong_request(raw: Mapping[str, Any], where: str) -> list[str]:
    wrong = []
    if "year" not in raw:
        wrong.append(f"{where}: не указан year — год, в котором начинается учебный год.")
    elif isinstance(raw["year"], int) and not 2015 <= raw["year"] <= 2098:
        wrong.append(f"{where}: year {raw['year']} не похож на учебный год.")
    if not isinstance(raw.get("works", []), list) or not raw.get("works"):
        wrong.append(f"{where}: нет ни одной работы. Опишите их разделами [[works]].")
    return wrong


def _rules(raw: Mapping[str, Any], path: Path) -> ScheduleRules:
    own = raw.get("rules", {})
    if isinstance(own, str):
        own = read_toml(_beside(path, own))
    try:
        return load_schedule_rules(raw.get("profile", raw["year"] + 1), own)
    except ValueError as error:
        raise Refused(f"{path.name}: {error}") from None


def _beside(path: Path, name: str) -> Path:
    return path.parent / name


def _lines(text: str, works: int) -> list[int]:
    """The line of each `[[works]]`; the number of the work where it is written another way."""
    found = [n for n, line in enumerate(text.splitlines(), start=1) if _HEADER.match(line)]
    return found if len(found) == works else list(range(1, works + 1))


def _wrong_keys(raw: Any, keys: Mapping[str, Any], place: str) -> list[str]:
    if not isinstance(raw, dict):
        return [f"{place}: работа описывается разделом [[works]]."]
    wrong = []
    for key, value in raw.items():
        if key not in keys:
            wrong.append(f"{place}: неизвестный ключ «{key}». Известны: {', '.join(keys)}.")
        elif not _fits(value, keys[key]):
            hint = " Дата пишется без кавычек: 2026-10-05." if keys[key] is date else ""
            wrong.append(f"{place}: значение ключа «{key}» не подходит.{hint}")
    return wrong


def _fits(value: Any, kind: Any) -> bool:
    """Is a value of a kind? A day with an hour is no date, `true` is no number."""
    if kind is date:
        return type(value) is date
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _wrong_work(work: Mapping[str, Any], place: str) -> list[str]:
    wrong = [f"{place}: не указано {key}." for key in ("procedure", "subject") if not work.get(key)]
    if ("grades" in work) == ("classes" in work):
        wrong.append(f"{place}: укажите что-то одно: grades или classes.")
    if work.get("level", "school") not in LEVELS:
        wrong.append(f"{place}: уровень (level) — один из: {', '.join(LEVELS)}.")
    for key, most in (("count", 40), ("lessons", 4)):
        if not 1 <= work.get(key, 1) <= most:
            wrong.append(f"{place}: {key} — от 1 до {most}.")
    if not 0 <= work.get("spread_days", SPREAD) <= 60:
        wrong.append(f"{place}: spread_days — от 0 до 60.")
    if "date" in work and ({"start", "end"} & set(work) or work.get("count", 1) > 1):
        wrong.append(f"{place}: с date не нужны start, end и count.")
    if "start" in work and "end" in work and work["start"] > work["end"]:
        wrong.append(f"{place}: start позже end.")
    return wrong


def _works(
    work: Mapping[str, Any],
    known: Sequence[str],
    span: tuple[date, date],
    place: str,
) -> list[WorkRequest]:
    """One work for each grade and number of a series. Raises `Refused`."""
    if "classes" in work:
        classes = [str(one) for one in work["classes"]]
    else:
        classes = [one for one in known if grade_of(one) in work["grades"]]
        missing = set(work["grades"]) - {grade_of(one) for one in known}
        if missing or not classes:
            grades = ", ".join(map(str, sorted(missing, key=str)))
            raise Refused(
                f"{place}: классов параллели {grades} нет ни в classes, ни в расписании уроков."
            )
    unknown = [one for one in classes if not grade_of(one)]
    if unknown or not classes:
        raise Refused(f"{place}: «{', '.join(unknown)}» — не класс. Напишите, например, 5А.")
    start = work.get("date", work.get("start", span[0]))
    end = work.get("date", work.get("end", span[1]))
    level = work.get("level", "school")
    count = work.get("count", 1)
    parallels: dict[int, list[str]] = {}
    for one in classes:
        parallels.setdefault(grade_of(one), []).append(one)
    line = int(place.rpartition(" ")[2])
    return [
        WorkRequest(
            line,
            work["procedure"] if count == 1 else f"{work['procedure']} № {number}",
            work["subject"],
            level,
            tuple(mine),
            start,
            end,
            work.get("lessons", 1),
            work.get("own_lessons", level == "school"),
            work.get("spread_days", SPREAD),
            line if count > 1 else 0,
            number,
            count,
        )
        for mine in parallels.values()
        for number in range(1, count + 1)
    ]


def _twice(works: Sequence[WorkRequest], where: str) -> list[str]:
    seen: dict[tuple[str, str, str], int] = {}
    wrong = {}
    for work in works:
        for class_ in work.classes:
            key = (class_key(class_), subject_key(work.subject), subject_key(work.procedure))
            line = seen.setdefault(key, work.line)
            if line != work.line or work.classes.count(class_) > 1:
                wrong[line, work.line] = (
                    f"{where}, строка {work.line}: работа «{work.procedure}» ({work.subject}, "
                    f"{class_}) уже есть в строке {line}. Назовите работы по-разному."
                )
    return list(wrong.values())

"""Checking a schedule against the rules: every broken rule with its place and its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

from objektiv.planning.schedule.days import Days, Reason, why_outside
from objektiv.planning.schedule.entries import LEVELS, Entry, Hours, subject_key
from objektiv.profiles import ScheduleRules
from objektiv.russian import counted, enumeration, quantity, quoted, share, short_date
from objektiv.schema import SchoolYear

LESSON = ("урок", "урока", "уроков")
DAY = ("день", "дня", "дней")
DAYS = ("дня", "дней", "дней")


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken rule; `class_`, `subject` and `day` are those of the entry to move."""

    rule: str  # interval, share, per_day, first_last, length, window, holiday
    class_: str
    subject: str
    day: date
    message: str  # Russian
    source: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found; `unchecked` says in Russian what could not be judged, and why."""

    broken: tuple[Broken, ...]
    unchecked: tuple[str, ...]


def check_schedule(
    entries: Sequence[Entry], rules: ScheduleRules, hours: Hours | None = None
) -> Checked:
    """Check all seven rules.

    `hours`: lessons a week of class × subject; without them the share of the year's lessons
    cannot be judged, nor the exception for subjects with one lesson a week.
    """
    hours = hours or {}

    @cache
    def days(year: SchoolYear) -> Days:
        return Days(year, rules)

    found = [
        *_interval(entries, rules),
        *_share(entries, rules, hours),
        *_per_day(entries, rules),
        *_first_last(entries, rules, hours),
        *_length(entries, rules),
        *_window(entries, days),
        *_holiday(entries, days),
    ]
    found.sort(key=lambda one: (one.day, one.class_, one.subject, one.rule, one.message))
    return Checked(tuple(found), tuple(_unchecked(entries, hours, days)))


def _broken(rule: str, entry: Entry, message: str, source: str) -> Broken:
    return Broken(rule, entry.class_, entry.subject, entry.day, message, source)


def _named(entry: Entry) -> str:
    return f"{quoted(entry.procedure)} {short_date(entry.day)}"


def _interval(entries: Sequence[Entry], rules: ScheduleRules) -> Iterator[Broken]:
    parallels: dict[tuple[int, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        parallels[entry.grade, entry.subject_key].append(entry)
    for mine in parallels.values():
        mine.sort(key=lambda one: (one.day, one.lesson or 0, one.class_key, one.procedure))
        told = set()
        classes: dict[str, list[Entry]] = defaultdict(list)
        for entry in mine:
            classes[entry.class_key].append(entry)
        for rows in classes.values():
            for early, late in pairwise(rows):
                if (apart := (late.day - early.day).days) < rules.interval_days:
                    told.add(_pair(early, late))
                    yield _broken(
                        "interval",
                        late,
                        f"{late.class_}, {late.subject}: {_named(early)} и {_named(late)} — "
                        f"{_apart(apart)}, нужно не меньше {counted(rules.interval_days, *DAYS)}.",
                        rules.sources["interval"],
                    )
        if rules.across_classes:
            yield from _between_classes(mine, rules, told)


def _between_classes(
    mine: list[Entry], rules: ScheduleRules, told: set[frozenset[str]]
) -> Iterator[Broken]:
    """Different works of different classes. The same name in two classes is the same work."""
    for i, late in enumerate(mine):
        for early in reversed(mine[:i]):
            apart = (late.day - early.day).days
            if apart >= rules.interval_days:
                break
            pair = _pair(early, late)
            if early.class_key == late.class_key or len(pair) == 1 or pair in told:
                continue
            told.add(pair)
            yield _broken(
                "interval",
                late,
                f"{late.grade} классы, {late.subject}: разные работы параллели стоят слишком "
                f"близко: {early.class_} — {_named(early)}, {late.class_} — {_named(late)}; "
                f"{_apart(apart)}, нужно не меньше {counted(rules.interval_days, *DAYS)}. "
                "Если это одна и та же работа, назовите её одинаково.",
                rules.sources["interval"],
            )


def _apart(days: int) -> str:
    return f"между датами {counted(days, *DAY)}" if days else "в один день"


def _pair(one: Entry, other: Entry) -> frozenset[str]:
    return frozenset((subject_key(one.procedure), subject_key(other.procedure)))


def _share(entries: Sequence[Entry], rules: ScheduleRules, hours: Hours) -> Iterator[Broken]:
    subjects: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        subjects[entry.class_key, entry.subject_key].append(entry)
    for key, mine in subjects.items():
        if key not in hours:
            continue
        year_lessons = hours[key] * rules.weeks
        mine.sort(key=lambda one: (one.day, one.lesson or 0))
        taken, over = 0, None
        for entry in mine:
            taken += entry.lessons
            if over is None and taken > rules.share * year_lessons:
                over = entry
        if over is None:
            continue
        most = int(rules.share * year_lessons)
        yield _broken(
            "share",
            over,
            f"{over.class_}, {over.subject}: на процедуры отведено {counted(taken, *LESSON)} из "
            f"{quantity(float(year_lessons))} в год ({share(taken / float(year_lessons))}). "
            f"Допустимо не больше {quantity(float(rules.share * 100))} %, то есть "
            f"{counted(most, *LESSON)}, с учётом ВПР.",
            rules.sources["share"],
        )


def _per_day(entries: Sequence[Entry], rules: ScheduleRules) -> Iterator[Broken]:
    days: dict[tuple[str, date], list[Entry]] = defaultdict(list)
    for entry in entries:
        days[entry.class_key, entry.day].append(entry)
    for mine in days.values():
        mine.sort(key=lambda one: (one.lesson or 0, one.subject_key, one.procedure))
        works = enumeration([f"{one.subject} ({quoted(one.procedure)})" for one in mine])
        for entry in mine[rules.per_day :]:
            yield _broken(
                "per_day",
                entry,
                f"{entry.class_}, {short_date(entry.day)}: в один день "
                f"{counted(len(mine), 'процедура', 'процедуры', 'процедур')} — {works}. "
                f"Допустимо не больше {rules.per_day}.",
                rules.sources["per_day"],
            )


def _first_last(entries: Sequence[Entry], rules: ScheduleRules, hours: Hours) -> Iterator[Broken]:
    for entry in entries:
        known = hours.get((entry.class_key, entry.subject_key))
        if known is not None and known <= rules.exempt_hours:
            continue
        edges = []
        if entry.lesson == 1:
            edges.append("первом")
        if (
            entry.lesson is not None
            and entry.last_lesson is not None
            and entry.lesson + entry.lessons - 1 >= entry.last_lesson
        ):
            edges.append("последнем")
        if not edges:
            continue
        hint = (
            " Если предмет ведётся раз в неделю, укажите его часы: тогда это разрешено."
            if known is None
            else ""
        )
        yield _broken(
            "first_last",
            entry,
            f"{entry.class_}, {entry.subject}: {_named(entry)} стоит на {' и '.join(edges)} "
            f"уроке.{hint}",
            rules.sources["first_last"],
        )


def _length(entries: Sequence[Entry], rules: ScheduleRules) -> Iterator[Broken]:
    for entry in entries:
        most = rules.lessons.get(entry.grade, max(rules.lessons.values()))
        if entry.lessons <= most:
            continue
        said = (
            f"занимает {counted(entry.lessons, *LESSON)}, в {entry.grade} классе допустимо не "
            f"больше {most}"
            if most
            else f"назначена в {entry.grade} классе, где таких работ не проводят"
        )
        yield _broken(
            "length",
            entry,
            f"{entry.class_}, {entry.subject}: {_named(entry)} {said}.",
            rules.sources["length"],
        )


def _window(entries: Sequence[Entry], days: Callable[[SchoolYear], Days]) -> Iterator[Broken]:
    for entry in entries:
        windows = days(SchoolYear.of(entry.day)).windows(entry.procedure, entry.level)
        reason = why_outside(windows or (), entry.day, entry.grade)
        if reason:
            yield _off(entry, "window", reason)


def _holiday(entries: Sequence[Entry], days: Callable[[SchoolYear], Days]) -> Iterator[Broken]:
    for entry in entries:
        reason = days(SchoolYear.of(entry.day)).why_closed(entry.day, entry.grade)
        if reason:
            yield _off(entry, "holiday", reason)


def _off(entry: Entry, rule: str, reason: Reason) -> Broken:
    return _broken(
        rule,
        entry,
        f"{entry.class_}, {entry.subject}: {_named(entry)} — {reason.text.removesuffix('.')}.",
        reason.source,
    )


def _unchecked(
    entries: Sequence[Entry], hours: Hours, days: Callable[[SchoolYear], Days]
) -> Iterator[str]:
    missing = sorted(
        {
            f"{one.class_} — {one.subject}"
            for one in entries
            if (one.class_key, one.subject_key) not in hours
        }
    )
    if missing:
        shown = enumeration(missing, 3, ("предмет", "предмета", "предметов"))
        yield f"Доля учебного времени не проверена, нет часов в неделю: {shown}."
    unplaced = sum(one.lesson is None or one.last_lesson is None for one in entries)
    if unplaced:
        rows = counted(unplaced, "строке", "строках", "строках")
        yield f"Первый и последний урок проверены не полностью: номер урока не указан в {rows}."
    years = {
        str(year): quoted(one.procedure)
        for one in entries
        for year in [SchoolYear.of(one.day)]
        if one.level in LEVELS and days(year).windows(one.procedure, one.level) == ()
    }
    for year, procedure in sorted(years.items()):
        yield (
            f"Окно не проверено: сроков {procedure} на {year} учебный год в правилах нет. "
            "Добавьте их в свои правила (windows)."
        )

"""Days of a procedure from a table: everything is understood, or nothing is written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import transaction

from objektiv.russian import is_day_off, long_date
from objektiv.web.actions.holding.days import NewDay, add_day, move_day
from objektiv.web.models import Organisation, Person, Procedure, ProcedureDay
from objektiv.web.permissions import require
from objektiv.web.queries.organisations import schools_below

Row = Mapping[str, str]
# What each column may be called: the first words that fit, in this order.
DAY_COLUMNS = {
    "day": ("дата", "день"),
    "subject": ("предмет", "работа"),
    "grade": ("класс", "параллел"),
    "starts": ("начало", "время"),
    "minutes": ("минут", "длит", "продолж"),
    "school": ("школа", "организац", "логин"),
}
REASON = "Новая таблица дней"


@transaction.atomic
def bring_days(
    procedure: Procedure, place: Organisation, rows: Sequence[Row], *, replace: bool, by: Person
) -> tuple[int, int]:
    """Add the days of a table; with `replace` a work that has another day is moved to this one.

    A row without a school is for all schools. Every complaint comes at once, and then nothing
    is written. Returns how many days were added and how many moved.
    """
    require(by, "holding.organise", procedure.organiser)
    schools = list(schools_below(place))
    found, problems = _read(rows, schools)
    if problems:
        raise ValidationError(problems)
    added = moved = 0
    wanted: dict[tuple[str, int | None], set[date]] = defaultdict(set)
    for new, _ in found:
        wanted[new.subject, new.grade].add(new.day)
    for new, where in found:
        if replace and len(wanted[new.subject, new.grade]) == 1:
            old = _other(procedure, new)
            if old is not None:
                move_day(old, to=new.day, starts=new.starts, reason=REASON, by=by)
                moved += 1
        known = _same(procedure, new).exists()
        add_day(procedure, new, where, by=by)
        added += not known
    return added, moved


def _same(procedure: Procedure, new: NewDay):
    return procedure.days.filter(subject=new.subject, grade=new.grade, day=new.day)


def _other(procedure: Procedure, new: NewDay) -> ProcedureDay | None:
    """The only other day of the work, if there is one and it is not in the table already."""
    days = list(procedure.days.filter(subject=new.subject, grade=new.grade, reserve=False)[:2])
    return days[0] if len(days) == 1 and days[0].day != new.day else None


def _read(
    rows: Sequence[Row], schools: Sequence[Organisation]
) -> tuple[list[tuple[NewDay, list[Organisation]]], list[str]]:
    known = {
        key.casefold(): one for one in schools for key in (one.name, one.title, one.code) if key
    }
    by_day: dict[NewDay, list[Organisation]] = {}
    problems: list[str] = []
    for row in rows:
        at = f"Строка {row['row']}"
        wrong: list[str] = []
        day = _day(row.get("day", ""))
        if day is None:
            wrong.append(f"{at}: дата «{row.get('day', '')}» не понята. Пишите 20.04.2027.")
        elif is_day_off(day):
            wrong.append(f"{at}: {long_date(day)} — воскресенье или праздник.")
        grade = row.get("grade", "").removesuffix(" класс").removesuffix(".0").strip()
        if grade and not (grade.isdecimal() and 1 <= int(grade) <= 11):
            wrong.append(f"{at}: класс «{row['grade']}» не понят. Пишите число от 1 до 11.")
        starts, hour = None, row.get("starts", "").strip()
        if hour:
            starts = _time(hour)
            if starts is None:
                wrong.append(f"{at}: начало «{hour}» не понято. Пишите 09:00.")
        minutes = row.get("minutes", "").removesuffix(".0").strip()
        if minutes and not minutes.isdecimal():
            wrong.append(f"{at}: длительность «{minutes}» не понята. Пишите число минут.")
        name = " ".join(row.get("school", "").split())
        if name and name.casefold() not in known:
            wrong.append(f"{at}: школа «{name}» не найдена среди ваших.")
        problems += wrong
        if wrong or day is None:
            continue
        new = NewDay(
            " ".join(row.get("subject", "").split()),
            int(grade) if grade else None,
            day,
            starts,
            int(minutes) if minutes else None,
        )
        where = [known[name.casefold()]] if name else list(schools)
        by_day.setdefault(new, []).extend(where)
    return list(by_day.items()), problems


_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")


def _day(text: str) -> date | None:
    """«20.04.2027», «2027-04-20 00:00:00»; None where it is no date.

    >>> _day("20.04.2027"), _day("2027-04-20 00:00:00"), _day("апрель")
    (datetime.date(2027, 4, 20), datetime.date(2027, 4, 20), None)
    """
    found = _DAY.match(text.strip())
    if found is None:
        return None
    d, m, y, year, month, day = (int(one) if one else 0 for one in found.groups())
    try:
        return date(y or year, m or month, d or day)
    except ValueError:
        return None


def _time(text: str) -> time | None:
    """«9:00», «09.00», «09:00:00»."""
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::\d{2})?", text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))

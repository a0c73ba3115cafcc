"""Tables of a schedule in and out: entries, hours a week, the timetable of lessons."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from objektiv.analysis.columns import Columns, read_columns
from objektiv.analysis.output import whole_file
from objektiv.analysis.refusal import Refused
from objektiv.planning.schedule import LEVELS, Entry, class_key, grade_of, subject_key
from objektiv.protocols.cells import same_letters, tidy

ENTRY_COLUMNS = (
    "date",
    "lesson",
    "last_lesson",
    "class",
    "subject",
    "procedure",
    "level",
    "lessons",
)
_ALSO = {
    "date": ("Дата",),
    "lesson": ("Урок", "Номер урока"),
    "last_lesson": ("Последний урок",),
    "class": ("Класс",),
    "subject": ("Предмет",),
    "procedure": ("Процедура", "Работа", "Оценочная процедура"),
    "level": ("Уровень",),
    "lessons": ("Уроков", "Сколько уроков"),
    "hours_per_week": ("Часов в неделю", "Часы"),
    "weekday": ("День недели", "День"),
}
WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
_SHORT_DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]0?0:00(?::00)?(?:\.0+)?)?")
_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: г\.?)?")
_MOST_LESSONS = 14


class _Wrong(ValueError):
    """A cell that cannot be understood: a Russian sentence."""


def read_entries(path: Path) -> tuple[Entry, ...]:
    """Read a schedule table. Raises `Refused` with every complaint."""
    table = read_columns(path)
    parsers: dict[str, Callable[[str], Any]] = {
        "date": _day,
        "lesson": _lesson_or_none,
        "last_lesson": _lesson_or_none,
        "class": _class,
        "subject": _text,
        "procedure": _text,
        "level": _level,
        "lessons": lambda text: _lesson(text) if text else 1,
    }
    rows, wrong = _parsed(table, parsers, optional=("lesson", "last_lesson", "lessons"))
    entries = []
    for number, row in rows:
        entry = Entry(*(row[name] for name in ENTRY_COLUMNS))
        if (
            entry.lesson is not None
            and entry.last_lesson is not None
            and entry.lesson + entry.lessons - 1 > entry.last_lesson
        ):
            wrong.append(
                str(
                    table.place.refuse(
                        f"работа заканчивается на уроке {entry.lesson + entry.lessons - 1}, а "
                        f"последний урок этого дня — {entry.last_lesson}. Проверьте номера.",
                        number,
                    )
                )
            )
        entries.append(entry)
    _refuse(table, wrong, entries)
    return tuple(entries)


def read_hours(path: Path) -> dict[tuple[str, str], Fraction]:
    """Read lessons a week: columns class, subject, hours_per_week. Raises `Refused`."""
    table = read_columns(path)
    rows, wrong = _parsed(
        table, {"class": _class, "subject": _text, "hours_per_week": _hours}, optional=()
    )
    found: dict[tuple[str, str], Fraction] = {}
    for number, row in rows:
        key = (class_key(row["class"]), subject_key(row["subject"]))
        if found.setdefault(key, row["hours_per_week"]) != row["hours_per_week"]:
            said = f"у {row['class']} по предмету «{row['subject']}» названы разные часы."
            wrong.append(str(table.place.refuse(said, number)))
    _refuse(table, wrong, rows)
    return found


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as a table. Raises `Refused` with the line that cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(f"{path.name}: файл не в кодировке UTF-8. Сохраните его заново.") from None
    except tomllib.TOMLDecodeError as error:
        place = str(error).rpartition("(")[2].rstrip(")").replace("at line", "строка")
        place = place.replace("column", "столбец").replace("at end of document", "конец файла")
        raise Refused(f"{path.name}: не удаётся прочитать TOML ({place}).") from None


def read_timetable(path: Path) -> tuple[tuple[str, int, int, str], ...]:
    """Read the weekly timetable: class, weekday (0 is Monday), lesson, subject. Raises
    `Refused`."""
    table = read_columns(path)
    rows, wrong = _parsed(
        table,
        {"class": _class, "weekday": _weekday, "lesson": _lesson, "subject": _text},
        optional=(),
    )
    _refuse(table, wrong, rows)
    return tuple((row["class"], row["weekday"], row["lesson"], row["subject"]) for _, row in rows)


def write_entries(entries: Sequence[Entry], path: Path) -> None:
    """Write a schedule table as CSV, whole or not at all."""
    _write(
        path,
        ENTRY_COLUMNS,
        (
            (
                one.day.isoformat(),
                one.lesson or "",
                one.last_lesson or "",
                one.class_,
                one.subject,
                one.procedure,
                one.level,
                one.lessons,
            )
            for one in entries
        ),
    )


def write_rows(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a CSV table, whole or not at all."""
    _write(path, columns, rows)


def _write(path: Path, columns: Sequence[str], rows: Any) -> None:
    with whole_file(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _parsed(
    table: Columns, parsers: Mapping[str, Callable[[str], Any]], optional: Sequence[str]
) -> tuple[list[tuple[int, dict[str, Any]]], list[str]]:
    """Rows with their numbers in the sheet (from 0), empty ones left out; and complaints."""
    places = {name: _place(table, name) for name in parsers}
    missing = [name for name in parsers if places[name] is None and name not in optional]
    if missing:
        have = ", ".join(f"«{one}»" for one in table.names[:12])
        need = ", ".join(f"«{name}»" for name in missing)
        raise Refused(f"{table.place.file}: не хватает столбцов: {need}. Есть: {have}.")
    rows: list[tuple[int, dict[str, Any]]] = []
    wrong: list[str] = []
    for number, texts in enumerate(_texts(table), start=table.first_row):
        if not any(texts):
            continue
        row: dict[str, Any] = {}
        for name, parser in parsers.items():
            column = places[name]
            try:
                row[name] = parser(texts[column] if column is not None else "")
            except _Wrong as error:
                wrong.append(str(table.place.refuse(str(error), number, column)))
        if len(row) == len(parsers):
            rows.append((number, row))
    return rows, wrong


def _texts(table: Columns) -> Iterator[list[str]]:
    for row in table.frame.iter_rows():
        yield [tidy(text or "") for text in row]


def _place(table: Columns, name: str) -> int | None:
    keys = [same_letters(one) for one in table.names]
    for known in (name, *_ALSO.get(name, ())):
        if same_letters(known) in keys:
            return keys.index(same_letters(known))
    return None


def _refuse(table: Columns, wrong: Sequence[str], rows: Sequence[object]) -> None:
    if wrong:
        raise Refused("\n".join(wrong))
    if not rows:
        raise Refused(f"{table.place.file}: в таблице нет строк.")


def _day(text: str) -> date:
    if match := _ISO.fullmatch(text):
        parts = (int(match[1]), int(match[2]), int(match[3]))
    elif match := _DOTS.fullmatch(text):
        parts = (int(match[3]), int(match[2]), int(match[1]))
    else:
        raise _Wrong(f"«{text[:40]}» — не дата. Напишите 2026-04-20 или 20.04.2026.")
    try:
        found = date(*parts)
    except ValueError:
        raise _Wrong(f"дня {text} не бывает. Проверьте дату.") from None
    if not 2015 <= found.year <= 2099:
        raise _Wrong(f"год {found.year} не похож на год графика. Проверьте дату.")
    return found


def _lesson(text: str) -> int:
    whole = text.removesuffix(".0")
    if not (whole.isascii() and whole.isdigit() and 1 <= int(whole) <= _MOST_LESSONS):
        raise _Wrong(f"«{text[:40]}» — не число уроков от 1 до {_MOST_LESSONS}.")
    return int(whole)


def _lesson_or_none(text: str) -> int | None:
    return _lesson(text) if text else None


def _class(text: str) -> str:
    if not grade_of(text):
        raise _Wrong(f"«{text[:40]}» — не класс. Напишите, например, 5А.")
    return text


def _text(text: str) -> str:
    if not text:
        raise _Wrong("ячейка пуста. Заполните её.")
    return text


def _level(text: str) -> str:
    key = text.casefold()
    for level, word in LEVELS.items():
        if key == level or (len(key) > 3 and key[:6] == word[:6]):
            return level
    raise _Wrong(f"уровень «{text[:40]}» неизвестен. Допустимы: {', '.join(LEVELS)}.")


def _hours(text: str) -> Fraction:
    try:
        hours = Fraction(text.replace(",", "."))
    except (ValueError, ZeroDivisionError):
        raise _Wrong(f"«{text[:40]}» — не число часов в неделю.") from None
    if not 0 < hours <= 40:
        raise _Wrong(f"{text} часов в неделю не бывает. Проверьте число.")
    return hours


def _weekday(text: str) -> int:
    key = text.casefold().rstrip(".")
    for names in (WEEKDAYS, _SHORT_DAYS, tuple("1234567")):
        if key in names:
            return names.index(key)
    raise _Wrong(f"«{text[:40]}» — не день недели. Напишите: понедельник … воскресенье.")

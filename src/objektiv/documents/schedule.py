"""The published schedule of assessment procedures: a workbook, and a calendar of a class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from objektiv.charts.theme import LIGHT
from objektiv.documents.calendar import Event, calendar_file
from objektiv.documents.frame import render
from objektiv.planning.schedule import LEVELS, Entry
from objektiv.russian import counted, short_date
from objektiv.schema import SchoolYear

ALL = "Все классы"
COLUMNS = (
    ("Дата", 12),
    ("День", 5),
    ("Урок", 7),
    ("Предмет", 26),
    ("Процедура", 44),
    ("Уровень", 18),
)
_DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_MADE = datetime(2026, 1, 1, tzinfo=UTC)  # the same entries give the same bytes


def schedule_xlsx(entries: Sequence[Entry], title: str, path: Path) -> None:
    """All classes on the first sheet, then a sheet of each class, ready to print on A4."""
    import xlsxwriter

    classes: dict[str, list[Entry]] = defaultdict(list)
    ordered = sorted(entries, key=lambda one: (one.grade, one.class_key, one.day, one.lesson or 0))
    for entry in ordered:
        classes[entry.class_key].append(entry)
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": _MADE.replace(tzinfo=None)})
        by_day = sorted(entries, key=lambda one: (one.day, one.grade, one.class_key))
        _sheet(book, ALL, title, by_day, with_class=True)
        used = {ALL.casefold()}
        for mine in classes.values():
            name = "".join(c if c not in "[]:*?/\\'" else " " for c in mine[0].class_)[:28]
            while name.casefold() in used:
                name += "+"
            used.add(name.casefold())
            _sheet(book, name, f"{title}. {mine[0].class_}", mine, with_class=False)


def _sheet(book: Any, name: str, title: str, entries: Sequence[Entry], *, with_class: bool) -> None:
    sheet = book.add_worksheet(name)
    text = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
    cell = book.add_format({**text, "bottom": 4})
    day = book.add_format({**text, "bottom": 4, "num_format": "dd.mm.yyyy", "align": "left"})
    head = book.add_format({**text, "bold": True, "bottom": 1, "bg_color": LIGHT["zone-enough"]})
    columns = [*COLUMNS[:2], ("Класс", 8), *COLUMNS[2:]] if with_class else list(COLUMNS)
    big = book.add_format({"font_name": "Arial", "font_size": 13, "bold": True})
    sheet.write_string(0, 0, title, big)
    works = counted(len(entries), "процедура", "процедуры", "процедур")
    sheet.write_string(1, 0, f"Всего: {works}.", book.add_format({"font_name": "Arial"}))
    for i, (column, width) in enumerate(columns):
        sheet.write_string(3, i, column, head)
        sheet.set_column(i, i, width)
    for row, entry in enumerate(entries, start=4):
        values = [
            entry.day,
            _DAYS[entry.day.weekday()],
            *([entry.class_] if with_class else []),
            _lessons(entry),
            entry.subject,
            entry.procedure,
            LEVELS[entry.level],
        ]
        for i, value in enumerate(values):
            if isinstance(value, date):
                sheet.write_datetime(row, i, datetime(value.year, value.month, value.day), day)
            else:
                sheet.write_string(row, i, value, cell)
    sheet.freeze_panes(4, 0)
    sheet.autofilter(3, 0, max(4, len(entries) + 3), len(columns) - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    sheet.set_footer("&C&P из &N")


def schedule_calendar(entries: Sequence[Entry], made: datetime, whose: str = "") -> bytes:
    """The entries of one class (of several `whose`) as an ICS file. An event keeps its identity
    when it moves; the file `made` later (aware) wins in a calendar that has both."""
    sequence = int((made - _MADE).total_seconds() // 60)
    events, copies = [], defaultdict[tuple[str, ...], int](int)
    for entry in sorted(entries, key=lambda one: (one.day, one.lesson or 0)):
        year = str(SchoolYear.of(entry.day))
        key = (year, entry.class_key, entry.subject_key, entry.procedure)
        copies[key] += 1
        code = sha256("\x1f".join((*key, str(copies[key]))).encode()).hexdigest()[:24]
        word = "уроки" if entry.lessons > 1 else "урок"
        lesson = f" ({word} {_lessons(entry)})" if entry.lesson else ""
        title = f"{entry.class_}, {entry.subject}: {entry.procedure}{lesson}"
        events.append(Event(f"{code}@schedule", max(0, sequence), made, title, entry.day))
    return calendar_file(events, f"График оценочных процедур, {whose or entries[0].class_}")


def schedule_html(
    entries: Sequence[Entry], title: str, notes: Sequence[str] = (), changes: Sequence[str] = ()
) -> str:
    """The schedule as one page for a school's site: by class, nothing to load from elsewhere.

    `notes`: lines under the title (the order of approval); `changes`: from the former version.
    """
    classes: dict[str, list[Entry]] = defaultdict(list)
    for one in sorted(entries, key=lambda e: (e.grade, e.class_key, e.day, e.lesson or 0)):
        classes[one.class_].append(one)
    return render(
        "schedule.html.jinja",
        title=title,
        version="",
        notes=notes,
        changes=changes,
        classes=[
            (name, [(day_said(one), _lessons(one), one.subject, one.procedure, LEVELS[one.level])
                    for one in mine])
            for name, mine in classes.items()
        ],
    )  # fmt: skip


def day_said(entry: Entry) -> str:
    """«12.03.2027, пт»"""
    return f"{short_date(entry.day)}, {_DAYS[entry.day.weekday()]}"


def lessons_said(entry: Entry) -> str:
    """«3», «3–4», or nothing."""
    return _lessons(entry)


def _lessons(entry: Entry) -> str:
    if entry.lesson is None:
        return ""
    last = entry.lesson + entry.lessons - 1
    return str(entry.lesson) if last == entry.lesson else f"{entry.lesson}–{last}"

"""Pages of an electronic journal: pupils in rows, dates of lessons in columns.

A page may hold several tables one under another. Above each stand its class, subject, teacher
and school year; what is not said there is looked for in the names of the sheet and the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from objektiv.protocols.cells import Bad, tidy
from objektiv.protocols.complaints import NAMED_CELLS, Complaint, Place
from objektiv.protocols.journal_cells import (
    JournalCell,
    journal_cell,
    journal_date,
    journal_weight,
)
from objektiv.protocols.journal_heads import FULL_DATE, Page, named, told
from objektiv.protocols.sheets import Merged
from objektiv.schema import MARKS, SchoolYear
from objektiv.schema.journal import EVENT_COLUMNS, LESSON_COLUMNS

if TYPE_CHECKING:
    import polars as pl

Row = tuple[str | None, ...]

LEAST_DATES = 2  # of a header
_MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_DAY_MONTH = re.compile(r"(\d{1,2})[./](\d{1,2})(?![\d./])")
_DAY = re.compile(r"\d{1,2}")
_PUPIL = re.compile(r"ф\.?\s*и\.?\s*о|фамили|учени|учащ|обучающ|участник", re.IGNORECASE)
_FOOT = re.compile(
    r"^(?:итог|всего|средн|успеваем|качеств|%|тема|домашн|учитель|подпись|директор|завуч|"
    r"отсутств|кол-во|количество|дата|вес|вид|тип|форма)",
    re.IGNORECASE,
)
_KIND_ROW = re.compile(r"^(?:вид|тип|форма)", re.IGNORECASE)
_WEIGHT_ROW = re.compile(r"^(?:вес|коэф)", re.IGNORECASE)
_WEIGHT = re.compile(r"(?:вес|коэф\w*\.?|[x×х])\s*[:=]?\s*(\d+(?:[.,]\d+)?)", re.IGNORECASE)
_SHORT_KINDS = {
    "к/р": "контрольная работа",
    "кр": "контрольная работа",
    "к.р.": "контрольная работа",
    "с/р": "самостоятельная работа",
    "ср": "самостоятельная работа",
    "с.р.": "самостоятельная работа",
    "л/р": "лабораторная работа",
    "лр": "лабораторная работа",
    "д/з": "домашняя работа",
    "дз": "домашняя работа",
    "отв": "ответ",
    "отв.": "ответ",
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """One column of a page."""

    column: int
    day: date
    kind: str = ""
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Where the pupils of a table stand and what its columns are."""

    pupils: int
    lessons: Sequence[Lesson]
    scale: tuple[int, ...]
    known: dict[str, JournalCell | Bad]  # texts of cells that have been read

    def cell(self, text: str) -> JournalCell | Bad:
        """What a cell says; each distinct text is read once."""
        if text not in self.known:
            self.known[text] = journal_cell(tidy(text), self.scale)
        return self.known[text]


@dataclass
class Read:
    """Rows of events and lessons of a sheet, as the schema names their columns."""

    events: list[tuple[Any, ...]] = field(default_factory=list)
    lessons: list[tuple[Any, ...]] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        import polars as pl

        types = {name: getattr(pl, kind) for name, kind in EVENT_COLUMNS.items()}
        lessons = {name: types[name] for name in LESSON_COLUMNS}
        return (
            pl.DataFrame(self.events, schema=types, orient="row"),
            pl.DataFrame(self.lessons, schema=lessons, orient="row"),
        )


def is_journal(frame: pl.DataFrame) -> bool:
    """Has the sheet a row of dates with a column of pupils before it?"""
    return next(_headers(list(frame.iter_rows())), None) is not None


def read_page(
    frame: pl.DataFrame,
    place: Place,
    *,
    merged: Merged = (),
    year: SchoolYear | None = None,
    school: str = "",
    scale: tuple[int, ...] = MARKS,
) -> Read:
    """All tables of a sheet. What cannot be read becomes complaints with their cells."""
    rows = _spread(list(frame.iter_rows()), merged)
    found = Read()
    tables = list(_headers(rows))
    page = named(Page(school=school, year=year), place)
    cells: dict[str, JournalCell | Bad] = {}
    for number, (header, pupils) in enumerate(tables):
        before = tables[number - 1][0] + 1 if number else 0
        end = tables[number + 1][0] if number + 1 < len(tables) else len(rows)
        page = told(page, [line for line in map(_line, rows[before:header]) if line])
        lacking = [
            place.refuse(f"не понять, {what}. Напишите над таблицей «{label}: …».", header)
            for what, label, value in (
                ("какой это класс", "Класс", page.class_),
                ("какой это предмет", "Предмет", page.subject),
            )
            if not value
        ]
        lessons, wrong = _lessons(rows, header, pupils, page, place)
        found.complaints += lacking + wrong
        if lacking or wrong:
            continue
        first, lessons = _labels(rows, header + 1, end, pupils, lessons)
        table = Table(pupils, lessons, scale, cells)
        _read_rows(list(enumerate(rows))[first:end], table, page, place, found)
    return found


def _headers(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Rows of dates, each with the column of pupils before them."""
    for number, row in enumerate(rows):
        dates = [j for j, text in enumerate(row) if text and _looks_like_date(text)]
        if len(dates) < LEAST_DATES:
            days = [j for j, text in enumerate(row) if text and _is_day(text)]
            above = rows[number - 1] if number else ()
            months = [j for j, text in enumerate(above) if text and _month(text)]
            dates = [j for j in days if months and j >= months[0]]
            if len(dates) < LEAST_DATES or not _rising(row, dates, months):
                continue
        around = (row, rows[number - 1] if number else (), *rows[number + 1 : number + 2])
        named = [
            j
            for line in around
            for j, text in enumerate(line[: dates[0]])
            if text and _PUPIL.search(text) and (line is row or not row[j])
        ]
        if named:
            yield number, named[0]


def _rising(row: Row, dates: Sequence[int], months: Sequence[int]) -> bool:
    """Days rise within each month: marks of a pupil do not."""
    for low, high in zip(months, [*months[1:], len(row)], strict=True):
        days = [int(row[j] or 0) for j in dates if low <= j < high]
        if sorted(days) != days:
            return False
    return True


def _looks_like_date(text: str) -> bool:
    return bool(FULL_DATE.match(text)) or (
        (found := _DAY_MONTH.match(text)) is not None
        and 1 <= int(found[1]) <= 31
        and 1 <= int(found[2]) <= 12
    )


def _is_day(text: str) -> bool:
    return bool(_DAY.fullmatch(text)) and 1 <= int(text) <= 31


def _month(text: str) -> int | None:
    """The number of a month that a text names.

    >>> _month("Сентябрь"), _month("Май 2027"), _month("Итог")
    (9, 5, None)
    """
    start = text.casefold()[:3]
    if start == "май":
        return 5
    return _MONTHS.index(start) + 1 if start in _MONTHS and len(text) < 20 else None


def _spread(rows: list[Row], merged: Merged) -> list[Row]:
    """A merged cell of a header speaks for all its columns."""
    changed = {row: list(rows[row]) for row, *_ in merged if row < len(rows)}
    for top, left, _, right in merged:
        if top in changed and left < len(changed[top]) and _month(changed[top][left] or ""):
            for column in range(left + 1, min(right + 1, len(changed[top]))):
                changed[top][column] = changed[top][left]
    return [tuple(changed.get(number, row)) for number, row in enumerate(rows)]


def _line(row: Row) -> str:
    return " | ".join(tidy(text) for text in row if text)


def _lessons(
    rows: Sequence[Row], header: int, pupils: int, page: Page, place: Place
) -> tuple[list[Lesson], list[Complaint]]:
    """Columns of the header that are dates; what follows them (means, totals) is not read."""
    lessons: list[Lesson] = []
    wrong: list[Complaint] = []
    above = rows[header - 1] if header else ()
    month: int | None = None
    for column, text in enumerate(rows[header]):
        named = _month(above[column] or "") if column < len(above) else None
        month = named or (month if column < len(above) and not above[column] else None)
        if column <= pupils or not text:
            continue
        day = _day(text, month, page.year, lessons[-1].day if lessons else None)
        if isinstance(day, Bad):
            wrong.append(place.refuse(day.text, header, column))
        elif day is not None:
            rest = re.sub(r"^[\d./\-: ]+", "", text)
            weight = _WEIGHT.search(rest)
            kind = _kind(_WEIGHT.sub("", rest))
            worth = journal_weight(weight[1]) if weight else None
            lessons.append(Lesson(column, day, kind, None if isinstance(worth, Bad) else worth))
    return lessons, wrong


def _day(
    text: str, month: int | None, year: SchoolYear | None, before: date | None
) -> date | Bad | None:
    """The day of a column; None where the column is none of a lesson."""
    if full := FULL_DATE.match(text):
        return journal_date(full[0])
    short = _DAY_MONTH.match(text)
    if short is None and not (month and _is_day(text)):
        return None
    if year is None:
        return Bad(
            "у дат нет года, и учебный год нигде не указан. Напишите его над таблицей: "
            "«2026/2027 учебный год»."
        )
    day = int(short[1]) if short else int(text)
    months = [int(short[2]) if short else month or 0]
    if short and short[2] == "1":
        months.append(10)  # a spreadsheet takes «2.10» for a number and drops its zero
    found = []
    for one in months:
        try:
            found.append(year.month(one).replace(day=day))
        except ValueError:
            continue
    if not found:
        return Bad(f"«{text[:40]}» — такой даты нет.") if short else None
    return next((one for one in sorted(found) if before is None or one >= before), found[0])


def _kind(text: str) -> str:
    """A form of work, its usual abbreviations in full.

    >>> _kind(" (К/р)"), _kind("диктант")
    ('контрольная работа', 'диктант')
    """
    plain = tidy(text).strip(" ()[],;:-")
    return _SHORT_KINDS.get(plain.casefold(), plain)


def _labels(
    rows: Sequence[Row], start: int, end: int, pupils: int, lessons: list[Lesson]
) -> tuple[int, list[Lesson]]:
    """Rows between dates and pupils: forms of work and weights. Answers where pupils begin."""
    for number in range(start, min(start + 4, end)):
        row = rows[number]
        label = next((text for text in row[: pupils + 1] if text), "")
        if _WEIGHT_ROW.match(label):
            values = [journal_weight(row[one.column] or "") for one in lessons]
            lessons = [
                one if isinstance(value, Bad) else replace(one, weight=value)
                for one, value in zip(lessons, values, strict=True)
            ]
        elif _KIND_ROW.match(label) or (not label and _are_kinds(row, lessons)):
            lessons = [replace(one, kind=_kind(row[one.column] or "")) for one in lessons]
        elif label and not _PUPIL.search(label):
            return number, lessons
        start = number + 1
    return start, lessons


def _are_kinds(row: Row, lessons: Sequence[Lesson]) -> bool:
    texts = [text for one in lessons if (text := row[one.column])]
    return bool(texts) and all(isinstance(journal_cell(text), Bad) for text in texts)


def _read_rows(
    rows: Sequence[tuple[int, Row]],
    table: Table,
    page: Page,
    place: Place,
    found: Read,
) -> None:
    """Rows of pupils; the last lesson is the last column in which anybody has anything."""
    group = (page.school, page.class_, page.subject, page.teacher)
    wrong: list[Complaint] = []
    last = -1
    seen: list[str] = []
    lessons, pupils = table.lessons, table.pupils
    for number, row in rows:
        name = tidy(row[pupils] or "")
        filled = [(i, text) for i, one in enumerate(lessons) if (text := row[one.column])]
        if _FOOT.match(name) or _FOOT.match(next((text for text in row if text), "")):
            continue
        if not name or name.isdigit():
            read = [table.cell(text) for _, text in filled]
            if any(isinstance(one, JournalCell) and one.marks for one in read):
                wrong.append(place.refuse("отметки без ученика. Впишите ученика.", number, pupils))
            continue
        name = name.title() if name.isupper() else name
        seen.append(name)
        for i, text in filled:
            lesson, cell = lessons[i], table.cell(text)
            if isinstance(cell, Bad):
                wrong.append(place.refuse(cell.text, number, lesson.column))
                continue
            last = max(last, i)
            about = (lesson.weight, lesson.kind, cell.note)
            found.events += [
                (group[0], group[1], name, group[2], group[3], lesson.day, mark, original, *about)
                for mark, original in cell.marks or ((0, 0),)
            ]
    # A pupil with nothing at all is there all the same.
    if lessons:
        found.events += [
            (group[0], group[1], name, group[2], group[3], lessons[0].day, 0, 0, None, "", "")
            for name in seen
        ]
    found.lessons += [(*group, one.day) for one in lessons[: last + 1]]
    found.complaints += wrong[:NAMED_CELLS]
    if (rest := len(wrong) - NAMED_CELLS) > 0:
        found.complaints.append(place.refuse(f"ещё замечаний о ячейках этого листа: {rest}."))
    if twice := sorted({one for one in seen if seen.count(one) > 1}):
        found.complaints.append(
            place.refuse(
                f"в списке дважды: {', '.join(twice)}. Различите их, например добавив отчество."
            )
        )

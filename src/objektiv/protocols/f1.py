"""Ф1 «Индивидуальные результаты» as exported from ФИС ОКО: where things are on its sheet.

Layout (reference: open code that reads real exports; rows may be shifted by blank or
extra title rows, everything is found by its words, never by its position)::

    sheet   «Индивидуальные результаты» (a name that contains «Индивидуальн»)
    row 1   ВПР 2026 Математика 5 класс
    row 2   Предмет                     | Математика
    row 3   Максимальный первичный балл | 24
    row 4   Дата проведения             | 21.04.2026
    row 5   МБОУ СОШ № 6 г. Ручейск (edu123456) | Кол-во участников: 57
    row 6   (blank)
    row 7                                               Б      | П        | В          levels
    row 8   ОО | Муниципалитет | Название ОО | Код участника | Класс | Вариант
               | 1 (2б) | 9.1 (1б) | 1К1 (3б) | … | Первичный балл | Отметка | Отметка по журналу
    row 9…  edu123456 | город Ручейск | МБОУ СОШ № 6 г. Ручейск | 50001 | 5А | 1
               | 2 | X | 0 | … | 2 | 3 | 4

* The title is `<procedure> <year> <subject> <N> класс`; «(базовый уровень)» or
  «(углублённый уровень)» after the subject makes `variant_of` "base" or "advanced".
* «ОО» holds the login of the school. The columns «Регион» and «Пол» (м/ж) are read when
  they are there; a column of names is never read.
* An item column is `<code> (<max>б)`. The row right above the header holds Б, П or В above
  each item (a merged cell speaks for all its columns).
* An item cell: an integer, `X` (Latin or Cyrillic) not attempted, `N` topic not taught,
  empty or a dash: no data. A row whose items and score are all empty: the pupil was absent.
* Several schools in one sheet: a school line (with the login or «Кол-во участников: N»)
  before each block; the header may be repeated below it or not.
* «Кол-во участников» counts pupils who wrote the work; a difference is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from objektiv.protocols.cells import same_letters, tidy
from objektiv.protocols.complaints import Complaint, Refused
from objektiv.protocols.headings import COUNT, TITLE, TOTALS, Heading, line_of, told
from objektiv.protocols.sheets import Merged, Sheet
from objektiv.protocols.tables import SHORT, Declared, Table, unmerged
from objektiv.schema import Item, Level, Work, item_column

if TYPE_CHECKING:
    import polars as pl

_ITEM = re.compile(r"(\S{1,12})\s*\(\s*(\d{1,3})\s*б[а-я.]*\s*\)", re.IGNORECASE)
_TITLE_OF_ITEM = re.compile(r"\S\s*\(\s*\d{1,3}\s*[бБ][а-я.]*\s*\)")  # «9.1 (1б)»
_NOT_A_PUPIL = r"(?i)edu\d|участник|^итог|^всего|^средн|^ВПР\s"
_HEADERS = {
    "оо": "login",
    "логин": "login",
    "логин оо": "login",
    "регион": "region",
    "субъект рф": "region",
    "муниципалитет": "municipality",
    "ате": "municipality",
    "название оо": "school",
    "наименование оо": "school",
    "образовательная организация": "school",
    "школа": "school",
    "код участника": "pupil",
    "код ученика": "pupil",
    "участник": "pupil",
    "класс": "class",
    "вариант": "variant",
    "пол": "sex",
    "первичный балл": "score",
    "сумма баллов": "score",
    "отметка": "mark",
    "отметка за работу": "mark",
    "отметка за впр": "mark",
    "отметка по журналу": "journal_mark",
    "отметка в журнале": "journal_mark",
}
_NEEDED = {"pupil": "Код участника", "class": "Класс"}
_FILLED = ("region", "municipality", "login", "school", "class")
_LEVELS = {"Б": Level.BASE, "П": Level.ADVANCED, "В": Level.HIGH}


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    columns: dict[str, int]
    items: tuple[Item, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """A table in its sheet: from the first line above the header to the row after the last."""

    header: _Header
    heading: Heading
    start: int
    end: int


@dataclass(frozen=True)
class F1:
    """One table of Ф1: its work is complete when the heading names it (`year` is not 0)."""

    table: Table
    heading: Heading
    ignored: tuple[str, ...]


def is_f1(frame: pl.DataFrame) -> bool:
    """Does the sheet have a header of Ф1, that is a row with columns like «9.1 (1б)»?"""
    return bool(_header_rows(frame))


def read_f1(sheet: Sheet, frame: pl.DataFrame) -> tuple[list[F1], list[Complaint]]:
    """Every table of a sheet of Ф1, still as text, and complaints about its layout."""
    complaints: list[Complaint] = []
    found: list[F1] = []
    heading, start = Heading(), 0
    header_rows = _header_rows(frame)
    for row, end in zip(header_rows, [*header_rows[1:], frame.height], strict=True):
        try:
            header = _header(sheet, frame, row)
        except Refused as refused:
            complaints += refused.complaints
            start = end
            continue
        for above in range(start, row):
            texts = frame.row(above)
            heading = told(line_of(texts), texts, heading)
        block = _Block(header, heading, start, end)
        one, wrong = _table(sheet, frame, block)
        complaints += wrong
        found.append(one)
        start = int(one.table.rows.max() or row) + 1  # type: ignore[arg-type]
    return found, complaints


def _header_rows(frame: pl.DataFrame) -> list[int]:
    import polars as pl

    if not frame.width:
        return []
    if frame.height <= SHORT:
        return [
            number
            for number, row in enumerate(frame.iter_rows())
            if any(text and "(" in text and _TITLE_OF_ITEM.search(text) for text in row)
        ]
    hit = frame.select(
        pl.any_horizontal(pl.all().str.contains(_TITLE_OF_ITEM.pattern).fill_null(False))
    ).to_series()
    return hit.arg_true().to_list()


def _header(sheet: Sheet, frame: pl.DataFrame, row: int) -> _Header:
    columns: dict[str, int] = {}
    items: list[Item] = []
    ignored: list[str] = []
    wrong: list[Complaint] = []
    keys: set[str] = set()
    texts = frame.row(row)
    levels = _levels(frame, row - 1, sheet.merged)
    for column, text in enumerate(texts):
        if text is None:
            continue
        name = tidy(text)
        if match := _ITEM.fullmatch(name):
            code = _item_code(match[1])
            if same_letters(code) in keys:
                wrong.append(sheet.place.refuse(f"задание {code} встречается дважды.", row, column))
            keys.add(same_letters(code))
            items.append(Item(code, int(match[2]), levels.get(column)))
            columns[item_column(code)] = column
        elif meaning := _HEADERS.get(name.casefold().rstrip(".: ")):
            if meaning in columns:
                wrong.append(
                    sheet.place.refuse(f"столбец «{name}» встречается дважды.", row, column)
                )
            columns[meaning] = column
        else:
            ignored.append(name)
    wrong += [
        sheet.place.refuse(f"в шапке таблицы нет столбца «{title}». Выгрузите Ф1 заново.", row)
        for meaning, title in _NEEDED.items()
        if meaning not in columns
    ]
    wrong += [
        sheet.place.refuse(f"задание {item.code}: наибольший балл {item.max} недопустим.", row)
        for item in items
        if not 1 <= item.max <= 252
    ]
    if wrong:
        raise Refused(*wrong)
    return _Header(row, columns, tuple(items), tuple(ignored))


def _item_code(text: str) -> str:
    """Latin look-alikes in a code become Cyrillic when it has no other Latin letter.

    >>> _item_code("1K1"), _item_code("9.1"), _item_code("q1")
    ('1К1', '9.1', 'q1')
    """
    key = same_letters(text)
    return key if not re.search("[A-Z]", key) else tidy(text)


def _levels(frame: pl.DataFrame, row: int, merged: Merged) -> dict[int, Level]:
    if row < 0:
        return {}
    texts = list(frame.row(row))
    for top, left, bottom, right in merged:
        if top <= row <= bottom and left < len(texts) and top < frame.height:
            texts[left : right + 1] = [frame.item(top, left)] * len(texts[left : right + 1])
    return {
        column: _LEVELS[key]
        for column, text in enumerate(texts)
        if text and (key := same_letters(text)[:1]) in _LEVELS and len(tidy(text)) <= 12
    }


def _table(sheet: Sheet, frame: pl.DataFrame, block: _Block) -> tuple[F1, list[Complaint]]:
    import polars as pl

    header, heading = block.header, block.heading
    first = header.row + 1
    body = frame.slice(first, block.end - first)
    texts = body.select(
        pl.col(body.columns[column]).alias(meaning) for meaning, column in header.columns.items()
    )
    texts = unmerged(texts, header.columns, _FILLED, sheet.merged, first)
    pupil = texts["pupil"]
    is_line = pupil.is_null() | pupil.str.contains(_NOT_A_PUPIL).fill_null(False)
    complaints = _maximum(sheet, header, heading)
    starts, headings = [0], [heading]
    counts = [_count(frame, block.start, header.row)]
    for offset in is_line.arg_true().to_list():
        line = body.row(offset)
        if _has_scores(line, header):
            complaints.append(
                sheet.place.refuse(
                    "нет кода участника. Впишите код или удалите строку.",
                    first + offset,
                    header.columns["pupil"],
                )
            )
            continue
        now = told(line_of(line), line, headings[-1])
        if now != headings[-1] or COUNT.search(line_of(line)):
            starts.append(offset)
            headings.append(now)
            counts.append(_count(frame, first + offset, first + offset + 1))
        else:
            complaints += _stray(sheet, line, first + offset)
    rows = pl.Series(range(first, block.end), dtype=pl.UInt32).filter(~is_line)
    ends = [*starts[1:], body.height]
    declared = tuple(
        Declared(first + low, first + high, *count)
        for low, high, count in zip(starts, ends, counts, strict=True)
        # The school line of the next table, with its own header, has no pupils here.
        if count is not None and not is_line.slice(low, high - low).all()
    )
    work = Work(
        heading.procedure,
        heading.year,
        heading.grade,
        heading.subject,
        header.items,
        None,
        heading.variant_of,
    )
    texts = _schools(texts, starts, headings).filter(~is_line)
    table = Table(sheet.place, work, texts, header.columns, rows, declared)
    return F1(table, heading, header.ignored), complaints


def _count(frame: pl.DataFrame, first: int, end: int) -> tuple[int, int, int] | None:
    """The last declared number of participants in some lines: number, row, column."""
    for row in range(end - 1, first - 1, -1):
        texts = frame.row(row)
        for column, text in enumerate(texts):
            if text and (match := COUNT.search(tidy(text))):
                return int(match[1]), row, column
        if match := COUNT.search(line_of(texts).replace(" | ", " ")):
            return int(match[1]), row, 0
    return None


def _has_scores(line: Sequence[str | None], header: _Header) -> bool:
    """Is it a row of a pupil, not of totals nor of levels?"""
    scores = [
        cell
        for name, column in header.columns.items()
        if name.startswith("item:") and (cell := line[column])
    ]
    totals = any(text and TOTALS.match(tidy(text)) for text in line)
    return not totals and not all(same_letters(one)[:1] in _LEVELS for one in scores)


def _stray(sheet: Sheet, line: Sequence[str | None], row: int) -> Iterator[Complaint]:
    """A row without a pupil that is neither blank nor a line about a school."""
    text = line_of(line)
    known = any(one and (TOTALS.match(tidy(one)) or TITLE.match(tidy(one))) for one in line)
    if text and not known and not all(same_letters(one)[:1] in _LEVELS for one in line if one):
        yield sheet.place.warn(f"строка «{text[:60]}» не похожа на участника и пропущена.", row)


def _schools(texts: pl.DataFrame, starts: list[int], headings: list[Heading]) -> pl.DataFrame:
    """Rows that name no school themselves belong to the school line above them."""
    import polars as pl

    lengths = [b - a for a, b in zip(starts, [*starts[1:], texts.height], strict=True)]

    def above(values: list[str]) -> pl.Series:
        parts = [
            pl.repeat(value or None, length, dtype=pl.String, eager=True)
            for value, length in zip(values, lengths, strict=True)
        ]
        return pl.concat(parts)

    nothing = pl.Series([None], dtype=pl.String).extend_constant(None, max(texts.height - 1, 0))
    login = texts["login"] if "login" in texts.columns else nothing.head(texts.height)
    school = texts["school"] if "school" in texts.columns else nothing.head(texts.height)
    unnamed = login.is_null() & school.is_null()
    if not unnamed.any():
        return texts.with_columns(login=login, school=school)
    return texts.with_columns(
        login=pl.select(
            pl.when(unnamed).then(above([one.login for one in headings])).otherwise(login)
        ).to_series(),
        school=pl.select(
            pl.when(unnamed).then(above([one.school for one in headings])).otherwise(school)
        ).to_series(),
    )


def _maximum(sheet: Sheet, header: _Header, heading: Heading) -> list[Complaint]:
    total = sum(item.max for item in header.items)
    if heading.maximum in (None, total):
        return []
    return [
        sheet.place.warn(
            f"в заголовке максимальный балл {heading.maximum}, а сумма баллов столбцов — "
            f"{total}. Проверьте, все ли задания выгружены.",
            header.row,
        )
    ]

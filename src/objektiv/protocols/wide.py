"""Wide tables: named columns, then one column per item code of a described work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from objektiv.protocols.cells import same_letters, tidy
from objektiv.protocols.complaints import Complaint, Refused
from objektiv.protocols.sheets import Part, Sheet
from objektiv.protocols.tables import MEANINGS, Table, unmerged
from objektiv.schema import Work, item_column

if TYPE_CHECKING:
    import polars as pl

_LOOKED_AT = 50  # rows in which the header must show itself
_REQUIRED = ("school", "class", "pupil")
_FILLED = ("region", "municipality", "school", "class")
_RUSSIAN = {
    "школа": "school",
    "класс": "class",
    "ученик": "pupil",
    "участник": "pupil",
    "код участника": "pupil",
    "муниципалитет": "municipality",
    "регион": "region",
    "вариант": "variant",
    "пол": "sex",
    "участие": "participated",
    "отметка по журналу": "journal_mark",
    "первичный балл": "score",
    "отметка": "mark",
}
_NAMES = {name: name for name in MEANINGS if name != "login"} | _RUSSIAN
_DATE = re.compile(r"\d{4}-0?(\d{1,2})-0?(\d{1,2})")


@dataclass(frozen=True)
class Wide:
    """Where the columns are: in which row of the first part, which is ignored."""

    row: int
    columns: dict[str, int]
    ignored: tuple[str, ...]


def find_header(frame: pl.DataFrame) -> int | None:
    """The row that names at least two of school, class and pupil, or one of them with others."""
    best, found = 1, None
    for row, texts in enumerate(frame.head(_LOOKED_AT).iter_rows()):
        names = {_NAMES.get(tidy(text).casefold()) for text in texts if text} - {None}
        if len(names) > best and names & set(_REQUIRED):
            best, found = len(names), row
    return found


def described(sheet: Sheet, frame: pl.DataFrame, row: int, works: Sequence[Work]) -> Work:
    """The description whose items the header has; raises `Refused` when several fit."""
    if len(works) == 1:
        return works[0]
    header = {same_letters(tidy(text)) for text in frame.row(row) if text is not None}
    missing = [sum(same_letters(code) not in header for code in work.codes) for work in works]
    fitting = [
        work
        for work, lacks in zip(works, missing, strict=True)
        if not lacks and not header & _items_beyond(work, works)
    ]
    if len(fitting) > 1:
        raise Refused(
            sheet.place.refuse(
                "таблице подходят описания нескольких работ: "
                f"{'; '.join(work.title for work in fitting)}. "
                "Разберите её отдельно с одним --work.",
                row,
            )
        )
    nearest: int = missing.index(min(missing))
    return fitting[0] if fitting else works[nearest]


def _items_beyond(work: Work, works: Sequence[Work]) -> set[str]:
    """Items of the other works that this one does not have."""
    own = {same_letters(code) for code in work.codes}
    return {same_letters(code) for other in works for code in other.codes} - own


def locate(sheet: Sheet, frame: pl.DataFrame, row: int, work: Work) -> Wide:
    """Columns of a wide table; raises `Refused` for every column that is missing or doubled."""
    columns: dict[str, int] = {}
    ignored: list[str] = []
    wrong: list[Complaint] = []
    codes = {same_letters(code): code for code in work.codes}
    for column, text in enumerate(frame.row(row)):
        if text is None:
            continue
        name = tidy(text)
        code = codes.get(same_letters(name)) or _from_date(name, codes)
        meaning = _NAMES.get(name.casefold()) or (code and item_column(code))
        if meaning is None:
            ignored.append(name)
        elif meaning in columns:
            wrong.append(sheet.place.refuse(f"столбец «{name}» встречается дважды.", row, column))
        else:
            columns[meaning] = column
    wrong += [
        sheet.place.refuse(f"нет обязательного столбца {name}. Добавьте его.", row)
        for name in _REQUIRED
        if name not in columns
    ]
    missing = [code for code in work.codes if item_column(code) not in columns]
    wrong += [
        sheet.place.refuse(f"нет столбца задания {code} из описания работы. Добавьте его.", row)
        for code in missing[:20]
    ]
    if len(missing) > 20:
        wrong.append(sheet.place.refuse(f"нет ещё {len(missing) - 20} столбцов заданий.", row))
    if wrong:
        raise Refused(*wrong)
    return Wide(row, columns, tuple(ignored))


def _from_date(name: str, codes: dict[str, str]) -> str | None:
    """An item code such as «9.1», which a spreadsheet took for a date."""
    match = _DATE.fullmatch(name)
    if match is None:
        return None
    fits = {f"{a}.{b}" for a, b in ((match[2], match[1]), match.groups())} & set(codes)
    return codes[fits.pop()] if len(fits) == 1 else None


def read_part(sheet: Sheet, part: Part, header: Wide, work: Work) -> tuple[Table, list[Complaint]]:
    """The rows of one part; the first part begins with the header itself."""
    import polars as pl

    skip = max(header.row + 1 - part.first_row, 0)
    body = part.frame.slice(skip)
    first = part.first_row + skip
    names = body.columns
    texts = body.select(
        pl.col(names[column]).alias(meaning) for meaning, column in header.columns.items()
    )
    texts = unmerged(texts, header.columns, _FILLED, sheet.merged, first)
    rows = pl.Series(range(first, first + body.height), dtype=pl.UInt32)
    complaints: list[Complaint] = []
    without = texts["pupil"].is_null()
    if without.any():
        scores = [name for name in texts.columns if name.startswith("item:") or name == "score"]
        empty = texts.select(pl.all_horizontal(pl.col(scores).is_null()).alias("_"))["_"]
        stray = without & empty
        complaints = list(_told(sheet, body.filter(stray), rows.filter(stray).to_list()))
        texts, rows = texts.filter(~stray), rows.filter(~stray)
    return Table(sheet.place, work, texts, header.columns, rows), complaints


def _told(sheet: Sheet, body: pl.DataFrame, rows: list[int]) -> Iterator[Complaint]:
    """Rows with neither a pupil nor scores: blank ones are no news, others are named."""
    told = 0
    for row, texts in zip(rows, body.iter_rows(), strict=True):
        line = " | ".join(text for text in texts if text and text.strip())
        if line and told < 20:
            told += 1
            yield sheet.place.warn(f"строка «{line[:60]}» без участника и баллов пропущена.", row)


def refuse_unreadable(sheet: Sheet, frame: pl.DataFrame, works: Sequence[Work]) -> Complaint:
    """Why a sheet is neither Ф1 nor a wide table."""
    if find_header(frame) is not None and not works:
        return sheet.place.refuse(
            "это широкая таблица; для неё нужно описание работы. Укажите --work work.toml."
        )
    return sheet.place.refuse(
        "не найдена шапка таблицы. Нужна выгрузка Ф1 (столбцы вида «9.1 (1б)») или таблица со "
        "столбцами school, class, pupil и кодами заданий."
    )

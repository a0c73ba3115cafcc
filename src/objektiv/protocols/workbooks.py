"""XLSX, XLS and ODS as sheets of text, through calamine.

calamine lays a sheet out as a dense rectangle, so one cell with a far address would take
all memory. An ordinary XLSX proves its rectangle first and is read here; everything else
(XLS, ODS, XLSX written unusually) is read in a process with limits of memory and time.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from objektiv.protocols import limits
from objektiv.protocols.cells import tidy
from objektiv.protocols.complaints import Place, Refused, address
from objektiv.protocols.containers import BROKEN, ENCRYPTED, check_archive
from objektiv.protocols.sheets import Merged, Part, Sheet
from objektiv.protocols.untold import Untold, column_number, part_of_sheet, untold

if TYPE_CHECKING:
    import polars as pl

LONG_SHEET = 1 << 20  # bytes of XML; shorter sheets need no fast reader

_CELL = re.compile(rb"<c[\s/>]")
_ADDRESS = re.compile(rb"<c\s(?:[^>]*?\s)?r=\"([A-Z]{1,7})([0-9]{1,9})\"")


def read_archive(path: Path, place: Place) -> list[Sheet]:
    """Sheets of an XLSX or ODS file."""
    kind = check_archive(path, place)
    if kind != "xlsx":
        return read_apart(path, place)
    plain = _plain_sheets(path)
    if _is_ordinary(path, place, set(plain)):
        return _sheets(open_workbook(path, plain), place)
    return read_apart(path, place)


def _plain_sheets(path: Path) -> dict[str, pl.DataFrame]:
    """Long sheets that the fast reader understands, by the part that holds them."""
    with zipfile.ZipFile(path) as archive:
        long = [
            part.filename
            for part in archive.infolist()
            if part.filename.startswith("xl/worksheets/") and part.file_size > LONG_SHEET
        ]
        if not long:
            return {}
        from objektiv.protocols.plain import read_plain, read_texts

        texts = read_texts(archive)
        if texts is None:
            return {}
        found = {}
        for part in long:
            xml = archive.read(part)
            if b"<mergeCell " not in xml:
                found[part] = read_plain(xml, texts)
        return {part: frame for part, frame in found.items() if frame is not None}


def read_apart(path: Path, place: Place) -> list[Sheet]:
    """Sheets of a workbook opened in a process of its own, with bounded memory and time."""
    command = [sys.executable, "-m", "objektiv.protocols.apart", str(path.absolute())]
    try:
        done = subprocess.run(command, capture_output=True, timeout=limits.SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise Refused(
            place.refuse("файл не удалось прочитать за отведённое время. Сохраните его как XLSX.")
        ) from None
    if done.returncode != 0:
        raise Refused(place.refuse(BROKEN))
    answer = json.loads(done.stdout)
    if isinstance(answer, str):
        raise Refused(place.refuse(ENCRYPTED if "assword" in answer else answer or BROKEN))
    return _sheets(answer, place)


def _is_ordinary(path: Path, place: Place, done: set[str]) -> bool:
    """Does every cell of every sheet state its address, within a bounded rectangle?"""
    try:
        parts = set(part_of_sheet(path).values())
    except (SyntaxError, KeyError, ValueError):  # SyntaxError: of XML
        return False
    with zipfile.ZipFile(path) as archive:
        if not parts <= set(archive.namelist()):
            return False
        for name in parts - done:
            text = archive.read(name)
            addresses = _ADDRESS.findall(text)
            if len(addresses) != len(_CELL.findall(text)):
                return False
            if addresses:
                letters, rows = map(set, zip(*addresses, strict=True))
                width = 1 + max(map(column_number, letters))
                check_size(max(map(int, rows)), width, place)
    return True


def check_size(rows: int, columns: int, place: Place) -> None:
    """Raises `Refused` for a sheet of more rows or columns than a sheet of results has."""
    if columns > limits.COLUMNS:
        raise Refused(
            place.refuse(
                f"в листе занят столбец {address(None, columns - 1).split()[1]}: столбцов больше "
                f"{limits.COLUMNS}. Удалите лишнее справа от таблицы."
            )
        )
    if rows > limits.ROWS or rows * columns > limits.SHEET_CELLS:
        raise Refused(
            place.refuse(
                f"в листе занята строка {rows}: таблица слишком велика. Удалите лишнее под "
                "таблицей или дайте результаты в CSV либо Parquet."
            )
        )


def open_workbook(
    path: Path, done: Mapping[str, pl.DataFrame] | None = None
) -> list[dict[str, Any]] | str:
    """Sheets as plain lists of text, or the reason why not (English, from calamine).

    Sheets whose part is `done` already come with their frame instead.
    """
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(str(path))
        done = done or {}
        parts = part_of_sheet(path) if done else {}
        more = untold(path, set(done))
        sheets: list[dict[str, Any]] = []
        for meta in book.sheets_metadata[: limits.SHEETS]:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheets.append(
                {
                    "name": meta.name,
                    "hidden": meta.visible != calamine.SheetVisibleEnum.Visible,
                    "merged": [],
                }
            )
            if (part := parts.get(meta.name, "")) in done:
                sheets[-1]["frame"] = done[part]
                continue
            sheet = book.get_sheet_by_name(meta.name)
            first_column = (sheet.start or (0, 0))[1]
            left_out = more.get(meta.name, Untold())
            # iter_rows begins at the first row and at the first used column.
            columns = [_texts(one) for one in zip(*sheet.iter_rows(), strict=False)]
            for (row, column), text in left_out.errors.items():
                if 0 <= column - first_column < len(columns) and row < len(columns[0]):
                    columns[column - first_column][row] = text
            merged = sheet.merged_cell_ranges or left_out.merged
            sheets[-1] |= {
                "first_column": first_column,
                "columns": columns,
                "merged": [[*first, *last] for first, last in merged],
            }
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of calamine is no Exception
        return str(error) or type(error).__name__
    return sheets


def _texts(column: Sequence[object]) -> list[str | None]:
    if bool in set(map(type, column)):  # True would meet 1.0 in the dictionary
        return [_text(value) for value in column]
    known = {value: _text(value) for value in set(column)}
    return [known[value] for value in column]


def _text(value: object) -> str | None:
    """What a cell shows, as text; None when it shows nothing.

    >>> _text(5.0), _text(0.1), _text(" 5\\u00a0А "), _text(date(2026, 1, 5)), _text("")
    ('5', '0.1', '5 А', '2026-01-05', None)
    """
    if isinstance(value, str):
        return tidy(value) or None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def _sheets(answer: list[dict[str, Any]] | str, place: Place) -> list[Sheet]:
    if isinstance(answer, str):
        raise Refused(place.refuse(ENCRYPTED if "assword" in answer else BROKEN))
    sheets = []
    for one in answer:
        merged: Merged = tuple((a, b, c, d) for a, b, c, d in one["merged"])
        frame = one["frame"] if "frame" in one else _frame(one["first_column"], one["columns"])
        where = Place(place.file, tidy(one["name"]))
        sheets.append(Sheet(where, (Part(frame),), one["hidden"], merged))
    return sheets


def _frame(first_column: int, columns: Iterable[list[str | None]]) -> pl.DataFrame:
    import polars as pl

    columns = list(columns)
    height = len(columns[0]) if columns else 0
    data = {
        str(i): pl.repeat(None, height, dtype=pl.String, eager=True) for i in range(first_column)
    }
    for j, column in enumerate(columns, first_column):
        data[str(j)] = pl.Series(column, dtype=pl.String)
    return pl.DataFrame(data)

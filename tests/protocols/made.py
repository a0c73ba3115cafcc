"""Files as people make them: written here with openpyxl, xlwt, odfpy and csv."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Rows = Sequence[Sequence[Any]]

SHEET = "Индивидуальные результаты"
ITEMS = (("1", 2, "Б"), ("9.1", 1, "Б"), ("1К1", 3, "П"), ("10", 4, "В"))
SCHOOL = ("edu123456", "город Ручейск", "МБОУ «СОШ № 6» г. Ручейск")
FIRST_ROW = 9  # of the pupils in `f1_rows`, as a spreadsheet counts
BEFORE = ["ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант"]
AFTER = ["Первичный балл", "Отметка", "Отметка по журналу"]


def header(items: Sequence[tuple[str, int, str]] = ITEMS) -> list[str]:
    return [*BEFORE, *(f"{code} ({most}б)" for code, most, _ in items), *AFTER]


def pupil(number: int, scores: Sequence[Any] = (2, 1, 3, 4), **changed: Any) -> list[Any]:
    """A row of Ф1; `changed` replaces cells by the title of their column."""
    whole = sum(score for score in scores if isinstance(score, int))
    row = [*SCHOOL, 50000 + number, "5А", 1 + number % 2, *scores, whole, 3, 4]
    for title, value in changed.items():
        row[header().index(title.replace("_", " "))] = value
    return row


def f1_rows(
    pupils: Rows,
    title: str = "ВПР 2026 Математика 5 класс",
    items: Sequence[tuple[str, int, str]] = ITEMS,
    school: Sequence[str] = SCHOOL,
    count: int | None = None,
) -> list[list[Any]]:
    """The layout of objektiv.protocols.f1, pupils from row 9."""
    n = len(pupils) if count is None else count
    return [
        [title],
        ["Предмет", title.split()[2]],
        ["Максимальный первичный балл", sum(most for _, most, _ in items)],
        ["Дата проведения", "21.04.2026"],
        [f"{school[2]} ({school[0]})", f"Кол-во участников: {n}"],
        [],
        [None] * len(BEFORE) + [level for _, _, level in items],
        header(items),
        *[list(row) for row in pupils],
    ]


def write(path: Path, rows: Rows, sheet: str = SHEET, **options: Any) -> Path:
    """Write rows of cells in the format that the suffix names; None is an empty cell."""
    writers = {".xlsx": _xlsx, ".xls": _xls, ".ods": _ods, ".csv": _csv}
    writers[path.suffix](path, rows, sheet, **options)
    return path


def _xlsx(path: Path, rows: Rows, sheet: str, merged: Sequence[str] = ()) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    for one in merged:
        book.active.merge_cells(one)
    book.save(path)


def _xls(path: Path, rows: Rows, sheet: str) -> None:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet(sheet)
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if value is not None:
                page.write(i, j, value)
    book.save(str(path))


def _ods(path: Path, rows: Rows, sheet: str) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    table = Table(name=sheet)
    for row in rows:
        line = TableRow()
        for value in row:
            if value is None:
                line.addElement(TableCell())
            elif isinstance(value, int | float):
                cell = TableCell(valuetype="float", value=value)
                cell.addElement(P(text=str(value)))
                line.addElement(cell)
            else:
                cell = TableCell(valuetype="string")
                cell.addElement(P(text=str(value)))
                line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(str(path))


def _csv(path: Path, rows: Rows, sheet: str, delimiter: str = ";", encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(
            ["" if value is None else value for value in row] for row in rows
        )


def wide_rows(n: int = 4, seed: int = 1) -> list[list[Any]]:
    """A wide table of the fixture `work`."""
    chance = random.Random(seed)
    rows: list[list[Any]] = [["school", "class", "pupil", "q1", "9.1", "q3"]]
    for i in range(n):
        scores = [chance.randint(0, most) for most in (2, 1, 4)]
        rows.append(["edu123456", "5А", f"p{i:03}", *scores])
    return rows

"""The cell a complaint names, with its neighbours, from every format."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.protocols.made import SHEET, f1_rows, pupil, write

from objektiv.protocols import excerpt, read_results
from objektiv.protocols.excerpt import COLUMNS, ROWS, cut_out

GRID = [["школа", "класс", *(f"з{n}" for n in range(1, 9))]] + [
    ["Ш", "5А", *(row * 10 + column for column in range(8))] for row in range(1, 31)
]


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods", ".csv"])
def test_the_cell_stands_in_the_middle_under_its_header(tmp_path, suffix):
    path = write(tmp_path / f"файл{suffix}", GRID, "Лист 1")

    found = excerpt(path, "" if suffix == ".csv" else "Лист 1", "F20")

    assert found is not None
    assert (found.row, found.column) == (20, "F")
    assert found.columns == ("C", "D", "E", "F", "G", "H", "I")
    assert found.head == ("з1", "з2", "з3", "з4", "з5", "з6", "з7")
    assert [number for number, _ in found.rows] == [18, 19, 20, 21, 22]
    assert found.rows[2][1][3] == "193"


@pytest.mark.parametrize(
    ("cell", "columns", "rows"),
    [
        ("A1", "ABCDEFG", [1, 2, 3]),
        ("J31", "GHIJ", [29, 30, 31]),
        ("строка 5", "ABCDEFG", [3, 4, 5, 6, 7]),
        ("столбец C", "ABCDEFG", [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_the_edge_of_the_sheet_cuts_the_excerpt(tmp_path, cell, columns, rows):
    found = cut_out(write(tmp_path / "a.xlsx", GRID), SHEET, cell)

    assert found is not None
    assert "".join(found.columns) == columns
    assert [number for number, _ in found.rows] == rows
    assert len(found.columns) <= 2 * COLUMNS + 1
    assert ROWS == 2


@pytest.mark.parametrize("cell", ["", "Z99", "F9999", "строка 0x", "../etc", "AAAAA1"])
def test_what_is_not_there_has_no_excerpt(tmp_path, cell):
    assert excerpt(write(tmp_path / "a.xlsx", GRID), SHEET, cell) is None


def test_a_name_no_sheet_can_have_is_no_sheet(tmp_path):
    path = write(tmp_path / "a.xlsx", GRID)

    assert excerpt(path, "\0", "A1") is None
    assert excerpt(path, "Лист 9; rm", "A1") is None


def test_a_broken_file_has_no_excerpt(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")

    assert excerpt(path, SHEET, "A1") is None


def test_long_text_is_cut(tmp_path: Path):
    found = cut_out(write(tmp_path / "a.csv", [["а" * 900, "б"], ["в", "г"]]), "", "A1")

    assert found is not None
    assert len(found.rows[0][1][0]) == 40


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_marked_cell_is_the_one_complained_of(tmp_path, suffix):
    rows = f1_rows([pupil(number) for number in range(1, 9)] + [pupil(9, (2, 1, 3, "много"))])
    path = write(tmp_path / f"ф1{suffix}", rows)
    complaint = next(one for one in read_results([path]).complaints if "много" in one.text)

    found = excerpt(path, complaint.sheet, complaint.cell)

    assert found is not None
    marked = dict(found.rows)[found.row or 0][found.columns.index(found.column)]
    assert marked == "много"

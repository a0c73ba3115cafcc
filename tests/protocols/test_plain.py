"""The fast reader of long sheets gives cell for cell what calamine gives, or nothing."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.protocols.made import wide_rows

from objektiv.protocols import read_results, workbooks
from objektiv.protocols.complaints import Place
from objektiv.protocols.plain import read_plain, read_texts
from objektiv.schema import Work

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=12
) | st.sampled_from(["X", "Х", "<&>\"'", " 5\u00a0А ", "00123", "5-1", "—", "№ 6 «СОШ»"])
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6) | st.integers(0, 5)
CELLS = st.none() | TEXTS | NUMBERS
GRIDS = st.lists(st.lists(CELLS, max_size=7), min_size=1, max_size=12)


def made(rows: list[list[Any]], inline: bool) -> bytes:
    buffer = io.BytesIO()
    options = {"constant_memory": inline, "strings_to_urls": False, "strings_to_formulas": False}
    book = xlsxwriter.Workbook(buffer, options)
    page = book.add_worksheet()
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(i, j, value)
            elif value is not None:
                page.write_number(i, j, value)
    book.close()
    return buffer.getvalue()


def fast(path: Path) -> pl.DataFrame | None:
    with zipfile.ZipFile(path) as archive:
        texts = read_texts(archive)
        assert texts is not None
        return read_plain(archive.read("xl/worksheets/sheet1.xml"), texts)


def slow(path: Path) -> list[tuple[str | None, ...]]:
    answer = workbooks.open_workbook(path)
    assert not isinstance(answer, str)
    frame = workbooks._sheets(answer, Place("a.xlsx"))[0].parts[0].frame  # type: ignore[index]
    return trimmed(frame)


def trimmed(frame: pl.DataFrame) -> list[tuple[str | None, ...]]:
    """Rows without the empty cells and rows at the end."""
    rows = []
    for row in frame.rows():
        cells = list(row)
        while cells and cells[-1] is None:
            cells.pop()
        rows.append(tuple(cells))
    while rows and not rows[-1]:
        rows.pop()
    return rows


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=GRIDS, inline=st.booleans())
def test_every_cell_is_what_calamine_reads(
    tmp_path: Path, rows: list[list[Any]], inline: bool
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(made(rows, inline))
    frame = fast(path)

    assert frame is None or trimmed(frame) == slow(path)


def test_it_is_not_always_nothing(tmp_path: Path) -> None:
    rows = [["школа", None, "а & б"], [], [5, 1.5, "00123", -3, 1e-7, 123456789012]]
    for inline in (False, True):
        (tmp_path / "a.xlsx").write_bytes(made(rows, inline))
        frame = fast(tmp_path / "a.xlsx")
        assert frame is not None
        assert trimmed(frame) == slow(tmp_path / "a.xlsx")
        assert trimmed(frame)[2] == ("5", "1.5", "00123", "-3", "1e-07", "123456789012")


@pytest.mark.parametrize("what", ["date", "formula", "boolean", "error", "rich"])
def test_what_is_not_plain_is_left_to_calamine(tmp_path: Path, what: str) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet()
    page.write("A1", 1)
    if what == "date":
        page.write_datetime(
            "B1", datetime.datetime(2026, 1, 5), book.add_format({"num_format": "dd.mm.yy"})
        )
    elif what == "boolean":
        page.write_boolean("B1", True)
    elif what == "rich":
        page.write_rich_string("B1", "1", book.add_format({"bold": True}), "К", "1")
    else:
        page.write_formula("B1", "=1/0", None, "#DIV/0!" if what == "error" else 2)
    book.close()
    frame = fast(path)

    assert frame is None or (what == "rich" and trimmed(frame) == slow(path))


@pytest.mark.parametrize("inline", [False, True])
def test_a_long_file_reads_the_same_either_way(
    tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch, inline: bool
) -> None:
    monkeypatch.setattr("objektiv.protocols.plain._BLOCK", 20_000)
    path = tmp_path / "a.xlsx"
    path.write_bytes(made([[], *wide_rows(3000)], inline))
    monkeypatch.setattr(workbooks, "LONG_SHEET", 1 << 40)
    slowly = read_results([path], work)
    monkeypatch.setattr(workbooks, "LONG_SHEET", 0)
    quickly = read_results([path], work)

    assert slowly.sittings[0].frame.height == 3000
    assert quickly.sittings[0].frame.equals(slowly.sittings[0].frame)


def test_a_mistake_in_a_long_file_is_named_by_its_own_cell(
    tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "LONG_SHEET", 0)
    rows = wide_rows(500)
    rows[321][4] = "?"
    (tmp_path / "a.xlsx").write_bytes(made([[], [], *rows], False))
    reading = read_results([tmp_path / "a.xlsx"], work)
    assert [one.cell for one in reading.complaints] == ["E324"]

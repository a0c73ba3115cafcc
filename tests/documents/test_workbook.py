"""The workbook read back with another library: the same values, nothing hidden in colour."""

from __future__ import annotations

import dataclasses
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from objektiv import russian
from objektiv.documents import CampaignReport, tables_xlsx
from objektiv.documents.workbook import ABOUT, HEADER
from objektiv.schema import Column, Few, Table, Zoned


@pytest.fixture(scope="module")
def written(campaign: CampaignReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "tables.xlsx"
    tables_xlsx(campaign, path)
    return path


@pytest.fixture(scope="module")
def book(written: Path) -> Any:
    return load_workbook(written)


def pairs(campaign: CampaignReport, book: Any) -> list[tuple[Table, Any]]:
    tables = [table for work in campaign.works for table in work.tables]
    sheets = book.worksheets[1:]
    assert len(tables) == len(sheets)
    return list(zip(tables, sheets, strict=True))


def test_every_value_comes_back(campaign: CampaignReport, book: Any) -> None:
    checked = 0
    for table, sheet in pairs(campaign, book):
        for r, row in enumerate(table.rows, HEADER + 2):
            for c, value in enumerate(row, 1):
                read = sheet.cell(r, c).value
                if isinstance(value, Few):
                    assert read == russian.few(value.n)
                elif isinstance(value, Zoned):
                    assert read == pytest.approx(value.value, rel=1e-12)
                elif value in (None, ""):
                    assert read is None
                elif isinstance(value, float):
                    assert read == pytest.approx(value, rel=1e-12)
                else:
                    assert read == value
                checked += 1
    assert checked > 10_000


def test_zones_have_a_sign_beside_the_colour(campaign: CampaignReport, book: Any) -> None:
    seen = set()
    for table, sheet in pairs(campaign, book):
        for r, row in enumerate(table.rows, HEADER + 2):
            for c, value in enumerate(row, 1):
                if isinstance(value, Zoned) and value.zone:
                    cell = sheet.cell(r, c)
                    assert russian.ZONES[value.zone].sign in cell.number_format
                    seen.add((value.zone, cell.fill.fgColor.rgb))
    assert {zone for zone, _ in seen} >= {"low", "enough"}
    assert len({colour for _, colour in seen}) == len(seen)


def test_sheets_are_ready_to_work_with_and_to_print(campaign: CampaignReport, book: Any) -> None:
    for table, sheet in pairs(campaign, book):
        assert sheet.freeze_panes.endswith(str(HEADER + 2))
        assert sheet.auto_filter.ref.startswith(f"A{HEADER + 1}:")
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows == f"${HEADER + 1}:${HEADER + 1}"
        assert table.answer == sheet.cell(2, 1).value
        shares = [i for i, column in enumerate(table.columns, 1) if column.kind == "share"]
        numbers = [sheet.cell(HEADER + 2, i) for i in shares]
        assert all("%" in cell.number_format for cell in numbers if isinstance(cell.value, float))


def test_first_sheet_leads_everywhere_and_says_how_to_reproduce(
    campaign: CampaignReport, book: Any
) -> None:
    about = book[ABOUT]
    words = [str(cell.value) for row in about.iter_rows() for cell in row if cell.value]
    targets = {
        cell.hyperlink.location.split("'")[1]
        for row in about.iter_rows()
        for cell in row
        if cell.hyperlink
    }

    assert targets == {sheet.title for sheet in book.worksheets[1:]}
    for value in ("first-findings 1.0", "sha256:3f9ac81d", "2026", "ma5.xlsx"):
        assert value in words


def test_same_campaign_same_bytes(campaign: CampaignReport, written: Path, tmp_path: Path) -> None:
    tables_xlsx(campaign, tmp_path / "again.xlsx")

    assert (tmp_path / "again.xlsx").read_bytes() == written.read_bytes()


def test_text_is_never_a_formula_or_a_link(campaign: CampaignReport, tmp_path: Path) -> None:
    hostile = ('=HYPERLINK("http://a")', "http://example.org", "+1", "@x", "a\x00b")
    table = Table("marks", "=1+1", "=2+2", (Column("a", "=3"),), tuple((text,) for text in hostile))
    work = dataclasses.replace(campaign.works[0], tables=(table,))
    one = dataclasses.replace(campaign, works=(work,), title="=4")

    tables_xlsx(one, tmp_path / "t.xlsx")

    sheet = load_workbook(tmp_path / "t.xlsx").worksheets[1]
    for r in range(len(hostile)):
        cell = sheet.cell(HEADER + 2 + r, 1)
        assert cell.data_type == "s"
        assert cell.hyperlink is None


def test_sheet_names_are_unique_and_short(campaign: CampaignReport, tmp_path: Path) -> None:
    long = "Очень [длинное] название: предмета/курса?"
    works = []
    for work in campaign.works:
        reports = dataclasses.replace(
            work.reports, work=dataclasses.replace(work.work, subject=long, grade=11)
        )
        works.append(dataclasses.replace(work, reports=reports))

    tables_xlsx(dataclasses.replace(campaign, works=tuple(works)), tmp_path / "t.xlsx")

    with closing(load_workbook(tmp_path / "t.xlsx", read_only=True)) as book:
        names = book.sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 15
    assert max(map(len, names)) <= 31


def test_nothing_read_gives_a_workbook_that_says_so(
    campaign: CampaignReport, tmp_path: Path
) -> None:
    tables_xlsx(dataclasses.replace(campaign, works=()), tmp_path / "t.xlsx")

    about = load_workbook(tmp_path / "t.xlsx")[ABOUT]
    assert "не прочитано ни одной работы" in " ".join(
        str(cell.value) for row in about.iter_rows() for cell in row
    )

"""Ф1 as real people hand it in: every kind of dirt that is known, in a file made here."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from tests.protocols.conftest import Save
from tests.protocols.made import ITEMS, SHEET, f1_rows, pupil, write

from objektiv.protocols import Reading, Severity, read_results, report_check
from objektiv.schema import (
    MISSING,
    NOT_ATTEMPTED,
    NOT_TAUGHT,
    SORT,
    Item,
    Level,
    Work,
)

FORMATS = ("xlsx", "xls", "ods", "csv")


def rows_of(reading: Reading) -> list[tuple[object, ...]]:
    assert len(reading.sittings) == 1, report_check(reading)
    return reading.sittings[0].frame.rows()


def column(reading: Reading, name: str) -> list[object]:
    assert len(reading.sittings) == 1, report_check(reading)
    return reading.sittings[0].frame[name].to_list()


def warnings(reading: Reading) -> list[tuple[str, str]]:
    assert not reading.refused, report_check(reading)
    return [(one.cell, one.text) for one in reading.complaints]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_clean_export_is_understood_in_every_format(save: Save, suffix: str) -> None:
    reading = read_results([save(f"a.{suffix}", f1_rows([pupil(1), pupil(2, (0, 0, 1, 2))]))])

    assert reading.complaints == ()
    sittings = reading.sittings[0]
    assert sittings.work == Work(
        "ВПР",
        2026,
        5,
        "Математика",
        tuple(Item(code, most, Level(level)) for code, most, level in ITEMS),
    )
    assert sittings.frame.rows() == [
        (
            "",
            "город Ручейск",
            "edu123456",
            "5А",
            "50001",
            "2",
            "",
            True,
            10,
            3,
            4,
            None,
            2,
            1,
            3,
            4,
        ),
        ("", "город Ручейск", "edu123456", "5А", "50002", "1", "", True, 3, 3, 4, None, 0, 0, 1, 2),
    ]
    assert sittings.schools["edu123456"].name == "МБОУ «СОШ № 6» г. Ручейск"
    understood = reading.understood[0]
    assert (understood.schools, understood.classes, understood.sittings, understood.items) == (
        1,
        1,
        2,
        4,
    )
    assert len(understood.sha256) == 64


@pytest.mark.parametrize("suffix", FORMATS)
def test_codes_of_cells(save: Save, suffix: str) -> None:
    pupils = [
        pupil(1, ("X", "Х", "x", "х")),
        pupil(2, ("N", "-", "—", None)),
        pupil(3, ("2", "1,0", " 3\u00a0", "4.0"), Первичный_балл="10,0"),
    ]
    frame = read_results([save(f"a.{suffix}", f1_rows(pupils))]).sittings[0].frame

    items = frame.select("item:1", "item:9.1", "item:1К1", "item:10").rows()
    assert items == [(NOT_ATTEMPTED,) * 4, (NOT_TAUGHT,) + (MISSING,) * 3, (2, 1, 3, 4)]
    assert frame["score"].to_list() == [0, 0, 10]


@pytest.mark.parametrize("none", ["нет отметки", "Нет отметки", "-", "—", None])
def test_no_mark_is_no_mark(save: Save, none: str | None) -> None:
    pupils = [pupil(1, Отметка=none, Отметка_по_журналу=none)]
    frame = read_results([save("a.xlsx", f1_rows(pupils))]).sittings[0].frame

    assert frame["mark"].to_list() == [0]
    assert frame["journal_mark"].to_list() == [0]


def test_latin_look_alikes_in_item_codes_are_one_code(save: Save) -> None:
    latin = [("1", 2, "Б"), ("9.1", 1, "Б"), ("1K1", 3, "П"), ("10", 4, "B")]
    one = save("a.xlsx", f1_rows([pupil(1)]))
    two = save("b.xlsx", f1_rows([pupil(2)], items=latin))
    reading = read_results([one, two])

    assert reading.complaints == ()
    assert reading.sittings[0].work.codes == ("1", "9.1", "1К1", "10")
    assert reading.sittings[0].work.items[3].level is Level.HIGH
    assert column(reading, "pupil") == ["50001", "50002"]


def test_rows_are_sorted_as_the_counting_needs_them(save: Save) -> None:
    pupils = [pupil(i, Класс=name) for i, name in ((9, "5Б"), (3, "5А"), (1, "5Б"), (2, "5А"))]
    frame = read_results([save("a.xlsx", f1_rows(pupils))]).sittings[0].frame

    assert frame["pupil"].to_list() == ["50002", "50003", "50001", "50009"]
    assert frame.equals(frame.sort(SORT))


@pytest.mark.parametrize("blank", [0, 1, 7])
def test_header_is_found_wherever_it_is(save: Save, blank: int) -> None:
    rows = [[None]] * blank + [["Отчёт сформирован 12.05.2026"]] + f1_rows([pupil(1)])
    shifted = [[None, None, *row] for row in rows]
    reading = read_results([save("a.xlsx", shifted)])

    assert reading.complaints == ()
    assert column(reading, "pupil") == ["50001"]


def test_blank_rows_sub_headers_and_totals_inside_the_table_are_no_pupils(save: Save) -> None:
    rows = f1_rows([pupil(1)], count=3)
    rows += [
        [],
        [None, None, "  "],
        pupil(2),
        ["Итого", None, None, None, None, None, 2, 1, 3, 4, 10],
        ["Средний балл", None, None, None, None, None, 2, 1, 3, 4, 10],
        pupil(3),
    ]
    reading = read_results([save("a.xlsx", rows)])

    assert reading.complaints == ()
    assert column(reading, "pupil") == ["50001", "50002", "50003"]


def test_school_lines_inside_the_table_name_the_school_of_the_rows_below(save: Save) -> None:
    def nameless(number: int) -> list[object]:
        return [None, None, None, *pupil(number)[3:]]

    rows = f1_rows([nameless(1), nameless(2)])
    rows += [["МБОУ СОШ № 7 (edu123457) | Кол-во участников: 1"], nameless(3)]
    reading = read_results([save("a.xlsx", rows)])

    assert reading.complaints == ()
    assert column(reading, "school") == ["edu123456", "edu123456", "edu123457"]
    assert reading.sittings[0].schools["edu123457"].name == "МБОУ СОШ № 7"


def test_several_blocks_each_with_its_own_header(save: Save) -> None:
    other = ("edu123457", "город Ручейск", "МБОУ СОШ № 7 г. Ручейск")
    first = f1_rows([pupil(1), pupil(2)])
    second = f1_rows([[*other, *pupil(3)[3:]]], school=other)
    same_title = second[4:]  # the school line, the levels, the header, the pupil
    reading = read_results([save("a.xlsx", [*first, [], *same_title])])

    assert reading.complaints == ()
    assert column(reading, "school") == ["edu123456", "edu123456", "edu123457"]
    assert reading.understood[0].schools == 2


def test_two_works_in_one_file_are_two_works(save: Save) -> None:
    items = [("1", 5, "Б"), ("2", 5, "П")]
    russian = f1_rows([], title="ВПР 2026 Русский язык 5 класс", items=items)
    rows = [*f1_rows([pupil(1)]), [], *russian, [*pupil(1)[:6], 3, 4, 7, 3, 3]]
    rows[len(f1_rows([pupil(1)])) + 5][1] = "Кол-во участников: 1"
    reading = read_results([save("a.xlsx", rows)])

    assert reading.complaints == ()
    assert [one.work.title for one in reading.sittings] == [
        "ВПР 2026, Математика, 5 класс",
        "ВПР 2026, Русский язык, 5 класс",
    ]


@pytest.mark.parametrize(
    ("title", "subject", "grade", "variant_of"),
    [
        ("ВПР 2026 Русский язык 4 класс", "Русский язык", 4, ""),
        ("ВПР. 2026. Математика (углублённый уровень). 7 класс", "Математика", 7, "advanced"),
        ("ВПР 2026 Физика (базовый уровень) 8 класс", "Физика", 8, "base"),
        ("ВПР 2026, Окружающий мир, 4 класс", "Окружающий мир", 4, ""),
        ("ВПР 2026 «Английский язык» 10 класс", "Английский язык", 10, ""),
    ],
)
def test_titles(save: Save, title: str, subject: str, grade: int, variant_of: str) -> None:
    rows = f1_rows([pupil(1, Класс=f"{grade}А")], title=title)
    del rows[1]
    work = read_results([save("a.xlsx", rows)]).sittings[0].work

    assert (work.procedure, work.year) == ("ВПР", 2026)
    assert (work.subject, work.grade, work.variant_of) == (subject, grade, variant_of)


def test_a_class_turned_into_a_date_comes_back(save: Save) -> None:
    pupils = [
        pupil(1, Класс=datetime.date(2026, 1, 5)),
        pupil(2, Класс=datetime.datetime(2024, 2, 5)),
        pupil(3, Класс="5-1"),
        pupil(4, Класс="05.02.2026"),
        pupil(5, Класс=datetime.date(2026, 5, 3)),  # American settings: May 3
    ]
    reading = read_results([save("a.xlsx", f1_rows(pupils))])

    assert column(reading, "class") == ["5-1", "5-1", "5-2", "5-2", "5-3"]
    told = dict(warnings(reading))
    assert told["E9"] == "таблица превратила класс «5-1» в дату; прочитано как «5-1»."
    assert sorted(told) == ["E10", "E12", "E13", "E9"]


def test_a_date_that_is_no_class_is_refused(save: Save) -> None:
    pupils = [pupil(1, Класс=datetime.date(2026, 9, 12))]
    reading = read_results([save("a.xlsx", f1_rows(pupils))])

    assert [(one.cell, one.severity) for one in reading.complaints] == [("E9", Severity.REFUSE)]
    assert "12.09" in reading.complaints[0].text


def test_one_class_written_four_ways_is_one_class(save: Save) -> None:
    ways = ("5А", "5 «A»", "5-а", "5 a", "5А класс", "А")
    pupils = [pupil(i, Класс=way) for i, way in enumerate(ways)]
    reading = read_results([save("a.xlsx", f1_rows(pupils))])

    assert set(column(reading, "class")) == {"5А"}


def test_leading_zeros_of_codes_stay(save: Save) -> None:
    pupils = [pupil(1, Код_участника="00123"), pupil(2, Код_участника=" 000124 ")]
    reading = read_results([save("a.xlsx", f1_rows(pupils))])

    assert column(reading, "pupil") == ["000124", "00123"]


def test_non_breaking_spaces_and_numbers_as_text(save: Save) -> None:
    pupils = [
        pupil(1, ("2", " 1\u00a0", "3\u202f", "4"), Первичный_балл="10\u00a0", Отметка="\u00a05"),
        pupil(2, Название_ОО="МБОУ\u00a0«СОШ\u00a0№\u00a06» г.\u00a0Ручейск"),
    ]
    rows = [[f"{c} " if isinstance(c, str) else c for c in row] for row in f1_rows(pupils)]
    rows[0][0] = "ВПР\u00a02026 Математика\u00a05\u00a0класс"
    reading = read_results([save("a.xlsx", rows)])

    assert reading.complaints == ()
    assert column(reading, "score") == [10, 10]
    assert column(reading, "mark") == [5, 3]


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_merged_cells_speak_for_all_their_rows(tmp_path: Path, suffix: str) -> None:
    pupils = [pupil(1), pupil(2), pupil(3)]
    rows = f1_rows(pupils)
    for row in rows[-2:]:
        row[:3] = [None, None, None]
        row[4] = None
    rows[6][7] = None  # the level Б of column G speaks for H too
    file = write(
        tmp_path / "a.xlsx",
        rows,
        merged=("A9:A11", "B9:B11", "C9:C11", "E9:E11", "G7:H7", "A1:F1"),
    )
    if suffix == "ods":
        file = as_ods(tmp_path / "b.ods", rows)
    reading = read_results([file])

    assert column(reading, "school") == ["edu123456"] * 3
    assert column(reading, "class") == ["5А"] * 3
    levels = [item.level for item in reading.sittings[0].work.items]
    assert levels == [Level.BASE, Level.BASE, Level.ADVANCED, Level.HIGH]


def as_ods(path: Path, rows: list[list[object]]) -> Path:
    """The rows above with the same merged cells, as LibreOffice writes them."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import CoveredTableCell, Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    table = Table(name=SHEET)
    for i, row in enumerate(rows):
        line = TableRow()
        for j, value in enumerate(row):
            tall = i == 8 and j in (0, 1, 2, 4)
            covered = i > 8 and j in (0, 1, 2, 4)
            if covered or (i == 6 and j == 7):
                line.addElement(CoveredTableCell())
                continue
            span = {"numberrowsspanned": 3, "numbercolumnsspanned": 1} if tall else {}
            if i == 6 and j == 6:
                span = {"numbercolumnsspanned": 2, "numberrowsspanned": 1}
            kind = "float" if isinstance(value, int) else "string"
            cell = TableCell(
                valuetype=kind, **({"value": value} if kind == "float" else {}), **span
            )
            if value is not None:
                cell.addElement(P(text=str(value)))
            line.addElement(cell if value is not None else TableCell())
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def test_hidden_sheets_are_not_read_and_said_so(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = SHEET
    for row in f1_rows([pupil(1)]):
        book.active.append(row)
    hidden = book.create_sheet("Черновик")
    hidden.sheet_state = "hidden"
    for row in f1_rows([pupil(1), pupil(2)]):
        hidden.append(row)
    secret = book.create_sheet("Служебный")
    secret.sheet_state = "veryHidden"
    secret.append(["версия", 3])
    book.create_sheet("Лист2").append(["Памятка для учителя"])
    book.create_sheet("Лист3")
    book.save(tmp_path / "a.xlsx")
    reading = read_results([tmp_path / "a.xlsx"])

    assert column(reading, "pupil") == ["50001"]
    assert [(one.sheet, one.severity) for one in reading.complaints] == [
        ("Черновик", Severity.WARN),
        ("Лист2", Severity.WARN),
    ]

"""Wide tables in every format, encoding and separator, against a plain reading of them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.protocols.conftest import Save
from tests.protocols.made import wide_rows

from objektiv.protocols import read_results, report_check
from objektiv.schema import Item, Work


def as_read(work: Work, *files: Path) -> list[tuple[Any, ...]]:
    reading = read_results(files, work)
    assert len(reading.sittings) == 1, report_check(reading)
    frame = reading.sittings[0].frame
    return frame.select("school", "class", "pupil", "score", "mark", pl.col("^item:.*$")).rows()


def expected(rows: list[list[Any]]) -> list[tuple[Any, ...]]:
    marks = [2, 2, 2, 3, 3, 4, 4, 5]
    return sorted((*row[:3], sum(row[3:]), marks[sum(row[3:])], *row[3:]) for row in rows[1:])


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods", "csv"])
def test_every_format(save: Save, work: Work, suffix: str) -> None:
    rows = wide_rows(50)
    assert as_read(work, save(f"a.{suffix}", rows)) == expected(rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_separator(
    save: Save, work: Work, encoding: str, delimiter: str
) -> None:
    rows = wide_rows(50)
    for row in rows[1:]:
        row[0] = "МБОУ «СОШ № 6; корпус, что у реки»" if encoding != "x" else ""
    file = save("a.csv", rows, encoding=encoding, delimiter=delimiter)
    assert as_read(work, file) == expected(rows)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending(tmp_path: Path, work: Work, ending: str) -> None:
    rows = wide_rows(50)
    text = ending.join(";".join(map(str, row)) for row in rows)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8", newline="")
    assert as_read(work, tmp_path / "a.csv") == expected(rows)


def test_parquet(tmp_path: Path, work: Work) -> None:
    rows = wide_rows(50)
    frame = pl.DataFrame(rows[1:], schema=rows[0], orient="row")
    frame = frame.with_columns(pl.col("q1").cast(pl.UInt8), pl.col("q3").cast(pl.Float64))
    frame.write_parquet(tmp_path / "a.parquet")
    assert as_read(work, tmp_path / "a.parquet") == expected(rows)


def test_parquet_names_its_cells_as_a_sheet_would(tmp_path: Path, work: Work) -> None:
    rows = wide_rows(5)
    rows[3][3] = 9
    pl.DataFrame(rows[1:], schema=rows[0], orient="row").write_parquet(tmp_path / "a.parquet")
    reading = read_results([tmp_path / "a.parquet"], work)
    assert [one.cell for one in reading.complaints] == ["D4"]


def test_all_optional_columns(save: Save, work: Work) -> None:
    names = ["region", "municipality", "variant", "sex", "journal_mark", "prior_score", "mark"]
    rows = wide_rows(3)
    rows[0] += [*names, "participated", "score", "комментарий"]
    more = ["Приреченская область", "г. Ручейск", "2", "ж", "4", "17,0"]
    for row in rows[1:]:
        row += [*more, "3", 1, sum(row[3:6]), "болел"]
    rows[3][3:6] = [None] * 3
    rows[3][12:15] = [None, 0, None]
    reading = read_results([save("a.csv", rows)], work)
    frame = reading.sittings[0].frame

    assert frame.select(names[:-1]).unique().rows() == [(*more[:4], 4, 17)]
    assert frame["mark"].to_list() == [3, 3, 0]
    assert frame["participated"].to_list() == [True, True, False]
    assert frame["score"][2] is None
    assert reading.understood[0].ignored == ("комментарий",)
    assert (reading.understood[0].sittings, reading.understood[0].participants) == (3, 2)


def test_a_decimal_prior_score_is_refused(save: Save, work: Work) -> None:
    rows = wide_rows(2)
    rows[0].append("prior_score")
    rows[1].append("17,5")
    rows[2].append("17")
    reading = read_results([save("a.csv", rows)], work)
    assert [one.cell for one in reading.complaints] == ["G2"]
    assert "дробный" in reading.complaints[0].text


def test_titles_above_and_notes_below_are_skipped(save: Save, work: Work) -> None:
    rows = wide_rows(3)
    noisy = [
        ["Результаты; май, 2026"],
        [],
        *rows[:3],
        [],
        ["МБОУ СОШ № 6"],
        *rows[3:],
        ["Ответственный: завуч"],
    ]
    reading = read_results([save("a.csv", noisy)], work)

    assert reading.sittings[0].frame.height == 3
    assert [one.cell for one in reading.complaints] == ["строка 7", "строка 9"]


def test_latin_and_cyrillic_codes_and_columns_in_another_order(save: Save) -> None:
    work = Work("ВПР", 2026, 5, "Русский язык", (Item("1K1", 2), Item("1К2", 3)))
    rows = [["1K2", "pupil", "1К1", "class", "school"], [3, "7", 2, "5А", "edu123456"]]
    frame = read_results([save("a.csv", rows)], work).sittings[0].frame
    assert frame.columns[-2:] == ["item:1K1", "item:1К2"]
    assert frame.row(0)[-2:] == (2, 3)


def test_an_item_code_turned_into_a_date_comes_back(save: Save, work: Work) -> None:
    import datetime

    rows = wide_rows(3)
    rows[0][4] = datetime.date(2026, 1, 9)
    assert as_read(work, save("a.xlsx", rows)) == expected(wide_rows(3))


def test_a_long_file_is_read_in_parts_and_addressed_as_a_whole(
    save: Save, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("objektiv.protocols.limits.CSV_PART_BYTES", 1000)
    rows = wide_rows(500)
    for row in rows[1::7]:
        row[0] = 'МБОУ "СОШ №\n6"'  # a line break inside quotation marks
    good = as_read(work, save("a.csv", rows))
    assert len(good) == 500

    rows[401][5] = 9
    reading = read_results([save("b.csv", rows)], work)
    assert [one.cell for one in reading.complaints] == ["F402"]


def test_a_line_with_too_many_cells_is_refused(tmp_path: Path, work: Work) -> None:
    lines = [",".join(map(str, row)) for row in wide_rows(60)]
    lines[58] += ",1,2"
    (tmp_path / "a.csv").write_text("\n".join(lines))
    reading = read_results([tmp_path / "a.csv"], work)
    assert [one.cell for one in reading.complaints] == ["строка 59"]


def test_an_unclosed_quotation_mark_is_refused(tmp_path: Path, work: Work) -> None:
    lines = [",".join(map(str, row)) for row in wide_rows(60)]
    lines[7] = '"' + lines[7]
    (tmp_path / "a.csv").write_text("\n".join(lines))
    assert "кавычка" in read_results([tmp_path / "a.csv"], work).complaints[0].text


def test_the_order_of_files_and_rows_does_not_matter(save: Save, work: Work) -> None:
    rows = wide_rows(40)
    shuffled = rows[1:]
    random.Random(3).shuffle(shuffled)
    one, two = save("a.csv", [rows[0], *shuffled[:15]]), save("b.csv", [rows[0], *shuffled[15:]])
    assert as_read(work, one, two) == as_read(work, two, one) == expected(rows)

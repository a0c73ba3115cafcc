"""What rows of Ф1 say beyond their items: counts, absence, scales, agreement of files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.protocols.conftest import Save
from tests.protocols.made import BEFORE, FIRST_ROW, SHEET, f1_rows, header, pupil

from objektiv.protocols import Reading, read_results, report_check
from objektiv.schema import (
    Scale,
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


def test_a_wrong_declared_count_is_a_warning(save: Save) -> None:
    reading = read_results([save("a.xlsx", f1_rows([pupil(1), pupil(2)], count=3))])

    assert len(rows_of(reading)) == 2
    assert warnings(reading) == [
        (
            "B5",
            "заявлено участников: 3, в таблице: 2. Прочитаны строки таблицы; проверьте, все ли "
            "выгружены.",
        )
    ]


def test_a_pupil_who_was_absent_did_not_take_part(save: Save) -> None:
    absent = pupil(2, (None,) * 4, Первичный_балл=None, Отметка=None)
    reading = read_results([save("a.xlsx", f1_rows([pupil(1), absent], count=1))])

    assert reading.complaints == ()
    assert column(reading, "participated") == [True, False]
    assert column(reading, "score") == [10, None]
    assert column(reading, "journal_mark") == [4, 4]


def test_sex_region_and_names(save: Save) -> None:
    rows = f1_rows([pupil(1)])
    rows[7] += ["Пол", "Регион", "ФИО"]
    rows[8] += ["Ж", "Приреченская область", "Ёлкина Мария"]
    reading = read_results([save("a.xlsx", rows)])

    assert column(reading, "sex") == ["ж"]
    assert column(reading, "region") == ["Приреченская область"]
    assert reading.understood[0].ignored == ("ФИО",)
    assert "Ёлкина" not in str(reading.sittings[0].frame.rows())


def test_many_large_items_and_variants(save: Save) -> None:
    items = [(f"{i}К{k}", 1 + (i * k) % 9, "Б") for i in range(1, 12) for k in (1, 2, 3)]
    pupils = []
    for number in range(1, 6):
        scores = [most if number % 2 else 0 for _, most, _ in items]
        pupils.append([*pupil(number)[:5], number, *scores, sum(scores), 4, 4])
    reading = read_results([save("a.xlsx", f1_rows(pupils, items=items))])

    work = reading.sittings[0].work
    assert len(work.items) == 33
    assert max(item.max for item in work.items) == 9
    assert column(reading, "variant") == ["1", "2", "3", "4", "5"]
    assert column(reading, "score") == [work.max_score, 0, work.max_score, 0, work.max_score]


def test_marks_are_kept_and_missing_ones_come_from_the_scale(save: Save) -> None:
    file = save("a.xlsx", f1_rows([pupil(1, Отметка=None), pupil(2, Отметка=3), pupil(3)]))
    plain = read_results([file]).sittings[0]
    scale = Scale(((0, 3, 2), (4, 6, 3), (7, 9, 4), (10, 10, 5)))
    reading = read_results([file], replace(plain.work, scale=scale))

    assert plain.frame["mark"].to_list() == [0, 3, 3]
    assert column(reading, "mark") == [5, 3, 3]
    assert [cell for cell, _ in warnings(reading)] == ["L10", "L11"]
    assert "отметка 3, а по шкале за 10\u00a0баллов — 5" in warnings(reading)[0][1]


def test_a_missing_title_is_refused_and_the_given_work_stands_in(save: Save) -> None:
    titled = save("a.xlsx", f1_rows([pupil(1)]))
    untitled = save("b.xlsx", f1_rows([pupil(2)])[3:])
    work = read_results([titled]).sittings[0].work

    assert "не найден заголовок" in read_results([untitled]).complaints[0].text
    assert column(read_results([untitled], work), "pupil") == ["50002"]


def test_files_that_disagree_on_items_are_refused_with_the_columns(save: Save) -> None:
    other = [("1", 2, "Б"), ("9.1", 2, "Б"), ("2К1", 3, "П"), ("10", 4, "В")]
    files = [save(f"{i}.xlsx", f1_rows([pupil(i)])) for i in (1, 2)]
    files.append(save("3.xlsx", f1_rows([pupil(3)], items=other)))
    reading = read_results(files)

    assert reading.sittings == ()
    assert [(one.file, one.sheet, one.cell) for one in reading.complaints] == [
        ("3.xlsx", SHEET, ""),
        ("3.xlsx", SHEET, "столбец H"),
        ("3.xlsx", SHEET, "столбец I"),
    ]
    assert "нет столбца задания 1К1" in reading.complaints[0].text
    assert "наибольший балл 2, а в других файлах этой работы — 1" in reading.complaints[1].text


def test_a_header_without_its_maximum_says_so(save: Save) -> None:
    rows = f1_rows([pupil(1)])
    rows[2][1] = 12
    assert "максимальный балл 12" in warnings(read_results([save("a.xlsx", rows)]))[0][1]


def test_the_same_file_twice_is_said_once(save: Save, tmp_path: Path) -> None:
    file = save("a.xlsx", f1_rows([pupil(i) for i in range(30)]))
    copy = tmp_path / "копия.xlsx"
    copy.write_bytes(file.read_bytes())
    reading = read_results([file, copy])

    assert [str(one) for one in reading.complaints] == [
        "копия.xlsx: это тот же файл, что и a.xlsx. Уберите один из них."
    ]


def test_first_row_of_pupils_is_where_the_helpers_say() -> None:
    rows = f1_rows([pupil(1)])
    assert rows[FIRST_ROW - 1] == pupil(1)
    assert rows[FIRST_ROW - 2] == header()
    assert len(BEFORE) == 6

"""Pages of electronic journals as people export them: dates in columns, dirt around them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from objektiv.protocols.marks import MarksReading, read_marks
from objektiv.schema import SchoolYear

HEADS: list[list[Any]] = [
    ["Классный журнал"],
    ["МБОУ «СОШ № 6» г. Ручейск"],
    ["2026/2027 учебный год"],
    ["Класс: 5-А", None, "Предмет: Математика", None, "Учитель: У-17"],
    [],
]
PUPILS: list[list[Any]] = [
    [1, "Ёлкина Мария", "5 4", None, "н", "4/5", 4.5, 4],
    [2, "Борисов Пётр", 3, ".", "б", "2→4", 3.5, 4],
    [3, "ЯСНЫЙ ИВАН", None, None, "осв", None, None, None],
]
FOOT: list[list[Any]] = [["", "Средний балл", 4.2, None, None, 4.1], ["", "Тема", "Дроби"]]


def workbook(path: Path, sheets: dict[str, list[list[Any]]], merge: tuple[str, ...] = ()) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for one in merge:
            sheet.merge_cells(one)
    book.save(path)
    return path


def short(days: tuple[Any, ...] = ("02.09", "04.09", "07.09", "2.1")) -> list[list[Any]]:
    return [["№", "ФИО ученика", *days, "Ср. балл", "1 четв."]]


def events(reading: MarksReading) -> list[tuple[Any, ...]]:
    assert reading.journal is not None, "\n".join(map(str, reading.complaints))
    frame = reading.journal.events.select("class", "pupil", "subject", "date", "mark", "note")
    return sorted(row for row in frame.iter_rows() if row[4] or row[5])


EXPECTED = sorted(
    [
        ("5А", "5А-02", "Математика", date(2026, 9, 2), 5, ""),
        ("5А", "5А-02", "Математика", date(2026, 9, 2), 4, ""),
        ("5А", "5А-02", "Математика", date(2026, 9, 7), 0, "н"),
        ("5А", "5А-02", "Математика", date(2026, 10, 2), 4, ""),
        ("5А", "5А-02", "Математика", date(2026, 10, 2), 5, ""),
        ("5А", "5А-01", "Математика", date(2026, 9, 2), 3, ""),
        ("5А", "5А-01", "Математика", date(2026, 9, 4), 0, "."),
        ("5А", "5А-01", "Математика", date(2026, 9, 7), 0, "б"),
        ("5А", "5А-01", "Математика", date(2026, 10, 2), 4, ""),
        ("5А", "5А-03", "Математика", date(2026, 9, 7), 0, "осв"),
    ]
)


def test_a_page_with_dirt_above_and_below(tmp_path: Path) -> None:
    path = workbook(tmp_path / "журнал.xlsx", {"Лист1": [*HEADS, *short(), *PUPILS, *FOOT]})

    reading = read_marks([path])

    assert events(reading) == EXPECTED
    assert reading.journal is not None
    assert reading.journal.lessons.height == 4
    frame = reading.journal.events
    assert set(frame["teacher"]) == {"У-17"}
    assert set(frame["school"]) == {"МБОУ «СОШ № 6» г. Ручейск"}
    assert frame.filter(frame["original"] > 0).select("mark", "original").rows() == [(4, 2)]
    assert "Мария" not in str(frame.to_dicts())


def test_months_merged_above_days(tmp_path: Path) -> None:
    header = [
        ["№", "ФИО", "Сентябрь", None, None, "Октябрь", "Итог"],
        [None, None, 2, 4, 7, 2, None],
    ]
    rows = [*HEADS, *header, *PUPILS, *FOOT]

    found = read_marks([workbook(tmp_path / "m.xlsx", {"1": rows}, ("C6:E6",))])

    assert events(found) == EXPECTED


def test_dates_as_cells_class_and_subject_in_the_names(tmp_path: Path) -> None:
    days = tuple(date(2026, *pair) for pair in ((9, 2), (9, 4), (9, 7), (10, 2)))
    path = workbook(tmp_path / "5А.xlsx", {"Математика": [*short(days), *PUPILS]})

    assert events(read_marks([path])) == EXPECTED


def test_csv_of_another_journal(tmp_path: Path) -> None:
    path = tmp_path / "5а математика.csv"
    lines = ["№;Фамилия, имя;02.09;04.09;07.09;02.10;Итог"]
    lines += [
        ";".join("" if cell is None else str(cell) for cell in row[:6]) + ";4" for row in PUPILS
    ]
    path.write_bytes("\r\n".join(lines).encode("cp1251", "replace").replace(b"2?4", b"2>4"))

    found = read_marks([path], year=SchoolYear(2026))

    assert [row[1:2] + row[3:] for row in events(found)] == [row[1:2] + row[3:] for row in EXPECTED]
    assert events(found)[0][2] == "математика"


def test_forms_of_work_and_weights_under_the_dates(tmp_path: Path) -> None:
    labels = [[None, "Вид работы", "Отв", "К/р", None, "диктант"], [None, "Вес", 1, 3, None, "1,5"]]
    pupils = [[1, "Ёлкина Мария", 5, 4, 3, 2]]
    path = workbook(tmp_path / "j.xlsx", {"5А Русский язык": [*short(), *labels, *pupils]})

    reading = read_marks([path], year=SchoolYear(2026))

    assert reading.journal is not None
    frame = reading.journal.events.filter(reading.journal.events["mark"] > 0)
    assert frame.sort("date").select("mark", "kind", "weight").rows() == [
        (5, "ответ", 1000),
        (4, "контрольная работа", 3000),
        (3, "", None),
        (2, "диктант", 1500),
    ]


def test_form_of_work_in_the_cell_of_the_date(tmp_path: Path) -> None:
    days = ("02.09\nк/р", "04.09 (ответ)", "07.09 вес 2", "08.09")
    path = workbook(
        tmp_path / "j.xlsx", {"5А Физика": [*short(days), [1, "Ёлкина Мария", 5, 4, 3, 2]]}
    )

    reading = read_marks([path], year=SchoolYear(2026))

    assert reading.journal is not None
    frame = reading.journal.events.filter(reading.journal.events["mark"] > 0)
    assert frame.sort("date").select("kind", "weight").rows() == [
        ("контрольная работа", None),
        ("ответ", None),
        ("", 2000),
        ("", None),
    ]


def test_pupils_keep_their_codes_when_somebody_joins(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"5А Физика": [*HEADS[2:3], *short(), *PUPILS]})
    first = read_marks([path])
    more = [*PUPILS, [4, "Аистов Лев", 5, 5, 5, 5]]
    path = workbook(tmp_path / "b.xlsx", {"5А Физика": [*HEADS[2:3], *short(), *more]})

    second = read_marks([path], codes=first.codes)

    assert set(first.codes.items()) < set(second.codes.items())
    assert second.codes["", "5А", "Аистов Лев"] == "5А-04"


def test_two_subjects_of_a_class_share_its_list(tmp_path: Path) -> None:
    book = {
        "5А Физика": [*HEADS[2:3], *short(), *PUPILS],
        "5А Химия": [*HEADS[2:3], *short(), *PUPILS[1:]],
        "Обложка": [["Журнал"], ["начат 1 сентября"]],
    }

    reading = read_marks([workbook(tmp_path / "a.xlsx", book)])

    assert reading.journal is not None
    pupils = reading.journal.events.group_by("subject").agg("pupil").to_dicts()
    assert {one["subject"]: set(one["pupil"]) for one in pupils} == {
        "Физика": {"5А-01", "5А-02", "5А-03"},
        "Химия": {"5А-01", "5А-03"},
    }
    assert [one.sheet for one in reading.complaints] == ["Обложка"]


def test_every_bad_cell_is_named_at_once(tmp_path: Path) -> None:
    bad = [[1, "Ёлкина Мария", 7, "ура", 1, 4], [2, None, 5, 5], [3, "Борисов Пётр", 5]]
    book = {
        "Математика": [*HEADS, *short(("02.09", "31.09", "07.09")), *bad],
        "Физика": [*HEADS[:3], *short(), *bad],
    }

    reading = read_marks([workbook(tmp_path / "j.xlsx", book)])

    told = [(one.sheet, one.cell) for one in reading.complaints]
    assert reading.journal is None
    assert told == [
        ("Математика", "D6"),
        ("Физика", "строка 4"),
    ]


def test_bad_marks_are_named_by_their_cells(tmp_path: Path) -> None:
    bad = [[1, "Ёлкина Мария", 7, "ура", 1, 4], [2, None, 5, 5], [3, "Борисов Пётр", 5]]

    reading = read_marks([workbook(tmp_path / "j.xlsx", {"м": [*HEADS, *short(), *bad]})])

    assert [one.cell for one in reading.complaints] == ["C7", "D7", "E7", "B8"]
    assert "marks = [1, 2, 3, 4, 5]" in reading.complaints[2].text


def test_a_year_that_nobody_said_is_asked_for(tmp_path: Path) -> None:
    reading = read_marks([workbook(tmp_path / "j.xlsx", {"5А Физика": [*short(), *PUPILS]})])

    assert len(reading.complaints) == 4
    assert all("учебный год нигде не указан" in one.text for one in reading.complaints)


def test_marks_that_look_like_days_are_no_header(tmp_path: Path) -> None:
    rows = [*HEADS, *short(), [1, "Ёлкина Мария", "4/5", "5/5", 3, 3], [2, "Борисов Пётр"]]

    reading = read_marks([workbook(tmp_path / "j.xlsx", {"м": rows})])

    assert len([row for row in events(reading) if row[4]]) == 6

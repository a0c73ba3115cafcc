"""Everything that is refused: which file, sheet and cell is named, all at once."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tests.protocols.conftest import Save
from tests.protocols.made import SHEET, f1_rows, pupil, wide_rows

from objektiv.protocols import Severity, read_results, report_check
from objektiv.schema import Work


def refusals(*files: Path, work: Work | None = None) -> list[tuple[str, str, str, str]]:
    reading = read_results(files, work)
    assert reading.sittings == ()
    return [
        (one.file, one.sheet, one.cell, one.text)
        for one in reading.complaints
        if one.severity is Severity.REFUSE
    ]


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize(
    ("changed", "cell", "says"),
    [
        ({"10_(4б)": 5}, "J9", "балл 5 больше наибольшего за это задание (4)"),
        ({"1_(2б)": -1}, "G9", "отрицательный балл -1"),
        ({"1_(2б)": 1.5}, "G9", "дробный балл 1.5"),
        ({"1_(2б)": "1,5"}, "G9", "дробный балл 1,5"),
        ({"9.1_(1б)": "Z"}, "H9", "непонятное значение «Z»"),
        ({"9.1_(1б)": "Н"}, "H9", "непонятное значение «Н»"),
        ({"9.1_(1б)": "#ДЕЛ/0!"}, "H9", "непонятное значение «#ДЕЛ/0!»"),
        ({"Первичный_балл": 9}, "K9", "первичный балл 9, а сумма баллов за задания — 10"),
        ({"Первичный_балл": 9.5}, "K9", "дробный балл 9.5"),
        ({"Отметка": 6}, "L9", "«6» — не отметка"),
        ({"Отметка_по_журналу": 4.5}, "M9", "«4.5» — не отметка"),
        ({"Отметка_по_журналу": 1}, "M9", "«1» — не отметка"),
        ({"Код_участника": None}, "D9", "нет кода участника"),
        ({"Код_участника": "Ёлкина Мария"}, "D9", "стоит имя"),
    ],
)
def test_a_bad_cell_is_named(
    save: Save, suffix: str, changed: dict[str, object], cell: str, says: str
) -> None:
    file = save(f"a.{suffix}", f1_rows([pupil(1, **changed), pupil(2)]))
    found = refusals(file)

    named = [one for one in found if one[:3] == (f"a.{suffix}", SHEET, cell)]
    assert len(named) == 1, found
    assert says in named[0][3]
    assert named[0][3].endswith(".")


def test_all_complaints_of_all_files_come_at_once(save: Save) -> None:
    first = save("a.xlsx", f1_rows([pupil(1, (3, 1, 3, 4)), pupil(2, (2, "?", 3, 4)), pupil(2)]))
    second = save("b.xlsx", f1_rows([pupil(3, (-1, 1, 3, 4))]))
    broken = first.with_name("c.xlsx")
    broken.write_bytes(first.read_bytes()[:-40])
    cells = {(file, cell) for file, _, cell, _ in refusals(first, second, broken)}

    assert cells == {
        ("a.xlsx", "G9"),
        ("a.xlsx", "H10"),
        ("a.xlsx", "D11"),
        ("b.xlsx", "G9"),
        ("c.xlsx", ""),
    }


def test_a_doubled_pupil_is_named_with_both_places(save: Save) -> None:
    one = save("a.xlsx", f1_rows([pupil(1), pupil(2), pupil(1)]))
    two = save("b.xlsx", f1_rows([pupil(2), pupil(4)]))

    assert refusals(one, two) == [
        (
            "a.xlsx",
            SHEET,
            "D11",
            "участник 50001 уже есть в этом классе (D9). Оставьте одну строку.",
        ),
        (
            "b.xlsx",
            SHEET,
            "D9",
            "участник 50002 уже есть в этом классе (a.xlsx, D10). Оставьте одну строку.",
        ),
    ]


@pytest.mark.parametrize(("title", "says"), [(3, "«Код участника»"), (4, "«Класс»")])
def test_a_missing_column_of_f1_is_named(save: Save, title: int, says: str) -> None:
    rows = f1_rows([pupil(1)])
    for row in rows[6:]:
        del row[title]
    found = refusals(save("a.xlsx", rows))

    assert found[0][:3] == ("a.xlsx", SHEET, "строка 8")
    assert says in found[0][3]


def test_missing_columns_of_a_wide_table_are_named_together(save: Save, work: Work) -> None:
    rows = [[row[0], row[2], row[3]] for row in wide_rows()]
    texts = [text for *_, text in refusals(save("a.csv", rows), work=work)]

    assert texts == [
        "нет обязательного столбца class. Добавьте его.",
        "нет столбца задания 9.1 из описания работы. Добавьте его.",
        "нет столбца задания q3 из описания работы. Добавьте его.",
    ]


def test_a_column_named_twice_is_refused(save: Save, work: Work) -> None:
    rows = [[*row, row[3]] for row in wide_rows()]
    assert refusals(save("a.csv", rows), work=work)[0][2:] == (
        "G1",
        "столбец «q1» встречается дважды.",
    )


def test_a_wide_table_needs_its_work(save: Save) -> None:
    assert "--work work.toml" in refusals(save("a.csv", wide_rows()))[0][3]


def test_a_column_of_mistakes_is_counted_not_listed(save: Save, work: Work) -> None:
    rows = wide_rows(5000)
    for row in rows[1:]:
        row[3] = 7
    found = refusals(save("a.csv", rows), work=work)

    assert len(found) == 21
    assert found[-1][2] == "столбец D"
    assert "ещё в 4\u00a0980\u00a0ячейках, последняя — D5001" in found[-1][3]


def test_a_thousand_different_mistakes_are_not_a_thousand_sentences(save: Save, work: Work) -> None:
    rows = wide_rows(3000)
    for i, row in enumerate(rows[1:]):
        row[3] = f"ой{i}"
    found = refusals(save("a.csv", rows), work=work)

    assert len(found) < 50


def test_encrypted_files_are_said_to_be_encrypted(tmp_path: Path, save: Save) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    office = tmp_path / "office.xlsx"
    office.write_bytes(ole + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    zipped = tmp_path / "zip.xlsx"
    data = bytearray(save("a.xlsx", f1_rows([pupil(1)])).read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    zipped.write_bytes(data)
    ods = tmp_path / "b.ods"
    with zipfile.ZipFile(ods, "w") as archive:
        archive.writestr("content.xml", b"\x00\x01")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")

    for file in (office, zipped, ods):
        assert "паролем" in refusals(file)[0][3]


def test_files_of_other_kinds_are_named_for_what_they_are(tmp_path: Path) -> None:
    made = {
        "пусто.csv": (b"", "файл пуст"),
        "страница.xls": ("<html><body>Вход".encode(), "веб-страница"),
        "картинка.csv": (b"\x89PNG\r\n\x1a\n" + bytes(40), "не таблица"),
        "письмо.txt": ("Уважаемые коллеги!\nПрошу…".encode(), "не найдена шапка"),
    }
    for name, (content, says) in made.items():
        (tmp_path / name).write_bytes(content)
        found = refusals(tmp_path / name)
        assert found[0][0] == name
        assert says in found[0][3]
    with zipfile.ZipFile(tmp_path / "д.docx", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "Word" in refusals(tmp_path / "д.docx")[0][3]
    assert "нет" in refusals(tmp_path / "отсутствует.xlsx")[0][3]
    assert refusals(tmp_path)[0][3] == "такого файла нет."


def test_a_formula_error_is_not_an_empty_cell(tmp_path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    page = book.add_worksheet(SHEET)
    for i, row in enumerate(f1_rows([pupil(1)])):
        page.write_row(i, 0, row)
    page.write_formula("H9", "=1/0", None, "#DIV/0!")
    page.write_formula("G9", "=1+1", None, 2)
    book.close()

    cells = [(cell, text) for *_, cell, text in refusals(tmp_path / "a.xlsx")]
    assert cells[0][0] == "H9"
    assert "«#DIV/0!»" in cells[0][1]


def test_nothing_is_executed_and_formulas_stay_text(save: Save, work: Work) -> None:
    rows = wide_rows()
    rows[1][2] = "=cmd|'/c calc'!A1"
    rows[2][3] = "=1+1"
    found = refusals(save("a.csv", rows), work=work)
    assert "непонятное значение «=1+1»" in found[0][3]

    rows[2][3] = 1
    reading = read_results([save("b.csv", rows)], work)
    assert "=cmd|'/c calc'!A1" in reading.sittings[0].frame["pupil"].to_list()


def test_a_pupil_marked_absent_with_scores_is_refused(save: Save, work: Work) -> None:
    rows = wide_rows(2)
    rows = [[*rows[0], "participated"], [*rows[1], 0], [*rows[2], 1]]
    assert refusals(save("a.csv", rows), work=work)[0][2] == "G2"


def test_a_row_without_a_school_is_refused(save: Save, work: Work) -> None:
    rows = wide_rows(2)
    rows[2][0] = None
    assert refusals(save("a.csv", rows), work=work) == [
        ("a.csv", "", "A3", "школа не указана. Впишите её логин или название.")
    ]


def test_the_report_says_what_was_understood_and_every_complaint(save: Save) -> None:
    good = save("a.xlsx", f1_rows([pupil(1)], count=2))
    bad = save("b.xlsx", f1_rows([pupil(3, (3, 1, 3, 4))]))
    text = report_check(read_results([good, bad]))

    assert "a.xlsx — Ф1; ВПР 2026, Математика, 5 класс: 1\u00a0школа, 1\u00a0класс" in text
    assert "Не принято, нужно исправить (1):" in text
    assert (
        f"  b.xlsx, лист «{SHEET}», ячейка G9: задание 1: балл 3 больше наибольшего за это "
        "задание (2). Проверьте балл." in text
    )
    assert "Принято, обратите внимание (1):" in text
    assert text.endswith("Исправьте указанное и проверьте файлы ещё раз.")

"""Descriptions of several works in one run: each file takes the one that is its own."""

from __future__ import annotations

from objektiv.protocols import Severity, read_results
from objektiv.schema import Item, Scale, Work

MATHS = Work(
    "ВПР", 2026, 5, "Математика", (Item("1", 2), Item("2", 1)), Scale(((0, 1, 2), (2, 3, 3)))
)
RUSSIAN = Work("ВПР", 2026, 5, "Русский язык", (Item("1К1", 3), Item("2", 1)))


def table(path, header: str, row: str):
    path.write_text(f"school,class,pupil,{header}\nШкола,5А,1,{row}\n", encoding="utf-8")
    return path


def test_each_wide_table_takes_the_description_whose_items_it_has(tmp_path):
    files = [table(tmp_path / "a.csv", "1,2", "2,1"), table(tmp_path / "b.csv", "1К1,2", "3,0")]

    reading = read_results(files, [RUSSIAN, MATHS])

    assert [str(one) for one in reading.complaints] == []
    found = {one.work.subject: one.frame["score"].to_list() for one in reading.sittings}
    assert found == {"Математика": [3], "Русский язык": [3]}


def test_two_descriptions_that_fit_alike_are_refused_not_guessed(tmp_path):
    last_year = Work("ВПР", 2025, 5, "Математика", MATHS.items)

    reading = read_results([table(tmp_path / "a.csv", "1,2", "2,1")], [MATHS, last_year])

    assert reading.sittings == ()
    (complaint,) = reading.complaints
    assert complaint.severity is Severity.REFUSE
    assert "2025" in complaint.text
    assert "2026" in complaint.text


def test_a_table_that_fits_none_says_which_column_of_the_nearest_is_missing(tmp_path):
    reading = read_results([table(tmp_path / "a.csv", "1", "2")], [MATHS, RUSSIAN])

    assert reading.sittings == ()
    assert any("нет столбца задания 2" in one.text for one in reading.complaints)

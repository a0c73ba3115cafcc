"""Journals in the store: the same marks give the same file, and nothing changes on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from objektiv.protocols.marks import read_marks
from objektiv.store import put_journal, read_journal, verify

HEADER = "school,class,pupil,subject,teacher,date,mark,weight,kind\n"
ROWS = [
    "edu1,5А,01,Физика,У1,2026-09-07,5 4,3,зачёт\n",
    "edu1,5А,02,Физика,У1,2026-09-07,2→3,,\n",
    "edu1,5А,02,Физика,У1,2026-09-09,н,,\n",
]


def test_a_journal_comes_back_whole_whatever_the_order_of_rows(tmp_path: Path) -> None:
    stored = []
    for number, rows in enumerate((ROWS, ROWS[::-1])):
        path = tmp_path / f"{number}.csv"
        path.write_text(HEADER + "".join(rows), encoding="utf-8")
        journal = read_marks([path]).journal
        assert journal is not None
        stored.append(put_journal(tmp_path / "store", journal))

    assert stored[0] == stored[1]
    assert (stored[0].marks, stored[0].classes) == (3, (("edu1", "5А", "Физика"),))
    again = read_journal(stored[0].path)
    order = journal.events.columns
    assert again.events.sort(order).equals(journal.events.sort(order))
    assert again.lessons.sort("date").equals(journal.lessons.sort("date"))


def test_a_changed_journal_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(HEADER + ROWS[0], encoding="utf-8")
    journal = read_marks([tmp_path / "m.csv"]).journal
    assert journal is not None
    stored = put_journal(tmp_path / "store", journal)
    assert verify(tmp_path / "store").damaged == ()

    stored.path.chmod(0o644)
    stored.path.write_bytes(stored.path.read_bytes()[:-1] + b"?")

    assert [one.path for one in verify(tmp_path / "store").damaged] == [stored.path]


def test_other_files_are_no_journals(tmp_path: Path) -> None:
    import polars as pl

    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "a.parquet")

    with pytest.raises(ValueError, match="не журнал"):
        read_journal(tmp_path / "a.parquet")

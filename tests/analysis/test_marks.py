"""`objektiv marks`: from files to the table and the words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from objektiv.analysis.marks import COLUMNS, marks_file
from objektiv.analysis.refusal import Refused

NORMS = """
periods = [
  { name = "1 четверть", start = "2026-09-01", end = "2026-10-25" },
  { name = "2 четверть", start = 2026-11-05, end = 2026-12-30 },
]
required = { base = 1, per_weekly_hour = 2 }
hours = { "Математика" = 5 }
rounding = [2.6, 3.6, 4.6]
weights = { "контрольная работа" = 3 }
"""
HEADER = "school,class,pupil,subject,teacher,date,mark,weight,kind"
ROWS = """
edu1,5а,01,Математика,У1,2026-09-07,5,3,контрольная работа
edu1,5а,01,Математика,У1,08.09.2026,5,1,ответ
edu1,5а,01,Математика,У1,2026-09-09,4,5,экзамен
edu1,5а,02,Математика,У1,2026-09-07,3,,Контрольная работа
edu1,5а,02,Математика,У1,2026-09-08,4 5,,
edu1,5а,02,Математика,У1,2026-09-09,н,,
"""
BLAMING = ("нарушен", "завыш", "заниж", "необъектив", "обман", "рейтинг", "плох")


@pytest.fixture
def norms(tmp_path: Path) -> Path:
    path = tmp_path / "norms.toml"
    path.write_text(NORMS, encoding="utf-8")
    return path


def table(path: Path, rows: str = ROWS, encoding: str = "utf-8", separator: str = ",") -> Path:
    text = HEADER + rows
    path.write_text(text.replace(",", separator), encoding=encoding)
    return path


def test_a_row_per_pupil_subject_and_period(tmp_path: Path, norms: Path) -> None:
    out = tmp_path / "out.csv"

    marks_file([table(tmp_path / "marks.csv")], norms, out)

    found = pl.read_csv(out, schema_overrides={"pupil": pl.String}).to_dicts()
    assert out.read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)
    assert [(one["class"], one["pupil"], one["period"]) for one in found] == [
        ("5А", "01", "1 четверть"),
        ("5А", "02", "1 четверть"),
    ]
    assert [one["weighted_mean"] for one in found] == [4.4444, 3.6]
    assert [one["final_mark"] for one in found] == [4, 4]  # (3·3 + 4 + 5) / 5 is exactly 3.6
    assert [(one["required"], one["actual"], one["missing"]) for one in found] == [(11, 3, 8)] * 2
    assert found[0]["flags"] == "не хватает отметок: 8"


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_any_csv_gives_the_same(tmp_path: Path, norms: Path, encoding: str, separator: str) -> None:
    plain = marks_file([table(tmp_path / "a.csv")], norms, tmp_path / "a-out.csv")
    other = table(tmp_path / "b.csv", encoding=encoding, separator=separator)

    assert marks_file([other], norms, tmp_path / "b-out.csv").table.equals(plain.table)


def test_parquet_and_workbooks_give_the_same(tmp_path: Path, norms: Path) -> None:
    path = table(tmp_path / "a.csv")
    plain = marks_file([path], norms, tmp_path / "out.csv")
    frame = pl.read_csv(path, infer_schema=False)
    frame.write_parquet(tmp_path / "a.parquet")
    frame.write_excel(tmp_path / "a.xlsx")

    for name in ("a.parquet", "a.xlsx"):
        assert marks_file([tmp_path / name], norms, tmp_path / "o.csv").table.equals(plain.table)


def test_every_complaint_at_once_and_nothing_is_written(tmp_path: Path, norms: Path) -> None:
    rows = ROWS + "edu1,5а,,Математика,У1,32.09.2026,7,-1,\n,5а,03,,У1,2026-09-09,пять,x,\n"
    out = tmp_path / "out.csv"

    with pytest.raises(Refused) as refused:
        marks_file([table(tmp_path / "marks.csv", rows)], norms, out)

    text = str(refused.value)
    for cell in ("C8", "F8", "G8", "H8", "A9", "D9", "G9", "H9"):
        assert f"marks.csv, ячейка {cell}: " in text
    assert len(text.splitlines()) == 8
    assert not out.exists()


def test_norms_and_marks_are_complained_of_together(tmp_path: Path) -> None:
    norms = tmp_path / "norms.toml"
    norms.write_text('rounding = [3.6, 2.6]\nhours = {"Химия" = "два"}', encoding="utf-8")

    with pytest.raises(Refused) as refused:
        marks_file([tmp_path / "no.csv"], norms, tmp_path / "out.csv")

    text = str(refused.value)
    assert "periods: нужен хотя бы один период" in text
    assert "rounding: нужны три числа" in text
    assert "hours, Химия: нужно число" in text
    assert "no.csv: такого файла нет." in text


def test_words_are_calm_and_say_what_the_norms_lack(tmp_path: Path, norms: Path) -> None:
    rows = ROWS + "edu1,5а,01,Физика,У2,2026-09-07,5,,\nedu1,5а,01,Физика,У2,2027-06-07,5,,\n"

    report = marks_file([table(tmp_path / "marks.csv", rows)], norms, tmp_path / "out.csv")

    text = "\n".join(report.sentences)
    assert "нет недельных часов: Физика" in text
    assert "вне периодов" in text
    assert not [word for word in BLAMING if word in text.casefold()]


def test_small_groups_have_no_numbers(tmp_path: Path, norms: Path) -> None:
    rows = "".join(f"edu1,5а,{i:02},Физика,У2,2026-09-07,4,,\n" for i in range(10))
    path, groups = table(tmp_path / "marks.csv", ROWS + rows), tmp_path / "groups.csv"

    marks_file([path], norms, tmp_path / "out.csv", groups=groups)

    assert groups.read_text(encoding="utf-8").splitlines() == [
        "school,subject,teacher,pupils,marks,share_2,share_3,share_4,share_5,mean",
        "edu1,Математика,У1,,,,,,,",
        "edu1,Физика,У2,10,10,0.000,0.000,1.000,0.000,4.000",
    ]


def test_exit_statuses(tmp_path: Path, norms: Path) -> None:
    marks = table(tmp_path / "marks.csv")

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "objektiv.cli", "marks", *options]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    done = run(str(marks), "--norms", str(norms), "--out", str(tmp_path / "out.csv"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Отметок не хватает" in done.stdout
    wrong = run(str(norms), "--norms", str(norms), "--out", str(tmp_path / "no.csv"))
    assert wrong.returncode == 1
    assert "не найдена таблица отметок" in wrong.stderr
    assert not (tmp_path / "no.csv").exists()
    assert run(str(marks), "--out", "x").returncode == 2


def test_a_page_of_a_journal_keeps_its_names_in_a_file_of_the_school(
    tmp_path: Path, norms: Path
) -> None:
    page = tmp_path / "5А.csv"
    page.write_text(
        "Предмет: Математика;;;;\n№;ФИО;07.09;08.09;09.09\n"
        "1;Ёлкина Мария;5;4 5;н\n2;Борисов Пётр;;;\n",
        encoding="utf-8",
    )
    codes, out = tmp_path / "codes.csv", tmp_path / "out.csv"

    marks_file([page], norms, out, codes=codes, school="edu1")
    again = marks_file([page], norms, out, codes=codes, school="edu1")

    assert codes.read_text(encoding="utf-8").splitlines() == [
        "school,class,code,name",
        "edu1,5А,5А-01,Борисов Пётр",
        "edu1,5А,5А-02,Ёлкина Мария",
    ]
    assert codes.stat().st_mode & 0o077 == 0
    assert "Мария" not in out.read_text(encoding="utf-8")
    assert again.table.select("pupil", "actual").rows() == [("5А-01", 0), ("5А-02", 3)]

"""`objektiv schedule`: files in, files out, exit statuses."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from objektiv.analysis.refusal import Refused
from objektiv.analysis.schedule_tables import read_entries, read_hours, read_timetable
from objektiv.analysis.scheduling import check_schedule_file
from objektiv.cli import app

TABLE = """date,lesson,last_lesson,class,subject,procedure,level,lessons
2025-10-01,3,6,5А,Математика,Контрольная работа № 1,school,1
2025-10-08,1,6,5А,Математика,Контрольная работа № 2,school,1
"""


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def run(*arguments: object):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_check_writes_every_broken_rule_and_exits_with_1(tmp_path):
    table = written(tmp_path / "график.csv", TABLE)
    hours = written(tmp_path / "hours.csv", "class,subject,hours_per_week\n5А,Математика,5\n")

    result = run("schedule", "check", table, "--hours", hours, "--out", tmp_path / "broken.csv")

    assert result.exit_code == 1
    with (tmp_path / "broken.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["rule", "class", "subject", "date", "message", "source"]
    assert [(row["rule"], row["class"], row["date"]) for row in rows] == [
        ("first_last", "5А", "2025-10-08"),
        ("interval", "5А", "2025-10-08"),
    ]
    assert all("Рекомендации" in row["source"] for row in rows)


def test_check_of_a_schedule_in_order_exits_with_0(tmp_path):
    table = written(tmp_path / "график.csv", "\n".join(TABLE.splitlines()[:2]))

    result = run("schedule", "check", table, "--out", tmp_path / "broken.csv")

    assert result.exit_code == 0
    assert "Расхождений с правилами нет" in result.stdout
    assert (tmp_path / "broken.csv").read_text(encoding="utf-8").count("\n") == 1


def test_a_table_in_russian(tmp_path):
    text = (
        "Дата;Урок;Последний урок;Класс;Предмет;Процедура;Уровень;Уроков\n"
        "01.10.2025;3;6;5А;Математика;КР;школьный;\n;;;;;;;\n"
    )
    path = tmp_path / "график.csv"
    path.write_bytes(text.encode("cp1251"))

    [entry] = read_entries(path)

    assert (entry.day.isoformat(), entry.level, entry.lessons) == ("2025-10-01", "school", 1)


def test_all_complaints_at_once(tmp_path):
    text = TABLE.replace("2025-10-01", "32.10.2025").replace(",1,6,5А", ",1,6,А") + (
        "2025-10-09,6,6,5А,История,КР,школьная,2\n2025-10-09,0,6,5А,История,КР,свой,1\n"
    )
    with pytest.raises(Refused) as refusal:
        read_entries(written(tmp_path / "график.csv", text))

    lines = str(refusal.value).splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "график.csv, ячейка A2",
        "график.csv, ячейка D3",
        "график.csv, ячейка B5",
        "график.csv, ячейка G5",
        "график.csv, строка 4",
    ]


def test_a_missing_column_and_an_empty_table(tmp_path):
    with pytest.raises(Refused, match="не хватает столбцов: «class», «subject»"):
        read_entries(written(tmp_path / "a.csv", "date,procedure,level\n2025-10-01,КР,school\n"))
    with pytest.raises(Refused, match="нет строк"):
        read_entries(written(tmp_path / "b.csv", TABLE.splitlines()[0] + "\n"))


def test_hours_and_timetable(tmp_path):
    hours = written(tmp_path / "h.csv", "class;subject;hours_per_week\n5A;Ин. язык;0,5\n")
    table = written(tmp_path / "t.csv", "class,weekday,lesson,subject\n5А,вт,2,История\n")

    assert [str(value) for value in read_hours(hours).values()] == ["1/2"]
    assert read_timetable(table) == (("5А", 1, 2, "История"),)
    with pytest.raises(Refused, match="разные часы"):
        read_hours(written(tmp_path / "h2.csv", hours.read_text() + "5А;ин. язык;2\n"))


def test_own_rules_in_a_file_that_is_not_toml(tmp_path):
    table = written(tmp_path / "график.csv", TABLE)
    rules = written(tmp_path / "rules.toml", "[share\npercent = 8\n")

    with pytest.raises(Refused, match=r"rules.toml: .*строка 1"):
        check_schedule_file(table, rules=rules)

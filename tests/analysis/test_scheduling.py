"""`objektiv schedule`: files in, files out, exit statuses."""

from __future__ import annotations

import csv
from pathlib import Path

import icalendar
import openpyxl
import pytest
from typer.testing import CliRunner

from objektiv.analysis.refusal import Refused
from objektiv.analysis.schedule_request import read_schedule_request
from objektiv.analysis.schedule_tables import read_entries, read_hours, read_timetable
from objektiv.analysis.scheduling import check_schedule_file
from objektiv.cli import app, main

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


EXAMPLE = Path(__file__).parents[2] / "examples" / "schedule" / "request.toml"


def test_the_example_is_solved_checked_published_and_changed(tmp_path):
    first = tmp_path / "a.csv"
    solved = run("schedule", "solve", EXAMPLE, "--out", first)
    assert solved.exit_code == 0, solved.output
    rules = EXAMPLE.with_name("rules.toml")
    assert run("schedule", "check", first, "--rules", rules).exit_code == 0
    entries = read_entries(first)
    assert len(entries) == 2 * (6 + 4 + 1 + 2)
    assert {e.day.isoformat() for e in entries if e.level == "regional"} == {"2025-11-18"}

    for name in ("rules.toml", "timetable.csv"):
        (tmp_path / name).write_text(EXAMPLE.with_name(name).read_text("utf-8"), "utf-8")
    moved = EXAMPLE.read_text("utf-8").replace("2025-11-18", "2025-11-19")
    request = written(tmp_path / "request.toml", moved)
    second, book, icals = tmp_path / "b.csv", tmp_path / "b.xlsx", tmp_path / "ics"
    again = run("schedule", "solve", request, "--previous", first, "--out", second)
    assert "Изменений против прежнего графика: 2." in again.output
    run("schedule", "changes", first, second, "--out", tmp_path / "c.csv")
    with (tmp_path / "c.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(r["change"], r["class"], r["before"], r["after"]) for r in rows] == [
        ("moved", "5А", "2025-11-18", "2025-11-19"),
        ("moved", "5Б", "2025-11-18", "2025-11-19"),
    ]

    assert run("schedule", "publish", second, "--out", book, "--ics", icals).exit_code == 0
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == ["Все классы", "5А", "5Б"]
    assert sheets["5А"].max_row == 4 + 13
    assert sorted(path.name for path in icals.iterdir()) == ["5А.ics", "5Б.ics"]
    events = icalendar.Calendar.from_ical((icals / "5А.ics").read_bytes()).walk("VEVENT")
    assert len({event["UID"] for event in events}) == 13


def test_a_contradiction_writes_nothing_and_exits_with_1(tmp_path, monkeypatch, capsys):
    text = """year = 2025
classes = ["5А"]
[[works]]
procedure = "Срез"
subject = "Математика"
grades = [5]
date = 2025-10-06
[[works]]
procedure = "Диктант"
subject = "Русский язык"
grades = [5]
date = 2025-10-06
"""
    request, out = written(tmp_path / "r.toml", text), tmp_path / "out.csv"
    monkeypatch.setattr(
        "sys.argv", ["objektiv", "schedule", "solve", str(request), "--out", str(out)]
    )

    with pytest.raises(SystemExit) as end:
        main()

    said = capsys.readouterr().err
    assert end.value.code == 1
    assert not out.exists()
    assert "строка 3: Математика, «Срез», 5А, 6\xa0октября 2025\xa0г.;" in said
    assert "строка 8: Русский язык" in said
    assert "правило: не больше 1" in said


def test_every_mistake_of_a_request_at_once(tmp_path):
    text = """year = 2025
classes = ["5А"]
[[works]]
procedure = "Срез"
grades = [5]
start = "2025-10-06"
[[works]]
procedure = "Срез"
subject = "Математика"
grades = [7]
[[works]]
procedure = "Срез"
subject = "Математика"
classes = ["5А"]
[[works]]
procedure = "срез"
subject = "математика"
grades = [5]
"""
    with pytest.raises(Refused) as refusal:
        read_schedule_request(written(tmp_path / "r.toml", text))

    said = str(refusal.value).splitlines()
    assert [line.split(":")[0] for line in said] == [
        "r.toml, строка 3",
        "r.toml, строка 7",
        "r.toml, строка 15",
    ]
    assert "без кавычек" in said[0]
    assert "параллели 7" in said[1]
    assert "уже есть в строке 11" in said[2]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("year = 99999", "не похож"),
        ("year = true", "«year» не подходит"),
        ("year = 2025\nfixed_before = 2025-10-06T10:00:00", "«fixed_before» не подходит"),
        ("year = 2025\ncolour = 1", "неизвестный ключ «colour»"),
        ("classes = []", "не указан year"),
    ],
)
def test_values_of_a_request_that_cannot_be(tmp_path, line, said):
    work = '[[works]]\nprocedure = "Срез"\nsubject = "Труд"\nclasses = ["5А"]\n'
    with pytest.raises(Refused, match=said):
        read_schedule_request(written(tmp_path / "r.toml", f"{line}\n{work}"))


def test_own_rules_in_a_file_that_is_not_toml(tmp_path):
    table = written(tmp_path / "график.csv", TABLE)
    rules = written(tmp_path / "rules.toml", "[share\npercent = 8\n")

    with pytest.raises(Refused, match=r"rules.toml: .*строка 1"):
        check_schedule_file(table, rules=rules)

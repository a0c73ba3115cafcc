"""`objektiv assign`: requests in, tables out, complaints with lines."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from objektiv.analysis import Refused
from objektiv.analysis.assigning import assign_file

EXAMPLE = Path(__file__).parents[2] / "examples" / "assignment.toml"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def request_with(folder: Path, *changes: tuple[str, str]) -> Path:
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "request.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_is_assigned_and_twice_the_same(tmp_path):
    found = assign_file(EXAMPLE, tmp_path / "a.csv")
    assign_file(EXAMPLE, tmp_path / "b.csv")

    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert [(one["procedure"], one["role"]) for one in rows(tmp_path / "a.csv")] == [
        ("впр-5м-1", "expert"),
        ("впр-5м-1", "observer"),
        ("впр-5м-1", "observer"),
        ("впр-5м-2", "expert"),
        ("впр-5м-2", "observer"),
        ("впр-5м-3", "expert"),
        ("впр-5м-3", "observer"),
    ]
    assert found.assignment.spread == {"observer": 1, "expert": 0}


def test_what_was_written_is_kept_when_somebody_drops_out(tmp_path):
    assign_file(EXAMPLE, tmp_path / "before.csv")
    spare = """
[[people]]
name = "Запасов И. К."
roles = ["observer"]
trained = true
accredited_until = 2026-06-30
briefed = 2026-04-15
"""
    request = request_with(
        tmp_path,
        ("seed = 2026", 'seed = 7\nkeep = "before.csv"'),
        ('school = "СОШ № 2"\nsubjects = ["История"]', "busy = [2026-04-21]" + "\n"),
    )
    request.write_text(request.read_text(encoding="utf-8") + spare, encoding="utf-8")

    found = assign_file(request, tmp_path / "after.csv")

    before = {(one["procedure"], one["person"]) for one in rows(tmp_path / "before.csv")}
    after = {(one["procedure"], one["person"]) for one in rows(tmp_path / "after.csv")}
    assert before - after == {("впр-5м-1", "Ветров О. И.")}
    assert after - before == {("впр-5м-1", "Запасов И. К.")}
    assert found.assignment.changes == 1


def test_every_complaint_has_its_line_and_nothing_is_written(tmp_path):
    request = request_with(
        tmp_path,
        ('school = "Лицей № 3"\nsubject', 'school = "Лицей № 33"\nsubject'),
        ('end = "12:30"', 'end = "утром"'),
        ("load = 1", "load = -1\nloads = 1"),
        ('rotation = "prefer"', 'rotation = "maybe"\nown_scool = "off"\noverlap = "off"'),
    )

    with pytest.raises(Refused) as refusal:
        assign_file(request, tmp_path / "out.csv")

    said = str(refusal.value)
    lines = request.read_text(encoding="utf-8").splitlines()
    third = [n for n, line in enumerate(lines, 1) if line == "[[procedures]]"][2]
    assert f"строка {third}: «school»: организации «Лицей № 33» нет в списке schools" in said
    assert f"строка {third}: «end»: нужно время" in said
    assert "«load»: нужно целое число от 0" in said
    assert "ключ «loads» неизвестен" in said
    assert "правило «rotation»: «maybe» не подходит" in said
    assert "правила «own_scool» нет" in said
    assert "правило «overlap» нельзя отключить" in said
    assert not (tmp_path / "out.csv").exists()


def test_an_impossible_request_says_why(tmp_path):
    request = request_with(tmp_path, ("observers = 2", "observers = 3"))

    with pytest.raises(Refused, match="назначить всех не удалось") as refusal:
        assign_file(request, tmp_path / "out.csv")

    said = str(refusal.value).replace("\xa0", " ")
    assert "«впр-5м-1»" in said
    assert "строка 11" in said
    assert "школа или класс своего ребёнка — Лугова А. П., строка 47" in said
    assert "ещё 1 наблюдатель" in said
    assert not (tmp_path / "out.csv").exists()


def test_quotes_number_signs_and_case_of_a_school_do_not_hide_a_conflict(tmp_path):
    request = request_with(
        tmp_path,
        ('roles = ["expert"]\nschool = "СОШ № 1"', 'roles = ["expert"]\nschool = "сош №1"'),
    )

    assign_file(request, tmp_path / "out.csv")

    assert ("впр-5м-1", "Ключева Н. В.") not in {
        (one["procedure"], one["person"]) for one in rows(tmp_path / "out.csv")
    }


def marking_request(folder: Path, more: str = "") -> Path:
    text = ["code,school"] + [f"{7919 * n % 1000:03},Школа {'АБВ'[n % 3]}" for n in range(1, 31)]
    (folder / "works.csv").write_text("\n".join(text), encoding="utf-8")
    people = "".join(
        f'[[people]]\nname = "Эксперт {name}"\nroles = ["expert"]\nschool = "Школа {name[0]}"\n'
        for name in ("А1", "А2", "А3", "Б1", "Б2", "Б3", "В1", "В2", "В3")
    )
    path = folder / "marking.toml"
    path.write_text(
        f'schools = ["Школа А", "Школа Б", "Школа В"]\nworks = "works.csv"\nsecond = 0.2\n{more}\n'
        + people,
        encoding="utf-8",
    )
    return path


def test_works_go_by_code_and_a_third_marks_where_two_differ(tmp_path):
    request = marking_request(tmp_path)
    assign_file(request, tmp_path / "done.csv")
    done = rows(tmp_path / "done.csv")
    twice = [one["code"] for one in done if one["turn"] == "2"]
    assert (len(done), len(twice)) == (36, 6)
    assert "Школа" not in (tmp_path / "done.csv").read_text(encoding="utf-8")
    scores = ["code,turn,score"] + [
        f"{code},{turn},{10 + 2 * (turn == 2) * (code == twice[0])}"
        for code in twice
        for turn in (1, 2)
    ]
    (tmp_path / "scores.csv").write_text("\n".join(scores), encoding="utf-8")
    again = marking_request(tmp_path, 'distributed = "done.csv"\nscores = "scores.csv"')

    found = assign_file(again, tmp_path / "third.csv")

    assert found.sentences[0].replace("\xa0", " ") == "Третья проверка: 1 работа."
    assert [(one["code"], one["turn"]) for one in rows(tmp_path / "third.csv")] == [(twice[0], "3")]
    before = {one["expert"] for one in done if one["code"] == twice[0]}
    assert len(before | {found.markings[0].expert}) == 3


def test_two_schools_that_would_mark_each_other_are_refused(tmp_path):
    request = marking_request(tmp_path)
    text = request.read_text(encoding="utf-8").replace('school = "Школа В"', 'school = "Школа Б"')
    request.write_text(text, encoding="utf-8")
    works = (tmp_path / "works.csv").read_text(encoding="utf-8")
    (tmp_path / "works.csv").write_text(works.replace("Школа В", "Школа Б"), encoding="utf-8")

    with pytest.raises(Refused, match="две школы не проверяют друг друга"):
        assign_file(request, tmp_path / "done.csv")

    assert not (tmp_path / "done.csv").exists()


def test_a_school_whose_works_nobody_may_mark_is_named(tmp_path):
    request = marking_request(tmp_path)
    text = request.read_text(encoding="utf-8")
    for home in ("Школа Б", "Школа В"):
        text = text.replace(f'school = "{home}"', 'school = "Школа А"')
    request.write_text(text, encoding="utf-8")

    with pytest.raises(Refused, match="для работ организаций Школа А нет"):
        assign_file(request, tmp_path / "done.csv")

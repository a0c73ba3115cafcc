"""Tables: every row has every column, sums agree with the reports, sentences are calm."""

import dataclasses
import re

import numpy as np
import polars as pl
import pytest

from objektiv.reports import LEVELS, individual_results, markers, reports, table, tables
from objektiv.russian import cell as written
from objektiv.schema import (
    COLUMNS,
    MISSING,
    NOT_ATTEMPTED,
    NOT_TAUGHT,
    Few,
    Item,
    Level,
    Scale,
    School,
    Share,
    Sittings,
    Work,
    Zoned,
    item_column,
)

ITEMS = (
    Item("1", 1, Level.BASE, skills=("5.1",), topic="Дроби"),
    Item("2", 2, Level.BASE, skills=("5.1",)),
    Item("3", 3, Level.ADVANCED, skills=("5.2",)),
    Item("4", 2, Level.HIGH),
)
WORK = Work(
    "ВПР",
    2026,
    5,
    "Математика",
    ITEMS,
    Scale(((0, 2, 2), (3, 4, 3), (5, 6, 4), (7, 8, 5)), source="Описание работы"),
)
SCHOOLS = {
    "edu01": School("edu01", "Школа № 1", "Озёрский район", "Приморье"),
    "edu02": School("edu02", "Лицей «Заря»", "Озёрский район", "Приморье"),
}
FORBIDDEN = re.compile("наруш|завыш|необъектив|виновн|фальсиф|подтасов", re.IGNORECASE)


@pytest.fixture
def pupils(pupil):
    rng = np.random.default_rng(12)
    rows = []
    for school, class_, n in (("edu01", "5А", 24), ("edu01", "5Б", 6), ("edu02", "5А", 130)):
        for _ in range(n):
            items = tuple(int(rng.binomial(item.max, 0.5)) for item in ITEMS)
            mark = WORK.scale.mark(sum(items))
            journal = int(np.clip(mark + rng.integers(-2, 3), 2, 5))
            rows.append(pupil(items, mark, journal, class_, school))
    return rows


@pytest.fixture
def report(by_hand, pupils, profile):
    return reports(by_hand(WORK, pupils), profile, schools=SCHOOLS)


def test_every_table_is_whole_and_calm(report, profile):
    made = tables(report, profile)
    assert [one.code for one in made] == ["marks", "journal", "scores", "items", "skills", "groups"]
    for one in made:
        keys = [column.key for column in one.columns]
        assert len(set(keys)) == len(keys)
        assert one.rows
        assert all(len(row) == len(keys) for row in one.rows)
        assert one.answer.endswith(".")
        said = " ".join((one.title, one.answer, *one.notes))
        said += " ".join(str(value) for row in one.rows for value in row if isinstance(value, str))
        assert not FORBIDDEN.search(said)
        for row in one.rows:
            for value, column in zip(row, one.columns, strict=True):
                assert written(value, column.kind)


def test_notes_carry_source_and_status(report, profile):
    text = " ".join(table(report.items, profile).notes)
    assert "28,5" in text
    assert "ФИОКО 2026" in text
    assert "вторичный источник" in text


def test_class_of_six_says_so(report, profile):
    made = table(report.marks, profile)
    row = next(row for row in made.rows if row[1] == "Школа № 1, 5Б")
    assert row[2] == 6
    assert Few(6) in row
    assert not any(isinstance(value, float) for value in row)


def test_levels_in_tree_order_and_sums_agree(report, profile):
    made = table(report.marks, profile)
    assert [row[1] for row in made.rows] == [
        "Приморье",
        "Озёрский район",
        "Школа № 1",
        "Школа № 1, 5А",
        "Школа № 1, 5Б",
        "Лицей «Заря»",
        "Лицей «Заря», 5А",
    ]
    by_name = {row[1]: row for row in made.rows}
    for column in range(2, 7):
        parts = [by_name[name][column] for name in ("Школа № 1", "Лицей «Заря»")]
        assert by_name["Приморье"][column] == sum(parts)
    journal = {row[1]: row for row in table(report.journal, profile).rows}
    scores = {row[1]: row for row in table(report.scores, profile).rows}
    for name, row in by_name.items():
        assert row[2] == sum(row[3:7]) == journal[name][2] == scores[name][2]
        assert sum(scores[name][-9:]) == row[2]


def test_keep_chooses_units(report, profile):
    made = table(report.items, profile, keep=lambda unit: unit.school == "edu02")
    assert [row[0] for row in made.rows] == ["Школа", "Класс"]
    assert "Лицей «Заря»" in made.answer


def test_levels_can_be_limited(by_hand, pupils, profile):
    report = reports(by_hand(WORK, pupils), profile, levels=("school",))
    assert {row.unit.level for row in report.items.rows} == {"school"}
    assert all(cell.region is not None for row in report.items.rows for cell in row.cells)
    assert "class" in LEVELS


def test_items_carry_their_zone(report, profile):
    made = table(report.items, profile)
    zones = {value.zone for row in made.rows for value in row if isinstance(value, Zoned)}
    assert zones <= {"low", "border", "enough"}
    assert [column.title for column in made.columns][3:] == [
        "1 (1 б., Б)",
        "2 (2 б., Б)",
        "3 (3 б., П)",
        "4 (2 б., В)",
    ]


def test_empty_selection_answers(report, profile):
    for one in tables(report, profile, keep=lambda unit: False):
        assert one.rows == ()
        assert one.answer.endswith(".")


def test_individual_results():
    def row(pupil, items, participated=True, mark=4, journal=0):
        score = sum(points for points in items if points < NOT_TAUGHT)
        base = {
            "region": "", "municipality": "", "school": "edu01", "class": "5А", "pupil": pupil,
            "variant": "1", "sex": "", "participated": participated,
            "score": score if participated else None, "mark": mark, "journal_mark": journal,
            "prior_score": None,
        }  # fmt: skip
        codes = zip(ITEMS, items, strict=True)
        return base | {item_column(item.code): points for item, points in codes}

    absent = (MISSING,) * 4
    rows = [
        row("0001", (1, 2, 3, NOT_ATTEMPTED), journal=5),
        row("0002", (NOT_TAUGHT, 1, MISSING, 1), mark=0),
        row("0003", absent, participated=False, mark=0),
    ]
    schema = {name: getattr(pl, kind) for name, kind in COLUMNS.items()}
    schema |= {item_column(item.code): pl.UInt8 for item in ITEMS}
    sittings = Sittings(WORK, pl.DataFrame(rows, schema=schema))

    first, second, third = individual_results(sittings).rows

    assert (first.score, first.mark, first.journal_mark) == (6, 4, 5)
    assert (first.base, first.advanced, first.high) == (Share(3, 3), Share(3, 3), Share(0, 2))
    assert (second.mark, second.journal_mark) == (None, None)
    assert (second.base, second.advanced, second.high) == (Share(1, 2), None, Share(1, 2))
    assert (third.score, third.mark, third.base) == (None, None, None)


def test_a_file_of_one_school_without_places(by_hand, pupil, profile):
    rows = [pupil((1, 1, 1, 1), 3, 3, "5А", "edu01", "", "")] * 12
    report = reports(by_hand(WORK, rows), profile)
    assert [row.unit.level for row in report.marks.rows] == ["region", "school", "class"]
    assert report.marks.rows[0].unit.name == "Все загруженные результаты"


def test_zone_note_is_exact_when_the_shown_number_rounds_up(by_hand, pupil, profile):
    # 5999 of 10000 is shown as 60,0 % and is still in the border zone: the note says why.
    paper = Work("ВПР", 2026, 5, "Математика", (Item("1", 1, Level.BASE),))
    rows = [pupil((1,))] * 5999 + [pupil((0,))] * 4001
    made = table(reports(by_hand(paper, rows), profile).items, profile)
    assert made.rows[0][3] == Zoned(0.5999, "border")
    assert any("по точной доле" in note for note in made.notes)


def test_what_is_not_a_region_is_not_called_one(by_hand, pupil, profile):
    rows = [pupil((1, 1, 1, 1), 3, 3, "5А", f"edu{at % 2}", "", "") for at in range(60)]
    report = reports(by_hand(WORK, rows), profile)
    assert "5 класс, все загруженные результаты: " in table(report.marks, profile).answer
    said = " ".join(one.text for own in markers(report, profile).values() for one in own)
    assert "по всем школам" in said
    assert "в регионе" not in said


def test_share_of_failing_over_the_years(by_hand, pupils, profile):
    def year(when):
        return by_hand(dataclasses.replace(WORK, year=when), pupils)

    report = reports(by_hand(WORK, pupils), profile, last_year=year(2025), earlier=[year(2024)])
    made = table(report.marks, profile)
    titles = [column.title for column in made.columns]
    assert titles[-4:] == [
        "«2» в 2024 году, %",
        "«2» в 2025 году, %",
        "Изменение доли «2», п. п.",
        "Динамика",
    ]
    assert all(len(row) == len(titles) for row in made.rows)
    assert made.rows[0][-2:] == (Zoned(0.0, ""), "положительная")

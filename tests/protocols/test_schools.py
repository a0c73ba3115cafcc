"""One school named three ways is one school; a doubtful match is a question."""

from __future__ import annotations

import random

import pytest
from tests.protocols.conftest import Save
from tests.protocols.made import f1_rows, pupil

from objektiv.protocols import Severity, read_results, report_check
from objektiv.protocols.schools import Match, Named, compare, place_key, resolve, take_apart
from objektiv.schema import Work


def named(school: str, municipality: str = "", login: str = "", region: str = "") -> Named:
    return Named(region, municipality, login, school)


@pytest.mark.parametrize(
    "other",
    [
        "МБОУ СОШ №6 г.Ручейск",
        "МБОУ «СОШ№6 г.Ручейск",
        "МБОУ»СОШ6 г.Ручейск",
        "МБОУ «СОШ № 6» города Ручейск".replace("города", "город"),
        "СОШ № 6 г. Ручейск",
        "Средняя общеобразовательная школа № 6, г. Ручейск",
        "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная "
        "школа № 6» г. Ручейск",
        'МБОУ "СОШ № 06 имени П. П. Бажова" г. Ручейск',
    ],
)
def test_glued_and_full_names_are_one_school(other: str) -> None:
    one, two = take_apart(named("МБОУ «СОШ № 6» г. Ручейск")), take_apart(named(other))
    assert compare(one, two) is Match.SAME, (one, two)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("МБОУ СОШ № 6 г. Ручейск", "МБОУ СОШ № 7 г. Ручейск"),
        ("МБОУ СОШ № 6 г. Ручейск", "МБОУ СОШ № 66 г. Ручейск"),
        ("МБОУ СОШ № 6 г. Ручейск", "МБОУ «Лицей № 6» г. Ручейск"),
        ("МБОУ СОШ № 6 г. Ручейск", "МБОУ СОШ № 6 с. Дальнее"),
        ("МБОУ СОШ № 6 г. Ручейск", "МБОУ ООШ № 6 г. Ручейск"),
        ("МБОУ СОШ № 6", "филиал МБОУ СОШ № 6"),
        ("Гимназия «Росток»", "Гимназия «Исток»"),
        ("S001", "S002"),
        ("1", "12"),
    ],
)
def test_different_schools_stay_different(one: str, other: str) -> None:
    assert compare(take_apart(named(one)), take_apart(named(other))) is Match.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("МБОУ СОШ № 6 г. Ручейск", "МБОУ СОШ № 6"),
        ("МБОУ СОШ № 6 г. Ручейск", "Школа № 6 г. Ручейск"),
        ("МБОУ СОШ № 6 г. Ручейск", "МКОУ СОШ № 6 г. Ручейск"),
    ],
)
def test_names_that_say_less_are_doubtful(one: str, other: str) -> None:
    assert compare(take_apart(named(one)), take_apart(named(other))) is Match.DOUBTFUL


def test_the_municipality_can_stand_for_the_settlement() -> None:
    one = take_apart(named("СОШ № 6 г. Ручейск", "городской округ Ручейск"))
    two = take_apart(named("СОШ № 6", "г. Ручейск"))
    assert compare(one, two) is Match.SAME
    assert place_key("город Ручейск") == place_key("г.  Ручейск") == place_key("Ручейск")


def test_schools_of_one_number_in_two_districts_are_two_schools() -> None:
    schools, questions = resolve(
        [named("СОШ № 1", "Ручейский район"), named("СОШ № 1", "Дальний район")], {}
    )
    assert questions == []
    assert schools[0].id != schools[1].id


def test_login_decides_before_the_name() -> None:
    schools, questions = resolve(
        [
            named("МБОУ СОШ № 6 г. Ручейск", login="edu123456"),
            named("Школа на Речной", login="EDU123456"),
            named("МБОУ СОШ № 6 г. Ручейск", login="edu777777"),
        ],
        {},
    )
    assert [school.id for school in schools] == ["edu123456", "edu123456", "edu777777"]
    assert questions == []


def test_a_name_without_a_login_joins_the_school_it_agrees_with() -> None:
    schools, questions = resolve(
        [
            named("МБОУ СОШ № 6 г. Ручейск", login="edu123456"),
            named("СОШ№6 г.Ручейск"),
            named("МБОУ»СОШ6 г. Ручейск"),
        ],
        {},
    )
    assert {school.id for school in schools} == {"edu123456"}
    assert questions == []


def test_the_outcome_does_not_depend_on_the_order() -> None:
    names = [
        named("МБОУ СОШ № 6 г. Ручейск", login="edu123456"),
        named("СОШ№6 г.Ручейск"),
        named("СОШ № 7 с. Дальнее", "Дальний район"),
        named("МБОУ СОШ №7 с. Дальнее"),
        named("Гимназия «Росток»", "г. Ручейск"),
        named("гимназия Росток", "город Ручейск"),
        named("Лицей № 2"),
        named("Лицей № 2 г. Ручейск"),
    ]

    def outcome(order: list[Named]) -> tuple[dict[Named, str], set[frozenset[str]]]:
        schools, questions = resolve(order, {})
        pairs = {frozenset({q.name, *(c.name for c in q.candidates)}) for q in questions}
        return {one: school.id for one, school in zip(order, schools, strict=True)}, pairs

    first = outcome(names)
    assert len(set(first[0].values())) == 5
    for seed in range(10):
        order = names[:]
        random.Random(seed).shuffle(order)
        assert outcome(order) == first


def test_a_question_names_candidates_and_takes_an_answer(save: Save) -> None:
    other = ("", "", "Школа № 6")
    one = save("a.xlsx", f1_rows([pupil(1)]))
    rows = f1_rows([[None, None, None, *pupil(2)[3:]]])
    rows[4] = ["Школа № 6", "Кол-во участников: 1"]
    two = save("b.xlsx", rows)
    reading = read_results([one, two])

    assert reading.sittings == ()
    assert [(c.file, c.severity, c.cell) for c in reading.complaints] == [
        ("b.xlsx", Severity.ASK, "C9")
    ]
    question = reading.questions[0]
    assert question.name == "Школа № 6"
    assert [school.id for school in question.candidates] == ["edu123456"]
    assert "ответить на вопросы" in report_check(reading)

    same = read_results([one, two], decisions={"Школа № 6": "edu123456"})
    assert same.questions == ()
    assert set(same.sittings[0].frame["school"]) == {"edu123456"}
    apart = read_results([one, two], decisions={"Школа № 6": "Школа № 6"})
    assert apart.questions == ()
    assert set(apart.sittings[0].frame["school"]) == {"edu123456", "Школа № 6"}
    assert other[2] in apart.sittings[0].schools


def test_three_spellings_in_three_files_make_one_school(save: Save) -> None:
    ways = ["МБОУ «СОШ № 6» г. Ручейск", "МБОУ «СОШ№6 г.Ручейск", "МБОУ»СОШ6  город Ручейск"]
    files = []
    for i, way in enumerate(ways):
        login = "edu123456" if i == 0 else None
        row = [login, ("город Ручейск", "г. Ручейск", "г.Ручейск")[i], way, *pupil(i)[3:]]
        rows = f1_rows([row])
        rows[4] = [f"Кол-во участников: {1}"]
        files.append(save(f"{i}.xlsx", rows))
    reading = read_results(files)

    assert len(reading.sittings) == 1, report_check(reading)
    frame = reading.sittings[0].frame
    assert set(frame["school"]) == {"edu123456"}
    assert set(frame["municipality"]) == {"город Ручейск"}
    assert reading.sittings[0].schools["edu123456"].municipality == "город Ручейск"


def test_thousands_of_plain_codes_raise_no_questions(save: Save, work: Work) -> None:
    rows: list[list[object]] = [["school", "class", "pupil", "q1", "9.1", "q3"]]
    rows += [[f"S{i:05}", "5А", "1", 1, 1, 1] for i in range(5000)]
    reading = read_results([save("a.csv", rows)], work)
    assert reading.questions == ()
    assert reading.sittings[0].frame["school"].n_unique() == 5000

"""Who is named in a cell, and which schools a heading names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objektiv.documents.reading import match_schools, named_schools, participants_in, people_in
from objektiv.schema import School


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Лисина О.Н.", ["Лисина О.Н."]),
        ("ЛисинаО.Н.", ["Лисина О.Н."]),
        ("Лисина О.Н.Гусев А.В.", ["Лисина О.Н.", "Гусев А.В."]),
        ("Лисина О.Н. ГусевА.В.", ["Лисина О.Н.", "Гусев А.В."]),
        ("Лисина О. Н., Гусев А. В.", ["Лисина О. Н.", "Гусев А. В."]),
        ("О.Н. Лисина\nА.В. Гусев", ["О.Н. Лисина", "А.В. Гусев"]),
        ("КотоваЧ.Ю", ["Котова Ч.Ю."]),
        ("Котова-Жукова Е.И..", ["Котова-Жукова Е.И."]),
        ("Зам.по УВР: Лисина О.Н.", ["Зам. по УВР Лисина О.Н."]),
        ("Зам.по УВР : Лисина О.Н..\n.", ["Зам. по УВР Лисина О.Н."]),
        ("Заместитель директора\nпо УВР", ["Заместитель директора по УВР"]),
        (
            "Заместитель директора по ВР, классные руководители",
            ["Заместитель директора по ВР", "классные руководители"],
        ),
        ("Лисина О.Н.\nруководители ШМО .", ["Лисина О.Н.", "руководители ШМО"]),
        ("Лисина Ольга Николаевна, методист", ["Лисина Ольга Николаевна", "методист"]),
        (
            "администрация; рабочая группа (учителя, родители)",
            ["администрация", "рабочая группа (учителя, родители)"],
        ),
        ("[", []),
        ("", []),
        (".", []),
    ],
)
def test_people(cell: str, people: list[str]) -> None:
    assert list(people_in(cell)) == people


@pytest.mark.parametrize(
    ("cell", "groups"),
    [
        ("Педагоги", ["Педагоги"]),
        ("Педагоги, обучающиеся", ["Педагоги", "обучающиеся"]),
        (
            "Родители (законные представители) детей;\nобучающиеся",
            ["Родители (законные представители) детей", "обучающиеся"],
        ),
        ("Родители (отцы, матери).  Обучающиеся", ["Родители (отцы, матери)", "Обучающиеся"]),
        ("учителя 4, 5 классов", ["учителя 4, 5 классов"]),
    ],
)
def test_participants(cell: str, groups: list[str]) -> None:
    assert list(participants_in(cell)) == groups


@given(st.text(max_size=80))
def test_no_letter_of_a_cell_is_lost(cell: str) -> None:
    for read in (people_in, participants_in):
        kept = set(re.findall(r"\w", " ".join(read(cell))))
        assert kept == set(re.findall(r"\w", cell)) or not any(c.isalnum() for c in cell)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("МБОУ СОШ № 9, МБОУ ООШ № 8", ["МБОУ СОШ № 9", "МБОУ ООШ № 8"]),
        ("Директорам МБОУ «СОШ № 5» и МАОУ «Лицей № 2»:", ["МБОУ «СОШ № 5»", "МАОУ «Лицей № 2»"]),
        (
            "план МБОУ «Озёрская СОШ им. А. Б. Вольного» на 2024/25 год",
            ["МБОУ «Озёрская СОШ им. А. Б. Вольного»"],
        ),
        ("руководителям СОШ № 3, гимназии № 1", ["СОШ № 3", "гимназии № 1"]),
        ("ГБОУ»СОШ6 г.Лесной необходимо", ["ГБОУ»СОШ6 г.Лесной"]),
        ("Руководителям ОУ", []),
        ("Всем школам района", []),
    ],
)
def test_named_schools(text: str, names: list[str]) -> None:
    assert list(named_schools(text)) == names


SCHOOLS = [
    School("1", "МБОУ «Средняя общеобразовательная школа № 6» г. Лесной", "Лесной", ""),
    School("2", "МБОУ «СОШ № 16» г. Лесной", "Лесной", ""),
    School("3", "МБОУ «Основная школа № 6» с. Дальнее", "Лесной", ""),
    School("4", "МАОУ «Гимназия № 1»", "Лесной", ""),
]


@pytest.mark.parametrize(
    ("name", "found", "certain"),
    [
        ("МБОУ «СОШ№6 г.Лесной", ["1"], True),
        ("МБОУ»СОШ6 г.Лесной", ["1"], True),
        ("СОШ № 6", ["1"], True),
        ("гимназия № 1", ["4"], True),
        ("школа № 6", ["1", "3"], False),
        ("ГБОУ СОШ № 6", ["1"], False),
        ("СОШ № 7", [], False),
    ],
)
def test_match_schools(name: str, found: list[str], certain: bool) -> None:
    (match,) = match_schools([name], SCHOOLS)

    assert sorted(school.id for school in match.schools) == found
    assert match.certain == certain

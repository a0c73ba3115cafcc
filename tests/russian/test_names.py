"""People, positions and organisations in the right case: declension.tsv and what is asked.

The table gives genitive, dative and instrumental of each; `asks` names the cases (g, d, i) in
which the rules of Russian leave a choice, so that a person is asked.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.russian import NBSP
from objektiv.russian.declension import addressed, decline_person
from objektiv.russian.names import Person, gender_of, read_person
from objektiv.russian.phrases import decline_organisation, decline_position

with (Path(__file__).parent / "declension.tsv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
DECLINE = {
    "person": decline_person,
    "position": decline_position,
    "organisation": decline_organisation,
}
CASES = ("genitive", "dative", "instrumental")


def test_the_table_is_long() -> None:
    assert len({(row["kind"], row["text"]) for row in ROWS}) == len(ROWS) >= 300
    assert {row["kind"] for row in ROWS} == set(DECLINE)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_row(row: dict[str, str]) -> None:
    declined = {case: DECLINE[row["kind"]](row["text"], case) for case in CASES}

    assert {case: one.text.replace(NBSP, " ") for case, one in declined.items()} == {
        case: row[case] for case in CASES
    }
    assert "".join(case[0] for case, one in declined.items() if one.question) == row["asks"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_nominative_is_what_was_given(row: dict[str, str]) -> None:
    declined = DECLINE[row["kind"]](row["text"], "nominative")

    assert declined.text.replace(NBSP, " ").replace("№ ", "№") == row["text"].replace("№ ", "№")
    assert declined.certain


@pytest.mark.parametrize(
    ("position", "organisation", "person", "text"),
    [
        (
            "директор",
            "МБОУ «СОШ № 5»",
            "Петрова Анна Ивановна",
            "Директору МБОУ «СОШ № 5» Петровой А. И.",
        ),
        ("Директор", "МБОУ «СОШ №5»", "Петрова А.И.", "Директору МБОУ «СОШ № 5» Петровой А. И."),
        (
            "директор",
            "гимназия № 1 города Северска",
            "Гусев Лев Фомич",
            "Директору гимназии № 1 города Северска Гусеву Л. Ф.",
        ),
        (
            "начальник управления образования администрации города Северска",
            "",
            "Шевченко Олег Ильич",
            "Начальнику управления образования администрации города Северска Шевченко О. И.",
        ),
        (
            "исполняющая обязанности директора",
            "МКОУ «Озёрская ООШ»",
            "Ким Ольга Сергеевна",
            "Исполняющей обязанности директора МКОУ «Озёрская ООШ» Ким О. С.",
        ),
        (
            "и. о. директора",
            "МАОУ «Лицей № 2»",
            "Лисина О. Н.",
            "И. о. директора МАОУ «Лицей № 2» Лисиной О. Н.",
        ),
        (
            "заведующий",
            "детский сад «Ромашка»",
            "Котова-Жукова Елена Игоревна",
            "Заведующему детским садом «Ромашка» Котовой-Жуковой Е. И.",
        ),
        (
            "заместитель директора по УВР",
            "",
            "Черных Вера Викторовна",
            "Заместителю директора по УВР Черных В. В.",
        ),
        ("эксперт", "", "", "Эксперту"),
    ],
)
def test_addressed(position: str, organisation: str, person: str, text: str) -> None:
    declined = addressed(position, organisation, person)

    assert declined.text.replace(NBSP, " ") == text
    assert declined.certain


@pytest.mark.parametrize(
    ("kind", "text", "accusative", "prepositional"),
    [
        ("person", "Петрова Анна Ивановна", "Петрову Анну Ивановну", "Петровой Анне Ивановне"),
        ("person", "Ким Игорь Сергеевич", "Кима Игоря Сергеевича", "Киме Игоре Сергеевиче"),
        ("person", "Белая Любовь Саввична", "Белую Любовь Саввичну", "Белой Любови Саввичне"),
        ("position", "старший методист", "старшего методиста", "старшем методисте"),
        ("position", "глава района", "главу района", "главе района"),
        ("position", "заведующая филиалом", "заведующую филиалом", "заведующей филиалом"),
        (
            "position",
            "временно исполняющий обязанности директора",
            "временно исполняющего обязанности директора",
            "временно исполняющем обязанности директора",
        ),
        ("organisation", "средняя школа № 5", "среднюю школу № 5", "средней школе № 5"),
        ("organisation", "рабочий комитет", "рабочий комитет", "рабочем комитете"),
        (
            "organisation",
            "детский сад «Ромашка»",
            "детский сад «Ромашка»",
            "детском саде «Ромашка»",
        ),
        (
            "organisation",
            "городской методический центр",
            "городской методический центр",
            "городском методическом центре",
        ),
        ("organisation", "педагогический совет", "педагогический совет", "педагогическом совете"),
        (
            "organisation",
            "управление образования",
            "управление образования",
            "управлении образования",
        ),
    ],
)
def test_further_cases(kind: str, text: str, accusative: str, prepositional: str) -> None:
    decline = DECLINE[kind]

    assert decline(text, "accusative").text.replace(NBSP, " ") == accusative
    assert decline(text, "prepositional").text.replace(NBSP, " ") == prepositional


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Лисина Ольга Николаевна", Person("Лисина", "Ольга", "Николаевна")),
        ("Ольга Николаевна Лисина", Person("Лисина", "Ольга", "Николаевна")),
        ("Лисина О. Н.", Person("Лисина", "О.", "Н.")),
        ("Лисина О.Н.", Person("Лисина", "О.", "Н.")),
        ("ЛисинаО.Н.", Person("Лисина", "О.", "Н.")),
        ("О.Н. Лисина", Person("Лисина", "О.", "Н.")),
        ("О. Н. Лисина", Person("Лисина", "О.", "Н.")),
        ("О.Н.Лисина", Person("Лисина", "О.", "Н.")),
        ("Лисина О.", Person("Лисина", "О.")),
        ("Лисина", Person("Лисина")),
        ("Лисина Ольга", Person("Лисина", "Ольга")),
        ("Мамедов Рашид Али оглы", Person("Мамедов", "Рашид", "Али оглы")),
        ("Котова-Жукова Елена Игоревна", Person("Котова-Жукова", "Елена", "Игоревна")),
    ],
)
def test_read_person(text: str, person: Person) -> None:
    assert read_person(text) == person


def test_initials_never_part() -> None:
    person = read_person("Лисина Ольга Николаевна")

    assert person.short == f"Лисина{NBSP}О.{NBSP}Н."
    assert person.signed == f"О.{NBSP}Н.{NBSP}Лисина"
    assert decline_person(person, "dative", form="short").text == f"Лисиной{NBSP}О.{NBSP}Н."


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Ким Ольга Сергеевна", "female"),
        ("Ким Олег Сергеевич", "male"),
        ("Ким О. С.", ""),
        ("Лисина О. Н.", "female"),
        ("Лисин О. Н.", "male"),
        ("Ручейская Ю. Д.", "female"),
        ("Шевченко О. И.", ""),
        ("Гусейнов Рашид Али оглы", "male"),
        ("Гусейнова Лейла Али кызы", "female"),
        ("Мицкевич Ядвига", ""),
        ("Лукинична", "female"),
    ],
)
def test_gender(text: str, gender: str) -> None:
    person = Person("", "", text) if text == "Лукинична" else read_person(text)

    assert gender_of(person) == gender


def test_what_depends_on_the_gender_is_asked() -> None:
    open_, answered = (decline_person("Ким О. С.", "dative", one) for one in ("", "male"))

    assert open_.text == f"Ким{NBSP}О.{NBSP}С."
    assert "мужчина или женщина" in open_.question
    assert (answered.text, answered.question) == (f"Киму{NBSP}О.{NBSP}С.", "")
    assert decline_person("Шевченко О. И.", "dative").certain  # the same for both


def test_both_forms_are_shown_where_there_is_a_choice() -> None:
    assert decline_person("Заяц Семён Петрович", "dative").question == (
        f"Заяц{NBSP}С.{NBSP}П.: как правильно: «Заяцу» или «Зайцу»?"
    )


LETTERS = st.text(alphabet="абвгдеёжийклмнопрстуэюяАБВИО .-«»№5", max_size=40)


@settings(deadline=None, max_examples=60)
@given(LETTERS, st.sampled_from(CASES))
def test_anything_is_declined_without_an_error(text: str, case: str) -> None:
    for decline in DECLINE.values():
        declined = decline(text, case)
        assert declined.text.count("«") == text.count("«")
    addressed("директор", text, text)

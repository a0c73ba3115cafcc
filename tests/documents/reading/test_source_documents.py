"""The five source documents, each read as a person reads it.

Nothing of their text is kept here: numbers, terms, counts, first and last words, digests of
the people named.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

import docx
import pytest

from objektiv.documents.reading import ReadMeasure, ReadPlan, match_schools, read_plan
from objektiv.documents.reading.blocks import Paragraph, tidy_line
from objektiv.documents.reading.files import read_blocks
from objektiv.schema import School

DOCUMENTS = Path(__file__).parents[4] / "shared/documents"
DEPUTY = (1, "001be4d18e1e")
RESPONSIBLE = [  # how many, and a digest of their names
    *[(4, "abe149dbc426"), (3, "ea01fd454b2a"), (4, "4ebfd29d82ac")],
    *[DEPUTY, DEPUTY, DEPUTY, DEPUTY, (2, "2d37ee739b3d"), DEPUTY],
]
ORGANISATION = "0151fc180d5d"


@cache
def document(name: str) -> ReadPlan:
    path = DOCUMENTS / f"{name}.txt"
    if not path.exists():
        pytest.skip(f"the source documents are not in {DOCUMENTS}")
    return read_plan(path)


def measures(name: str) -> list[ReadMeasure]:
    return [one for section in document(name).sections for one in section.measures]


def digest(texts: tuple[str, ...]) -> str:
    return hashlib.sha256("|".join(texts).encode()).hexdigest()[:12]


def words(text: str) -> list[str]:
    return re.findall(r"[\w№]+", text)


def ends(one: ReadMeasure) -> tuple[str, str, str]:
    """Number, first and last word."""
    said = words(one.text)
    return one.number, said[0], said[-1]


@pytest.mark.parametrize(
    ("name", "kind", "year", "sizes", "title"),
    [
        ("000", "recommendations", "", [3, 3, 8], ("Адресные", "обучающихся")),
        ("001", "recommendations", "", [1, 3], ("Адресные", "году")),
        ("002", "plan", "2020/21", [4, 3, 2], ("План", "году")),
        ("003", "letter", "2022/23", [13], ("О", "мероприятий")),
        ("004", "recommendations", "2024/25", [4, 3], ("Адресные", "8")),
    ],
)
def test_as_a_whole(
    name: str, kind: str, year: str, sizes: list[int], title: tuple[str, str]
) -> None:
    plan = document(name)

    assert (plan.kind, plan.school_year) == (kind, year)
    assert [len(section.measures) for section in plan.sections] == sizes
    assert (words(plan.title)[0], words(plan.title)[-1]) == title
    assert plan.questions == ()


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_nothing_is_lost(name: str) -> None:
    plan = document(name)
    kept = [plan.title, *plan.rest]
    for section in plan.sections:
        kept += [section.number, section.title]
        for one in section.measures:
            kept += [one.number, one.text, one.due.text, one.expected_result]
            kept += [*one.responsible, *one.participants]
    source = (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8")
    headings = {"п", "Направления", "деятельности", "Сроки", "исполнения", "Ответственные"}
    headings |= {"Наименование", "мероприятия", "Участники", "образовательных", "отношений"}
    headings |= {"Ожидаемый", "результат"}

    lost = set(words(tidy_line(source.replace("*", " ")))) - set(words(" ".join(kept)))

    # Surnames glued to their initials are two words now.
    assert {word for word in lost if not re.fullmatch(r"[А-Я][а-я]+[А-Я]", word)} <= headings | {
        "№"
    }


def test_000() -> None:
    first, second, third = document("000").sections

    assert [words(section.title)[0] for section in (first, second, third)] == [
        "Каждому", "Руководителям", "Всем"
    ]  # fmt: skip
    assert [ends(one) for one in first.measures] == [
        ("1", "Направлять", "ФИОКО"),
        ("2", "Сформировать", "процедур"),
        ("3", "Сформировать", "ВПР"),
    ]
    assert [ends(one)[1:] for one in second.measures] == [
        ("определить", "процедур"), ("На", "уровней"), ("На", "решений")
    ]  # fmt: skip
    assert [ends(one)[1:] for one in third.measures] == [
        ("осуществления", "обучающихся"),
        ("оформления", "и"),
        ("совершенствования", "отношений"),
        ("Урегулировать", "предмету"),
        ("Провести", "процедур"),
        ("регулярное", "оценивании"),
        ("проводить", "базе"),
        ("проводить", "уровне"),
    ]
    assert {one.due.kind for one in measures("000")} == {"none"}
    assert [len(section.schools) for section in (first, second, third)] == [0, 3, 0]
    assert document("000").rest == ()


def test_001() -> None:
    every, named = document("001").sections

    assert ends(every.measures[0])[1:] == ("для", "д")
    assert [ends(one) for one in named.measures] == [
        ("1", "процесс", "анализа"),
        ("2", "Поиск", "образования"),
        ("3", "Принятие", "педагога"),
    ]
    assert len(named.schools) == 2
    assert [words(one)[0] for one in document("001").rest] == ["В", "Анализ"]


def test_002() -> None:
    plan = document("002")

    assert [section.number for section in plan.sections] == ["1.", "2.", "3"]
    assert [words(section.title)[0] for section in plan.sections] == [
        "Меры", "Организационные", "Формирование"
    ]  # fmt: skip
    # Numbers have gaps; they stay as they are.
    assert [one.number for one in measures("002")] == ["1", "2", "4", "5", "1", "2", "4", "1", "2"]
    whole_year = ("period", "2020-09-01", "2021-08-31", "")
    schedule = "в соответствии с графиком"
    assert [
        (one.due.kind, str(one.due.start or ""), str(one.due.end or ""), one.due.anchor)
        for one in measures("002")
    ] == [
        whole_year,
        whole_year,
        ("schedule", "", "", f"{schedule} проведения оценочных процедур"),
        ("before_event", "", "", "проведения оценочной процедуры"),
        whole_year,
        ("months", "2020-10-01", "2021-04-30", ""),
        ("schedule", "", "", schedule),
        whole_year,
        whole_year,
    ]
    assert measures("002")[3].due.offset_working_days == 1
    people = [one.responsible for one in measures("002")]
    assert [(len(one), digest(one)) for one in people] == RESPONSIBLE
    assert measures("002")[0].responsible[-1] == "руководители ШМО"
    assert measures("002")[7].responsible[-1] == "Классные руководители"
    assert digest((plan.organisation,)) == ORGANISATION


def test_003() -> None:
    (section,) = document("003").sections

    assert words(section.title)[:2] == ["Перечень", "мероприятий"]
    assert [words(one.text)[0] for one in section.measures] == [
        "Разработка", "Проведение", "Выработка", "Проведение", "Проведение", "Взаимное",
        "Обучение", "Совершенствование", "Принятие", "Наличие", "Наличие",
        "Совершенствование", "Наличие",
    ]  # fmt: skip
    assert [len(one.participants) for one in section.measures] == [
        2, 1, 3, 1, 2, 1, 1, 1, 1, 1, 2, 2, 4
    ]  # fmt: skip
    # The fifth row is broken by a page: each of its three cells goes on.
    broken = section.measures[4]
    assert words(broken.text)[-1] == "организации"
    assert words(broken.expected_result)[-2:] == ["объективного", "оценивания"]
    assert words(broken.participants[1]) == ["обучающиеся"]
    assert all(one.expected_result for one in section.measures)
    assert words(document("003").organisation)[:3] == ["Управление", "образования", "администрации"]


def test_004() -> None:
    heads, associations = document("004").sections

    assert words(heads.title)[0] == words(associations.title)[0] == "Руководителям"
    assert [
        (one.number, one.due.kind, str(one.due.start or ""), str(one.due.end or ""))
        for one in (*heads.measures, *associations.measures)
    ] == [
        ("1", "permanent", "2024-09-01", "2025-08-31"),
        ("2", "date", "", "2024-09-01"),
        ("3", "date", "", "2024-09-01"),
        ("4", "date", "", "2024-09-01"),
        ("1", "date", "", "2024-09-01"),
        ("2", "date", "", "2024-09-01"),
        ("3", "period", "2024-09-01", "2025-08-31"),
    ]
    assert len(document("004").organisation.split(", ")) == 2


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_the_same_as_a_word_document(name: str, tmp_path: Path) -> None:
    plan = document(name)
    word = docx.Document()
    for block in read_blocks(DOCUMENTS / f"{name}.txt"):
        if isinstance(block, Paragraph):
            word.add_paragraph().add_run(block.text).bold = block.strong
            continue
        table = word.add_table(rows=0, cols=block.width)
        for row in block.rows:
            cells = table.add_row().cells
            if len(row) < block.width:
                cells[len(row) - 1].merge(cells[-1])  # a heading over the other columns
            for cell, said in zip(cells, row, strict=False):
                cell.text = said.text
    word.save(str(tmp_path / "документ.docx"))

    assert read_plan(tmp_path / "документ.docx").as_json() == plan.as_json()


def test_addressed_schools_are_found_among_those_of_the_municipality() -> None:
    names = [
        name
        for number in ("000", "001")
        for section in document(number).sections
        for name in section.schools
    ]
    # The municipality's own list, in its own spelling, with neighbours that are not meant.
    places = {"6": "г. {}", "23": "с.п. {}", "14": "с.п. {}"}
    settlements = {}
    for name in names:
        number, place = re.search(r"(\d+)\s*(?:г\.|с\.\s?п\.|сп\.)\s*(.+)", name).groups()  # type: ignore[union-attr]
        settlements[number] = place
    schools = [
        School(f"edu{n}", f"ГБОУ «СОШ № {n}» {places[n].format(settlements[n])}", "Район", "")
        for n in places
    ] + [School("edu99", f"ГБОУ «СОШ № 16» г. {settlements['6']}", "Район", "")]

    found = match_schools(names, schools)

    assert [one.schools[0].id for one in found] == ["edu6", "edu23", "edu14", "edu14", "edu6"]
    assert all(one.certain and len(one.schools) == 1 for one in found)

"""The recommendations read back with python-docx."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from objektiv import russian
from objektiv.documents import CampaignReport, Letter, letter_docx, recommendations_docx
from objektiv.schema.recommendations import Recommendation

HEAD = "руководителю образовательной организации"
POINTS = (
    Recommendation(
        "items.low", "school", "Преподавание", HEAD, f"Задание 6: 43,1{russian.NBSP}%",
        "Повторить тему «Дроби»", "до 15.12.2026", "Не ниже 60 %", "ШМО",
    ),
    Recommendation(
        "journal", "school", "Объективность", HEAD, "", "Сопоставить критерии", "постоянно",
        "Единые критерии", "",
    ),
    Recommendation(
        "items.more", "school", "Преподавание", HEAD, "Задание 9", "Разобрать задания", "до 01.02",
        "Разобраны", "",
    ),
    Recommendation(
        "general", "all", "Процедура", HEAD, "", "Пригласить наблюдателей", "постоянно",
        "Наблюдатели есть", "",
    ),
)  # fmt: skip
LETTER = Letter(
    "МБОУ «СОШ № 3» & <филиал>",
    "Руководителю образовательной организации",
    "по результатам: ВПР 2026, Математика, 5 класс",
    ("Первый абзац.", "Второй абзац."),
    POINTS,
    "Метод: 1.0.",
)


def paragraphs(document: bytes) -> list[str]:
    return [one.text for one in Document(io.BytesIO(document)).paragraphs]


def test_everything_of_the_letter_stands_in_the_document() -> None:
    written = letter_docx(LETTER)
    document = Document(io.BytesIO(written))

    lines = paragraphs(written)
    assert f"{LETTER.addressee}\nМБОУ «СОШ № 3» & <филиал>" in lines
    for line in ("Актуальность", "Первый абзац.", "Мероприятия, меры, управленческие решения"):
        assert line in lines
    assert "№ __________ от «____» ______________ 20____ г." in lines
    *blocks, signed = document.tables
    assert [row.cells[0].text for row in signed.rows] == [
        "Председатель комиссии", "Члены комиссии", "", "Секретарь комиссии"
    ]  # fmt: skip
    assert "Метод: 1.0." in lines
    assert not any("{" in line for line in lines)
    cells = [[cell.text for cell in row.cells] for table in blocks for row in table.rows[1:]]
    assert [cell for cell in cells if len(set(cell)) > 1] == [
        ["1", f"Повторить тему «Дроби»\nОснование: Задание 6: 43,1{russian.NBSP}%",
         "до 15.12.2026", "Не ниже 60 %\nПроверка: ШМО"],
        ["2", "Разобрать задания\nОснование: Задание 9", "до 01.02", "Разобраны"],
        ["3", "Сопоставить критерии", "постоянно", "Единые критерии"],
        ["4", "Пригласить наблюдателей", "постоянно", "Наблюдатели есть"],
    ]  # fmt: skip


def test_points_are_grouped_by_block_and_direction_in_the_order_given() -> None:
    document = Document(io.BytesIO(letter_docx(LETTER)))

    blocks = [p.text for p in document.paragraphs if p.text.startswith("Рекомендации ")]
    assert blocks == ["Рекомендации вашей организации", "Рекомендации всем организациям"]
    directions = [
        [row.cells[0].text for row in table.rows if row.cells[0].text == row.cells[-1].text]
        for table in document.tables[:-1]
    ]
    assert directions == [["Преподавание", "Объективность"], ["Процедура"]]


def test_document_looks_like_one_of_an_office() -> None:
    document = Document(io.BytesIO(letter_docx(LETTER)))

    section = document.sections[0]
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    for margin, mm in zip(margins, (30, 15, 20, 20), strict=True):
        assert margin == pytest.approx(Mm(mm), abs=700)  # Word keeps twentieths of a point
    normal = document.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    assert normal.paragraph_format.line_spacing == 1.5
    assert "PAGE" in section.header._element.xml
    for table in document.tables[:-1]:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        for row in table.rows:
            assert row._tr.find(f".//{qn('w:cantSplit')}") is not None


def test_same_letter_same_bytes_and_another_letter_is_not_mixed_in() -> None:
    first = letter_docx(LETTER)
    letter_docx(replace(LETTER, school="Другая школа"))

    assert letter_docx(LETTER) == first
    assert zipfile.ZipFile(io.BytesIO(first)).testzip() is None


@pytest.mark.parametrize("text", ["a\x0bb\x00", "{{ 7 * 7 }}", "{% for x in y %}", "одна\nдве"])
def test_hostile_text_is_text(text: str) -> None:
    lines = paragraphs(letter_docx(replace(LETTER, school=text, relevance=(text,))))

    expected = text.replace("\x0b", "").replace("\x00", "")
    assert f"{LETTER.addressee}\n{expected}" in lines


def test_a_letter_without_points_is_still_a_letter() -> None:
    lines = paragraphs(letter_docx(replace(LETTER, recommendations=(), relevance=())))

    assert f"{LETTER.addressee}\n{LETTER.school}" in lines
    assert not any("{" in line for line in lines)


def test_each_school_gets_its_own_document_and_sees_no_other(
    campaign: CampaignReport, tmp_path: Path
) -> None:
    folder = tmp_path / "recommendations"

    written = recommendations_docx(campaign, dict.fromkeys(campaign.schools, POINTS), folder)

    assert sorted(folder.iterdir()) == sorted(written)
    assert len(written) == len(campaign.schools) == 25
    path = next(one for one in written if "№ 3»" in one.name)
    text = "\n".join(paragraphs(path.read_bytes()))
    assert "ВПР 2026, Математика, 4 класс" in text
    assert "Результаты требуют проверки" in text
    for id_ in campaign.schools:
        assert (campaign.school(id_) in text) == (id_ == "edu000003")

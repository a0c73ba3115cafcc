"""Papers for print: formulas and pictures stay what they are, no key reaches a pupil."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import date

import docx
import pytest

from objektiv.documents.papers import Paper, PaperVariant, paper_docx, paper_pdf
from objektiv.tasks.model import Criterion, Option, Pair, Picture, Task

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a494441"
    "54789c636800000082008177cd72b60000000049454e44ae426082"
)
TASKS = (
    Task("Найдите $\\frac{1}{2}+x$.\n![а.png]", "choice", 1, options=(Option("$x^2$", True),
         Option("2")), pictures=(Picture("а.png", "угол", PNG),), solution="Тайное решение."),
    Task("Соотнесите", "match", pairs=(Pair("«Мцыри»", "Лермонтов"), Pair("«Нос»", "Гоголь"))),
    Task("Сколько?", "number", answers=("0.5",)),
    Task("Докажите", "open", 2, "В", criteria=(Criterion("К1", "Ход", ("нет", "часть", "весь")),)),
)  # fmt: skip
VARIANTS = (PaperVariant("Вариант 1", TASKS), PaperVariant("Вариант 2", TASKS[::-1]))
PAPER = Paper("Входная работа", "МБОУ «СОШ № 6»", "Математика, 5 класс", 45, VARIANTS)
DAY = date(2026, 11, 22)


def words(document: bytes) -> str:
    opened = docx.Document(io.BytesIO(document))
    return "\n".join(one.text or "" for one in opened.element.body.iter() if
                     one.tag.endswith("}t"))  # fmt: skip


def test_a_word_file_holds_formulas_pictures_and_forms():
    document = paper_docx(PAPER)
    opened = docx.Document(io.BytesIO(document))
    body = opened.element.body.xml

    assert body.count("<m:f>") == 2  # a fraction in each variant
    assert len(opened.inline_shapes) == 2
    assert 'descr="угол"' in body
    assert words(document).count("Бланк ответов") == 2
    assert "Тайное решение" not in words(document)
    assert "0,5" not in words(document)


def test_the_key_is_a_document_of_its_own():
    said = words(paper_docx(PAPER, part="key"))

    assert "Тайное решение" in said
    assert "0,5" in said
    assert "весь" in said


def test_the_same_paper_gives_the_same_bytes():
    assert paper_docx(PAPER) == paper_docx(PAPER)
    assert paper_pdf(PAPER, DAY) == paper_pdf(PAPER, DAY)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not here")
@pytest.mark.parametrize(("part", "key"), [("variants", False), ("key", True)])
def test_a_pdf_says_the_same(tmp_path, part, key):
    (tmp_path / "a.pdf").write_bytes(paper_pdf(PAPER, DAY, part=part))
    said = subprocess.run(
        ["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout

    assert ("Тайное решение" in said) is key
    assert ("Бланк ответов" in said) is not key
    assert "Вариант 2" in said

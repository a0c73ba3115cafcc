"""Every kind of document as Word: read back with python-docx, opened with LibreOffice."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.documents import office
from objektiv.documents.office import build_templates


def text_of(written: bytes) -> str:
    """All words of a document, of its tables too, in their order."""
    body = Document(io.BytesIO(written)).element.body
    for line in body.iter(qn("w:br")):
        line.tag, line.text = qn("w:t"), "\n"
    return "\n".join(
        "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
        for paragraph in body.iter(qn("w:p"))
    )


def test_everything_of_a_document_stands_in_it(example: office.Sheet) -> None:
    text = text_of(office.sheet_docx(example))

    hidden = {example.title} if example.kind in ("recommendations", "certificate") else set()
    if example.kind == "plan":  # its organisation stands in the title of the appendix
        hidden = {example.organisation}
    for one in office.texts_of(example):
        assert one in text or one in hidden, one
    assert not re.search(r"[{}]|%}", text)


def test_documents_look_like_those_of_an_office(example: office.Sheet) -> None:
    document = Document(io.BytesIO(office.sheet_docx(example)))

    section = document.sections[0]
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    for margin, mm in zip(margins, (30, 15, 20, 20), strict=True):
        assert margin == pytest.approx(Mm(mm), abs=700)
    normal = document.styles["Normal"]
    assert (normal.font.size, normal.paragraph_format.line_spacing) == (Pt(14), 1.5)
    assert "PAGE" in section.header._element.xml
    assert document.core_properties.title == example.title
    for row in (row for table in document.tables for row in table.rows):
        assert row._tr.find(f".//{qn('w:cantSplit')}") is not None


def test_without_optional_parts_nothing_is_left_of_them() -> None:
    bare = office.CoverLetter(title="О проверке", paragraphs=("Просим сообщить.",))

    lines = [line for line in text_of(office.sheet_docx(bare)).split("\n") if line.strip()]

    assert lines == ["№ __________ от «____» ______________ 20____ г.", "О проверке",
                     "Просим сообщить."]  # fmt: skip


def test_same_values_same_bytes(example: office.Sheet) -> None:
    assert office.sheet_docx(example) == office.sheet_docx(replace(example))


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_any_text_is_text_in_word(text: str) -> None:
    letter = office.CoverLetter(title="Письмо", paragraphs=(text,), addressee=text)

    written = office.sheet_docx(letter)

    assert zipfile.ZipFile(io.BytesIO(written)).testzip() is None
    read = text_of(written)
    for word in re.findall(r"[\w&<>{}#%$«»]+", text):
        assert word in read


@pytest.mark.parametrize("kind", office.KINDS)
def test_committed_template_is_the_built_one(kind: str) -> None:
    built = io.BytesIO()
    build_templates.TEMPLATES[kind]().save(built)

    with (
        zipfile.ZipFile(built) as new,
        zipfile.ZipFile(io.BytesIO(office.default_template(kind))) as old,
    ):
        assert new.namelist() == old.namelist()
        for name in new.namelist():
            assert new.read(name) == old.read(name), name


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_every_kind(
    tmp_path: Path, school: str, every: tuple[office.Sheet, ...]
) -> None:
    for one in every:
        (tmp_path / f"{one.kind}.docx").write_bytes(office.sheet_docx(one))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={tmp_path.as_uri()}/profile", "--headless",
         "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path / "out"),
         *map(str, sorted(tmp_path.glob("*.docx")))],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip

    for one in every:
        text = (tmp_path / "out" / f"{one.kind}.txt").read_text("utf-8-sig")
        assert one.signatures == () or one.signatures[0].role in text
        if any(school in known for known in office.texts_of(one)):
            assert school in text

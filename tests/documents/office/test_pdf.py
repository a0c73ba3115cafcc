"""PDF: the standards are declared, and Typst refuses to write what breaks them."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.documents import office
from objektiv.documents.office import pdf

DAY = date(2026, 11, 22)


def words(text: str) -> str:
    return "".join(text.split())


def text_of(written: bytes) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=written, capture_output=True, check=True, timeout=60
    )
    return done.stdout.decode()


def test_documents_are_for_keeping_and_for_screen_readers(example: office.Sheet) -> None:
    written = office.sheet_pdf(example, DAY)

    assert re.search(rb"pdfaid:part>2<.*pdfaid:conformance>A<", written, re.DOTALL)
    assert b"pdfuaid:part>1<" in written
    assert b"/Lang" in written
    assert b"ru" in written


def test_everything_stands_in_the_pdf(example: office.Sheet) -> None:
    text = words(text_of(office.sheet_pdf(example, DAY)))

    hidden = {example.title} if example.kind in ("recommendations", "certificate") else set()
    if example.kind == "plan":
        hidden = {example.organisation}
    for one in office.texts_of(example):
        for line in one.split("\n"):
            assert words(line) in text or one in hidden, one


def test_same_values_same_bytes(example: office.Sheet) -> None:
    assert office.sheet_pdf(example, DAY) == office.sheet_pdf(replace(example), DAY)


@settings(max_examples=20, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_text_is_text_in_pdf(text: str) -> None:
    letter = office.CoverLetter(title="Письмо", paragraphs=(text,), addressee=text)

    assert office.sheet_pdf(letter, DAY).startswith(b"%PDF")


def test_letters_without_a_glyph_are_marked_and_the_others_stay() -> None:
    shown = "".join(chr(i) for i in range(0x21, 0x500) if re.match(f"[{pdf.SHOWN}]", chr(i)))
    spaced = " ".join(shown)
    letter = office.CoverLetter(title="Письмо", paragraphs=(f"{spaced} 漢字 ☑ №",))

    assert words(f"{shown}\ufffd\ufffd☑№") in words(text_of(office.sheet_pdf(letter, DAY)))


def test_markup_in_values_is_shown_not_run() -> None:
    letter = office.CoverLetter(
        title="Письмо", paragraphs=('#read("/etc/passwd") = Глава *жирно* $x$ #panic("нет")',)
    )

    text = text_of(office.sheet_pdf(letter, DAY))

    assert words('#read("/etc/passwd") = Глава *жирно* $x$') in words(text)

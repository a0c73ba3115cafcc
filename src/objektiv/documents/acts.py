"""A draft of a local act in Word: headings and numbered points for the school to go on with."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

NOTE = (
    "Проект подготовлен по образцу. Это не юридическое заключение: проверьте его по уставу, "
    "требованиям учредителя и действующему законодательству."
)


def act_draft(title: str, organisation: str, sections: Sequence[Sequence[str]]) -> bytes:
    """DOCX bytes. A section is its heading and its paragraphs; `{organisation}` is put in.

    >>> act_draft("Положение", "МБОУ «СОШ № 1»", [("Общее", "Для {organisation}.")])[:2]
    b'PK'
    """
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin = Cm(3), Cm(1.5)
    page.top_margin = page.bottom_margin = Cm(2)
    usual = document.styles["Normal"]
    usual.font.name, usual.font.size = "PT Serif", Pt(13)
    document.core_properties.title = title
    document.core_properties.language = "ru-RU"
    right = document.add_paragraph("УТВЕРЖДЕНО\nприказом от ___________ № ______\n")
    right.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for text, size in ((organisation, 13), (title, 15)):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = line.add_run(text)
        run.bold, run.font.size = True, Pt(size)
    for number, (heading, *points) in enumerate(sections, 1):
        document.add_paragraph().add_run(f"{number}. {heading}").bold = True
        for place, text in enumerate(points, 1):
            document.add_paragraph(
                f"{number}.{place}. {text.replace('{organisation}', organisation)}"
            )
    document.add_paragraph().add_run(NOTE).italic = True
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()

"""Builds the Word templates beside this file: `python -m objektiv.documents.build_templates`.

The result is committed; an authority may edit it in Word and keep the `{{ … }}` marks.
Margins, type and spacing are those of Russian office documents (ГОСТ Р 7.0.97-2016).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FOLDER = Path(__file__).parent / "templates"
SERIF = "Times New Roman"
COLUMNS = (("№", 10), ("Что рекомендуется", 72), ("Срок", 31), ("Ожидаемый результат", 52))


def recommendations_template() -> Any:
    """Addressed recommendations to one school."""
    document = Document()
    _page(document)
    _paragraph(document, "{{ addressee }}", align=ALIGN.LEFT, left=85, after=0)
    _paragraph(document, "{{ school }}", align=ALIGN.LEFT, left=85, after=18)
    _paragraph(document, "№ __________ от «____» ______________ 20____ г.", after=18)
    _paragraph(document, "АДРЕСНЫЕ РЕКОМЕНДАЦИИ", align=ALIGN.CENTER, bold=True, after=0)
    _paragraph(document, "{{ subject }}", align=ALIGN.CENTER, bold=True, after=12)
    _heading(document, "Актуальность")
    _paragraph(document, "{%p for line in relevance %}")
    _paragraph(document, "{{ line }}", align=ALIGN.JUSTIFY, first=12.5)
    _paragraph(document, "{%p endfor %}")
    _heading(document, "Мероприятия, меры, управленческие решения")
    _paragraph(document, "{%p for block in blocks %}")
    _paragraph(document, "{{ block.title }}", bold=True, before=6, keep=True)
    _measures(document)
    _paragraph(document, "{%p endfor %}")
    # Kept together: signatures never stand on a page alone.
    _paragraph(document, "{{ closing }}", align=ALIGN.JUSTIFY, first=12.5, before=12, keep=True)
    for who in ("Председатель комиссии", "Члены комиссии", "", "Секретарь комиссии"):
        _signature(document, who)
    _paragraph(document, "{{ source }}", size=10, before=14, align=ALIGN.LEFT, spacing=1.0)
    _slim(document)
    return document


USED_STYLES = {
    "normal",
    "heading 1",
    "header",
    "table grid",
    "normal table",
    "default paragraph font",
    "no list",
}


def _slim(document: Any) -> None:
    """Drop what python-docx brings and nobody uses; a letter is then written twice as fast."""
    styles = document.styles.element
    for style in list(styles.style_lst):
        if style.name_val.casefold() not in USED_STYLES:
            styles.remove(style)
    for latent in styles.findall(qn("w:latentStyles")):
        styles.remove(latent)
    for part in (document.part, document.part.package):
        for key, relation in list(part.rels.items()):
            kind = relation.reltype.rsplit("/", 1)[-1]
            if kind in {"thumbnail", "customXml", "stylesWithEffects", "numbering", "webSettings"}:
                del part.rels[key]


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.different_first_page_header_footer = True  # the first page bears no number
    style = document.styles["Normal"]
    style.font.name, style.font.size = SERIF, Pt(14)
    fonts = style.element.rPr.rFonts
    for script in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(script), SERIF)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "ru-RU")
    style.element.rPr.append(language)
    style.paragraph_format.line_spacing = 1.5
    style.paragraph_format.space_after = Pt(0)
    heading = document.styles["Heading 1"]
    heading.font.name, heading.font.size, heading.font.bold = SERIF, Pt(14), True
    heading.font.color.rgb = None
    heading.element.rPr.rFonts.attrib.clear()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        heading.element.rPr.rFonts.set(qn(script), SERIF)
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    _field(number, "PAGE")
    properties = document.core_properties
    properties.author, properties.title = "Объектив", "Адресные рекомендации"
    properties.language = "ru-RU"
    properties.created = properties.modified = datetime(2026, 1, 1)
    properties.comments = ""


def _paragraph(
    parent: Any,
    text: str,
    *,
    align: Any = ALIGN.LEFT,
    bold: bool = False,
    italic: bool = False,
    size: float | None = None,
    left: float = 0,
    first: float = 0,
    before: float = 0,
    after: float = 0,
    spacing: float | None = None,
    keep: bool = False,
) -> Any:
    paragraph = parent.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.italic = bold or None, italic or None
    if size:
        run.font.size = Pt(size)
    layout = paragraph.paragraph_format
    layout.alignment = align
    layout.left_indent, layout.first_line_indent = Mm(left), Mm(first)
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.keep_with_next = keep or None
    if spacing:
        layout.line_spacing = spacing
    return paragraph


def _heading(document: Any, text: str) -> None:
    paragraph = document.add_heading(text, level=1)
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.space_before = Pt(12)
    paragraph.paragraph_format.space_after = Pt(6)
    paragraph.paragraph_format.line_spacing = 1.5


def _measures(document: Any) -> None:
    """The table of one block, by directions: the head repeats, no row breaks over a page."""
    table = document.add_table(rows=7, cols=len(COLUMNS))
    table.style = "Table Grid"
    table.autofit = False
    for column, (_, width) in zip(table.columns, COLUMNS, strict=True):
        column.width = Mm(width)
    head, each_direction, title, each_point, row, end_point, end_direction = table.rows
    for one in table.rows:
        _row_property(one, "w:cantSplit")
        for cell, (_, width) in zip(one.cells, COLUMNS, strict=True):
            cell.width = Mm(width)
    _row_property(head, "w:tblHeader")
    for cell, (name, _) in zip(head.cells, COLUMNS, strict=True):
        _cell(cell, [(name, True, False)])
    each_direction.cells[0].text = "{%tr for direction in block.directions %}"
    each_point.cells[0].text = "{%tr for one in direction.points %}"
    end_point.cells[0].text = end_direction.cells[0].text = "{%tr endfor %}"
    wide = title.cells[0].merge(title.cells[-1])
    _cell(wide, [("{{ direction.title }}", True, False)])
    wide.paragraphs[0].paragraph_format.keep_with_next = True
    _cell(row.cells[0], [("{{ one.number }}", False, False)])
    _cell(
        row.cells[1],
        [
            ("{{ one.text }}", False, False),
            ("{%p if one.ground %}", False, False),
            ("Основание: {{ one.ground }}", False, True),
            ("{%p endif %}", False, False),
        ],
    )
    _cell(row.cells[2], [("{{ one.term }}", False, False)])
    _cell(
        row.cells[3],
        [
            ("{{ one.expected_result }}", False, False),
            ("{%p if one.checked_by %}", False, False),
            ("Проверка: {{ one.checked_by }}", False, True),
            ("{%p endif %}", False, False),
        ],
    )


def _cell(cell: Any, lines: list[tuple[str, bool, bool]]) -> None:
    empty = [paragraph._element for paragraph in cell.paragraphs]
    for text, bold, italic in lines:
        _paragraph(cell, text, bold=bold, italic=italic, size=12, spacing=1.0, after=2)
    for paragraph in empty:
        paragraph.getparent().remove(paragraph)


def _row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _signature(document: Any, who: str) -> None:
    paragraph = _paragraph(document, f"{who}\t____________\t________________________", before=10)
    paragraph.paragraph_format.keep_together = True
    paragraph.paragraph_format.keep_with_next = True
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(70))
    stops.add_tab_stop(Mm(105))


def _field(paragraph: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


def main() -> None:
    recommendations_template().save(FOLDER / "recommendations.docx")


if __name__ == "__main__":
    main()

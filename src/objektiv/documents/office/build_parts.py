"""Parts of which the Word templates are built: letterhead, addressee, tables, signatures.

Margins, type and spacing are those of Russian office documents (ГОСТ Р 7.0.97-2016).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from objektiv.documents.office.sheets import KINDS

SERIF = "Times New Roman"
INDENT = 12.5  # mm, first line of a paragraph


def begun(kind: str) -> Any:
    document = Document()
    _page(document, KINDS[kind].called)
    return document


def head(document: Any) -> None:
    """Бланк: founder, organisation, contacts."""
    add_paragraph(document, "{%p for строка in учредитель %}")
    add_paragraph(document, "{{ строка }}", align=ALIGN.CENTER, size=12, spacing=1.0)
    add_paragraph(document, "{%p endfor %}")
    add_paragraph(document, "{%p if организация %}")
    add_paragraph(document, "{{ организация }}", align=ALIGN.CENTER, bold=True, spacing=1.0)
    optional(document, "контакты", "{{ контакты }}", align=ALIGN.CENTER, size=10, spacing=1.0)
    _ruled(add_paragraph(document, "", size=2, spacing=1.0, after=10))
    add_paragraph(document, "{%p endif %}")


def _ruled(paragraph: Any) -> None:
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "4"), ("color", "auto")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def addressee(document: Any) -> None:
    add_paragraph(document, "{%p if адресат %}")
    add_paragraph(document, "{{ адресат }}", left=85, after=18, spacing=1.0)
    add_paragraph(document, "{%p endif %}")


def title(document: Any, text: str, *, after: float) -> None:
    add_paragraph(
        document, text, align=ALIGN.CENTER, bold=True, after=after, keep=True, spacing=1.15
    )


def optional(document: Any, name: str, text: str, **look: Any) -> None:
    add_paragraph(document, f"{{%p if {name} %}}")
    add_paragraph(document, text, **look)
    add_paragraph(document, "{%p endif %}")


def each(document: Any, one: str, many: str, text: str, *, left: float = 0,
          first: float = INDENT) -> None:  # fmt: skip
    add_paragraph(document, f"{{%p for {one} in {many} %}}")
    add_paragraph(document, text, align=ALIGN.JUSTIFY, left=left, first=first)
    add_paragraph(document, "{%p endfor %}")


def appendices(document: Any) -> None:
    add_paragraph(document, "{%p if приложения %}")
    add_paragraph(document, "Приложения:", before=10, keep=True)
    each(document, "строка", "приложения", "{{ loop.index }}. {{ строка }}")
    add_paragraph(document, "{%p endif %}")


def signatures(document: Any) -> None:
    """Role, place for the signature, name; the rows stay on one page."""
    add_paragraph(document, "", before=6, keep=True, spacing=1.0)
    table = add_table(document, (("", 78), ("", 37), ("", 50)), 3, style=None)
    table._tbl.remove(table.rows[0]._tr)
    start, row, end = table.rows
    start.cells[0].text = "{%tr for подпись in подписи %}"
    end.cells[0].text = "{%tr endfor %}"
    texts = (
        "{{ подпись.должность }}",
        "_____________",
        '{{ подпись.имя or "_______________" }}',
    )
    for cell, text in zip(row.cells, texts, strict=True):
        write_cell(cell, [text], size=14, keep=True, after=8)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM


def performer(document: Any) -> None:
    add_paragraph(document, "{%p if исполнитель %}")
    add_paragraph(document, "{{ исполнитель }}", size=10, before=14, spacing=1.0)
    add_paragraph(document, "{%p endif %}")


def source(document: Any) -> None:
    add_paragraph(document, "{%p if источник %}")
    add_paragraph(document, "{{ источник }}", size=9, before=8, spacing=1.0)
    add_paragraph(document, "{%p endif %}")


def grouped(document: Any, columns: Any, direction: str, point: str, texts: Any) -> None:
    """A table by directions: the head repeats, no row breaks over a page."""
    table = add_table(document, columns, 6)
    head_row(table)
    each_direction, title, each_point, row, end_point, end_direction = table.rows[1:]
    each_direction.cells[0].text = f"{{%tr for {direction} %}}"
    each_point.cells[0].text = f"{{%tr for {point} %}}"
    end_point.cells[0].text = end_direction.cells[0].text = "{%tr endfor %}"
    wide = title.cells[0].merge(title.cells[-1])
    write_cell(wide, ["{{ направление.название }}"], bold=True, keep=True)
    for cell, lines in zip(row.cells, texts, strict=True):
        write_cell(cell, lines)


def flat(document: Any, columns: Any, loop: str, texts: Any) -> None:
    """A table with a row for each of a list."""
    table = add_table(document, columns, 3)
    head_row(table)
    start, row, end = table.rows[1:]
    start.cells[0].text = f"{{%tr for {loop} %}}"
    end.cells[0].text = "{%tr endfor %}"
    for cell, text in zip(row.cells, texts, strict=True):
        write_cell(cell, [text])


def add_table(document: Any, columns: Any, rows: int, style: str | None = "Table Grid") -> Any:
    table = document.add_table(rows=rows + 1, cols=len(columns))
    table.style = style
    table.autofit = False
    for column, (_, width) in zip(table.columns, columns, strict=True):
        column.width = Mm(width)
    for one in table.rows:
        _row_property(one, "w:cantSplit")
        for cell, (_, width) in zip(one.cells, columns, strict=True):
            cell.width = Mm(width)
    for cell, (name, _) in zip(table.rows[0].cells, columns, strict=True):
        write_cell(cell, [name], bold=True)
    return table


def head_row(table: Any) -> None:
    _row_property(table.rows[0], "w:tblHeader")


def write_cell(cell: Any, lines: Any, *, bold: bool = False, size: float = 12, keep: bool = False,
          after: float = 2) -> None:  # fmt: skip
    """Lines of a cell; a pair is a condition and its line, in italics."""
    empty = [paragraph._element for paragraph in cell.paragraphs]
    look: dict[str, Any] = {
        "size": size,
        "spacing": 1.0,
        "after": after,
        "keep": keep,
        "bold": bold,
    }
    for line in lines:
        if isinstance(line, tuple):
            add_paragraph(cell, f"{{%p if {line[0]} %}}", **look)
            add_paragraph(cell, line[1], italic=True, **look)
            add_paragraph(cell, "{%p endif %}", **look)
        else:
            add_paragraph(cell, line, **look)
    for paragraph in empty:
        paragraph.getparent().remove(paragraph)


USED_STYLES = {
    "normal",
    "heading 1",
    "header",
    "table grid",
    "normal table",
    "default paragraph font",
    "no list",
}


def slim(document: Any) -> Any:
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
    return document


def _page(document: Any, title: str) -> None:
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
    properties.author, properties.title = "Объектив", title
    properties.language = "ru-RU"
    properties.created = properties.modified = datetime(2026, 1, 1)
    properties.comments = ""


def add_paragraph(
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


def add_heading(document: Any, text: str) -> None:
    paragraph = document.add_heading(text, level=1)
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.space_before = Pt(12)
    paragraph.paragraph_format.space_after = Pt(6)
    paragraph.paragraph_format.line_spacing = 1.5


def _row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


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

"""Invented plans as DOCX, ODT and TXT."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from odfdo import Cell, Document, List, ListItem, Paragraph, Row, Table

TITLE = "План мероприятий («дорожная карта») МБОУ «СОШ № 5 г. Ручейска» на 2024/2025 учебный год"
HEADER = ("№ п/п", "Мероприятие", "Сроки", "Ответственные", "Ожидаемый результат")
FIRST = "Повышение компетентности педагогов"
SECOND = "Организационные меры"
ROWS = (
    (
        "1",
        "Обучить экспертов проверке работ",
        "октябрь, апрель",
        "Лисина О.Н.КотоваЕ.М.",
        "Справка",
    ),
    ("2", "Провести семинар", "до 1 ноября", "Зам. директора по УВР", "Материалы семинара"),
)
OBSERVERS = "Гусев А.В.,\nруководители ШМО"
LAST = (
    ("1", "Пригласить общественных наблюдателей", "за 3 рабочих дня до ВПР", OBSERVERS, "Список"),
    ("4", "Проверить журналы", "ежемесячно", "администрация", "Справка"),
)


def save_docx(path: Path, document: Word) -> Path:
    document.save(str(path))
    return path


def plan_docx() -> Word:
    """A table with headings over the whole width and a merged responsible."""
    document = docx.Document()
    document.add_paragraph("Приложение 1 к приказу от 30.08.2024 № 112")
    document.add_paragraph(TITLE)
    table = document.add_table(rows=0, cols=5)
    for row in (HEADER, (FIRST,), *ROWS, (SECOND,), *LAST):
        cells = table.add_row().cells
        if len(row) == 1:
            cells[0].merge(cells[4]).text = row[0]
        for cell, text in zip(cells, row, strict=False):
            cell.text = text
    document.add_paragraph("Директор ____________ Петрова А.И.")
    return document


def set_number(paragraph: object, number: int, level: int) -> None:
    """Make a paragraph an item of a list of the template."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # type: ignore[attr-defined]
    properties.get_or_add_numId().val = number
    properties.get_or_add_ilvl().val = level


def tracked(paragraph: object, kind: str, text: str) -> None:
    """Add inserted or deleted text to a paragraph."""
    change, run = OxmlElement(f"w:{kind}"), OxmlElement("w:r")
    said = OxmlElement("w:t" if kind == "ins" else "w:delText")
    said.text = text
    said.set(qn("xml:space"), "preserve")
    run.append(said)
    change.append(run)
    paragraph._p.append(change)  # type: ignore[attr-defined]


def add_footnote(path: Path, text: str) -> None:
    """Add the part with footnotes that Word keeps beside the text."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    note = f"<w:footnote w:id='2'><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>"
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["word/footnotes.xml"] = f"<w:footnotes xmlns:w='{space}'>{note}</w:footnotes>".encode()
    rels = "word/_rels/document.xml.rels"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    parts[rels] = parts[rels].replace(b"</Relationships>", link.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)


def plan_odt(path: Path) -> Path:
    """The same plan: headings span the columns."""
    document = Document("text")
    document.body.clear()
    document.body.append(Paragraph("Приложение 1 к приказу от 30.08.2024 № 112"))
    document.body.append(Paragraph(TITLE))
    table = Table("План")
    for row in (HEADER, (FIRST,), *ROWS, (SECOND,), *LAST):
        made = Row()
        for i in range(5):
            made.append(Cell(text=row[i] if i < len(row) else ""))
        table.append(made)
    document.body.append(table)
    heads = [
        i for i, row in enumerate((HEADER, (FIRST,), *ROWS, (SECOND,), *LAST)) if len(row) == 1
    ]
    for at in heads:
        table.set_span((0, at, 4, at))
    document.body.append(Paragraph("Директор ____________ Петрова А.И."))
    document.save(str(path))
    return path


def points_odt(path: Path) -> Path:
    """Recommendations as a nested list."""
    document = Document("text")
    document.body.clear()
    document.body.append(Paragraph("Адресные рекомендации по итогам ВПР"))
    document.body.append(Paragraph("Руководителям школ:"))
    outer = List()
    for text, inner in (
        ("Провести анализ:", ["по классам;", "по предметам."]),
        ("Обучить экспертов", []),
    ):
        item = ListItem(text)
        if inner:
            item.append(List(inner))
        outer.append(item)
    document.body.append(outer)
    document.save(str(path))
    return path


def plan_txt(rows: tuple[tuple[str, ...], ...] = ROWS) -> str:
    """One cell a line, as the text of a Word table."""
    lines = [TITLE, "", *(f"\t{cell}" for cell in HEADER), "", "\t1.", f"\t{FIRST}", ""]
    for row in rows:
        lines += [f"\t{cell}" for cell in row] + [""]
    return "\n".join(lines)

"""Papers as DOCX: formulas are Office Math and can be edited, pictures stand where they belong."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from objektiv import russian
from objektiv.documents.office.word import printable, without_clock
from objektiv.documents.papers.content import (
    ASKED,
    FORM_LINES,
    Line,
    Paper,
    PaperVariant,
    keys,
    offered,
)
from objektiv.tasks.formulas import omml
from objektiv.tasks.model import Task
from objektiv.tasks.pictures import picture_size
from objektiv.tasks.text import Formula, Shown, paragraphs

_WIDEST = 110  # mm of a picture
_DOT = 0.26  # mm of a pixel at 96 dots an inch
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def paper_docx(paper: Paper, *, part: str = "variants") -> bytes:
    """`part`: "variants" for pupils with their answer forms, "key" for markers. Same values, same
    bytes."""
    writer = _Writer(paper)
    if part == "key":
        writer.head("Ключ и критерии")
        for variant in paper.variants:
            writer.key(variant)
    else:
        for n, variant in enumerate(paper.variants):
            if n:
                writer.document.add_page_break()
            writer.variant(variant)
    return writer.bytes()


class _Writer:
    def __init__(self, paper: Paper) -> None:
        import docx
        from docx.shared import Mm, Pt

        self.paper = paper
        self.document: Any = docx.Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin, section.right_margin = Mm(20), Mm(15)
        section.top_margin, section.bottom_margin = Mm(15), Mm(18)
        usual = self.document.styles["Normal"]
        usual.font.name, usual.font.size = "Times New Roman", Pt(12)
        usual.paragraph_format.space_after = Pt(4)
        for level, size in ((1, 14), (2, 13), (3, 12)):
            style = self.document.styles[f"Heading {level}"]
            style.font.name, style.font.size, style.font.color.rgb = (
                "Times New Roman",
                Pt(size),
                None,
            )
            style.font.bold = True
            fonts = style.element.rPr.rFonts
            for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(_word(name), None)
            fonts.set(_word("hAnsi"), "Times New Roman")
        self.document.core_properties.title = printable(paper.title)[:250]
        self.document.core_properties.author = printable(paper.organisation)[:250]
        self.document.core_properties.comments = ""

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return without_clock(out)

    # --- Parts --------------------------------------------------------------------------

    def head(self, label: str) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        top = self.document.add_paragraph(printable(self.paper.organisation))
        top.alignment = WD_ALIGN_PARAGRAPH.CENTER
        about = self.document.add_paragraph()
        about.alignment = WD_ALIGN_PARAGRAPH.CENTER
        about.add_run(printable(self.paper.about)).bold = True
        self.document.add_heading(printable(f"{self.paper.title}. {label}"), 1)
        if self.paper.note:
            self.document.add_paragraph().add_run(printable(self.paper.note)).italic = True

    def variant(self, variant: PaperVariant) -> None:
        self.head(variant.label)
        highest = sum(one.points for one in variant.tasks)
        minutes = self.paper.minutes
        time = f"Время выполнения: {minutes} мин. " if minutes else ""
        self.document.add_paragraph(f"{time}Наибольший балл: {highest}.")
        if self.paper.instruction:
            self.document.add_paragraph(printable(self.paper.instruction))
        for number, task in enumerate(variant.tasks, 1):
            self._task(number, task)
        self._form(variant)

    def _task(self, number: int, task: Task) -> None:
        title = self.document.add_paragraph()
        title.paragraph_format.keep_with_next = True
        title.add_run(f"Задание {number}").bold = True
        title.add_run(f" ({russian.counted(task.points, 'балл', 'балла', 'баллов')})")
        self._text(self.document, task.text, task)
        left, right = offered(task)
        if right:
            table = self.document.add_table(1, 2)
            self._column(table.cell(0, 0), left, task)
            self._column(table.cell(0, 1), right, task)
        else:
            self._column(self.document, left, task)
        self.document.add_paragraph().add_run(ASKED[task.kind]).italic = True

    def _column(self, into: Any, lines: Sequence[Line], task: Task) -> None:
        for line in lines:
            paragraph = into.add_paragraph(f"{line.mark} ")
            self._runs(paragraph, line.text, task)

    def _form(self, variant: PaperVariant) -> None:
        self.document.add_page_break()
        self.document.add_heading(f"Бланк ответов. {variant.label}", 2)
        self.document.add_paragraph(printable(f"{self.paper.title}, {self.paper.about}"))
        self.document.add_paragraph("Код ученика ____________   Класс ________   Дата ____________")
        short = [(n, one) for n, one in enumerate(variant.tasks, 1) if one.kind != "open"]
        if short:
            self._table(("№", "Ответ", "Балл"), [(str(n), "", "") for n, _ in short])
        for n, one in enumerate(variant.tasks, 1):
            if one.kind == "open":
                line = self.document.add_paragraph()
                line.add_run(f"Задание {n}").bold = True
                line.add_run(", развёрнутый ответ")
                for _ in range(FORM_LINES):
                    self.document.add_paragraph("_" * 78)
                self.document.add_paragraph(
                    "Балл: " + "   ".join(f"{item.code} ____" for item in one.criteria)
                )

    def key(self, variant: PaperVariant) -> None:
        self.document.add_heading(f"{variant.label}: ключ", 2)
        self._table(
            ("№", "Ответ", "Баллы", "Уровень", "Умения"),
            [
                (str(one.number), one.answer, str(one.points), one.level, one.skills)
                for one in keys(variant)
            ],
        )
        for n, task in enumerate(variant.tasks, 1):
            if not task.criteria and not task.solution:
                continue
            self.document.add_heading(f"Задание {n}", 3)
            if task.solution:
                self._text(self.document, f"Решение. {task.solution}", task)
            for one in task.criteria:
                paragraph = self.document.add_paragraph()
                paragraph.paragraph_format.keep_with_next = True
                paragraph.add_run(f"{one.code}. ").bold = True
                self._runs(paragraph, one.text, task)
                table = self._table(("Баллы", "За что"), [(str(p), "") for p, _ in
                                                          enumerate(one.levels)])  # fmt: skip
                for row, level in enumerate(one.levels, 1):
                    self._runs(table.cell(row, 1).paragraphs[0], level, task)

    # --- Pieces -------------------------------------------------------------------------

    def _table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:
        table = self.document.add_table(1, len(heads), style="Table Grid")
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            cell.paragraphs[0].add_run(head).bold = True
        _repeated(table.rows[0])
        for row in rows:
            for cell, value in zip(table.add_row().cells, row, strict=True):
                cell.text = printable(value)
        self.document.add_paragraph()
        return table

    def _text(self, into: Any, text: str, task: Task) -> None:
        for line in paragraphs(text):
            self._add(into.add_paragraph(), line, task)

    def _runs(self, paragraph: Any, text: str, task: Task) -> None:
        for n, line in enumerate(paragraphs(text)):
            if n:
                paragraph.add_run().add_break()
            self._add(paragraph, line, task)

    def _add(self, paragraph: Any, line: Sequence[Any], task: Task) -> None:
        from docx.oxml import parse_xml

        for one in line:
            if isinstance(one, Formula):
                formula = omml(one.latex)
                if one.display:
                    formula = f'<m:oMathPara xmlns:m="{_MATH}">{formula}</m:oMathPara>'
                paragraph._p.append(parse_xml(formula))
            elif isinstance(one, Shown):
                self._picture(paragraph, one.name, task)
            else:
                paragraph.add_run(printable(one))

    def _picture(self, paragraph: Any, name: str, task: Task) -> None:
        from docx.shared import Mm

        found = next((one for one in task.pictures if one.name == name), None)
        size = picture_size(found.content) if found else None
        if found is None or size is None:
            paragraph.add_run(f"[рисунок: {printable(name)}]")
            return
        run = paragraph.add_run()
        shape = run.add_picture(io.BytesIO(found.content), width=Mm(min(_WIDEST, size[0] * _DOT)))
        shape._inline.docPr.set("descr", printable(found.alt or f"Рисунок {name}"))


def _word(name: str) -> str:
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + name


def _repeated(row: Any) -> None:
    """The heading of a table on every page it reaches."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

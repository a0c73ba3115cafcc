"""The yearly public report: paragraphs, pictures with their descriptions, tables.

It is made by the program alone and has no Word template: its numbers are those of the open page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from objektiv.documents.office.shape import Sheet


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    head: Annotated[tuple[str, ...], "заголовки", "названия столбцов"]
    rows: Annotated[tuple[tuple[str, ...], ...], "строки", "ячейки строками"]


@dataclass(frozen=True, kw_only=True)
class ReportPart:
    title: Annotated[str, "название", "заголовок раздела"]
    paragraphs: Annotated[tuple[str, ...], "абзацы", "текст раздела"] = ()
    picture: Annotated[str, "рисунок", "SVG"] = ""
    described: Annotated[str, "описание", "что на рисунке, для тех, кто его не видит"] = ""
    caption: Annotated[str, "подпись", "под рисунком"] = ""
    tables: Annotated[tuple[ReportTable, ...], "таблицы", "таблицы раздела"] = ()


@dataclass(frozen=True, kw_only=True)
class YearReport(Sheet):
    """A school or municipality about its school year, for everybody."""

    kind: ClassVar[str] = "report"
    called: ClassVar[str] = "Публичный отчёт за год"

    subject: Annotated[str, "предмет", "о чём и за какой год"]
    parts: Annotated[tuple[ReportPart, ...], "разделы", "разделы отчёта"] = ()

"""DOCX into blocks: numbering as Word shows it, merged cells, tracked changes accepted.

The package is opened by python-docx and its elements are walked once: docx2python takes 14 s
for a table of 2 000 rows and does not tell which cells are merged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from objektiv.documents.reading.blocks import (
    Block,
    Cell,
    Limits,
    Paragraph,
    Table,
    tidy_cell,
    tidy_line,
)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIP = {f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText"}
_BREAKS = {f"{_W}br", f"{_W}cr"}
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"


def read_docx(path: Path, limits: Limits) -> list[Block]:
    """Blocks of a DOCX; the file has been checked to be a sound archive of bearable size."""
    import docx

    document = docx.Document(str(path))
    numbering = _Numbering(document)
    body = document.element.body
    return [*_blocks(body, numbering, limits), *_notes(document, limits)]


def _notes(document: Any, limits: Limits) -> Iterator[Block]:
    """Footnotes and endnotes, after everything else."""
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if relation.reltype.rpartition("/")[2] not in ("footnotes", "endnotes"):
            continue
        root = parse_xml(relation.target_part.blob)
        for paragraph in root.iter(f"{_W}p"):
            if text := tidy_line(_text(paragraph)):
                limits.take(blocks=1, letters=len(text))
                yield Paragraph(text)


def _blocks(parent: Any, numbering: _Numbering, limits: Limits) -> Iterator[Block]:
    for element in parent:
        if element.tag == f"{_W}p":
            limits.take(blocks=1)
            text = tidy_line(_text(element))
            limits.take(letters=len(text))
            marker, level = numbering.marker(element) if text else ("", 0)
            yield Paragraph(text, marker, level, bool(text) and _is_strong(element))
        elif element.tag == f"{_W}tbl":
            yield Table(tuple(_rows(element, numbering, limits)))
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            yield from _blocks(element, numbering, limits)


def _text(element: Any) -> str:
    """Text of a paragraph as it is after accepting all changes."""
    parts = []
    for child in element:
        if child.tag in _SKIP:
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag == f"{_W}tab":
            parts.append("\t")
        elif child.tag in _BREAKS:
            parts.append("\n")
        elif child.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif child.tag == f"{_W}p":  # of a text box
            parts.append(f" {_text(child)} ")
        else:
            parts.append(_text(child))
    return "".join(parts)


def _is_strong(paragraph: Any) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    if style is not None and str(style.get(f"{_W}val")).lower().startswith(("heading", "title")):
        return True
    runs = [
        run
        for run in paragraph.iter(f"{_W}r")
        if "".join(t.text or "" for t in run.iter(f"{_W}t")).strip()
    ]
    return bool(runs) and all(_is_on(run.find(f"{_W}rPr/{_W}b")) for run in runs)


def _is_bold(cell: Any) -> bool:
    said = [one for one in cell.iter(f"{_W}p") if _text(one).strip()]
    return bool(said) and all(_is_strong(one) for one in said)


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get(f"{_W}val") not in ("0", "false", "none")


def _rows(table: Any, numbering: _Numbering, limits: Limits) -> Iterator[tuple[Cell, ...]]:
    above: dict[int, str] = {}
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is not table:
            continue  # of a table inside a cell: its text is the cell's
        before = row.find(f"{_W}trPr/{_W}gridBefore")
        column = int(before.get(f"{_W}val") or 0) if before is not None else 0
        cells = [Cell("")] * min(column, 60)
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tr")) is not row:
                continue
            limits.take(cells=1)
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            width = max(1, min(60, int(span.get(f"{_W}val") or 1))) if span is not None else 1
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            copied = merge is not None and merge.get(f"{_W}val") != "restart"
            text = _cell_text(cell, numbering)
            limits.take(letters=len(text))
            if copied and not text:
                text = above.get(column, "")
            elif copied:
                copied = False  # hidden text under a merge is text all the same
            above[column] = text
            cells.append(Cell(text, width, copied, bool(text) and _is_bold(cell)))
            column += width
        if cells:
            yield tuple(cells)


def _cell_text(cell: Any, numbering: _Numbering) -> str:
    lines = []
    for paragraph in cell.iter(f"{_W}p"):
        if any(one is not cell and one.tag == f"{_W}p" for one in paragraph.iterancestors()):
            continue  # of a text box: said with its paragraph
        text = _text(paragraph)
        numbered = paragraph.find(f"{_W}pPr/{_W}numPr") is not None
        marker, _ = numbering.marker(paragraph) if text.strip() or numbered else ("", 0)
        lines.append(f"{marker} {text}")
    return tidy_cell("\n".join(lines))


class _Numbering:
    """Counts list items as Word does: by list and level, deeper levels begin anew."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        self.styles = {
            style.element.get(f"{_W}styleId"): style.element for style in document.styles
        }
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {
            one.get(f"{_W}abstractNumId"): {
                int(level.get(f"{_W}ilvl") or 0): (
                    _value(level, "numFmt", "decimal"),
                    _value(level, "lvlText", "%1."),
                    int(_value(level, "start", "1") or 1),
                )
                for level in one.iter(f"{_W}lvl")
            }
            for one in root.iter(f"{_W}abstractNum")
        }
        for one in root.iter(f"{_W}num"):
            levels = abstract.get(_value(one, "abstractNumId", ""), {})
            self.levels[str(one.get(f"{_W}numId"))] = levels

    def marker(self, paragraph: Any) -> tuple[str, int]:
        """What stands before a paragraph, and its level; ("", 0) outside lists."""
        number, level = self._list_of(paragraph)
        levels = self.levels.get(number, {})
        if level not in levels:
            return "", 0
        kind, pattern, start = levels[level]
        if kind in ("bullet", "none"):
            return "•" if kind == "bullet" else "", level
        counts = self.counts[number]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        for one in range(level + 1):
            known = levels.get(one, ("decimal", "", 1))
            said = _said(counts.get(one, known[2]), known[0])
            pattern = pattern.replace(f"%{one + 1}", said)
        return pattern.strip(), level

    def _list_of(self, paragraph: Any) -> tuple[str, int]:
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = style.get(f"{_W}val") if style is not None else None
        for _ in range(10):  # a style may rest on another
            if properties is not None or name not in self.styles:
                break
            element = self.styles[name]
            properties = element.find(f"{_W}pPr/{_W}numPr")
            base = element.find(f"{_W}basedOn")
            name = base.get(f"{_W}val") if base is not None else None
        if properties is None:
            return "", 0
        level = _value(properties, "ilvl", "0")
        return _value(properties, "numId", ""), int(level) if level.isdigit() else 0


def _value(element: Any, name: str, default: str) -> str:
    child = element.find(f"{_W}{name}")
    return str(child.get(f"{_W}val")) if child is not None else default


def _said(n: int, kind: str) -> str:
    if kind in ("lowerRoman", "upperRoman") and 0 < n < len(_ROMAN):
        return _ROMAN[n].upper() if kind.startswith("upper") else _ROMAN[n]
    if kind in ("russianLower", "russianUpper") and 0 < n <= len(_CYRILLIC):
        letter = _CYRILLIC[n - 1]
        return letter.upper() if kind.endswith("Upper") else letter
    if kind in ("lowerLetter", "upperLetter") and 0 < n <= 26:
        letter = chr(ord("a") + n - 1)
        return letter.upper() if kind.startswith("upper") else letter
    return str(n)

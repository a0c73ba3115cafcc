"""ODT into blocks: lists with their numbers, merged cells, tables over several pages."""

from __future__ import annotations

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

_REPEATS = 200  # an empty row repeated to the end of a sheet says nothing
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SKIP = {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note-citation"}
_PARAGRAPHS = {f"{_TEXT}p", f"{_TEXT}h"}


def read_odt(path: Path, limits: Limits) -> list[Block]:
    """Blocks of an ODT; the file has been checked to be a sound archive of bearable size."""
    from odfdo import Document

    document = Document(str(path))
    lists = _list_styles(document)
    strong = _strong_styles(document)
    return list(_blocks(_element(document.body), _Reader(lists, strong, limits)))


def _element(wrapped: Any) -> Any:
    """The lxml element of an odfdo element: it is walked once, without wrapping each child."""
    return wrapped._Element__element


class _Reader:
    def __init__(self, lists: dict[str, dict[int, str]], strong: set[str], limits: Limits) -> None:
        self.lists, self.strong, self.limits = lists, strong, limits
        self.continued: dict[str, int] = {}


def _blocks(parent: Any, reader: _Reader) -> Iterator[Block]:
    for element in parent:
        if element.tag in _PARAGRAPHS:
            yield _paragraph(element, reader)
        elif element.tag == f"{_TEXT}list":
            yield from _list(element, reader, str(element.get(f"{_TEXT}style-name") or ""), 0)
        elif element.tag == f"{_TABLE}table":
            yield Table(tuple(_rows(element, reader)))
        elif element.tag not in _SKIP and isinstance(element.tag, str):
            yield from _blocks(element, reader)  # sections, indexes, frames


def _paragraph(element: Any, reader: _Reader, marker: str = "", level: int = 0) -> Paragraph:
    text = tidy_line(_text(element))
    reader.limits.take(blocks=1, letters=len(text))
    strong = element.tag == f"{_TEXT}h" or str(element.get(f"{_TEXT}style-name")) in reader.strong
    return Paragraph(text, marker if text else "", level, bool(text) and strong)


def _list(element: Any, reader: _Reader, style: str, level: int) -> Iterator[Block]:
    style = str(element.get(f"{_TEXT}style-name") or style)
    shape = reader.lists.get(style, {}).get(level, "•")
    count = 0
    if element.get(f"{_TEXT}continue-numbering") == "true" or element.get(f"{_TEXT}continue-list"):
        count = reader.continued.get(style, 0)
    for item in element:
        if item.tag not in (f"{_TEXT}list-item", f"{_TEXT}list-header"):
            continue
        start = str(item.get(f"{_TEXT}start-value") or "")
        marked = item.tag == f"{_TEXT}list-header"
        for child in item:
            if child.tag in _PARAGRAPHS:
                if not marked:
                    count = int(start) if start.isdigit() else count + 1
                marker = "" if marked else "•" if shape == "•" else f"{count}."
                yield _paragraph(child, reader, marker, level)
                marked = True  # further paragraphs of an item carry no number
            elif child.tag == f"{_TEXT}list":
                yield from _list(child, reader, style, level + 1)
    reader.continued[style] = count


def _rows(table: Any, reader: _Reader) -> Iterator[tuple[Cell, ...]]:
    above: dict[int, tuple[str, int]] = {}  # column -> text of a merged cell, rows left
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is table:
            cells = tuple(_cells(row, above, reader))
            times = _number(row, "number-rows-repeated") if any(c.text for c in cells) else 1
            for _ in range(times if cells else 0):
                yield cells


def _cells(row: Any, above: dict[int, tuple[str, int]], reader: _Reader) -> Iterator[Cell]:
    column = 0
    for cell in row:
        if cell.tag not in (f"{_TABLE}covered-table-cell", f"{_TABLE}table-cell"):
            continue
        own = _cell_text(cell)
        for _ in range(_number(cell, "number-columns-repeated")):
            reader.limits.take(cells=1, letters=len(own))
            if cell.tag == f"{_TABLE}table-cell":
                above[column] = (own, _number(cell, "number-rows-spanned") - 1)
                span = _number(cell, "number-columns-spanned")
                yield Cell(own, span, False, bool(own) and _is_bold(cell, reader))
            else:
                text, left = above.get(column, ("", 0))
                if left > 0:
                    above[column] = (text, left - 1)
                    yield Cell(text, 1, True)
                if own:  # hidden under a merge, and text all the same
                    yield Cell(own, 0)
            column += 1


def _is_bold(cell: Any, reader: _Reader) -> bool:
    said = [one for one in cell.iter(*_PARAGRAPHS) if _text(one).strip()]
    return all(str(one.get(f"{_TEXT}style-name")) in reader.strong for one in said)


def _number(element: Any, name: str) -> int:
    value = str(element.get(f"{_TABLE}{name}") or "1")
    return max(1, min(_REPEATS, int(value))) if value.isdigit() else 1


def _cell_text(cell: Any) -> str:
    lines, counts = [], 0
    for element in cell.iter():
        if element.tag not in _PARAGRAPHS or any(
            one.tag in _SKIP for one in element.iterancestors()
        ):
            continue
        counts += 1
        lines.append(_text(element))
    return tidy_cell("\n".join(lines))


def _text(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        tag = child.tag
        if tag == f"{_TEXT}s":
            parts.append(" ")
        elif tag == f"{_TEXT}tab":
            parts.append("\t")
        elif tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif tag not in _SKIP and isinstance(tag, str):
            parts.append(f" {_text(child)} " if tag in _PARAGRAPHS else _text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _list_styles(document: Any) -> dict[str, dict[int, str]]:
    """Bullet or number by list style and level."""
    shapes: dict[str, dict[int, str]] = {}
    for part in (document.get_part("content"), document.get_part("styles")):
        for style in _element(part.root).iter(f"{_TEXT}list-style"):
            name = str(style.get(f"{_STYLE}name"))
            for level in style:
                depth = str(level.get(f"{_TEXT}level") or "1")
                numbered = level.tag == f"{_TEXT}list-level-style-number"
                if depth.isdigit():
                    shapes.setdefault(name, {})[int(depth) - 1] = "1" if numbered else "•"
    return shapes


def _strong_styles(document: Any) -> set[str]:
    """Paragraph styles that are bold."""
    found = set()
    for part in (document.get_part("content"), document.get_part("styles")):
        for style in _element(part.root).iter(f"{_STYLE}style"):
            for properties in style.iter(f"{_STYLE}text-properties"):
                if properties.get(f"{_FO}font-weight") == "bold" and (
                    style.get(f"{_STYLE}family") == "paragraph"
                ):
                    found.add(str(style.get(f"{_STYLE}name")))
    return found

"""TXT into blocks: plain text, text pasted out of Word, text with Markdown marks.

Tables come in two shapes: one cell a line, each behind a tab (as Word's text has it), or one
row a line with tabs between the cells.
"""

from __future__ import annotations

import re

from objektiv.documents.reading.blocks import (
    Block,
    Cell,
    Limits,
    Paragraph,
    Table,
    tidy_cell,
    tidy_line,
)

_RULE = re.compile(r"[\s|:+=_*-]*")
_ENDS = re.compile(r"[.;:!?…][»\")*]*\s*$")
_BULLET = re.compile(r"^\s*[*•·▪●○–—-]\s+")


def decode(data: bytes) -> str | None:
    """Text of a file in UTF-8, UTF-16 with a mark, or cp1251; None when it is no text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1251", errors="replace")
    letters = sum(c.isalpha() for c in text)
    russian = sum("а" <= c.lower() <= "я" for c in text)
    return text if russian > 0.5 * letters else None


def read_text(text: str, limits: Limits) -> list[Block]:
    """Blocks of a text."""
    limits.take(letters=len(text))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    limits.take(blocks=len(lines) // 2)
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        rows, after = _tabbed(lines, at)
        if not rows:
            rows, after = _separated(lines, at)
        if rows:
            limits.take(cells=sum(map(len, rows)))
            blocks.append(Table(tuple(rows)))
            at = after
            continue
        paragraph, at = _paragraph(lines, at)
        if paragraph:
            blocks.append(paragraph)
    return blocks


def _tabbed(lines: list[str], at: int) -> tuple[list[tuple[Cell, ...]], int]:
    """Rows of a table that has one cell a line; a row ends at an empty line."""
    rows: list[tuple[Cell, ...]] = []
    after = at
    while at < len(lines) and lines[at].startswith("\t") and lines[at].strip():
        cells: list[list[str]] = []
        while at < len(lines) and (lines[at].strip() or lines[at].startswith("\t")):
            if lines[at].startswith("\t"):
                cells.append([lines[at][1:]])
            else:
                cells[-1].append(lines[at])
            at += 1
        rows.append(tuple(Cell(tidy_cell("\n".join(cell))) for cell in cells))
        after = at
        while at < len(lines) and not lines[at].strip():
            at += 1
    # One indented line is a paragraph.
    return (rows, after) if len(rows) > 1 or (rows and len(rows[0]) > 1) else ([], after)


def _separated(lines: list[str], at: int) -> tuple[list[tuple[Cell, ...]], int]:
    """Rows of a table that has one row a line; empty lines between the rows are a page break."""
    rows: list[tuple[Cell, ...]] = []
    after = at
    width = 0
    while at < len(lines):
        line = lines[at]
        cells = _cells(line)
        if len(cells) < 2 or (rows and len(cells) != width):
            break
        width = width or len(cells)
        if not _RULE.fullmatch(line):
            rows.append(tuple(_cell(cell) for cell in cells))
        at += 1
        after = at
        while at < len(lines) and not lines[at].strip():
            at += 1
    return (rows, after) if len(rows) > 1 else ([], after)


def _cell(text: str) -> Cell:
    bare = text.strip()
    strong = len(bare) > 4 and bare.startswith("**") and bare.endswith("**")
    return Cell(tidy_cell(bare.replace("**", "")), strong=strong)


def _cells(line: str) -> list[str]:
    if line.count("|") > 1 and line.strip().startswith("|"):
        return line.strip().strip("|").split("|")
    return line.split("\t") if line.strip() and not line.startswith("\t") else []


def _paragraph(lines: list[str], at: int) -> tuple[Paragraph | None, int]:
    """A line and those that go on with it: in the same bold words, or in lower case."""
    apart = at > 0 and not lines[at - 1].strip()
    text = lines[at]
    at += 1
    if not text.strip() or _RULE.fullmatch(text):
        return None, at
    body = _BULLET.sub("", text, count=1)
    opened = body.count("**") % 2 == 1 or (body.count("*") % 2 == 1 and "**" not in body)
    started = at
    while at < len(lines) and lines[at].strip() and at - started < 20:
        following = lines[at]
        goes_on = following.strip()[:1].islower() and not _ENDS.search(text)
        if not opened and not (goes_on and "\t" not in following):
            break
        text = f"{text} {following}"
        at += 1
        if opened and following.count("*"):
            opened = False
    bare = tidy_line(text)
    strong = bare.startswith("**") and bare.rstrip(" .:").endswith("**") and bare.count("**") == 2
    marks = re.sub(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}", "", bare)
    heading = re.match(r"#{1,6}\s+", marks)
    if heading:
        marks = marks[heading.end() :]
    marks = tidy_line(marks)
    return (Paragraph(marks, strong=strong or bool(heading), apart=apart) if marks else None), at

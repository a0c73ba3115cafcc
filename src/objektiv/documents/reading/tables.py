"""Tables of measures: which column is what, rows that go on, rows that are headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from objektiv.documents.reading.blocks import Cell, Table
from objektiv.documents.reading.columns import (
    NUMBER,
    columns,
    guess_roles,
    header_of,
    is_column_numbers,
    is_signed,
    lines_of,
    one_line,
)
from objektiv.russian.due import read_due

_KEPT = ("number", "text", "due", "responsible", "participants", "expected_result")


@dataclass(slots=True)
class Row:
    """Cells of one measure by role."""

    number: str = ""
    text: str = ""
    due: str = ""
    responsible: str = ""
    participants: str = ""
    expected_result: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Part:
    """Measures under one heading of a table."""

    number: str
    title: str
    rows: list[Row]


@dataclass(slots=True)
class TableReader:
    """Tables of one document in order; a table without a heading goes on with the last one."""

    roles: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    parts: list[Part] = field(default_factory=list)

    def read(self, table: Table, title: str) -> list[str]:
        """Add a table's measures; what is no measure is given back, line by line.

        `title`: the heading above the table, where its measures have none of their own.
        """
        rows = [row for row in map(columns, table.rows) if any(cell.text for cell in row)]
        if not rows:
            return []
        skip, roles = header_of(rows)
        width = table.width
        follows = bool(self.parts) and not title  # nothing stands between it and the last one
        if skip:
            headings = tuple(one_line(cell.text) for cell in rows[0])
            goes_on = follows and headings == self.headings
        else:
            goes_on = follows and len(self.roles) == width and not is_signed(rows)
            headings = self.headings if goes_on else ()
            roles = self.roles if goes_on else guess_roles(rows, width)
        if not roles:
            return lines_of(rows)
        self.roles, self.headings = _divided(roles, rows[skip:]), headings
        if not goes_on:
            self.parts.append(Part("", title, []))
        body = [
            row
            for i, row in enumerate(rows[skip:])
            if not self._repeats_heading(row) and not (i == 0 and is_column_numbers(row))
        ]
        for i, row in enumerate(body):
            self._take(row, width, body[i + 1] if i + 1 < len(body) else [])
        return []

    def _repeats_heading(self, row: Sequence[Cell]) -> bool:
        return bool(self.headings) and tuple(one_line(cell.text) for cell in row) == self.headings

    def _take(self, row: list[Cell], width: int, following: list[Cell]) -> None:
        heading = _heading_of(row, self.roles, width, following)
        if heading is not None:
            self.parts.append(Part(*heading, []))
            return
        made = Row()
        for i, cell in enumerate(row):
            role = self.roles[i] if i < len(self.roles) else "notes"
            if role == "section" and cell.text and not cell.copied:
                self.parts.append(Part("", one_line(cell.text), []))
            elif role == "due_responsible":
                self._divide(made, cell.text)
            elif role == "notes" and cell.text:
                name = self.headings[i] if i < len(self.headings) else ""
                made.notes.append(f"{name}: {cell.text}" if name else cell.text)
            elif role in _KEPT and cell.text and not (cell.copied and role in ("number", "text")):
                before = getattr(made, role)
                setattr(made, role, f"{before}\n{cell.text}" if before else cell.text)
        rows = self.parts[-1].rows
        last = rows[-1] if rows else None
        copied_text = any(
            cell.copied and role == "text" for cell, role in zip(row, self.roles, strict=False)
        )
        if not any(getattr(made, role) for role in _KEPT) and not made.notes:
            return  # only its direction was told
        if last and (copied_text or _goes_on(last, made, "number" in self.roles)):
            _join(last, made, [cell.copied for cell in row], self.roles)
        else:
            rows.append(made)

    @staticmethod
    def _divide(made: Row, text: str) -> None:
        """Terms and people of one column, line by line."""
        for line in text.split("\n"):
            role = "due" if read_due(line).kind != "none" else "responsible"
            before = getattr(made, role)
            setattr(made, role, f"{before}\n{line}".strip())


def _divided(roles: tuple[str, ...], rows: list[list[Cell]]) -> tuple[str, ...]:
    """A column of directions divides the table only where a cell holds for several rows."""
    if "section" not in roles:
        return roles
    at = roles.index("section")
    cells = [row[at] for row in rows if at < len(row)]
    merged = any(cell.copied or not cell.text for cell in cells)
    return roles if merged else tuple("notes" if one == "section" else one for one in roles)


def _heading_of(
    row: list[Cell], roles: Sequence[str], width: int, following: list[Cell]
) -> tuple[str, str] | None:
    """Number and title where a row is a heading over the following ones."""
    filled = [(i, cell) for i, cell in enumerate(row) if cell.text and not cell.copied]
    if not filled or any(cell.copied and cell.text for cell in row):
        return None
    number = ""
    first = one_line(filled[0][1].text)
    if len(filled) == 2 and NUMBER.fullmatch(first):
        number, filled = first, filled[1:]
    if len(filled) != 1 or width < 2:
        return None
    at, cell = filled[0]
    title = one_line(cell.text)
    short_row = len(row) <= 2 < len(roles)
    spans = cell.span >= max(2, width - 1 - bool(number))
    below = one_line(following[0].text) if following else ""
    over = bool(number) and below.startswith(f"{number.rstrip('.)')}.") and below != number
    if not title or title[0].islower():
        return None
    in_text = width > 2 and at < len(roles) and roles[at] in ("text", "number", "section")
    unnumbered = not number and "number" in roles and len(title) < 200
    # A measure with nothing but its text keeps its number; a heading is wide, or bold, or has
    # no number, or has points of its own number below: «1.», then «1.1».
    if spans or short_row or (in_text and (unnumbered or cell.strong or over)):
        marked = re.match(r"((?:\d{1,2}|[IVX]{1,4})\s*[.)])\s*(?=\S)", title)
        if marked and not number:
            number, title = marked[1], title[marked.end() :]
        return number, title
    return None


def _goes_on(last: Row, row: Row, numbered: bool) -> bool:
    """Does a row continue the one above it, over a page break?"""
    if row.number:
        return False
    if not row.text:
        return True
    if row.text[0].islower() and not re.search(r"[.;!?]\s*$", last.text):
        return True
    return numbered and row.text[0].islower() and bool(last.number)


def _join(last: Row, row: Row, copied: list[bool], roles: Sequence[str]) -> None:
    repeated = {role for role, same in zip(roles, copied, strict=False) if same}
    for role in ("text", "due", "responsible", "participants", "expected_result"):
        more, before = getattr(row, role), getattr(last, role)
        if not more or role in repeated:
            continue
        broken = role in ("text", "expected_result") or not re.search(r"[.;,]\s*$", before)
        goes_on = more[0].islower() and broken and role not in ("responsible", "due")
        setattr(last, role, (f"{before} {more}" if goes_on else f"{before}\n{more}").strip())
    last.notes.extend(row.notes)

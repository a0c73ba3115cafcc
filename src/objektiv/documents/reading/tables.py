"""Tables of measures: which column is what, rows that go on, rows that are headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from objektiv.documents.reading.blocks import Cell, Table
from objektiv.russian.due import read_due

# What a column's heading says it holds; the first that fits.
_ROLES = (
    ("number", r"^\W*(?:№|n\b|п\s*/\s*п|номер)"),
    ("responsible", r"ответствен|исполнител|^кто\b"),
    ("due", r"срок|^дат[аы]|когда|период|время\s+провед"),
    ("expected_result", r"результат|показател|эффект|форма\s+(?:отч|предст|завер)|выход|продукт"),
    ("participants", r"участник|категори|аудитори|для\s+кого|целев\w+\s+групп|адресат|контингент"),
    (
        "text",
        r"мероприят|направлен|содержан|наименован|вид\w*\s+деятельн|\bмер[аы]\b|действи|задач|рекомендац|решени|вопрос|тема|что\b",
    ),
)
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXivx]{1,5}|[а-яё])\s*[.)]?")
_PERSON = re.compile(
    r"[А-ЯЁ]\.\s?[А-ЯЁ]\.|директор|зам\.|заместител|руководител|учител|педагог|администрац|координатор",
    re.IGNORECASE,
)
_HEADING_LETTERS = 80
_SIGNATURE = re.compile(r"_{3,}|подпись|м\.\s?п\.", re.IGNORECASE)


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
        rows = [row for row in map(_columns, table.rows) if any(cell.text for cell in row)]
        if not rows:
            return []
        skip, roles = _header(rows)
        follows = bool(self.parts) and not title  # nothing stands between it and the last one
        if skip:
            headings = tuple(_one_line(cell.text) for cell in rows[0])
            goes_on = follows and headings == self.headings
        else:
            goes_on = follows and len(self.roles) == table.width and not _is_signed(rows)
            headings = self.headings if goes_on else ()
            roles = self.roles if goes_on else _guess(rows, table.width)
        if not roles:
            return _lines(rows)
        self.roles, self.headings = roles, headings
        if not goes_on:
            self.parts.append(Part("", title, []))
        for row in rows[skip:]:
            if not self._repeats_heading(row):
                self._take(row, table.width)
        return []

    def _repeats_heading(self, row: Sequence[Cell]) -> bool:
        return bool(self.headings) and tuple(_one_line(cell.text) for cell in row) == self.headings

    def _take(self, row: list[Cell], width: int) -> None:
        heading = _heading_of(row, self.roles, width)
        if heading is not None:
            self.parts.append(Part(*heading, []))
            return
        made = Row()
        for i, cell in enumerate(row):
            role = self.roles[i] if i < len(self.roles) else "notes"
            if role == "notes":
                if cell.text:
                    name = self.headings[i] if i < len(self.headings) else ""
                    made.notes.append(f"{name}: {cell.text}" if name else cell.text)
            elif cell.text and not (cell.copied and role in ("number", "text")):
                before = getattr(made, role)
                setattr(made, role, f"{before}\n{cell.text}" if before else cell.text)
        rows = self.parts[-1].rows
        last = rows[-1] if rows else None
        copied_text = any(
            cell.copied and role == "text" for cell, role in zip(row, self.roles, strict=False)
        )
        if last and (copied_text or _goes_on(last, made, "number" in self.roles)):
            _join(last, made, [cell.copied for cell in row], self.roles)
        else:
            rows.append(made)


def _columns(row: Iterable[Cell]) -> list[Cell]:
    """A cell for each column of the grid: a wide one stands first, the others are empty."""
    cells: list[Cell] = []
    for cell in row:
        cells.append(cell)
        cells.extend(Cell("", 0) for _ in range(cell.span - 1))
    return cells


def _is_signed(rows: list[list[Cell]]) -> bool:
    """Is it a table for signatures?"""
    return any(_SIGNATURE.search(cell.text) for row in rows for cell in row)


def _lines(rows: list[list[Cell]]) -> list[str]:
    cells = (cell for row in rows for cell in row if not cell.copied)
    return [line for cell in cells for line in cell.text.split("\n") if line]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def role_of(heading: str) -> str:
    """What a column holds by its heading; "" when it does not say.

    >>> role_of("Сроки исполнения"), role_of("№ п/п"), role_of("Ожидаемый результат")
    ('due', 'number', 'expected_result')
    """
    low = _one_line(heading).lower().replace("ё", "е")
    if not low or len(low) > _HEADING_LETTERS:
        return ""
    return next((role for role, pattern in _ROLES if re.search(pattern, low)), "")


def _header(rows: list[list[Cell]]) -> tuple[int, tuple[str, ...]]:
    """How many rows are the heading, and the role of each column; (0, ()) without one."""
    for skip in (1, 2):
        if len(rows) < skip:
            break
        width = max(len(row) for row in rows[:skip])
        roles = []
        for i in range(width):
            texts = [row[i].text for row in rows[:skip] if i < len(row) and row[i].span]
            roles.append(next(filter(None, (role_of(text) for text in reversed(texts))), ""))
        named = {role for role in roles if role}
        short = all(
            len(_one_line(cell.text)) <= _HEADING_LETTERS for row in rows[:skip] for cell in row
        )
        if short and "text" in named and len(named) >= 2 and not _looks_like_data(rows[skip - 1]):
            return skip, _once(roles)
        # Two roles without the measures themselves: the widest other column is theirs.
        if short and len(named - {"number"}) >= 2 and not _looks_like_data(rows[skip - 1]):
            free = [i for i, role in enumerate(roles) if not role]
            if free:
                roles[free[0]] = "text"
                return skip, _once(roles)
    return 0, ()


def _once(roles: list[str]) -> tuple[str, ...]:
    """Each role one column; further ones are notes."""
    seen: set[str] = set()
    result = []
    for role in roles:
        result.append(role if role and role not in seen else "notes")
        seen.add(role)
    return tuple(result)


def _looks_like_data(row: list[Cell]) -> bool:
    first = _one_line(row[0].text) if row else ""
    return bool(_NUMBER.fullmatch(first)) and bool(re.search(r"\d", first))


def _guess(rows: list[list[Cell]], width: int) -> tuple[str, ...]:
    """Roles of the columns of a table without a heading; () when it holds no measures."""
    if width < 2 or len(rows) < 2 or _is_signed(rows):
        return ()
    columns = [[_one_line(row[i].text) for row in rows if i < len(row)] for i in range(width)]
    roles = [""] * width

    def most(column: list[str], test: Callable[[str], bool]) -> bool:
        filled = [text for text in column if text]
        return bool(filled) and sum(map(test, filled)) >= 0.6 * len(filled)

    for i, column in enumerate(columns):
        if most(column, lambda text: bool(_NUMBER.fullmatch(text))):
            roles[i] = "number"
        elif most(column, lambda text: len(text) < 100 and read_due(text).kind != "none"):
            roles[i] = "due"
        elif most(column, lambda text: len(text) < 150 and bool(_PERSON.search(text))):
            roles[i] = "responsible"
    free = [i for i, role in enumerate(roles) if not role]
    if not free or not {"due", "responsible"} & set(roles):
        return ()
    longest = max(free, key=lambda i: sum(map(len, columns[i])))
    if sum(map(len, columns[longest])) < 12 * len(rows):
        return ()
    roles[longest] = "text"
    return _once(roles)


def _heading_of(row: list[Cell], roles: Sequence[str], width: int) -> tuple[str, str] | None:
    """Number and title where a row is a heading over the following ones."""
    filled = [(i, cell) for i, cell in enumerate(row) if cell.text and not cell.copied]
    if not filled or any(cell.copied and cell.text for cell in row):
        return None
    number = ""
    first = _one_line(filled[0][1].text)
    if len(filled) == 2 and _NUMBER.fullmatch(first):
        number, filled = first, filled[1:]
    if len(filled) != 1 or width < 3:
        return None
    at, cell = filled[0]
    title = _one_line(cell.text)
    short_row = len(row) <= 2 < len(roles)
    spans = cell.span >= max(2, width - 1 - bool(number))
    if not title or title[0].islower():
        return None
    in_text = at < len(roles) and roles[at] in ("text", "number")
    # A measure with nothing but its text keeps its number; a heading is wide, or has none.
    if spans or short_row or (in_text and not number and "number" in roles and len(title) < 200):
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

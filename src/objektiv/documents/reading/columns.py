"""What each column of a table of measures holds: by its heading, else by its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from objektiv.documents.reading.blocks import Cell
from objektiv.russian.due import read_due

# What a column's heading says it holds; the first that fits.
_ROLES = (
    ("number", r"^\W*(?:№|n\b|п\s*/\s*п|номер)"),
    ("due_responsible", r"срок.*(?:ответствен|исполнител)|(?:ответствен|исполнител).*срок"),
    ("responsible", r"ответствен|исполнител|^кто\b"),
    (
        "expected_result",
        r"результат|показател|эффект|форма\s+(?:отч|предст|завер)|выход|продукт|подтвержд|отчетн\w+\s+док",
    ),
    ("due", r"срок|^дат[аы]|когда|период|время\s+провед"),
    ("participants", r"участник|категори|аудитори|для\s+кого|целев\w+\s+групп|адресат|контингент"),
    (
        "text",
        r"мероприят|содержан|наименован|вид\w*\s+деятельн|\bмер[аы]\b|действи|рекомендац|решени|вопрос|что\b",
    ),
    ("section", r"направлен|раздел|блок|задач|тема|проблем"),
)
NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXivx]{1,5}|[а-яё])\s*[.)]?")
_PERSON = re.compile(
    r"[А-ЯЁ]\.\s?[А-ЯЁ]\.|директор|зам\.|заместител|руководител|учител|педагог|администрац|координатор",
    re.IGNORECASE,
)
_HEADING_LETTERS = 80
_SIGNATURE = re.compile(r"_{3,}|подпись|м\.\s?п\.", re.IGNORECASE)


def columns(row: Iterable[Cell]) -> list[Cell]:
    """A cell for each column of the grid: a wide one stands first, the others are empty."""
    cells: list[Cell] = []
    for cell in row:
        cells.append(cell)
        cells.extend(Cell("", 0) for _ in range(cell.span - 1))
    return cells


def is_signed(rows: list[list[Cell]]) -> bool:
    """Is it a table for signatures?"""
    return any(_SIGNATURE.search(cell.text) for row in rows for cell in row)


def lines_of(rows: list[list[Cell]]) -> list[str]:
    cells = (cell for row in rows for cell in row if not cell.copied)
    return [line for cell in cells for line in cell.text.split("\n") if line]


def one_line(text: str) -> str:
    return " ".join(text.split())


def role_of(heading: str) -> str:
    """What a column holds by its heading; "" when it does not say.

    >>> role_of("Сроки исполнения"), role_of("№ п/п"), role_of("Ожидаемый результат")
    ('due', 'number', 'expected_result')
    """
    low = one_line(heading).lower().replace("ё", "е")
    if not low or len(low) > _HEADING_LETTERS:
        return ""
    return next((role for role, pattern in _ROLES if re.search(pattern, low)), "")


def header_of(rows: list[list[Cell]]) -> tuple[int, tuple[str, ...]]:
    """How many rows are the heading, and the role of each column; (0, ()) without one."""
    for skip in (1, 2):
        if len(rows) < skip:
            break
        width = max(len(row) for row in rows[:skip])
        roles = []
        for i in range(width):
            texts = [row[i].text for row in rows[:skip] if i < len(row) and row[i].span]
            roles.append(next(filter(None, (role_of(text) for text in reversed(texts))), ""))
        if "text" not in roles and "section" in roles:
            roles[roles.index("section")] = "text"
        named = {role for role in roles if role}
        short = all(
            len(one_line(cell.text)) <= _HEADING_LETTERS for row in rows[:skip] for cell in row
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


def is_column_numbers(row: list[Cell]) -> bool:
    """Is it the row «1 | 2 | 3» under a heading?"""
    said = [one_line(cell.text) for cell in row if cell.span]
    return len(said) > 1 and said == [str(i) for i in range(1, len(said) + 1)]


def _looks_like_data(row: list[Cell]) -> bool:
    first = one_line(row[0].text) if row else ""
    return bool(NUMBER.fullmatch(first)) and bool(re.search(r"\d", first))


def guess_roles(rows: list[list[Cell]], width: int) -> tuple[str, ...]:
    """Roles of the columns of a table without a heading; () when it holds no measures."""
    if width < 2 or len(rows) < 2 or is_signed(rows):
        return ()
    columns = [[one_line(row[i].text) for row in rows if i < len(row)] for i in range(width)]
    roles = [""] * width

    def most(column: list[str], test: Callable[[str], bool]) -> bool:
        filled = [text for text in column if text]
        return bool(filled) and sum(map(test, filled)) >= 0.6 * len(filled)

    for i, column in enumerate(columns):
        if most(column, lambda text: bool(NUMBER.fullmatch(text))):
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

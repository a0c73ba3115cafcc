"""What is wrong with a file, where exactly, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from objektiv.russian import counted

# A column with a thousand equal mistakes is one mistake: this many cells are named.
NAMED_CELLS = 20


class Severity(StrEnum):
    REFUSE = "refuse"  # nothing is read until it is put right
    WARN = "warn"  # read; a person should know
    ASK = "ask"  # nothing is read until a person answers


@dataclass(frozen=True, slots=True)
class Complaint:
    """One sentence about one place.

    >>> str(Complaint("5а.xlsx", "Лист1", "F17", Severity.REFUSE, "Нет отметки."))
    '5а.xlsx, лист «Лист1», ячейка F17: Нет отметки.'
    """

    file: str
    sheet: str
    cell: str  # «F17», «строка 5», «столбец F» or ""
    severity: Severity
    text: str

    def __str__(self) -> str:
        parts = [self.file]
        if self.sheet:
            parts.append(f"лист «{self.sheet}»")
        if self.cell:
            parts.append(self.cell if " " in self.cell else f"ячейка {self.cell}")
        return f"{', '.join(parts)}: {self.text}"


class Refused(Exception):
    """Input that cannot be read, with every reason found."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__("\n".join(map(str, complaints)))
        self.complaints = complaints


@dataclass(frozen=True, slots=True)
class Place:
    """A file and, where it has them, one of its sheets."""

    file: str
    sheet: str = ""

    def refuse(self, text: str, row: int | None = None, column: int | None = None) -> Complaint:
        return self._complain(Severity.REFUSE, text, row, column)

    def warn(self, text: str, row: int | None = None, column: int | None = None) -> Complaint:
        return self._complain(Severity.WARN, text, row, column)

    def ask(self, text: str, row: int | None = None, column: int | None = None) -> Complaint:
        return self._complain(Severity.ASK, text, row, column)

    def _complain(
        self, severity: Severity, text: str, row: int | None, column: int | None
    ) -> Complaint:
        return Complaint(self.file, self.sheet, address(row, column), severity, text)

    def cells(
        self, severity: Severity, text: str, rows: list[int], column: int | None
    ) -> list[Complaint]:
        """The same sentence for many cells of a column; the tail of a long list is counted."""
        named = rows[:NAMED_CELLS]
        complaints = [self._complain(severity, text, row, column) for row in named]
        if rest := len(rows) - len(named):
            where = counted(rest, "ячейке", "ячейках", "ячейках")
            tail = f"{text} То же ещё в {where}, последняя — {address(rows[-1], column)}."
            complaints.append(self._complain(severity, tail, None, column))
        return complaints


def address(row: int | None, column: int | None) -> str:
    """Address of a cell, counting rows and columns from 0, as spreadsheets write it.

    >>> address(16, 5), address(0, 27), address(4, None), address(None, 5)
    ('F17', 'AB1', 'строка 5', 'столбец F')
    """
    if column is None:
        return "" if row is None else f"строка {row + 1}"
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"столбец {letters}" if row is None else f"{letters}{row + 1}"

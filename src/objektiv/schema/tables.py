"""A finished table for people: what XLSX, HTML and DOCX all print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# How a column is written: 12 345 · 12,4 · 12,4 % (a share 0…1 is shown in percent) · text
Kind = Literal["text", "int", "number", "share"]


@dataclass(frozen=True, slots=True)
class Few:
    """A cell that says «мало данных (n = 6)» instead of a number."""

    n: int


@dataclass(frozen=True, slots=True)
class Zoned:
    """A number with its zone, which becomes the colour and the sign of the cell."""

    value: float
    zone: Literal["low", "border", "enough", "watch", "note", ""]


Cell = str | int | float | Few | Zoned | None


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: str
    kind: Kind = "text"
    hint: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under columns, with the sentence that answers the table's question."""

    code: str  # "marks", "journal", "scores", "items", "skills", "groups", "individual"
    title: str
    answer: str  # one Russian sentence generated from the data
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()  # thresholds with source and status, how to read

"""What every kind of file is turned into first: paragraphs and tables in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]*\]")
# Letters that carry no text: soft hyphens, zero widths, marks of direction, byte order.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str  # lines of one paragraph are joined by a space
    marker: str = ""  # of a numbered or bulleted list: «1.», «•»
    level: int = 0  # of the list
    strong: bool = False  # a heading, bold or centred throughout
    apart: bool = False  # an empty line stands before it


@dataclass(frozen=True, slots=True)
class Cell:
    text: str  # its paragraphs are joined by line breaks
    span: int = 1  # columns that it takes
    copied: bool = False  # the text is that of the merged cell above
    strong: bool = False  # bold throughout


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def width(self) -> int:
        return max((sum(cell.span for cell in row) for row in self.rows), default=0)


Block = Paragraph | Table


@dataclass(slots=True)
class Limits:
    """Counts what a file holds; far above any plan, below what would harm the machine."""

    blocks: int = 20_000
    cells: int = 60_000
    letters: int = 4_000_000

    def take(self, *, blocks: int = 0, cells: int = 0, letters: int = 0) -> None:
        self.blocks -= blocks
        self.cells -= cells
        self.letters -= letters
        if min(self.blocks, self.cells, self.letters) < 0:
            raise TooLong


class TooLong(Exception):
    """The document holds more than a plan can."""


def tidy_line(text: str) -> str:
    """One line without artefacts of pasting: bookmarks, invisible letters, runs of spaces.

    >>> tidy_line("[bookmark: _GoBack] 1.\\xa0Направлять   педагогов")
    '1. Направлять педагогов'
    """
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", _BOOKMARK.sub(" ", text)))
    return " ".join(text.split())


def tidy_cell(text: str) -> str:
    """The same line by line; empty lines are left out."""
    lines = map(tidy_line, text.replace("\v", "\n").splitlines())
    return "\n".join(line for line in lines if line)

"""What search finds, and how rows are narrowed by words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from objektiv.russian.searching import asked

MOST = 20  # of each kind are shown
LOOKED_AT = 300  # newest rows that are looked through where a table has no text of its own


@dataclass(frozen=True)
class Document:
    """A file, a letter, a task: what it is called, where it belongs, where it is opened."""

    title: str
    where: str
    url: str
    at: datetime | None = None


def matching(rows, words: str):
    """Rows of a table with a column `search` in which every word of a query occurs."""
    return holding(rows, asked(words))


def holding(rows, parts: Iterable[str], column: str = "search"):
    """Rows whose text holds every part."""
    for part in parts:
        rows = rows.filter(**{f"{column}__contains": part})
    return rows

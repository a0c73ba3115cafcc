"""A file as sheets of text, whatever its format: what the readers of layouts look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from objektiv.protocols.complaints import Place

if TYPE_CHECKING:
    import polars as pl

# Ranges of merged cells: first row, first column, last row, last column, from 0.
Merged = tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True)
class Part:
    """Rows of a sheet in a row: the whole sheet, or a batch of a long file.

    `frame` holds trimmed text, null where a cell is empty; its column j is column j of the
    sheet, its row i is row `first_row + i` of the sheet (both from 0).
    """

    frame: pl.DataFrame
    first_row: int = 0


@dataclass(frozen=True)
class Sheet:
    """One sheet: parts are taken once, in order. Raises `Refused` while they are taken."""

    place: Place
    parts: Iterable[Part]
    hidden: bool = False
    merged: Merged = field(default=())

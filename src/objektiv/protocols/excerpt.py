"""A cell with its neighbours: what a complaint speaks of, as the sheet shows it.

The file is opened in a process of its own with bounded memory and time
(`python -m objektiv.protocols.excerpt FILE SHEET CELL`), because a page waits for the answer.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from objektiv.protocols import limits
from objektiv.protocols.apart import limit_this_process
from objektiv.protocols.complaints import Place, Refused, address
from objektiv.protocols.files import open_sheets
from objektiv.protocols.untold import column_number

if TYPE_CHECKING:
    import polars as pl

ROWS, COLUMNS = 2, 3  # neighbours on each side
HEAD = 15  # rows in which a header is looked for
TEXT = 40  # characters of a cell that are shown
FILE_BYTES = 64 * 2**20  # a larger file is opened by its owner, not on a page
_CELL = re.compile(r"^(?:([A-Z]{1,3})(\d{1,7})|строка (\d{1,7})|столбец ([A-Z]{1,3}))$")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some rows of some columns. `head` is the header over them, empty where none was found;
    the cell complained of is where `row` (number of the row) and `column` (letters) meet:
    a missing one means the whole row or column."""

    columns: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    row: int | None
    column: str


def place_of(cell: str) -> tuple[int | None, int | None] | None:
    """Row and column from 0 of an address as complaints write it; None where it names none.

    >>> place_of("F17"), place_of("строка 5"), place_of("столбец AB"), place_of("")
    ((16, 5), (4, None), (None, 27), None)
    """
    found = _CELL.match(cell)
    if not found:
        return None
    letters, row = found[1] or found[4], found[2] or found[3]
    return (int(row) - 1 if row else None, column_number(letters.encode()) if letters else None)


def excerpt(path: Path, sheet: str, cell: str) -> Excerpt | None:
    """The cell and what stands around it; None where it cannot be shown.

    `sheet` and `cell` are those of a complaint. Never raises for what the file holds: it is
    opened apart, and a file that is broken, too large or too slow has no excerpt.
    """
    if place_of(cell) is None or "\0" in sheet or path.stat().st_size > FILE_BYTES:
        return None
    command = [
        sys.executable,
        "-m",
        "objektiv.protocols.excerpt",
        str(path.absolute()),
        sheet,
        cell,
    ]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            capture_output=True,
            timeout=limits.SECONDS,
            check=False,
            env=os.environ | {"POLARS_MAX_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode != 0 or not done.stdout.strip():
        return None
    answer = json.loads(done.stdout)
    return Excerpt(
        tuple(answer["columns"]),
        tuple(answer["head"]),
        tuple((number, tuple(cells)) for number, cells in answer["rows"]),
        answer["row"],
        answer["column"],
    )


def cut_out(path: Path, sheet: str, cell: str) -> Excerpt | None:
    """`excerpt` in this process, without limits; raises `Refused` for a broken file."""
    where = place_of(cell)
    if where is None:
        return None
    row, column = where
    for one in open_sheets(path, Place(path.name)):
        if not sheet or one.place.sheet == sheet:
            return _around(((part.frame, part.first_row) for part in one.parts), row, column)
    return None


def _around(
    parts: Iterable[tuple[pl.DataFrame, int]], row: int | None, column: int | None
) -> Excerpt | None:
    top = max((row or 0) - ROWS, 0)
    bottom = (row if row is not None else 2 * ROWS) + ROWS
    head: list[tuple[str | None, ...]] = []
    rows: list[tuple[int, tuple[str | None, ...]]] = []
    width = 0
    for frame, first in parts:
        width = max(width, frame.width)
        if first == 0:
            head = frame.head(HEAD).rows()
        low, high = max(top - first, 0), bottom + 1 - first
        if low < frame.height and high > 0:
            rows += enumerate(frame.slice(low, high - low).rows(), first + low + 1)
        if first + frame.height > bottom:
            break
    if not rows or (column is not None and column >= width):
        return None
    left = max((column or 0) - COLUMNS, 0)
    shown = range(left, min(left + 2 * COLUMNS + 1, width))
    names = tuple(address(None, one).split()[1] for one in shown)

    def cells(texts: tuple[str | None, ...]) -> tuple[str, ...]:
        return tuple(_short(texts[one] if one < len(texts) else None) for one in shown)

    return Excerpt(
        names,
        cells(title) if (title := _header(head, top)) else (),
        tuple((number, cells(texts)) for number, texts in rows),
        None if row is None else row + 1,
        "" if column is None else address(None, column).split()[1],
    )


def _header(head: list[tuple[str | None, ...]], before: int) -> tuple[str | None, ...] | None:
    """The fullest of the first rows: the header of a table, when it stands above."""
    filled = [sum(text is not None for text in texts) for texts in head[:before]]
    most = max(filled, default=0)
    return head[filled.index(most)] if most > 1 else None


def _short(text: str | None) -> str:
    if text is None:
        return ""
    return text if len(text) <= TEXT else text[: TEXT - 1].rstrip() + "…"


def main() -> None:
    limit_this_process()
    path, sheet, cell = sys.argv[1:4]
    try:
        found = cut_out(Path(path), sheet, cell)
    except Refused:
        found = None
    if found:
        json.dump(asdict(found), sys.stdout)


if __name__ == "__main__":
    main()

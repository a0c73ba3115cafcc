"""Any table as named columns of text, and what a measuring command reads from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from objektiv.analysis.refusal import Refused
from objektiv.protocols import Complaint, Severity
from objektiv.protocols import Refused as Unreadable
from objektiv.protocols.cells import Bad, item_score, same_letters, tidy
from objektiv.protocols.complaints import Place
from objektiv.protocols.files import open_sheets
from objektiv.schema import COLUMNS, ITEM_PREFIX, MAX_ITEM_SCORE, MISSING

if TYPE_CHECKING:
    import polars as pl

BLANKS = frozenset({"", "NA", "N/A", "NaN", "nan", "null", "None"})


@dataclass(frozen=True)
class Columns:
    """The first sheet of a file; its first row named the columns."""

    place: Place
    names: tuple[str, ...]
    frame: pl.DataFrame  # text, null where empty; columns "0", "1", …
    first_row: int  # of the sheet, from 0
    whole: pl.DataFrame  # with the row of names

    def find(self, name: str) -> int:
        """Where a column is; look-alike letters and spaces do not matter. Raises `Refused`."""
        keys = [same_letters(one) for one in self.names]
        if name in self.names:
            return self.names.index(name)
        if same_letters(name) in keys:
            return keys.index(same_letters(name))
        have = ", ".join(f"«{one}»" for one in self.names[:12])
        more = "…" if len(self.names) > 12 else ""
        raise Refused(
            f"{self.place.file}: нет столбца «{name}». Есть: {have}{more}. Исправьте название."
        )

    def texts(self, name: str) -> NDArray[np.str_]:
        """A column as text, "" where empty."""
        column = self.frame[str(self.find(name))].fill_null("")
        return np.array([tidy(one) for one in column.to_list()], dtype=str)


def read_columns(path: Path) -> Columns:
    """Read the first sheet of a table of any known format. Raises `Refused`."""
    import polars as pl

    place = Place(path.name)
    try:
        sheets = open_sheets(path, place)
        parts = [(part.first_row, part.frame) for part in sheets[0].parts] if sheets else []
    except Unreadable as error:
        raise Refused(str(error)) from None
    parts = [(row, frame) for row, frame in parts if frame.height]
    if not parts:
        raise Refused(f"{path.name}: в таблице нет строк.")
    width = max(frame.width for _, frame in parts)
    frames = [
        frame.with_columns(
            pl.lit(None, dtype=pl.String).alias(str(j)) for j in range(frame.width, width)
        ).select(pl.col(str(j)).cast(pl.String) for j in range(width))
        for _, frame in parts
    ]
    frame = pl.concat(frames)
    head = [tidy(text or "") for text in frame.row(0)]
    last = max((j for j, text in enumerate(head) if text), default=-1)
    if last < 0:
        raise Refused(f"{path.name}: в первой строке нет названий столбцов.")
    names = tuple(name or f"столбец {j + 1}" for j, name in enumerate(head[: last + 1]))
    keys = [same_letters(name) for name in names]
    twice = sorted({name for name, key in zip(names, keys, strict=True) if keys.count(key) > 1})
    if twice:
        shown = ", ".join(f"«{name}»" for name in twice)
        raise Refused(f"{path.name}: столбцы с одинаковым названием: {shown}. Переименуйте их.")
    body = frame.slice(1).select(frame.columns[: last + 1])
    return Columns(place, names, body, parts[0][0] + 1, frame)


def item_names(columns: Columns, items: Sequence[str], ids: Sequence[str]) -> tuple[str, ...]:
    """The item columns: those asked for, else all that are neither ids nor known columns.

    Columns of other things (codes of schools, names) must be named in `ids`.
    """
    for name in (*items, *ids):
        columns.find(name)
    if items:
        return tuple(columns.names[columns.find(name)] for name in items)
    away = {columns.find(name) for name in ids}
    prefixed = [name for name in columns.names if name.startswith(ITEM_PREFIX)]
    if prefixed:
        return tuple(prefixed)
    known = {same_letters(name) for name in COLUMNS} | {same_letters("participated")}
    return tuple(
        name
        for j, name in enumerate(columns.names)
        if j not in away and same_letters(name) not in known
    )


def item_codes(columns: Columns, names: Sequence[str]) -> NDArray[np.uint8]:
    """Bytes of the store for the item columns, (N, I): scores, «N», «X», empty.

    Raises `Refused` with every cell that cannot be read.
    """
    found = np.full((columns.frame.height, len(names)), MISSING, dtype=np.uint8)
    wrong: list[Complaint] = []
    for i, name in enumerate(names):
        column = columns.find(name)
        texts = columns.frame[str(column)].fill_null("")
        labels = texts.unique().to_list()
        values = []
        for label in labels:
            text = tidy(label)
            value = MISSING if text in BLANKS else _coded(text, name)
            if isinstance(value, Bad):
                rows = [row + columns.first_row for row in (texts == label).arg_true().to_list()]
                wrong += columns.place.cells(Severity.REFUSE, value.text, rows, column)
                value = MISSING
            values.append(value)
        found[:, i] = texts.replace_strict(labels, values).to_numpy()
    if wrong:
        raise Refused(
            "\n".join(map(str, wrong))
            + "\nЕсли это не задание, назовите столбец в --id или перечислите задания в --items."
        )
    return found


def _coded(text: str, name: str) -> int | Bad:
    if name.startswith(ITEM_PREFIX) and text.isdigit() and MAX_ITEM_SCORE < int(text) <= MISSING:
        return int(text)
    return item_score(text, MAX_ITEM_SCORE)


def numbers(columns: Columns, name: str) -> NDArray[np.float64]:
    """A column of numbers, nan where empty; decimal comma or point. Raises `Refused`."""
    column = columns.find(name)
    texts = columns.texts(name)
    labels, code = np.unique(texts, return_inverse=True)
    values = np.full(len(labels), np.nan)
    wrong: list[Complaint] = []
    for j, label in enumerate(labels):
        text = str(label).replace("\u2212", "-").replace(" ", "")
        if text in BLANKS or text in ("-", "–", "—", "X", "x", "Х", "х"):
            continue
        try:
            values[j] = float(text.replace(",", "."))
        except ValueError:
            rows = (np.flatnonzero(code == j) + columns.first_row).tolist()
            said = f"в столбце «{name}» нужно число, а стоит «{str(label)[:40]}»."
            wrong += columns.place.cells(Severity.REFUSE, said, rows, column)
    if wrong:
        raise Refused("\n".join(map(str, wrong)))
    return values[code]

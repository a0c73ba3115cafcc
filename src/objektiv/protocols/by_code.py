"""Tables that name a pupil by code alone: the school and the class are written in by code."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from objektiv.protocols.complaints import Place, Refused
from objektiv.protocols.files import open_sheets
from objektiv.protocols.sheets import Sheet
from objektiv.sealing import CodeError, read_code

HEADS = ("код", "код участника", "code", "pupil", "участник")
_REPLACED = ("school", "class", "pupil", "школа", "класс")


class CodesRefused(ValueError):
    """Rows whose code leads nowhere; `reasons` has a Russian sentence for each, all at once."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)


def with_homes(path: Path, name: str, homes: Mapping[str, tuple[str, str]]) -> str:
    """The first table of a file as CSV with the columns school, class and pupil in front.

    `homes` says for each code the school and the class. Raises `CodesRefused`: an unknown code,
    a slip, a code twice; then nothing of the file may be taken.
    """
    try:
        rows = [row for sheet in open_sheets(path, Place(name)) for row in _rows(sheet)]
    except Refused as refusal:
        raise CodesRefused([str(refusal)]) from None
    found = next(
        ((n, i) for n, row in enumerate(rows) for i, cell in enumerate(row) if _is_head(cell)), None
    )
    if found is None:
        raise CodesRefused([f"{name}: нет столбца «Код участника»."])
    start, column = found
    head = rows[start]
    kept = [
        i for i, cell in enumerate(head)
        if i != column and cell and cell.casefold() not in _REPLACED
    ]  # fmt: skip
    wrong: list[str] = []
    out: list[list[str]] = [["school", "class", "pupil", *(head[i] for i in kept)]]
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[start + 1 :], start + 2):
        text = row[column] if column < len(row) else ""
        if not any(row):
            continue
        try:
            code = read_code(text)
        except CodeError as error:
            wrong.append(f"{name}, строка {number}: {error}.")
            continue
        if code not in homes:
            wrong.append(f"{name}, строка {number}: код «{code}» здесь не выдавали.")
        elif code in seen:
            wrong.append(f"{name}, строка {number}: код «{code}» уже был в строке {seen[code]}.")
        else:
            seen[code] = number
            values = (row[i] if i < len(row) else "" for i in kept)
            out.append([*homes[code], code, *values])
    if wrong:
        raise CodesRefused(wrong)
    text_out = io.StringIO()
    csv.writer(text_out, lineterminator="\n").writerows(out)
    return text_out.getvalue()


def _rows(sheet: Sheet) -> Iterable[list[str]]:
    for part in sheet.parts:
        for row in part.frame.iter_rows():
            yield [str(cell or "").strip() for cell in row]


def _is_head(cell: str) -> bool:
    return cell.casefold() in HEADS

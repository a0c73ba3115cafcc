"""Answers to measure, from whatever holds them: an export Ф1, a described work, any table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from objektiv.analysis.columns import item_codes, item_names, read_columns
from objektiv.analysis.reading import read_accepted
from objektiv.analysis.refusal import Refused
from objektiv.protocols.f1 import is_f1
from objektiv.russian import enumeration
from objektiv.schema import Scale, Sittings, item_column


@dataclass(frozen=True)
class Answers:
    """One test: bytes of the store (N, I) and what is known of items and pupils."""

    codes: NDArray[np.uint8]
    items: tuple[str, ...]
    top: tuple[int, ...] | None  # maxima where the work tells them
    scale: Scale | None
    ids: dict[str, NDArray[np.str_]]


def read_answers(
    path: Path, *, items: Sequence[str] = (), ids: Sequence[str] = (), work: Path | None = None
) -> Answers:
    """Read the answers of a file.

    An export Ф1, or any table with `work` (work.toml), is checked as results are: maxima, sums,
    codes. Any other table is taken as it is. Raises `Refused`.
    """
    if work is not None:
        return _of_sittings(_only(path, [work]), items, ids)
    columns = read_columns(path)
    if is_f1(columns.whole.head(40)):
        return _of_sittings(_only(path, []), items, ids)
    names = item_names(columns, items, ids)
    if not names:
        raise Refused(f"{path.name}: не осталось столбцов с заданиями. Назовите их в --items.")
    return Answers(
        item_codes(columns, names), names, None, None, {name: columns.texts(name) for name in ids}
    )


def _only(path: Path, works: Sequence[Path]) -> Sittings:
    found = read_accepted([path], works).sittings
    if len(found) > 1:
        titles = enumeration([f"«{one.work.title}»" for one in found])
        raise Refused(
            f"{path.name}: несколько работ ({titles}). Измеряют по одной: разделите файл."
        )
    return found[0]


def _of_sittings(sittings: Sittings, items: Sequence[str], ids: Sequence[str]) -> Answers:
    work = sittings.work
    chosen = [item for item in work.items if not items or item.code in items]
    unknown = [f"«{code}»" for code in items if code not in work.codes]
    unknown += [f"«{name}»" for name in ids if name not in sittings.frame.columns]
    if unknown:
        raise Refused(f"Нет заданий или столбцов {enumeration(unknown)}. Исправьте названия.")
    frame = sittings.frame.filter(sittings.frame["participated"])
    codes = frame.select(item_column(item.code) for item in chosen).to_numpy()
    return Answers(
        codes.astype(np.uint8),
        tuple(item.code for item in chosen),
        tuple(item.max for item in chosen),
        work.scale if len(chosen) == len(work.items) else None,
        {name: frame[name].cast(str).fill_null("").to_numpy().astype(str) for name in ids},
    )

"""A part of the count: what one batch or task gives, and how parts become `Counts`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from objektiv.engines.batches import KEYS, Batch, Task, of_task
from objektiv.engines.kernel import (
    BAD_ITEM,
    BAD_SCORE,
    BY_ITEM,
    BY_MARK,
    SUMS,
    count_classes,
)
from objektiv.schema import Counts, Work

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Part:
    """Cells of some classes and the cube of their pupils by name of the variant."""

    keys: tuple[pa.Array, ...]  # region, municipality, school, class: Arrow strings (C,)
    sums: Array  # (C, 16) int64
    histogram: Array  # (C, S+1)
    marks: Array  # (C, 6, 6)
    by_item: Array  # (C, 5, I)
    by_mark: Array  # (C, 2, 4, I)
    cube: dict[str, Array]  # variant → (S+1, I, K+4) int64


def shape(work: Work) -> tuple[int, int, int]:
    """S, I and K of a work: maximum score, items, largest item maximum."""
    return work.max_score, len(work.items), max((item.max for item in work.items), default=0)


def cell_width(batch: Batch, largest: int) -> type[np.uint16] | type[np.int64]:
    """Narrowest integer that surely holds every small count of the batch's cells."""
    rows = int(np.diff(batch.starts).max(initial=0))
    return np.uint16 if rows * max(1, largest) ** 2 <= np.iinfo(np.uint16).max else np.int64


def count_batch(batch: Batch, work: Work) -> Part:
    """Run the kernel over a batch.

    Raises ValueError when the data do not fit the work (an item above its maximum,
    a score that is not the sum of its items, a mark outside 0…5).
    """
    S, I, K = shape(work)  # noqa: E741
    C, V = len(batch.starts) - 1, len(batch.variants)
    width = cell_width(batch, K)
    part = Part(
        keys=batch.keys,
        sums=np.zeros((C, len(SUMS)), np.int64),
        histogram=np.zeros((C, S + 1), width),
        marks=np.zeros((C, 6, 6), width),
        by_item=np.zeros((C, len(BY_ITEM), I), width),
        by_mark=np.zeros((C, len(BY_MARK), 4, I), width),
        cube={},
    )
    cube = np.zeros((V, S + 1, I, K + 4), np.int64)
    wrong, row = count_classes(
        batch.items,
        np.array([item.max for item in work.items], np.uint8),
        batch.wrote,
        batch.score,
        batch.mark,
        batch.journal,
        batch.prior,
        batch.variant,
        batch.starts,
        max(1, int(K + 3).bit_length()),
        part.sums,
        part.histogram,
        part.marks,
        part.by_item,
        part.by_mark,
        cube,
    )
    if wrong:
        raise ValueError(_complaint(wrong, row, batch, work))
    part.cube.update(zip(batch.variants, cube, strict=True))
    return part


def count_task(task: Task, work: Work, without: Collection[tuple[str, str]] = ()) -> Part:
    """All batches of a task as one part."""
    parts = [count_batch(batch, work) for batch in of_task(task, work, without)]
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return _empty(work)
    names = ("sums", "histogram", "marks", "by_item", "by_mark")
    return Part(
        keys=tuple(
            pa.concat_arrays(column) for column in zip(*(p.keys for p in parts), strict=True)
        ),
        cube=add_cubes(part.cube for part in parts),
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names},
    )


def _empty(work: Work) -> Part:
    S, I, _ = shape(work)  # noqa: E741
    return Part(
        keys=(pa.array([], pa.string()),) * len(KEYS),
        sums=np.zeros((0, len(SUMS)), np.int64),
        histogram=np.zeros((0, S + 1), np.int64),
        marks=np.zeros((0, 6, 6), np.int64),
        by_item=np.zeros((0, len(BY_ITEM), I), np.int64),
        by_mark=np.zeros((0, len(BY_MARK), 4, I), np.int64),
        cube={},
    )


def _complaint(wrong: int, row: int, batch: Batch, work: Work) -> str:
    cell = int(np.searchsorted(batch.starts, row, side="right")) - 1
    school, class_ = batch.keys[2][cell].as_py(), batch.keys[3][cell].as_py()
    where = f"{work.title}, школа {school}, класс {class_}"
    if wrong == BAD_ITEM:
        return f"{where}: балл за задание выше максимального по описанию работы."
    if wrong == BAD_SCORE:
        return f"{where}: сумма баллов за задания не равна первичному баллу участника."
    return f"{where}: отметка вне шкалы от 2 до 5."


def merge(parts: Sequence[Part], work: Work) -> Counts:
    """Cells of all parts in order, cubes added.

    Raises ValueError when a class is counted twice (two files hold it, or the rows of
    a class do not stand together): its pairs could not be right.
    """
    S, I, K = shape(work)  # noqa: E741
    cells = _cells(parts)
    order = cells.with_row_index("place").sort(KEYS)["place"].to_numpy()
    _no_class_twice(cells, work)
    names = [cells[name].to_numpy()[order] for name in KEYS]
    sums = _stack([part.sums for part in parts], (len(SUMS),), order)
    by_item = _stack([part.by_item for part in parts], (len(BY_ITEM), I), order)
    by_mark = _stack([part.by_mark for part in parts], (len(BY_MARK), 4, I), order)
    cubes = add_cubes(part.cube for part in parts)
    variants = tuple(sorted(cubes))
    return Counts(
        work=work,
        region=names[0],
        municipality=names[1],
        school=names[2],
        class_=names[3],
        **{name: np.ascontiguousarray(sums[:, place]) for place, name in enumerate(SUMS)},
        histogram=_stack([part.histogram for part in parts], (S + 1,), order),
        marks=_stack([part.marks for part in parts], (6, 6), order),
        **{name: np.ascontiguousarray(by_item[:, k]) for k, name in enumerate(BY_ITEM)},
        **{name: np.ascontiguousarray(by_mark[:, k]) for k, name in enumerate(BY_MARK)},
        variants=variants,
        cube=np.stack([cubes[name] for name in variants])
        if variants
        else np.zeros((0, S + 1, I, K + 4), np.int64),
    )


def add_cubes(cubes: Iterable[dict[str, Array]]) -> dict[str, Array]:
    """Sum of cubes by name of the variant."""
    total: dict[str, Array] = {}
    for cube in cubes:
        for name, layer in cube.items():
            if name in total:
                total[name] += layer
            else:
                total[name] = layer.copy()
    return total


def _cells(parts: Sequence[Part]) -> pl.DataFrame:
    frames = [
        pl.DataFrame({name: pl.from_arrow(key) for name, key in zip(KEYS, part.keys, strict=True)})
        for part in parts
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=dict.fromkeys(KEYS, pl.String))


def _no_class_twice(cells: pl.DataFrame, work: Work) -> None:
    twice = cells.filter(cells.is_duplicated())
    if len(twice):
        school, class_ = twice["school"][0], twice["class"][0]
        raise ValueError(
            f"{work.title}: класс {class_} школы {school} встретился дважды. "
            "Оставьте один файл с результатами класса."
        )


def _stack(arrays: list[Array], tail: tuple[int, ...], order: Array) -> Array:
    """Rows of all parts in int64, in the given order."""
    if not arrays:
        return np.zeros((0, *tail), np.int64)
    return np.concatenate(arrays, dtype=np.int64)[order]

"""Sittings as they come (a frame, row groups of a Parquet file) → class-aligned columns.

A batch always ends where a class ends: rows of a class that continues in the next row group
are carried over. Only what the kernel needs is read; text columns stay dictionary-encoded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from objektiv.engines.kernel import NO_PRIOR
from objektiv.schema import MISSING, Sittings, Work, item_column

KEYS = ("region", "municipality", "school", "class")
_TEXT = (*KEYS, "variant")
_FILL = {
    "score": (np.int16, -1),
    "mark": (np.uint8, 0),
    "journal_mark": (np.uint8, 0),
    "prior_score": (np.int16, NO_PRIOR),
}


@dataclass(frozen=True)
class Task:
    """A run of row groups of one file; it owns every class that starts in them."""

    path: str
    first: int
    last: int  # one past the last row group


@dataclass(frozen=True)
class Batch:
    """Columns of whole classes, ready for the kernel."""

    keys: tuple[Any, Any, Any, Any]  # Arrow strings (C,): region, municipality, school, class
    starts: np.ndarray[Any, Any]  # (C+1,) int64
    items: np.ndarray[Any, Any]  # (I, R) uint8
    wrote: np.ndarray[Any, Any]  # (R,) uint8
    score: np.ndarray[Any, Any]  # (R,) int16
    mark: np.ndarray[Any, Any]  # (R,) uint8
    journal: np.ndarray[Any, Any]  # (R,) uint8
    prior: np.ndarray[Any, Any]  # (R,) int16
    variant: np.ndarray[Any, Any]  # (R,) int32
    variants: tuple[str, ...]  # names; only those somebody wrote


def columns(work: Work) -> list[str]:
    """Columns the kernel needs of a file."""
    return [*_TEXT, "participated", *_FILL, *(item_column(code) for code in work.codes)]


def tasks(paths: Iterable[Path | str], row_groups: int = 8) -> list[Task]:
    """Cut files into runs of at most `row_groups` row groups."""
    found = []
    for path in paths:
        groups = pq.read_metadata(path).num_row_groups
        found += [
            Task(str(path), first, min(first + row_groups, groups))
            for first in range(0, groups, row_groups)
        ]
    return found


def of_task(task: Task, work: Work, without: Collection[tuple[str, str]] = ()) -> Iterator[Batch]:
    """Batches of a task, one row group at a time, without the given (school, class)."""
    for table in _class_aligned(task, columns(work)):
        kept = _drop(table, without) if without else table
        if kept.num_rows:
            yield _batch(kept, work)


def of_sittings(sittings: Sittings) -> Batch:
    """All sittings of a frame as one batch."""
    table = sittings.frame.select(columns(sittings.work)).to_arrow()
    for name in _TEXT:
        place = table.schema.get_field_index(name)
        coded = pc.dictionary_encode(table.column(name).cast(pa.string()))
        table = table.set_column(place, name, coded)
    return _batch(_one_chunk(table), sittings.work)


def _class_aligned(task: Task, names: list[str]) -> Iterator[pa.Table]:
    """Tables of whole classes: those that start in the row groups of the task."""
    with pq.ParquetFile(task.path, read_dictionary=list(_TEXT)) as file:
        unseen = sorted(set(names) - set(file.schema_arrow.names))
        if unseen:
            raise ValueError(f"Файл {task.path}: нет столбцов {', '.join(unseen)}.")
        previous = _last_key(file, task.first - 1) if task.first else None
        carried: pa.Table | None = None
        for group in range(task.first, file.num_row_groups):
            table = file.read_row_group(group, columns=names, use_threads=False)
            if carried is not None:
                table = pa.concat_tables([carried, table])
            table = _one_chunk(table)
            starts = _starts(table)
            if previous is not None:  # the class that began before this task is not ours
                skip = starts[1] if _key(table, 0) == previous else 0
                table = table.slice(skip)
                starts = starts[np.searchsorted(starts, skip) :] - skip
                if table.num_rows:
                    previous = None
            if group >= task.last:  # only the rest of the class carried over is ours
                own = 0 if carried is None else starts[1]
                if own < table.num_rows or own == 0:
                    if own:
                        yield table.slice(0, own)
                    return
                carried = table
                continue
            if len(starts) > 1:
                if starts[-2]:
                    yield table.slice(0, starts[-2])
                carried = table.slice(starts[-2])
        if carried is not None and carried.num_rows:
            yield carried


def _last_key(file: pq.ParquetFile, group: int) -> tuple[str, ...] | None:
    table = file.read_row_group(group, columns=list(KEYS), use_threads=False)
    return _key(table, table.num_rows - 1) if table.num_rows else None


def _key(table: pa.Table, row: int) -> tuple[str, ...]:
    return tuple(table.column(name)[row].as_py() for name in KEYS)


def _one_chunk(table: pa.Table) -> pa.Table:
    return table.unify_dictionaries().combine_chunks()


def _coded(table: pa.Table, name: str) -> pa.DictionaryArray:
    column = table.column(name)
    return column.chunk(0) if column.num_chunks else column.combine_chunks()


def _codes(array: pa.DictionaryArray) -> np.ndarray[Any, Any]:
    return array.indices.to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def _starts(table: pa.Table) -> np.ndarray[Any, Any]:
    """First row of every class, then the number of rows."""
    rows = table.num_rows
    if rows == 0:
        return np.zeros(1, np.int64)
    new = np.zeros(rows, bool)
    new[0] = True
    for name in KEYS:
        codes = _codes(_coded(table, name))
        new[1:] |= codes[1:] != codes[:-1]
    return np.append(np.flatnonzero(new), rows).astype(np.int64)


def _drop(table: pa.Table, without: Collection[tuple[str, str]]) -> pa.Table:
    starts = _starts(table)
    heads = starts[:-1]
    pairs = zip(
        table.column("school").take(heads).to_pylist(),
        table.column("class").take(heads).to_pylist(),
        strict=True,
    )
    keep = np.array([pair not in without for pair in pairs], bool)
    return _one_chunk(table.filter(pa.array(np.repeat(keep, np.diff(starts)))))


def _batch(table: pa.Table, work: Work) -> Batch:
    starts = _starts(table)
    heads = pa.array(starts[:-1])
    rows = table.num_rows

    def numbers(name: str) -> np.ndarray[Any, Any]:
        dtype, fill = _FILL[name]
        column = table.column(name)
        if column.null_count:
            column = pc.fill_null(column, fill)
        return np.ascontiguousarray(column.to_numpy(), dtype=dtype)

    wrote = np.ascontiguousarray(table.column("participated").to_numpy(), dtype=np.uint8)
    items = np.empty((len(work.items), rows), np.uint8)
    for place, code in enumerate(work.codes):
        column = table.column(item_column(code))
        items[place] = (pc.fill_null(column, MISSING) if column.null_count else column).to_numpy()
    variant, variants = _variants(_coded(table, "variant"), wrote)
    return Batch(
        keys=tuple(_names(_coded(table, name), heads) for name in KEYS),  # type: ignore[arg-type]
        starts=starts,
        items=items,
        wrote=wrote,
        score=numbers("score"),
        mark=numbers("mark"),
        journal=numbers("journal_mark"),
        prior=numbers("prior_score"),
        variant=variant,
        variants=variants,
    )


def _names(array: pa.DictionaryArray, heads: pa.Array) -> pa.Array:
    return array.dictionary.cast(pa.string()).take(array.indices.take(heads))


def _variants(
    array: pa.DictionaryArray, wrote: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], tuple[str, ...]]:
    """Row → index among the variants somebody wrote, and their names in order."""
    codes = _codes(array)
    names = array.dictionary.to_pylist()
    seen = np.flatnonzero(np.bincount(codes[wrote != 0], minlength=len(names)))
    order = sorted(seen.tolist(), key=lambda code: names[code])
    place = np.zeros(len(names), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return place[codes], tuple(names[code] for code in order)

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

Array = np.ndarray[Any, Any]
KEYS = ("region", "municipality", "school", "class")
_TEXT = (*KEYS, "variant")
_NUMBERS = {  # column: type, what stands for null
    "participated": (pa.uint8(), 0),
    "score": (pa.int16(), -1),
    "mark": (pa.uint8(), 0),
    "journal_mark": (pa.uint8(), 0),
    "prior_score": (pa.int16(), NO_PRIOR),
}


@dataclass(frozen=True)
class Task:
    """A run of row groups of one file; it owns every class that starts in them."""

    path: str
    first: int
    last: int  # one past the last row group
    number: int = 0  # place among the tasks


@dataclass(frozen=True)
class Batch:
    """Columns of whole classes, ready for the kernel."""

    keys: tuple[Any, Any, Any, Any]  # Arrow strings (C,): region, municipality, school, class
    starts: Array  # (C+1,) int64
    items: Array  # (I, R) uint8
    wrote: Array  # (R,) uint8
    score: Array  # (R,) int16
    mark: Array  # (R,) uint8
    journal: Array  # (R,) uint8
    prior: Array  # (R,) int16
    variant: Array  # (R,) int32
    variants: tuple[str, ...]  # names; only those somebody wrote


def columns(work: Work) -> list[str]:
    """Columns the kernel needs of a file."""
    return [*_TEXT, *_NUMBERS, *(item_column(code) for code in work.codes)]


def tasks(paths: Iterable[Path | str], row_groups: int = 8) -> list[Task]:
    """Cut files into runs of at most `row_groups` row groups."""
    runs = [
        (str(path), first, min(first + row_groups, groups))
        for path in paths
        if (groups := pq.read_metadata(path).num_row_groups)
        for first in range(0, groups, row_groups)
    ]
    return [Task(*run, number) for number, run in enumerate(runs)]


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
        carried: pa.Table | None = None
        foreign = _last_key(file, task.first - 1) if task.first else None
        for group in range(task.first, task.last):
            table = _read(file, group, names)
            if foreign is not None:  # the class that began before this task is not ours
                table = table.slice(_rows_of(foreign, table))
                if table.num_rows == 0:
                    continue
                foreign = None
            table = table if carried is None else _join(carried, table)
            if group + 1 == file.num_row_groups:  # nothing follows: the last class is whole
                yield table
                return
            cut = int(_starts(table)[-2]) if table.num_rows else 0
            if cut:
                yield table.slice(0, cut)
            carried = table.slice(cut)
        if carried is not None and carried.num_rows:
            yield _completed(carried, file, task.last, names)


def _completed(carried: pa.Table, file: pq.ParquetFile, group: int, names: list[str]) -> pa.Table:
    """The last class of a task with its rows in the row groups that follow."""
    key = _key(carried, 0)
    while group < file.num_row_groups:
        table = _read(file, group, names)
        rows = _rows_of(key, table)
        carried = _join(carried, table.slice(0, rows))
        if rows < table.num_rows:
            break
        group += 1
    return carried


def _read(file: pq.ParquetFile, group: int, names: list[str]) -> pa.Table:
    return _one_chunk(file.read_row_group(group, columns=names, use_threads=False))


def _join(head: pa.Table, tail: pa.Table) -> pa.Table:
    return _one_chunk(pa.concat_tables([head, tail]))


def _last_key(file: pq.ParquetFile, group: int) -> tuple[str, ...] | None:
    table = _read(file, group, list(KEYS))
    return _key(table, table.num_rows - 1) if table.num_rows else None


def _key(table: pa.Table, row: int) -> tuple[str, ...]:
    return tuple(table.column(name)[row].as_py() for name in KEYS)


def _rows_of(key: tuple[str, ...], table: pa.Table) -> int:
    """Rows of a class at the head of a table."""
    return int(_starts(table)[1]) if table.num_rows and _key(table, 0) == key else 0


def _one_chunk(table: pa.Table) -> pa.Table:
    for name in table.schema.names:
        if name in _TEXT and table.column(name).null_count:
            filled = pc.fill_null(table.column(name).cast(pa.string()), "")
            place = table.schema.get_field_index(name)
            table = table.set_column(place, name, pc.dictionary_encode(filled))
    return table.unify_dictionaries().combine_chunks()


def _coded(table: pa.Table, name: str) -> pa.DictionaryArray:
    column = table.column(name)
    return column.chunk(0) if column.num_chunks else column.combine_chunks()


def _ints(array: pa.Array) -> Array:
    """View of an integer array (`to_numpy` would import pandas where it is installed)."""
    values = np.frombuffer(array.buffers()[1] or b"", array.type.to_pandas_dtype())
    return values[array.offset : array.offset + len(array)]


def _bits(buffer: pa.Buffer, array: pa.Array) -> Array:
    """One of the bitmaps of an array as 0 and 1."""
    bits = np.unpackbits(np.frombuffer(buffer, np.uint8), bitorder="little")
    return bits[array.offset : array.offset + len(array)]


def _starts(table: pa.Table) -> Array:
    """First row of every class, then the number of rows."""
    rows = table.num_rows
    if rows == 0:
        return np.zeros(1, np.int64)
    new = np.zeros(rows, bool)
    new[0] = True
    for name in KEYS:
        codes = _ints(_coded(table, name).indices)
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
    heads = pa.Array.from_buffers(pa.int64(), len(starts) - 1, [None, pa.py_buffer(starts)])

    items = np.empty((len(work.items), table.num_rows), np.uint8)
    for place, code in enumerate(work.codes):
        items[place] = _numbers(table.column(item_column(code)), pa.uint8(), MISSING)
    numbers = {name: _numbers(table.column(name), *how) for name, how in _NUMBERS.items()}
    wrote = numbers["participated"]
    variant, variants = _variants(_coded(table, "variant"), wrote)
    return Batch(
        keys=tuple(_names(_coded(table, name), heads) for name in KEYS),
        starts=starts,
        items=items,
        wrote=wrote,
        score=numbers["score"],
        mark=numbers["mark"],
        journal=numbers["journal_mark"],
        prior=numbers["prior_score"],
        variant=variant,
        variants=variants,
    )


def _numbers(column: pa.ChunkedArray, kind: pa.DataType, null: int) -> Array:
    """Values of a column as an array; no copy where it is complete and of its kind."""
    array = column.chunk(0) if column.num_chunks else column.combine_chunks()
    if pa.types.is_boolean(array.type):
        values = _bits(array.buffers()[1], array)
    else:
        values = _ints(array if array.type == kind else array.cast(kind))
    if array.null_count:
        values = np.where(_bits(array.buffers()[0], array), values, values.dtype.type(null))
    return values


def _names(array: pa.DictionaryArray, heads: pa.Array) -> pa.Array:
    return array.dictionary.cast(pa.string()).take(array.indices.take(heads))


def _variants(array: pa.DictionaryArray, wrote: Array) -> tuple[Array, tuple[str, ...]]:
    """Row → index among the variants somebody wrote, and their names in order."""
    codes = _ints(array.indices)
    names = array.dictionary.to_pylist()
    seen = np.flatnonzero(np.bincount(codes[wrote != 0], minlength=len(names)))
    order = sorted(seen.tolist(), key=lambda code: names[code])
    place = np.zeros(len(names), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return place[codes], tuple(names[code] for code in order)

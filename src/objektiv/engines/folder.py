"""Counts on disk: a folder of Arrow files with cells, and the cube of the whole.

counts.json        the work, what was counted, with which version
cells-*.arrow      a row per school × class (Arrow IPC, lz4), readable by anything that
                   reads Arrow: key columns, a column per sum, and four tables of fixed
                   width per cell: histogram, marks (6 × 6), by_item (5 × I), by_mark (2 × 4 × I)
cube.parquet       variant, score, item, category, pupils; only what is not zero
"""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from objektiv import __version__
from objektiv.engines.batches import KEYS, Task, of_task
from objektiv.engines.kernel import BY_ITEM, BY_MARK, SUMS
from objektiv.engines.parts import Array, Part, add_cubes, count_batch, merge, shape
from objektiv.schema import Counts, Work
from objektiv.schema.describe import describe, work_of

_TABLES = ("histogram", "marks", "by_item", "by_mark")


def write_task(
    task: Task, folder: Path, work: Work, without: Collection[tuple[str, str]] = ()
) -> dict[str, Array]:
    """Count a task batch by batch into files of the folder; returns its cube."""
    cubes = []
    with ExitStack() as files:
        writers: dict[str, Any] = {}  # by width of the small counts: a file has one schema
        for batch in of_task(task, work, without):
            part = count_batch(batch, work)
            table = cells_table(part)
            width = part.marks.dtype.name
            if width not in writers:
                sink = files.enter_context(
                    pa.OSFile(str(folder / f"cells-{task.number:06}-{width}.arrow"), "wb")
                )
                options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
                writers[width] = files.enter_context(
                    pa.ipc.new_file(sink, table.schema, options=options)
                )
            writers[width].write_batch(table)
            cubes.append(part.cube)
    return add_cubes(cubes)


def cells_table(part: Part) -> pa.RecordBatch:
    """Cells of a part as one Arrow record batch; the wide tables are not copied."""
    columns = dict(zip(KEYS, part.keys, strict=True))
    for place, name in enumerate(SUMS):
        columns[name] = _array(np.ascontiguousarray(part.sums[:, place]))
    for name in _TABLES:
        values = getattr(part, name)
        width = int(np.prod(values.shape[1:]))
        columns[name] = pa.FixedSizeListArray.from_arrays(_array(values.reshape(-1)), width)
    return pa.record_batch(columns)


def _array(values: Array) -> pa.Array:
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)])


def part_of(table: pa.Table, work: Work, cube: dict[str, Array]) -> Part:
    """The part that `cells_table` wrote."""
    S, I, _ = shape(work)  # noqa: E741
    shapes = ((S + 1,), (6, 6), (len(BY_ITEM), I), (len(BY_MARK), 4, I))
    table = table.combine_chunks()
    sums = np.empty((table.num_rows, len(SUMS)), np.int64)
    for place, name in enumerate(SUMS):
        sums[:, place] = pl.from_arrow(table.column(name)).to_numpy()
    tables = {
        name: np.concatenate(
            [pl.Series(pl.from_arrow(chunk.flatten())).to_numpy() for chunk in chunks]
        ).reshape(-1, *tail)
        for name, tail in zip(_TABLES, shapes, strict=True)
        if (chunks := table.column(name).chunks)
    }
    keys = tuple(pa.concat_arrays(table.column(name).chunks) for name in KEYS)
    return Part(keys=keys, sums=sums, cube=cube, **tables)


def write_whole(folder: Path, work: Work, cubes: dict[str, Array], sources: list[str]) -> None:
    """The cube of the whole and what was counted."""
    variants = sorted(cubes)
    where = [np.nonzero(cubes[name]) for name in variants]
    pl.DataFrame(
        {
            "variant": [name for name, w in zip(variants, where, strict=True) for _ in w[0]],
            "score": np.concatenate([w[0] for w in where] or [np.zeros(0, np.int64)]),
            "item": np.concatenate([w[1] for w in where] or [np.zeros(0, np.int64)]),
            "category": np.concatenate([w[2] for w in where] or [np.zeros(0, np.int64)]),
            "pupils": np.concatenate(
                [cubes[name][w] for name, w in zip(variants, where, strict=True)]
                or [np.zeros(0, np.int64)]
            ),
        },
        schema_overrides={"variant": pl.String},
    ).write_parquet(folder / "cube.parquet")
    about = {"version": __version__, "work": describe(work), "files": sources}
    (folder / "counts.json").write_text(
        json.dumps({**about, "variants": variants}, ensure_ascii=False, indent=1), "utf-8"
    )


def read(folder: Path) -> Counts:
    """All cells of a folder in memory, with the cube.

    Raises FileNotFoundError when the folder holds no counts.
    """
    about = json.loads((folder / "counts.json").read_text("utf-8"))
    work = work_of(about["work"])
    S, I, K = shape(work)  # noqa: E741
    cubes = {name: np.zeros((S + 1, I, K + 4), np.int64) for name in about["variants"]}
    cube = pl.read_parquet(folder / "cube.parquet")
    for (name,), rows in cube.group_by("variant"):
        place = tuple(rows[axis].to_numpy() for axis in ("score", "item", "category"))
        cubes[str(name)][place] = rows["pupils"].to_numpy()
    parts = []
    for path in sorted(folder.glob("cells-*.arrow")):
        with pa.memory_map(str(path)) as source:
            parts.append(part_of(pa.ipc.open_file(source).read_all(), work, {}))
    counts = merge(parts, work)
    variants = tuple(sorted(cubes))
    layers = np.stack([cubes[name] for name in variants]) if variants else counts.cube
    return Counts(**{**vars(counts), "variants": variants, "cube": layers})

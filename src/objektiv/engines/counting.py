"""The ways to count: which bring batches from where, and where the result goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from objektiv.schema import Counts, Sittings, Work

if TYPE_CHECKING:
    from objektiv.engines.batches import Task
    from objektiv.engines.parts import Part

Engine = Literal["local", "spark"]
Classes = Collection[tuple[str, str]]  # (school, class)


def count(sittings: Sittings) -> Counts:
    """Count the sittings of one work held in memory.

    Rows must be sorted as `schema.SORT` says; raises ValueError when they are not, or when
    a score does not fit the work.

    Two pupils of a class agree on the first item of two:

    >>> import polars as pl
    >>> from objektiv.schema import COLUMNS, Item
    >>> work = Work("ВПР", 2026, 5, "Математика", (Item("1", 1), Item("2", 2)))
    >>> dtypes = {name: getattr(pl, kind) for name, kind in COLUMNS.items()}
    >>> dtypes |= {"item:1": pl.UInt8, "item:2": pl.UInt8}
    >>> rows = [
    ...     ("Край", "Район", "edu1", "5А", "001", "1", "", True, 3, 5, 4, None, 1, 2),
    ...     ("Край", "Район", "edu1", "5А", "002", "1", "", True, 1, 3, 4, 12, 1, 0),
    ... ]
    >>> counts = count(Sittings(work, pl.DataFrame(rows, schema=dtypes, orient="row")))
    >>> counts.n, counts.score_sum, counts.item_sum
    (array([2]), array([4]), array([[2, 2]]))
    >>> counts.pairs, counts.pair_agreements
    (array([1]), array([1]))
    """
    from objektiv.engines.batches import of_sittings
    from objektiv.engines.parts import count_batch, merge

    return merge([count_batch(of_sittings(sittings), sittings.work)], sittings.work)


def count_files(
    paths: Iterable[Path | str],
    work: Work,
    *,
    engine: Engine = "local",
    master: str | None = None,
    threads: int | None = None,
    without: Mapping[str, Classes] = MappingProxyType({}),
) -> Counts:
    """Count Parquet files of one work; cells of all of them in memory.

    `without`: by path, the (school, class) whose rows in that file no longer count.
    `master`: address of the Spark cluster, which must see the same paths.
    Raises ValueError when the rows do not fit the work or a class is met twice.
    """
    from objektiv.engines.batches import tasks
    from objektiv.engines.parts import merge

    job = _Count(work, dict(without))
    return merge(list(_run(job, tasks(paths), engine, master, threads)), work)


def count_to(
    paths: Iterable[Path | str],
    work: Work,
    out_dir: Path | str,
    *,
    engine: Engine = "local",
    master: str | None = None,
    threads: int | None = None,
    without: Mapping[str, Classes] = MappingProxyType({}),
) -> Path:
    """Count Parquet files of one work into a folder (see `folder.py`); memory is bounded.

    The folder appears whole or not at all; raises FileExistsError when it is there already.
    With Spark the folder must be on storage that every worker sees.
    """
    import shutil

    from objektiv.engines.batches import tasks
    from objektiv.engines.folder import write_whole
    from objektiv.engines.parts import add_cubes

    out_dir, files = Path(out_dir), [str(path) for path in paths]
    if out_dir.exists():
        raise FileExistsError(f"Папка {out_dir} уже есть: выберите другую.")
    draft = out_dir.with_name(f".{out_dir.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        job = _Write(work, dict(without), str(draft))
        cubes = _run(job, tasks(files), engine, master, threads)
        write_whole(draft, work, add_cubes(cubes), files)
        draft.rename(out_dir)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return out_dir


def read_counts(folder: Path | str) -> Counts:
    """All cells of a folder that `count_to` wrote, in memory, with the cube.

    Raises FileNotFoundError when the folder holds no counts.
    """
    from objektiv.engines.folder import read

    return read(Path(folder))


def warm_up() -> None:
    """Compile the kernels and keep them on disk; once after installation, seconds."""
    import objektiv.engines.conditional_kernel
    import objektiv.engines.kernel  # noqa: F401


@dataclass(frozen=True)
class _Count:
    """Task → its cells and cube."""

    work: Work
    without: dict[str, Classes]

    def __call__(self, task: Task) -> Part:
        from objektiv.engines.parts import count_task

        return count_task(task, self.work, self.without.get(task.path, ()))


@dataclass(frozen=True)
class _Write:
    """Task → a file of cells in the folder; its cube."""

    work: Work
    without: dict[str, Classes]
    folder: str

    def __call__(self, task: Task) -> dict[str, Any]:
        from objektiv.engines.folder import write_task

        return write_task(task, Path(self.folder), self.work, self.without.get(task.path, ()))


def _run(
    job: Callable[[Task], Any],
    tasks: Sequence[Task],
    engine: Engine,
    master: str | None,
    threads: int | None,
) -> Iterator[Any]:
    if engine == "spark":
        from objektiv.engines import spark

        return spark.run(job, tasks, master)
    if engine != "local":
        raise ValueError(f"Счёт «{engine}» неизвестен: есть local и spark.")
    from objektiv.engines import local

    return local.run(job, tasks, threads)

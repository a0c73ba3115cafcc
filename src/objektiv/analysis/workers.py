"""Other processes that share the work of a command: works are independent of each other.

Only the command line asks for them: a spawned process imports the main module again, which a
user's script without the usual guard would not survive. The result does not depend on them.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


@contextmanager
def workers(processes: int) -> Iterator[Executor | None]:
    """Start `processes` − 1 helpers, which load what they need while the files are read."""
    if processes < 2:
        yield None
        return
    pool = ProcessPoolExecutor(processes - 1, multiprocessing.get_context("spawn"))
    try:
        for _ in range(processes - 1):
            pool.submit(_prepare)
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _prepare() -> None:
    """Load the slow libraries of counting and drawing."""
    gc.set_threshold(200_000, 50, 50)
    from objektiv.charts import svg
    from objektiv.engines import warm_up

    warm_up()
    svg({"mark": "point", "data": {"values": [{"a": 1}]}})


def shared(
    function: Callable[[T], R],
    parts: Sequence[T],
    pool: Executor | None,
    done: Callable[[int], None] = lambda _: None,
) -> list[R]:
    """`function` of every part, in order: the helpers and this process take turns.

    `done` hears how many parts are finished.
    """
    futures: list[Future[R]] = [pool.submit(function, part) for part in parts] if pool else []
    found: dict[int, R] = {}
    # Helpers take parts from the front, this process those from the back that nobody began.
    for index in reversed(range(len(parts))):
        if not futures or futures[index].cancel():
            found[index] = function(parts[index])
            done(len(found))
    for index, future in enumerate(futures):
        if index not in found:
            found[index] = future.result()
            done(len(found))
    return [found[index] for index in range(len(parts))]

"""Threads of one machine: each takes a task, reads and counts it without the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

from objektiv.engines.batches import Task

Result = TypeVar("Result")


def run(
    job: Callable[[Task], Result], tasks: Sequence[Task], threads: int | None = None
) -> Iterator[Result]:
    """Results as they come. Only a few tasks per thread are ahead of the reader, so that
    memory does not depend on their number."""
    threads = threads or os.cpu_count() or 1
    left = iter(tasks)
    with ThreadPoolExecutor(threads) as pool:
        running: set[Future[Result]] = {pool.submit(job, t) for t in islice(left, 2 * threads)}
        try:
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                running |= {pool.submit(job, task) for task in islice(left, len(done))}
                for future in done:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()

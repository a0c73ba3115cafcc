"""Executors of a Spark cluster: the same kernel inside `mapInArrow`, sums at the driver.

The cluster must see the same paths and have this package with its extra `[spark]`.
"""

from __future__ import annotations

import os
import pickle
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from objektiv.engines.batches import Task


@contextmanager
def session(master: str | None = None) -> Iterator[Any]:
    """The active Spark session, else a new one on `master`, stopped at the end.

    `master` defaults to all cores of this machine. Open one around several counts: its
    start takes seconds. Raises ValueError when Spark is not installed.
    """
    with warnings.catch_warnings():
        # Spark warns of pandas 3; data go through Arrow here and never become pandas.
        warnings.simplefilter("ignore")
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise ValueError(
                "Для счёта на кластере установите дополнение: pip install objektiv[spark]."
            ) from error
        active = SparkSession.getActiveSession()
        started = active or _start(SparkSession.builder, master)
        try:
            yield started
        finally:
            if active is None:
                started.stop()


def run(job: Callable[[Task], Any], tasks: Sequence[Task], master: str | None) -> Iterator[Any]:
    """Results in the order of the tasks."""
    with session(master) as spark:
        rows = [(pickle.dumps(task),) for task in tasks]
        spread = spark.sparkContext.parallelize(rows, max(1, len(rows)))
        frame = spark.createDataFrame(spread, "task binary")
        results = frame.mapInArrow(_executor(job), "result binary").collect()
    # Pickles are safe here: our own executors wrote them.
    return (pickle.loads(row.result) for row in results)  # noqa: S301


def _start(builder: Any, master: str | None) -> Any:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return (
        builder.appName("objektiv")
        .master(master or "local[*]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.maxResultSize", "0")  # results are cubes or what the caller asked for
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )


def _executor(job: Callable[[Task], Any]) -> Callable[[Iterator[Any]], Iterator[Any]]:
    def count(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for batch in batches:
            for task in batch.column("task"):
                result = pickle.dumps(job(pickle.loads(task.as_py())))  # noqa: S301
                yield pa.record_batch({"result": pa.array([result], pa.binary())})

    return count

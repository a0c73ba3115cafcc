"""A real standalone cluster of two workers on loopback counts what threads count."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from objektiv.engines import count, count_files, count_to, read_counts, spark

pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java: no `java` here"),
]
HOST = "127.0.0.1"
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def free_port():
    with socket.socket() as one:
        one.bind((HOST, 0))
        return one.getsockname()[1]


def wait_for(log: Path, words: str, times: int, process: subprocess.Popen):
    for _ in range(1200):
        if log.exists() and log.read_text().count(words) >= times:
            return
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(f"no «{words}» in {log.read_text()}")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Address of a master with two workers of one core each; all are stopped at the end."""
    import pyspark

    home = Path(pyspark.__file__).parent
    logs = tmp_path_factory.mktemp("cluster")
    before = dict(os.environ)
    os.environ |= {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HOST,
        "PYSPARK_PYTHON": sys.executable,
        # The processes live for seconds: compile lightly, collect garbage on one thread.
        "SPARK_DAEMON_JAVA_OPTS": f"{QUICK} -Dspark.master.rest.enabled=false",
        "SPARK_DAEMON_MEMORY": "256m",
    }
    master = f"spark://{HOST}:{free_port()}"
    running: list[subprocess.Popen] = []

    def start(name, *arguments):
        log = logs / f"{name}.log"
        with log.open("wb") as sink:
            command = [str(home / "bin" / "spark-class"), *arguments]
            running.append(
                subprocess.Popen(command, stdout=sink, stderr=subprocess.STDOUT, cwd=logs)
            )
        return log

    role = "org.apache.spark.deploy"
    port = master.rsplit(":", 1)[1]
    try:
        log = start(
            "master", f"{role}.master.Master", "--host", HOST, "--port", port, "--webui-port", "0"
        )
        wait_for(log, "Starting Spark master at", 1, running[0])
        for name in ("one", "two"):
            options = ("--cores", "1", "--memory", "1g", "--webui-port", "0", "--work-dir")
            start(name, f"{role}.worker.Worker", *options, str(logs / name), master)
        wait_for(log, "Registering worker", 2, running[0])
        yield master
    finally:
        for process in reversed(running):
            process.terminate()
        for process in reversed(running):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def master(cluster, monkeypatch):
    """Settings of the driver for a cluster on loopback, given as an operator would."""
    settings = {
        "spark.driver.host": HOST,
        "spark.driver.bindAddress": HOST,
        "spark.executor.memory": "512m",
        "spark.driver.extraJavaOptions": QUICK,
        "spark.executor.extraJavaOptions": QUICK,
    }
    given = " ".join(f"--conf '{name}={value}'" for name, value in settings.items())
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f"{given} pyspark-shell")
    return cluster


def test_spark_counts_the_integers_that_threads_count(
    tmp_path, master, sittings_of, recount, differing
):
    sittings = sittings_of(31, schools=6, pupils=30, items=24, top=4)
    parts = sittings.frame.partition_by("region", maintain_order=True)
    paths = [tmp_path / f"region-{number}.parquet" for number in range(len(parts))]
    for path, part in zip(paths, parts, strict=True):
        pq.write_table(part.to_arrow(), path, row_group_size=7)

    with spark.session(master):
        counts = count_files(paths, sittings.work, engine="spark")
        folder = count_to(paths, sittings.work, tmp_path / "counts", engine="spark")

    assert differing(counts, recount(sittings)) == []
    assert differing(counts, count_files(paths, sittings.work)) == []
    assert differing(counts, count(sittings)) == []
    assert differing(read_counts(folder), counts) == []

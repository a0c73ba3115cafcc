"""The main job as a whole process: 25 schools × 4 works from XLSX to every output.

Run: `make bench`, or `python benchmarks/main_job.py [runs]`. Prints seconds of wall clock and
peak memory of `objektiv analyse` and `objektiv --help`, smallest and median of the runs.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OBJEKTIV = [sys.executable, "-m", "objektiv.cli"]


def timed(command: list[str]) -> tuple[float, float]:
    """Seconds and peak memory in MB of a command that succeeds."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{command} ended with {child.returncode}")
    return seconds, usage.ru_maxrss / 1024


def report(name: str, runs: list[tuple[float, float]]) -> None:
    seconds = sorted(run[0] for run in runs)
    memory = max(run[1] for run in runs)
    print(
        f"{name:<44} {seconds[0]:7.2f} s least {statistics.median(seconds):7.2f} s median "
        f"{memory:7.0f} MB"
    )


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as home:
        subprocess.run([*OBJEKTIV, "demo", "--out", f"{home}/demo"], check=True)
        files = sorted(str(path) for path in Path(home, "demo", "files").glob("**/*.xlsx"))
        done = []
        for _ in range(runs):
            shutil.rmtree(f"{home}/out", ignore_errors=True)
            done.append(timed([*OBJEKTIV, "analyse", *files, "--out", f"{home}/out"]))
        report(f"analyse: {len(files)} XLSX files to all outputs", done)
        report("objektiv --help", [timed([*OBJEKTIV, "--help"]) for _ in range(runs)])


if __name__ == "__main__":
    main()

"""Whole processes measured from outside: wall, CPU and peak memory of the whole tree."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

STEP = 0.03  # seconds between two looks
_TICK, _PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Run:
    """What a command took. Shared pages count once per process, mapped files count too."""

    wall: float  # s
    cpu: float  # s
    peak: float  # GB
    output: str


def measure(command: list[str]) -> Run:
    """Run a command to its end; raises CalledProcessError when it fails."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        peak, used = 0, {}
        while process.poll() is None:
            tree = _tree(process.pid)
            peak = max(peak, sum(memory for _, memory in tree.values()))
            used |= {pid: cpu for pid, (cpu, _) in tree.items()}
            time.sleep(STEP)
        wall = time.perf_counter() - start
        output = process.stdout.read()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(wall, sum(used.values()), peak / 1e9, output)


def _tree(root: int) -> dict[int, tuple[float, int]]:
    """Process → (CPU seconds, resident bytes) for a process and all below it."""
    found, todo = {}, [root]
    while todo:
        pid = todo.pop()
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            for task in Path(f"/proc/{pid}/task").iterdir():
                todo += map(int, (task / "children").read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            continue
        found[pid] = ((int(fields[11]) + int(fields[12])) / _TICK, int(fields[21]) * _PAGE)
    return found


def table(rows: list[tuple[str, Run]]) -> str:
    """Runs beside each other; ratios to the first row."""
    base = rows[0][1]
    lines = [f"{'engine':<10}{'wall, s':>9}{'CPU, s':>9}{'peak, GB':>10}{'wall ×':>8}{'CPU ×':>8}"]
    lines += [
        f"{name:<10}{run.wall:>9.2f}{run.cpu:>9.2f}{run.peak:>10.2f}"
        f"{run.wall / base.wall:>8.1f}{run.cpu / base.cpu:>8.1f}"
        for name, run in rows
    ]
    return "\n".join(lines)

"""A school year of a large school: 350,000 marks against the norms.

Run: `python benchmarks/marks.py [runs]`. Prints seconds of reading, of counting, and of the whole
command, beside pandas, which is what a person would take instead (weighted means and counts only:
it looks at no lessons, no absences and no end of a period).
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

NORMS = """
periods = [
  { name = "1 четверть", start = "2026-09-01", end = "2026-10-25" },
  { name = "2 четверть", start = "2026-11-05", end = "2026-12-30" },
  { name = "3 четверть", start = "2027-01-11", end = "2027-03-25" },
  { name = "4 четверть", start = "2027-04-05", end = "2027-05-26" },
]
required = { base = 1, per_weekly_hour = 2 }
rounding = [2.6, 3.6, 4.6]
weights = { "контрольная работа" = 3, "самостоятельная работа" = 2 }
hours = { %s }
"""
CHILDREN = resource.RUSAGE_CHILDREN
SUBJECTS = 14
CLASSES = 40
PUPILS = 30
MARKS = 350_000


def school_year(rows: int = MARKS) -> pl.DataFrame:
    """Marks on lessons of a class, one in twelve an absence."""
    random = np.random.default_rng(2026)
    class_ = random.integers(0, CLASSES, rows)
    subject = random.integers(0, SUBJECTS, rows)
    week = random.integers(0, 34, rows)
    weekday = (subject + random.integers(0, 3, rows) * 2 + class_) % 5
    day = np.datetime64("2026-09-07") + week * 7 + weekday
    kinds = np.array(["ответ", "контрольная работа", "самостоятельная работа", ""])
    cells = np.array(["2", "3", "4", "5", "4 5", "н"])
    return pl.DataFrame(
        {
            "school": np.full(rows, "edu900001"),
            "class": np.array([f"{5 + i // 6}{'АБВГДЕ'[i % 6]}" for i in range(CLASSES)])[class_],
            "pupil": np.array([f"{i:03}" for i in range(PUPILS)])[random.integers(0, PUPILS, rows)],
            "subject": np.array([f"Предмет {i}" for i in range(SUBJECTS)])[subject],
            "teacher": np.array([f"У-{i}" for i in range(60)])[(class_ + subject) % 60],
            "date": day.astype("datetime64[D]"),
            "mark": cells[random.choice(6, rows, p=[0.05, 0.25, 0.35, 0.24, 0.03, 0.08])],
            "weight": np.array([None, "1", "2"])[random.integers(0, 3, rows)],
            "kind": kinds[random.integers(0, 4, rows)],
        }
    ).with_columns(pl.col("date").cast(pl.String))


def by_pandas(path: Path) -> None:
    """What a table of a school becomes with groupby: counts, weighted mean, final mark."""
    import pandas as pd

    frame = pd.read_csv(path, dtype=str)
    frame["date"] = pd.to_datetime(frame["date"])
    starts = pd.to_datetime(["2026-09-01", "2026-11-05", "2027-01-11", "2027-04-05", "2027-05-27"])
    frame["period"] = pd.cut(frame["date"], starts, right=False, labels=False)
    marks = frame.assign(mark=frame["mark"].str.split()).explode("mark")
    marks = marks[marks["mark"] != "н"]
    marks["mark"] = marks["mark"].astype(float)
    due = marks["kind"].map({"контрольная работа": 3, "самостоятельная работа": 2}).fillna(1)
    marks["weight"] = marks["weight"].astype(float).fillna(due)
    marks["points"] = marks["mark"] * marks["weight"]
    keys = ["school", "class", "pupil", "subject", "period"]
    sums = marks.groupby(keys, observed=True).agg(
        actual=("mark", "size"), points=("points", "sum"), weight=("weight", "sum")
    )
    sums["mean"] = sums["points"] / sums["weight"]
    sums["final"] = 2 + sum((sums["mean"] >= border).astype(int) for border in (2.6, 3.6, 4.6))
    sums.reset_index().to_csv(path.with_suffix(".pandas.csv"), index=False)


def processor() -> float:
    """Seconds of the processor that this process and what it has started have taken."""
    own, started = (resource.getrusage(one) for one in (resource.RUSAGE_SELF, CHILDREN))
    return own.ru_utime + own.ru_stime + started.ru_utime + started.ru_stime


def timed(what: Callable[[], object], runs: int) -> tuple[float, float, float]:
    """By the clock: least and median; of the processor: least."""
    seconds, taken = [], []
    for _ in range(runs):
        start, before = time.perf_counter(), processor()
        what()
        seconds.append(time.perf_counter() - start)
        taken.append(processor() - before)
    return min(seconds), statistics.median(seconds), min(taken)


def main() -> None:
    from objektiv.protocols.marks import read_marks
    from objektiv.protocols.norms import read_norms
    from objektiv.stats.accumulation import accumulate

    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as home:
        path, norms_path, out = Path(home, "marks.csv"), Path(home, "n.toml"), Path(home, "out.csv")
        school_year().write_csv(path)
        hours = ", ".join(f'"Предмет {i}" = {1 + i % 5}' for i in range(SUBJECTS))
        norms_path.write_text(NORMS % hours, encoding="utf-8")
        norms, _ = read_norms(norms_path)
        journal = read_marks([path]).journal
        assert journal is not None
        rows = accumulate(journal, norms).rows.height
        command = [sys.executable, "-m", "objektiv.cli", "marks", str(path)]
        command += ["--norms", str(norms_path), "--out", str(out)]
        peer = [sys.executable, __file__, "--pandas", str(path)]
        print(f"{MARKS} rows of marks, {rows} rows of pupil × subject × period, {runs} runs")
        for name, what in (
            ("reading and checking CSV", lambda: read_marks([path])),
            ("accumulation", lambda: accumulate(journal, norms)),
            (
                "objektiv marks, the whole process",
                lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL),
            ),
            ("pandas, the whole process", lambda: subprocess.run(peer, check=True)),
        ):
            least, median, taken = timed(what, runs)
            said = f"{least:6.2f} s least {median:6.2f} s median {taken:6.2f} s of the processor"
            print(f"{name:<36} {said}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--pandas"]:
        by_pandas(Path(sys.argv[2]))
    else:
        main()

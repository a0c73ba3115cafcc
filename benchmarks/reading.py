"""Reading AND checking results: rows per second and peak memory beside other readers.

    python benchmarks/reading.py [--xlsx-rows 100000] [--csv-rows 1000000] [--folder DIR]

Every reader runs in a process of its own on the same file; the others only bring the
cells into memory and check nothing. Importing the libraries is not timed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ITEMS = 20
COLUMNS = ["school", "class", "pupil", "variant", "sex", "score", "mark"]


def make(folder: Path, kind: str, rows: int) -> Path:
    """A wide table of 27 columns: 100 pupils in a school, 25 in a class, some «X»."""
    path = folder / f"{rows}.{kind}"
    if path.exists():
        return path
    import numpy as np
    import polars as pl

    chance = np.random.default_rng(1)
    scores = chance.integers(0, 3, (rows, ITEMS))
    skipped = (scores == 0) & (chance.random((rows, ITEMS)) < 0.1)
    i = np.arange(rows)
    frame = pl.DataFrame(
        {
            "school": [f"edu{100_000 + n // 100}" for n in range(rows)],
            "class": [f"5{'АБВГ'[n // 25 % 4]}" for n in range(rows)],
            "pupil": [f"{10_000_000 + n}" for n in range(rows)],
            "variant": i % 2 + 1,
            "sex": ["мж"[n % 2] for n in range(rows)],
            "score": scores.sum(axis=1),
            "mark": np.full(rows, 3),
        }
        | {
            f"q{j + 1}": np.where(skipped[:, j], "X", scores[:, j].astype(str))
            for j in range(ITEMS)
        }
    )
    if kind == "csv":
        frame.write_csv(path)
        return path
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"strings_to_numbers": True})
    page = book.add_worksheet()
    page.write_row(0, 0, frame.columns)
    for n, row in enumerate(frame.iter_rows(), 1):
        page.write_row(n, 0, row)
    book.close()
    return path


def run(reader: str, path: Path) -> None:
    """In a process of its own: print rows, seconds and peak memory."""
    seconds, rows = READERS[reader](path)
    # Not ru_maxrss: a child begins with its parent's.
    status = Path("/proc/self/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"rows": rows, "seconds": seconds, "megabytes": peak}))


def _objektiv(path: Path) -> tuple[float, int]:
    import polars  # noqa: F401

    from objektiv.protocols import read_results
    from objektiv.schema import Item, Work

    items = tuple(Item(f"q{j + 1}", 2) for j in range(ITEMS))
    work = Work("ВПР", 2026, 5, "Математика", items)
    started = time.perf_counter()
    reading = read_results([path], work)
    assert not reading.refused, reading.complaints[:3]
    return time.perf_counter() - started, reading.sittings[0].frame.height


def _pandas(path: Path) -> tuple[float, int]:
    import pandas

    started = time.perf_counter()
    frame = pandas.read_csv(path) if path.suffix == ".csv" else pandas.read_excel(path)
    return time.perf_counter() - started, len(frame)


def _calamine(path: Path) -> tuple[float, int]:
    import python_calamine

    started = time.perf_counter()
    rows = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    return time.perf_counter() - started, len(rows) - 1


def _openpyxl(path: Path) -> tuple[float, int]:
    import openpyxl

    started = time.perf_counter()
    page = openpyxl.load_workbook(path, read_only=True).active
    rows = sum(1 for _ in page.iter_rows(values_only=True))
    return time.perf_counter() - started, rows - 1


def _polars(path: Path) -> tuple[float, int]:
    import polars

    started = time.perf_counter()
    frame = polars.read_csv(path, infer_schema=False)
    return time.perf_counter() - started, frame.height


READERS = {
    "objektiv": _objektiv,
    "python-calamine": _calamine,
    "openpyxl, read-only": _openpyxl,
    "pandas": _pandas,
    "polars": _polars,
}
PEERS = {
    "xlsx": ("objektiv", "python-calamine", "openpyxl, read-only", "pandas"),
    "csv": ("objektiv", "polars", "pandas"),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--xlsx-rows", type=int, default=100_000)
    options.add_argument("--csv-rows", type=int, default=1_000_000)
    options.add_argument("--folder", type=Path)
    options.add_argument("--repeat", type=int, default=3)
    options.add_argument("--one", nargs=2, metavar=("READER", "FILE"))
    given = options.parse_args()
    if given.one:
        run(given.one[0], Path(given.one[1]))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        for kind, rows in (("xlsx", given.xlsx_rows), ("csv", given.csv_rows)):
            path = make(folder, kind, rows)
            print(f"\n{kind}: {rows:,} rows x {len(COLUMNS) + ITEMS} columns")
            print(f"{'reader':22}{'seconds':>9}{'rows/s':>12}{'peak MB':>9}")
            for reader in PEERS[kind]:
                best = measured(
                    reader, path, given.repeat if reader != "openpyxl, read-only" else 1
                )
                speed = best["rows"] / best["seconds"]
                print(
                    f"{reader:22}{best['seconds']:9.2f}{speed:12,.0f}{best['megabytes']:9.0f}",
                    flush=True,
                )


def measured(reader: str, path: Path, repeat: int) -> dict[str, float]:
    """The fastest of some runs."""
    command = [sys.executable, __file__, "--one", reader, str(path)]
    runs = [
        json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        for _ in range(repeat)
    ]
    return min(runs, key=lambda one: one["seconds"])


if __name__ == "__main__":
    main()

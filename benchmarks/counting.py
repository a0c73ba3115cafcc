"""Counting 1 M and 5 M sittings of one work: the kernel beside general engines, in one run.

    python benchmarks/counting.py [--sizes 1000000 5000000] [--runs 3] [--spark]

Everything is measured as a whole process, from start to results on disk: start-up, reading the
same region files (Parquet), counting, writing. All engines make the same aggregates (see
`peers.py`) and their checksums must be equal. The kernel and polars write Arrow with lz4,
pandas too; DuckDB and Spark write Parquet, which suits them. pandas only counts 1 M unless
asked; Spark only runs when asked. The engines take turns; the median of the runs by wall time is
printed. The machine is never quiet enough for absolute seconds to mean much: read the ratios.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from generated import campaign
from peers import PEERS, kernel_checks
from processes import Run, measure, table

REGION = 540_000  # sittings of a region, as in a national campaign of 26 M in 48 regions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=[1_000_000, 5_000_000])
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--spark", action="store_true", help="Spark SQL too, local[2]")
    parser.add_argument("--pandas", action="store_true", help="pandas at every size")
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "objektiv-bench")
    parser.add_argument("--only", nargs=3, metavar=("ENGINE", "SIZE", "OUT"), help="used within")
    options = parser.parse_args()
    if options.only:
        engine, size, out = options.only
        work, paths = files(options.data, int(size))
        json.dump(PEERS[engine](work, paths, Path(out)), sys.stdout)
        return
    for size in options.sizes:
        work, _ = files(options.data, size)
        engines = ["kernel", "polars", "duckdb"]
        engines += ["pandas"] if size <= 1_000_000 or options.pandas else []
        engines += ["spark"] if options.spark else []
        runs: dict[str, list[Run]] = {name: [] for name in engines}
        expected = None
        for _ in range(options.runs):
            for name in engines:
                out = Path(tempfile.mkdtemp(dir=options.data))
                command = ["--data", str(options.data), "--only", name, str(size), str(out)]
                runs[name].append(measure([sys.executable, __file__, *command]))
                checks = json.loads(runs[name][-1].output)
                checks = kernel_checks(work, out) if name == "kernel" else checks
                expected = expected or checks
                if checks != expected:
                    raise SystemExit(f"{name} counts other integers:\n{checks}\n{expected}")
                shutil.rmtree(out)
        print(
            f"\n{size:,} sittings, {len(work.items)} items, {options.runs} run(s), checksums equal"
        )
        print(table([(name, median(taken)) for name, taken in runs.items()]), flush=True)


def files(data: Path, size: int) -> tuple:
    regions = max(1, round(size / REGION))
    return campaign(data, works=1, regions=regions, sittings=size)[0]


def median(runs: list[Run]) -> Run:
    return sorted(runs, key=lambda run: run.wall)[len(runs) // 2]


if __name__ == "__main__":
    main()

"""The nation: 26 M sittings, 16 works × 48 region files; the kernel beside polars.

    python benchmarks/nation.py [--sittings 26250000] [--runs 1]

The data (about 200 MB) are generated once into a temporary folder. Each engine is one whole
process that counts work after work, from Parquet to results on disk; both make the same
aggregates (see `peers.py`, columns A–E), write Arrow with lz4, and their checksums must be
equal. Memory is that of the whole process tree.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from counting import median
from generated import campaign
from peers import PEERS, kernel_checks
from processes import Run, measure, table

WORKS, REGIONS = 16, 48


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sittings", type=int, default=26_250_000)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "objektiv-bench")
    parser.add_argument("--only", nargs=2, metavar=("ENGINE", "OUT"), help="used within")
    options = parser.parse_args()
    start = time.perf_counter()
    works = campaign(options.data, works=WORKS, regions=REGIONS, sittings=options.sittings)
    if options.only:
        engine, out = options.only
        checks = []
        for number, (work, paths) in enumerate(works):
            place = Path(out) / f"work-{number:02}"
            place.mkdir()
            checks.append(PEERS[engine](work, paths, place))
        json.dump(checks, sys.stdout)
        return
    print(f"data ready in {time.perf_counter() - start:.1f} s")
    runs: dict[str, list[Run]] = {"kernel": [], "polars": []}
    expected = None
    for _ in range(options.runs):
        for name, taken in runs.items():
            out = Path(tempfile.mkdtemp(dir=options.data))
            command = ["--data", str(options.data), "--sittings", str(options.sittings)]
            taken.append(measure([sys.executable, __file__, *command, "--only", name, str(out)]))
            checks = json.loads(taken[-1].output)
            if name == "kernel":
                checks = [
                    kernel_checks(work, out / f"work-{number:02}")
                    for number, (work, _) in enumerate(works)
                ]
            expected = expected or checks
            if checks != expected:
                raise SystemExit(f"{name} counts other integers")
            size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
            print(f"{name}: {size / 1e6:,.0f} MB of results", flush=True)
            shutil.rmtree(out)
    print(f"\n{options.sittings:,} sittings, {WORKS} works × {REGIONS} regions, checksums equal")
    print(table([(name, median(taken)) for name, taken in runs.items()]))


if __name__ == "__main__":
    main()

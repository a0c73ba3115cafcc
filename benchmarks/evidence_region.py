"""A region's findings: 800 schools, 16 works, both counting passes and all findings.

    python benchmarks/evidence_region.py [--works 16] [--schools 800]

Two processes, a work at a time each; prints wall and CPU seconds, peak memory and how the
cost grows from half the schools to all of them.
"""

from __future__ import annotations

import argparse
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from objektiv import engines
from objektiv.engines import conditional
from objektiv.evidence import find, look_up
from objektiv.profiles import load_profile
from objektiv.simulation import base, simulate

PROFILE = load_profile()


def one(task: tuple[int, int]) -> tuple[int, int, float, float]:
    """Sittings, flagged schools, CPU seconds and peak memory in MB of one work."""
    schools, seed = task
    sittings = simulate(base(schools), seed).sittings[0]
    start = time.process_time()
    counts = engines.count(sittings)
    tables = look_up(counts, conditional.joint(sittings), PROFILE)
    given = conditional.given(sittings, tables)
    found = find(counts, PROFILE, seed=1, data_hash="", given=given)
    used = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return sittings.frame.height, sum(f.verdict == "verify" for f in found.schools), used, memory


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--works", type=int, default=16)
    parser.add_argument("--schools", type=int, default=800)
    options = parser.parse_args()
    for schools in (options.schools // 2, options.schools):
        start = time.perf_counter()
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            done = list(pool.map(one, [(schools, 50 + k) for k in range(options.works)]))
        print(
            f"{schools} школ × {options.works} работ, {sum(d[0] for d in done)} участий: "
            f"{time.perf_counter() - start:.1f} с, процессорных {sum(d[2] for d in done):.1f} с, "
            f"память до {max(d[3] for d in done):.0f} МБ на процесс"
        )


if __name__ == "__main__":
    main()

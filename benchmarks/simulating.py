"""How fast campaigns are simulated and written.

    python benchmarks/simulating.py [--sittings 1000000] [--nation] [--effects]

Prints seconds, sittings per second and the peak memory of each step, one after another in
this one process. `--nation` simulates 23 million sittings (40,000 schools, 16 works) region by
region. `--effects` prints instead how much each kind of manipulation moves the mean score
(docs/simulation.md).
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from objektiv.simulation import KINDS, base, simulate, simulate_regions, write_campaign

PER_SCHOOL = 38  # pupils of a protocol in the base campaign, on average


def peak() -> float:
    """Peak memory of the process so far, GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def timed(name: str, step: Callable[[], int]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    sittings = step()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(
        f"{name:<44}{sittings:>12,}{wall:>9.2f}{cpu:>9.2f}{sittings / cpu:>13,.0f}{peak():>9.2f}",
        flush=True,
    )


def effects(schools: int = 5000) -> None:
    """Change of the mean score by kind, in SDs of all pupils' scores, at three intensities."""
    print(f"{'kind':<20}{'.4–1':>8}{'.2':>8}{'.5':>8}{'1':>8}")
    for kind in KINDS:
        shifts = []
        for intensity in ((0.4, 1.0), (0.2, 0.2), (0.5, 0.5), (1.0, 1.0)):
            plan = base(
                schools,
                kinds=(kind,),
                intensity=intensity,
                manipulated=0.5,
                one_class=0.0,
                no_prior=True,
            )
            truth = simulate(plan, 1).truth.filter(pl.col("manipulation") == kind)
            shifts.append(truth["shift"].mean())
        print(f"{kind:<20}" + "".join(f"{shift:>8.2f}" for shift in shifts), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sittings", type=int, default=1_000_000)
    parser.add_argument("--nation", action="store_true")
    parser.add_argument("--effects", action="store_true")
    options = parser.parse_args()
    if options.effects:
        effects()
        return
    schools = options.sittings // PER_SCHOOL
    print(f"{'step':<44}{'sittings':>12}{'wall s':>9}{'cpu s':>9}{'per cpu s':>13}{'peak GB':>9}")
    simulate(base(50), 0)  # imports and first calls

    def one_work() -> int:
        return len(simulate(base(schools), 1).sittings[0].frame)

    def several_works() -> int:
        subjects = ("Математика", "Русский язык")
        plan = base(schools // 8, years=(2025, 2026), subjects=subjects, grades=(4, 5))
        return sum(len(one.frame) for one in simulate(plan, 1).sittings)

    def regions() -> int:
        plan = base(schools, regions=20)
        return sum(len(part.sittings[0].frame) for part in simulate_regions(plan, 1))

    timed("one work, one region", one_work)
    timed("eight works, one region", several_works)
    timed("one work, twenty regions, one at a time", regions)
    campaign = simulate(base(schools), 1)
    small = simulate(base(400), 1)
    with tempfile.TemporaryDirectory() as folder:
        for format_, chosen in (("parquet", campaign), ("csv", campaign), ("f1", small)):

            def write(name: str = format_) -> int:
                write_campaign(chosen, Path(folder) / name, name)  # noqa: B023
                return len(chosen.sittings[0].frame)  # noqa: B023

            timed(f"write {format_}", write)
    if options.nation:
        del campaign

        def nation() -> int:
            subjects = ("Русский язык", "Математика", "История", "Биология")
            plan = base(40_000, regions=89, subjects=subjects, grades=(5, 6, 7, 8))
            return sum(
                len(one.frame) for part in simulate_regions(plan, 1) for one in part.sittings
            )

        timed("nation: 89 regions, sixteen works", nation)


if __name__ == "__main__":
    main()

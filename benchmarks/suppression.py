"""Hiding small cells of a municipality: 25 schools × 4 marks × 8 works, with all margins.

    python benchmarks/suppression.py [--schools 25] [--works 8] [--classes 0] [--seed 1] [--audit]

Three publications: works side by side, works summed over all (the hardest: three linked axes),
and schools in two towns. --classes adds classes below schools. --audit recomputes the range of
every hidden cell with another solver, which takes far longer than hiding.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from objektiv.stats.suppression import suppress
from objektiv.stats.suppression_audit import recoverable
from objektiv.stats.suppression_tables import Axis, Cells, cube

MARKS = Axis(dict.fromkeys("2345", "все отметки"), results=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--schools", type=int, default=25)
    parser.add_argument("--works", type=int, default=8)
    parser.add_argument("--classes", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--audit", action="store_true")
    options = parser.parse_args()
    for name, cells in publications(options).items():
        started, worked = time.perf_counter(), time.process_time()
        found = suppress(cells, minimum=10, width=10)
        seconds, work = time.perf_counter() - started, time.process_time() - worked
        primary = sum(why in {"small", "same"} for why in found.why)
        print(
            f"{name}: {len(cells.keys)} cells, {len(cells.sums)} sums, {primary} primary, "
            f"{found.hidden.sum() - primary} complementary, loss {found.loss}, "
            f"least: {found.least}, {seconds:.1f} s ({work:.1f} s of processor)",
            flush=True,
        )
        if options.audit:
            back = recoverable(cells, found.published(), width=10)
            print(f"  narrow: {len(back.narrow)}, certain: {len(back.certain)}", flush=True)


def publications(options: argparse.Namespace) -> dict[str, Cells]:
    draw = np.random.default_rng(options.seed)
    counts = {}
    schools, works = range(1, options.schools + 1), range(1, options.works + 1)
    units = {
        f"{school}{letter}": f"Школа {school}"
        for school in schools
        for letter in ("абвгде"[: options.classes] or "а")
    }
    for unit, school in units.items():
        size = draw.lognormal(np.log(55), 0.7) if not options.classes else draw.normal(24, 4)
        for work in works:
            shares = draw.dirichlet((3, 11, 11, 5))
            for mark, n in zip("2345", draw.multinomial(max(int(size), 3), shares), strict=True):
                counts[unit if options.classes else school, str(work), mark] = int(n)
    below = units if options.classes else {}
    names = {f"Школа {school}" for school in schools}
    one = below | dict.fromkeys(names, "Все школы")
    towns = below | {name: f"Город {1 + int(name[6:]) % 2}" for name in names}
    towns |= {"Город 1": "Все школы", "Город 2": "Все школы"}
    summed = Axis({str(work): "все работы" for work in works})
    return {
        "side by side": cube(counts, (Axis(one), Axis(), MARKS)),
        "towns": cube(counts, (Axis(towns), Axis(), MARKS)),
        "summed": cube(counts, (Axis(one), summed, MARKS)),
    }


if __name__ == "__main__":
    main()

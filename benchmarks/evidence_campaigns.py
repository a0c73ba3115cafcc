"""Simulated campaigns turned into tables of z, for training, calibration and tests."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import polars as pl

from objektiv import engines
from objektiv.engines import conditional
from objektiv.evidence import judgement, prediction, reference, signatures, units
from objektiv.profiles import load_profile
from objektiv.simulation import Campaign, Plan, base, harder, honest, simulate, strong_traps

PROFILE = load_profile()


def training(seed: int) -> Plan:
    """Campaigns to learn from: base and harder in turn, varied, some without prior data."""
    random = np.random.default_rng(seed)
    make = base if seed % 2 else harder
    missing = random.random()
    return make(
        1000,
        manipulated=0.22,
        intensity=(0.3 if seed % 2 else 0.2, 1.0),
        icc=float(random.uniform(0.2, 0.4)),
        no_prior=missing < 0.25,
        no_journal=0.15 < missing < 0.35,
    )


PLANS = {
    "training": training,
    "honest": lambda seed: honest(1000, no_prior=seed % 4 in (1, 3), no_journal=seed % 4 in (2, 3)),
    "nobody": lambda seed: honest(1000),
    "base": lambda seed: base(1000),
    "harder": lambda seed: harder(1000),
    "bare": lambda seed: base(1000, no_prior=True, no_journal=True),
    "traps": lambda seed: strong_traps(1000),
}
YEARS = ((4, 2025), (5, 2026), (6, 2027))  # grade and year of one cohort


def load(name: str, seeds: range, cache: Path | None) -> list[tuple[Table, Table]]:
    """Tables of campaigns of a plan, two processes at a time; `cache` keeps them."""
    # Fresh processes: a fork of one with running threads would wait for them for ever.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        return list(pool.map(_load, *zip(*((name, seed, cache) for seed in seeds), strict=True)))


def _load(name: str, seed: int, cache: Path | None) -> tuple[Table, Table]:
    path = cache and cache / f"{name}-{seed}.pickle"
    if path and path.exists():
        return pickle.loads(path.read_bytes())
    found = tables(PLANS[name](seed), seed)
    if path:
        path.write_bytes(pickle.dumps(found))
    return found


def together(tables: list[Table]) -> Table:
    """Units of several campaigns in one table."""
    return Table(
        **{
            field.name: np.concatenate([getattr(table, field.name) for table in tables])
            for field in fields(Table)
        }
    )


@dataclass(frozen=True)
class Table:
    """Units of one simulated work with what is true of them."""

    z: np.ndarray  # (U, K)
    details: np.ndarray  # (U, D) float32
    n: np.ndarray  # (U,)
    kind: np.ndarray  # (U,) "" for honest units
    trap: np.ndarray  # (U,)
    intensity: np.ndarray  # (U,)
    shift: np.ndarray  # (U,) change of the mean in SDs
    one_class: np.ndarray  # (U,) the manipulation was limited to one class
    school: np.ndarray  # (U,) number of the school of a unit
    pattern: np.ndarray  # (U,) which data the campaign had, see `signatures.pattern`

    @property
    def columns(self) -> np.ndarray:
        """What the network reads, (U, K + D)."""
        return np.hstack([self.z, self.details])


def tables(plan: Plan, seed: int) -> tuple[Table, Table]:
    """Schools and classes of the first work of a campaign."""
    return measured(simulate(plan, seed))


def measured(campaign: Campaign) -> tuple[Table, Table]:
    """Schools and classes of the first work of a simulated campaign."""
    sittings = campaign.sittings[0]
    counts = engines.count(sittings)
    enough = PROFILE.value("evidence.reference_pupils")
    look_up = prediction.tables(
        conditional.joint(sittings), reference.reference(counts, enough), PROFILE
    )
    given = conditional.given(sittings, look_up)
    return tuple(table(make(counts, given), campaign) for make in (units.schools, units.classes))  # type: ignore[return-value]


def table(whole: units.Units, campaign: Campaign) -> Table:
    """z of the units with their labels."""
    _, z, finer, _ = judgement.measure_units(whole, PROFILE)
    counts = whole.counts
    work = campaign.sittings[0].work
    truth = campaign.truth.filter(
        (pl.col("year") == work.year)
        & (pl.col("subject") == work.subject)
        & (pl.col("grade") == work.grade)
    )
    cheats, traps = {}, {}
    for row in truth.iter_rows(named=True):
        into = cheats if row["manipulation"] else traps
        into[row["school"], row["class"]] = row
        into.setdefault((row["school"], None), row)
    by_class = bool(counts.class_[0])
    found = []
    for school, class_ in zip(counts.school, counts.class_, strict=True):
        if by_class:
            cheat = cheats.get((school, "")) or cheats.get((school, class_))
            trap = traps.get((school, "")) or traps.get((school, class_))
        else:
            cheat, trap = cheats.get((school, None)), traps.get((school, None))
        found.append(
            (
                cheat["manipulation"] if cheat else "",
                trap["trap"] if trap else "",
                cheat["intensity"] if cheat else 0.0,
                cheat["shift"] if cheat else 0.0,
                bool(cheat and cheat["class"]),
            )
        )
    kind, trap, intensity, shift, one = zip(*found, strict=True)
    _, number = np.unique(counts.school.astype(str), return_inverse=True)
    return Table(
        z, finer.astype(np.float32), counts.n,
        np.array(kind), np.array(trap), np.array(intensity, float),
        np.nan_to_num(np.array(shift, float)), np.array(one), number,
        np.full(len(counts.n), signatures.pattern(counts)),
    )  # fmt: skip

"""Who manipulates: which protocols, how, how strongly, in one class or the whole school."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from objektiv.simulation.plan import KINDS, Plan
from objektiv.simulation.population import Cohort
from objektiv.simulation.streams import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Correlation of a school's lasting inclination between its subjects.
TEMPTATION_SHARED = 0.5


@dataclass(frozen=True)
class Cheating:
    """What each of S schools does to one work."""

    kind: NDArray[np.int64]  # (S,) index into KINDS; −1: nothing
    intensity: NDArray[np.float64]  # (S,) 0…1
    class_: NDArray[np.int64]  # (S,) index of the only class in the parallel; −1: whole school
    persistent: NDArray[np.bool_]  # (S,) every year, not this one only


def draw_cheating(
    plan: Plan, seed: int, cohort: Cohort, subject: str, year: int, *, last_year: bool = False
) -> Cheating:
    """Manipulations of one subject and year.

    Of `Plan.manipulated` the share `Plan.persistence` does it every year, with the same kind;
    `last_year` draws the earlier work that only gives prior scores: there the others
    manipulate with probability `Plan.prior_contamination`.
    """
    region = cohort.region
    count = len(region.schools)
    lasting = stream(seed, "persistent", region.number, subject)
    random = stream(seed, "cheating", region.number, subject, cohort.year, year)
    always = plan.manipulated * plan.persistence
    inclination = np.sqrt(TEMPTATION_SHARED) * region.temptation
    inclination = inclination + np.sqrt(1 - TEMPTATION_SHARED) * lasting.normal(0, 1, count)
    persistent = inclination > _upper_quantile(always)
    once = plan.prior_contamination if last_year else _rest(plan.manipulated, always)
    now = ~persistent & (random.random(count) < once)

    kinds = np.array([KINDS.index(kind) for kind in plan.kinds] or [0])
    lasting_kind = lasting.choice(kinds, count)
    kind = np.where(persistent, lasting_kind, random.choice(kinds, count))
    several = region.class_count > 1
    lasting_one = lasting.random(count) < plan.one_class
    one = np.where(persistent, lasting_one, random.random(count) < plan.one_class) & several
    letter = (lasting.random(count) * region.class_count).astype(np.int64)
    cheating = persistent | now
    return Cheating(
        kind=np.where(cheating, kind, -1),
        intensity=np.where(cheating, random.uniform(*plan.intensity, count), 0.0),
        class_=np.where(cheating & one, letter, -1),
        persistent=persistent,
    )


def _rest(share: float, always: float) -> float:
    """Probability of a single manipulation so that the shares add up to `share`."""
    return (share - always) / (1 - always) if always < 1 else 0.0


def _upper_quantile(share: float) -> float:
    """z with P(Z > z) = share."""
    from statistics import NormalDist

    if share <= 0:
        return np.inf
    return NormalDist().inv_cdf(1 - share) if share < 1 else -np.inf

"""Honest schools that look unusual: what a method must not accuse.

`strong`, `merged` and `special` last over years and live in `population`; the others belong to
one subject and year and are drawn here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from objektiv.simulation.items import Bank
from objektiv.simulation.plan import Plan
from objektiv.simulation.population import Cohort

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Traps:
    """Traps of one work: S schools, C classes."""

    school: NDArray[np.object_]  # (S,) name of the trap of the school, or ""
    class_: NDArray[np.object_]  # (C,) name of the trap of the class, or ""
    ability: Floats  # (C,) logit
    items: Floats  # (C, I) logit


def draw_traps(plan: Plan, random: np.random.Generator, bank: Bank, cohort: Cohort) -> Traps:
    """Traps of one subject and year; a school has at most one of its own kind."""
    region, place = cohort.region, cohort.class_school
    count, items = len(region.schools), len(bank.maxima)
    lot = random.random(count)
    borders = np.cumsum([plan.improvement, plan.topic, plan.mild, plan.new_teacher])
    drawn = np.array(["improvement", "topic", "mild", "new_teacher", ""], object)[
        np.searchsorted(borders, lot, side="right")
    ]
    school = np.where(region.strong, "strong", np.where(region.merged, "merged", drawn))
    school = school.astype(object)

    size = random.uniform(0.45, 0.85, count)
    ability = np.where(school == "improvement", size, 0.0)[place]
    letter = (random.random(count) * region.class_count).astype(np.int64)
    jump = (school[place] == "new_teacher") & (letter[place] == cohort.class_letter)
    ability = ability + np.where(jump, size[place], 0.0)

    mild = random.uniform(0.4, 0.7, count)
    shift = np.where(school == "mild", mild, 0.0)[place][:, None] * bank.open
    # One topic: 15 to 30 % of the items (two to four of sixteen) much better than elsewhere,
    # by 1.5 to 3 times the natural spread of an item between schools.
    width = np.maximum(2, np.rint(random.uniform(0.15, 0.3, count) * items))
    order = random.random((count, items)).argsort(axis=1).argsort(axis=1)
    focus = (order < width[:, None]) & (school == "topic")[:, None]
    gain = random.uniform(0.5, 1.0, count)[:, None] * focus
    own = random.normal(0, 0.3, (len(place), items)) * jump[:, None]

    class_ = np.full(len(place), "", object)
    class_[cohort.special != 0] = "special"
    class_[jump] = "new_teacher"
    return Traps(
        school=np.where(school == "new_teacher", "", school).astype(object),
        class_=class_,
        ability=ability,
        items=shift + gain[place] + own,
    )

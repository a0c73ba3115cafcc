"""One cohort sits one work: honest answers first, then what was done to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from objektiv.schema import MISSING
from objektiv.simulation import responses
from objektiv.simulation.cheating import Cheating
from objektiv.simulation.items import Bank
from objektiv.simulation.manipulations import MANIPULATIONS, Rows
from objektiv.simulation.plan import KINDS, Plan
from objektiv.simulation.population import Cohort
from objektiv.simulation.streams import stream
from objektiv.simulation.traps import Traps, draw_traps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Written:
    """What one cohort wrote in one work; n pupils."""

    scores: Bytes  # (n, I)
    present: NDArray[np.bool_]
    score: NDArray[np.int16]  # −1: absent
    journal: Bytes
    variant: NDArray[np.int64]  # (n,) 0 or 1
    honest: NDArray[np.int16]  # score before manipulation, −1: absent
    cheating: Cheating
    traps: Traps


def write(
    plan: Plan,
    seed: int,
    cohort: Cohort,
    level: responses.Level,
    bank: Bank,
    *,
    cheating: Cheating,
    carried: NDArray[np.float64],
    last_year: bool = False,
) -> Written:
    """Answers of a cohort in one work.

    `carried` (C,) logit is what earlier years left in the classes; `last_year` marks the
    earlier work that only gives prior scores: the traps of a year show against it.
    """
    random = stream(seed, "write", cohort.region.number, *bank.work.key)
    theta, school = responses.year_ability(plan, random, cohort, level)
    theta = theta + carried[cohort.class_]
    shift = responses.item_shifts(plan, random, bank, cohort)
    traps = draw_traps(plan, random, bank, cohort)
    if last_year:  # one of two schools since merged had its own markers
        theta = theta + cohort.merged_marking
    else:
        theta = theta + traps.ability[cohort.class_]
        shift = shift + traps.items
    variant = (random.random(len(theta)) < 0.5).astype(np.int64)
    scores = responses.respond(
        random, bank, ability=theta, shift=shift, class_=cohort.class_, variant=variant
    )
    responses.omit(plan, random, bank, cohort=cohort, ability=theta, scores=scores)
    responses.mark_not_taught(plan, random, cohort, scores)
    came = responses.present(plan, random, cohort, theta)
    journal = responses.journal_marks(plan, random, cohort, theta, school)
    scores[~came] = MISSING
    honest = np.where(came, responses.total(scores), -1).astype(np.int16)
    everybody = Rows(
        bank=bank,
        scores=scores,
        intensity=cheating.intensity[cohort.school],
        school=cohort.school,
        class_=cohort.class_,
        variant=variant,
        ability=theta,
        shift=shift,
        journal=journal,
    )
    scores = _manipulated(random, everybody, cohort, cheating)
    if plan.no_journal:  # the school has its journal, the data have not
        journal = np.zeros_like(journal)
    came = came & ~(scores == MISSING).all(axis=1)
    score = np.where(came, responses.total(scores), -1).astype(np.int16)
    return Written(scores, came, score, journal, variant, honest, cheating, traps)


def _manipulated(
    random: np.random.Generator, rows: Rows, cohort: Cohort, cheating: Cheating
) -> Bytes:
    """Scores after every manipulating protocol has had its way."""
    only = cheating.class_[rows.school]
    inside = (only < 0) | (only == cohort.class_letter[rows.class_])
    came = ~(rows.scores == MISSING).all(axis=1)
    kind = np.where(inside & came, cheating.kind[rows.school], -1)
    result = rows.scores.copy()
    for number, name in enumerate(KINDS):
        chosen = np.flatnonzero(kind == number)
        if len(chosen):
            result[chosen] = MANIPULATIONS[name](random, rows.only(chosen))
    return result

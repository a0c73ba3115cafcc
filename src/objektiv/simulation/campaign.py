"""From a plan and a seed to a campaign: sittings of every work and the truth about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from objektiv.schema import SORT, Sittings, Work
from objektiv.simulation.cheating import Cheating, draw_cheating
from objektiv.simulation.items import draw_bank
from objektiv.simulation.plan import Plan
from objektiv.simulation.population import Cohort, Region, draw_cohort, draw_region
from objektiv.simulation.responses import subject_level
from objektiv.simulation.sitting import Written, write
from objektiv.simulation.tables import frame_of, truth_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Who does what to a work: (cohort, work, is it last year's) -> what each school does.
Manipulate = Callable[[Cohort, Work, bool], Cheating]


@dataclass(frozen=True)
class Campaign:
    """Results of all works of a plan, with the labels that real data never have."""

    sittings: tuple[Sittings, ...]  # one per work, by year, subject, grade
    truth: pl.DataFrame  # columns of TRUTH: a row per manipulation and per trap
    plan: Plan
    seed: int


def simulate(plan: Plan, seed: int) -> Campaign:
    """The whole campaign in memory.

    >>> from objektiv.simulation.plan import base
    >>> campaign = simulate(base(40), seed=1)
    >>> campaign.sittings[0].work.title
    'ВПР 2026, Математика, 5 класс'
    """
    return merged(list(simulate_regions(plan, seed)))


def merged(campaigns: list[Campaign]) -> Campaign:
    """Campaigns of other schools in the same works as one; plan and seed are the first's."""
    together = []
    for parts in zip(*(campaign.sittings for campaign in campaigns), strict=True):
        schools = {one.id: one for part in parts for one in part.schools.values()}
        frame = pl.concat([part.frame for part in parts])
        if len(campaigns) > 1:
            frame = frame.sort(SORT)
        together.append(Sittings(parts[0].work, frame, schools))
    truth = pl.concat([campaign.truth for campaign in campaigns])
    return replace(campaigns[0], sittings=tuple(together), truth=truth)


def simulate_regions(plan: Plan, seed: int) -> Iterator[Campaign]:
    """The same campaign region by region: memory for one region only."""
    for number in range(plan.regions):
        yield simulate_region(plan, seed, draw_region(plan, seed, number))


def simulate_region(
    plan: Plan, seed: int, region: Region, manipulate: Manipulate | None = None
) -> Campaign:
    """All works of a plan in given schools; `manipulate` says who does what to which work."""
    if len({(work.year, work.subject, work.grade) for work in plan.works}) < len(plan.works):
        raise ValueError("one work per year, subject and grade can be simulated")
    chains: dict[tuple[int, str], list[Work]] = defaultdict(list)
    for work in plan.works:
        chains[work.year - work.grade, work.subject].append(work)
    cohorts = {
        year: draw_cohort(plan, seed, region, year) for year in sorted({c for c, _ in chains})
    }

    def drawn(cohort: Cohort, work: Work, last_year: bool) -> Cheating:
        return draw_cheating(plan, seed, cohort, work.subject, work.year, last_year=last_year)

    frames: dict[Work, pl.DataFrame] = {}
    truths = []
    for (year, _), chain in sorted(chains.items()):
        for work, frame, truth in _chain(plan, seed, cohorts[year], chain, manipulate or drawn):
            frames[work] = frame
            truths.append(truth)
    schools = {school.id: school for school in region.schools}
    sittings = tuple(Sittings(work, frames[work], schools) for work in plan.works)
    truth = pl.concat(truths).sort("year", "subject", "grade", "school", "class")
    return Campaign(sittings, truth, plan, seed)


def _chain(
    plan: Plan, seed: int, cohort: Cohort, works: list[Work], manipulate: Manipulate
) -> Iterator[tuple[Work, pl.DataFrame, pl.DataFrame]]:
    """One cohort in one subject through its years, each year's score the next one's prior."""
    level = subject_level(plan, seed, cohort, works[0].subject)
    prior: NDArray[np.int16] | None = None
    reached = -1
    carried = np.zeros(len(cohort.class_school))

    def written(work: Work, last_year: bool) -> Written:
        return write(
            plan,
            seed,
            cohort,
            level,
            draw_bank(work, seed),
            cheating=manipulate(cohort, work, last_year),
            carried=carried,
            last_year=last_year,
        )

    for work in works:
        if not plan.no_prior and reached != work.year - 1:
            earlier = replace(work, year=work.year - 1, grade=work.grade - 1)
            prior = written(earlier, last_year=True).score
        now = written(work, last_year=False)
        carried = carried + now.traps.ability
        frame = frame_of(plan, seed, cohort, work, written=now, prior=prior)
        yield work, frame, truth_of(cohort, work, now)
        prior, reached = None if plan.no_prior else now.score, work.year

"""From a plan and a seed to a campaign: sittings of every work and the truth about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from objektiv.schema import MISSING, School, Sittings, Work, item_column
from objektiv.simulation import responses
from objektiv.simulation.cheating import Cheating, draw_cheating
from objektiv.simulation.items import Bank, draw_bank
from objektiv.simulation.manipulations import MANIPULATIONS, Rows
from objektiv.simulation.plan import KINDS, Plan
from objektiv.simulation.population import LETTERS, Cohort, draw_cohort, draw_region
from objektiv.simulation.streams import stream
from objektiv.simulation.traps import Traps, draw_traps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]

TRUTH = {
    "school": pl.String,
    "class": pl.String,  # "" where the whole school is meant
    "manipulation": pl.String,  # "" for an honest trap
    "intensity": pl.Float64,
    "trap": pl.String,
    "region": pl.String,
    "municipality": pl.String,
    "procedure": pl.String,
    "year": pl.Int32,
    "subject": pl.String,
    "grade": pl.Int32,
    "variant_of": pl.String,
    "persistent": pl.Boolean,
    "pupils": pl.Int32,  # who took part within the scope of the row
    "shift": pl.Float64,  # change of the mean score of the scope, SDs of all pupils' scores
}


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
    parts: dict[Work, list[Sittings]] = defaultdict(list)
    truths = []
    for region in simulate_regions(plan, seed):
        truths.append(region.truth)
        for sittings in region.sittings:
            parts[sittings.work].append(sittings)
    merged = []
    for work in plan.works:
        schools = {one.id: one for part in parts[work] for one in part.schools.values()}
        frame = pl.concat([part.frame for part in parts[work]])
        merged.append(Sittings(work, frame, schools))
    return Campaign(tuple(merged), pl.concat(truths), plan, seed)


def simulate_regions(plan: Plan, seed: int) -> Iterator[Campaign]:
    """The same campaign region by region: memory for one region only."""
    works = {(work.year, work.subject, work.grade): work for work in plan.works}
    if len(works) != len(plan.works):
        raise ValueError("one work per year, subject and grade can be simulated")
    chains: dict[tuple[int, str], list[Work]] = defaultdict(list)
    for work in plan.works:
        chains[work.year - work.grade, work.subject].append(work)
    banks = {work: draw_bank(work, seed) for work in plan.works}
    for number in range(plan.regions):
        region = draw_region(plan, seed, number)
        schools = {school.id: school for school in region.schools}
        cohorts = {
            year: draw_cohort(plan, seed, region, year) for year in sorted({c for c, _ in chains})
        }
        frames: dict[Work, pl.DataFrame] = {}
        truths = []
        for (year, _), chain in sorted(chains.items()):
            for work, frame, truth in _chain(plan, seed, cohorts[year], chain, banks=banks):
                frames[work] = frame
                truths.append(truth)
        sittings = tuple(Sittings(work, frames[work], schools) for work in plan.works)
        truth = pl.concat(truths).sort("year", "subject", "grade", "school", "class")
        yield Campaign(sittings, truth, plan, seed)


def _chain(
    plan: Plan,
    seed: int,
    cohort: Cohort,
    works: list[Work],
    *,
    banks: dict[Work, Bank],
) -> Iterator[tuple[Work, pl.DataFrame, pl.DataFrame]]:
    """One cohort in one subject through its years, each year's score the next one's prior."""
    level = responses.subject_level(plan, seed, cohort, works[0].subject)
    prior: NDArray[np.int16] | None = None
    reached = -1
    carried = np.zeros(len(cohort.class_school))  # what earlier traps left in the classes
    for work in works:
        if not plan.no_prior and reached != work.year - 1:
            earlier = _earlier(work)
            bank = draw_bank(earlier, seed)
            written = _write(plan, seed, cohort, level, bank, carried=carried, last_year=True)
            prior = written.score
        written = _write(plan, seed, cohort, level, banks[work], carried=carried)
        carried = carried + written.traps.ability
        frame = _frame(plan, seed, cohort, work, written=written, prior=prior)
        yield work, frame, _truth(cohort, work, written)
        prior, reached = None if plan.no_prior else written.score, work.year


@dataclass(frozen=True)
class _Written:
    """What one cohort wrote in one work; n pupils."""

    scores: Bytes  # (n, I)
    present: NDArray[np.bool_]
    score: NDArray[np.int16]  # −1: absent
    journal: Bytes
    variant: NDArray[np.int64]  # (n,) 0 or 1
    honest: NDArray[np.int16]  # score before manipulation, −1: absent
    cheating: Cheating
    traps: Traps


def _write(
    plan: Plan,
    seed: int,
    cohort: Cohort,
    level: responses.Level,
    bank: Bank,
    *,
    carried: NDArray[np.float64],
    last_year: bool = False,
) -> _Written:
    work = bank.work
    random = stream(seed, "write", cohort.region.number, *work.key)
    theta, school = responses.year_ability(plan, random, cohort, level)
    theta = theta + carried[cohort.class_]
    shift = responses.item_shifts(plan, random, bank, cohort)
    traps = draw_traps(plan, random, bank, cohort)
    if last_year:  # one of two schools since merged had its own markers
        theta = theta + cohort.merged_marking
    else:  # the traps of a year show against the year before
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
    if plan.no_journal:
        journal[:] = 0
    scores[~came] = MISSING
    honest = np.where(came, responses.total(scores), -1).astype(np.int16)
    cheating = draw_cheating(plan, seed, cohort, work.subject, work.year, last_year=last_year)
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
    came = came & ~(scores == MISSING).all(axis=1)
    score = np.where(came, responses.total(scores), -1).astype(np.int16)
    return _Written(scores, came, score, journal, variant, honest, cheating, traps)


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


def _earlier(work: Work) -> Work:
    """The work of the year before that gives the prior scores."""
    return Work(work.procedure, work.year - 1, work.grade - 1, work.subject, work.items, work.scale)


def _class_names(cohort: Cohort, work: Work) -> list[str]:
    return [f"{work.grade}{LETTERS[letter]}" for letter in cohort.class_letter]


def _gather(values: list[str], index: NDArray[np.int64]) -> pl.Series:
    return pl.Series(values, dtype=pl.String).gather(index.astype(np.uint32))


def _frame(
    plan: Plan,
    seed: int,
    cohort: Cohort,
    work: Work,
    *,
    written: _Written,
    prior: NDArray[np.int16] | None,
) -> pl.DataFrame:
    """The canonical table of one work in one region, sorted."""
    region, school = cohort.region, cohort.school
    random = stream(seed, "rows", region.number, *work.key)
    count = len(school)
    assert work.scale is not None  # noqa: S101 - plans give every work a scale
    lookup = np.array([work.scale.mark(score) for score in range(work.max_score + 1)], np.uint8)
    codes = [f"{work.grade}{number:04d}" for number in range(int(cohort.number.max()) + 1)]
    columns: dict[str, pl.Series] = {
        "region": _gather([one.region for one in region.schools], school),
        "municipality": _gather([one.municipality for one in region.schools], school),
        "school": _gather([one.id for one in region.schools], school),
        "class": _gather(_class_names(cohort, work), cohort.class_),
        "pupil": _gather(codes, cohort.number),
        "variant": _gather(["1", "2"], written.variant),
        "sex": _gather(["м", "ж"], cohort.girl.astype(np.int64)),
        "participated": pl.Series(written.present),
        "score": _nullable(written.score),
        "mark": pl.Series(np.where(written.present, lookup[written.score], 0).astype(np.uint8)),
        "journal_mark": pl.Series(written.journal),
        "prior_score": _nullable(
            np.full(count, -1, np.int16)
            if prior is None
            else np.where(random.random(count) < 0.04, -1, prior).astype(np.int16)
        ),
    }
    for index, item in enumerate(work.items):
        columns[item_column(item.code)] = pl.Series(np.ascontiguousarray(written.scores[:, index]))
    return pl.DataFrame(columns)


def _nullable(values: NDArray[np.int16]) -> pl.Series:
    """Int16 with null for −1."""
    series = pl.Series(values)
    return series.set(series < 0, None)


def _truth(cohort: Cohort, work: Work, written: _Written) -> pl.DataFrame:
    """Rows of the truth of one work in one region."""
    region, cheating, traps = cohort.region, written.cheating, written.traps
    names = _class_names(cohort, work)
    start = np.unique(cohort.class_school, return_index=True)[1]
    spread = float(written.honest[written.honest >= 0].std()) or 1.0
    by_school = _Change(cohort.school, len(region.schools), written, spread)
    by_class = _Change(cohort.class_, len(names), written, spread)
    rows: list[tuple[object, ...]] = []

    def add(school: int, class_: int, manipulation: str, trap: str) -> None:
        one: School = region.schools[school]
        change, at = (by_school, school) if class_ < 0 else (by_class, class_)
        rows.append(
            (
                one.id,
                "" if class_ < 0 else names[class_],
                manipulation,
                float(cheating.intensity[school]) if manipulation else 0.0,
                trap,
                one.region,
                one.municipality,
                work.procedure,
                work.year,
                work.subject,
                work.grade,
                work.variant_of,
                bool(cheating.persistent[school]) if manipulation else False,
                int(change.pupils[at]),
                float(change.shift[at]),
            )
        )

    for school in np.flatnonzero((cheating.kind >= 0) | (traps.school != "")).tolist():
        kind = cheating.kind[school]
        manipulation = KINDS[kind] if kind >= 0 else ""
        only = cheating.class_[school]
        trap = str(traps.school[school])
        if only < 0 or not manipulation:
            add(school, -1, manipulation, trap)
        else:
            add(school, int(start[school] + only), manipulation, "")
            if trap:
                add(school, -1, "", trap)
    for class_ in np.flatnonzero(traps.class_ != ""):
        add(int(cohort.class_school[class_]), int(class_), "", str(traps.class_[class_]))
    return pl.DataFrame(rows, schema=TRUTH, orient="row")


class _Change:
    """Pupils and shift of the mean score by group, from honest to written."""

    def __init__(
        self, group: NDArray[np.int64], count: int, written: _Written, spread: float
    ) -> None:
        before = written.honest >= 0
        after = written.score >= 0
        self.pupils = np.bincount(group[after], minlength=count)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.bincount(group[after], written.score[after], count) / self.pupils
            honest = np.bincount(group[before], minlength=count)
            mean = mean - np.bincount(group[before], written.honest[before], count) / honest
        self.shift = np.nan_to_num(mean) / spread

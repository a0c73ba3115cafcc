"""How honest pupils answer: ability, item scores, omissions, absence, journal marks.

Ability of a pupil p of class c, school s in one subject and year

    θ = level_s + √icc · (lasting_s + subject_s + cohort_s + gain_s) + √class · (class_c + gain_c)
        + √(1 − icc − class) · (lasting_p + subject_p + year_p) + traps,

item scores follow the generalised partial credit model (`items`) at
θ + δ_si + δ_ci + severity_s · [item is open]; δ has the SD `Plan.item_sd` in proportion units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from objektiv.schema import NOT_ATTEMPTED, NOT_TAUGHT
from objektiv.simulation.items import Bank
from objektiv.simulation.plan import Plan
from objektiv.simulation.population import (
    COHORT,
    LASTING,
    PUPIL_LASTING,
    PUPIL_SUBJECT,
    SUBJECT,
    Cohort,
)
from objektiv.simulation.streams import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bytes = NDArray[np.uint8]

# Journals: borders of a latent ability for 3, 4, 5: about 2, 45, 38 and 15 % of the marks.
JOURNAL_BORDERS = (-2.1, 0.0, 1.2)
STRONG = 1.3  # logit, strong and selective schools above the others
JOURNAL_NOISE = 0.45
JOURNAL_RELATIVE = 0.4  # teachers mark partly relative to their own school
X_AMONG_ZEROS = -0.6  # logit that a zero is an omission, for a pupil of mean ability
X_OPEN, X_ABILITY, X_DIFFICULTY = 0.8, -0.6, 0.5


@dataclass(frozen=True)
class Level:
    """Abilities of one cohort in one subject and year, before traps of the year."""

    pupil: Floats  # (n,) lasting and subject part within the class, SD 1 with `year`
    school: Floats  # (S,) logit
    class_: Floats  # (C,) logit


def subject_level(plan: Plan, seed: int, cohort: Cohort, subject: str) -> Level:
    """What stays over the years: abilities of a cohort in one subject."""
    region = cohort.region
    lasting = stream(seed, "subject", region.number, subject)
    random = stream(seed, "subject", region.number, subject, cohort.year)
    count = len(region.schools)
    school = (
        np.sqrt(LASTING) * region.effect
        + np.sqrt(SUBJECT) * lasting.normal(0, 1, count)
        + np.sqrt(COHORT) * random.normal(0, 1, count)
    )
    pupil = np.sqrt(PUPIL_LASTING) * cohort.effect
    pupil += np.sqrt(PUPIL_SUBJECT) * random.normal(0, 1, len(cohort.school))
    girls = plan.girls if "язык" in subject or "чтение" in subject else 0.0
    pupil += girls * (cohort.girl - 0.5)
    return Level(
        pupil=pupil,
        # nine tenths: the rest of the variance between schools is that of municipalities
        school=region.level
        + np.sqrt(0.9 * plan.icc * (1 - plan.gain_share)) * school
        + STRONG * region.strong,
        class_=np.sqrt(plan.class_share * (1 - plan.class_gain_share)) * cohort.class_effect
        + cohort.special,
    )


def year_ability(
    plan: Plan, random: np.random.Generator, cohort: Cohort, level: Level
) -> tuple[Floats, Floats]:
    """θ of every pupil this year (n,) and the school part of it (S,)."""
    count = len(cohort.region.schools)
    gain = random.normal(0, np.sqrt(0.9 * plan.icc * plan.gain_share), count)
    school = level.school + gain
    teacher = np.sqrt(plan.class_share * plan.class_gain_share)
    class_ = level.class_ + teacher * random.normal(0, 1, len(level.class_))
    within = 1 - plan.icc - plan.class_share
    year = np.sqrt(1 - PUPIL_LASTING - PUPIL_SUBJECT) * random.normal(0, 1, len(cohort.school))
    spread = np.where(cohort.region.strong, 0.85, 1.0)[cohort.school]
    pupil = np.sqrt(within) * spread * (level.pupil + year)
    return school[cohort.school] + class_[cohort.class_] + cohort.merged + pupil, school


def item_shifts(plan: Plan, random: np.random.Generator, bank: Bank, cohort: Cohort) -> Floats:
    """Shift of every item in every class (C, I), logit: δ_si + δ_ci + severity on open items."""
    region, items = cohort.region, len(bank.maxima)
    # The total takes up the mean shift of the items; given it, a little less is left.
    given_total = plan.item_sd / np.sqrt(1 - 1 / max(items, 2))
    school = random.normal(0, 1, (len(region.schools), items)) * given_total
    class_ = random.normal(0, 1, (len(cohort.class_school), items)) * plan.class_item_sd
    shift: Floats = (school[cohort.class_school] + class_) / bank.gradient
    severity = (region.severity + random.normal(0, 1, len(region.schools))) / np.sqrt(2)
    shift += (plan.severity_sd * severity)[cohort.class_school, None] * bank.open
    return shift


def respond(
    random: np.random.Generator,
    bank: Bank,
    *,
    ability: Floats,
    shift: Floats,
    class_: NDArray[np.int64],
    variant: NDArray[np.int64],
) -> Bytes:
    """Item scores (n, I) drawn from the model by inversion of the distribution function.

    `shift` (C, I) is added to the ability of the pupils of each class; `variant` (n,) is 0 or 1.
    """
    scores = np.empty((len(ability), len(bank.maxima)), np.uint8)
    theta = ability.astype(np.float32)
    shift = shift.astype(np.float32)
    second = variant.astype(np.float32)
    for item, maximum in enumerate(bank.maxima):
        latent = np.float32(bank.slope[item]) * (
            theta + shift[class_, item] + np.float32(bank.variant[item]) * second
        )
        weights = [np.ones_like(latent)]
        logit = np.zeros_like(latent)
        for step in range(maximum):
            logit = logit + latent - np.float32(bank.slope[item] * bank.steps[item, step])
            weights.append(np.exp(logit))
        point = random.random(len(latent), dtype=np.float32) * np.sum(weights, axis=0)
        score = np.zeros(len(latent), np.uint8)
        reached = weights[0]
        for weight in weights[1:]:
            score += point > reached
            reached = reached + weight
        scores[:, item] = score
    return scores


def omit(
    plan: Plan,
    random: np.random.Generator,
    bank: Bank,
    *,
    cohort: Cohort,
    ability: Floats,
    scores: Bytes,
) -> None:
    """Turn some zeros into «X» in place: weaker pupils, open and harder items, school style."""
    style = plan.omission_sd * cohort.region.omission[cohort.school]
    base = (X_AMONG_ZEROS + style + X_ABILITY * ability).astype(np.float32)
    for item in range(scores.shape[1]):
        zero = np.flatnonzero(scores[:, item] == 0)
        logit = base[zero] + np.float32(
            X_OPEN * bank.open[item] - X_DIFFICULTY * 4 * (bank.mean[item] - 0.5)
        )
        blank = random.random(len(zero), dtype=np.float32) < 1 / (1 + np.exp(-logit))
        scores[zero[blank], item] = NOT_ATTEMPTED


def mark_not_taught(plan: Plan, random: np.random.Generator, cohort: Cohort, scores: Bytes) -> None:
    """Write «N» in place: in some schools one item of the work was not taught."""
    count = len(cohort.region.schools)
    item = np.where(
        random.random(count) < plan.not_taught, random.integers(0, scores.shape[1], count), -1
    )[cohort.school]
    rows = np.flatnonzero(item >= 0)
    scores[rows, item[rows]] = NOT_TAUGHT


def present(
    plan: Plan, random: np.random.Generator, cohort: Cohort, ability: Floats
) -> NDArray[np.bool_]:
    """Who came: weaker pupils are absent more often, schools differ."""
    style = plan.absence_sd * random.normal(0, 1, len(cohort.region.schools))[cohort.school]
    with np.errstate(divide="ignore"):  # 0 and 1 mean nobody and everybody
        logit = float(np.log(plan.absence) - np.log1p(-plan.absence))
    share = 1 / (1 + np.exp(-(logit + style - 0.4 * ability)))
    came: NDArray[np.bool_] = random.random(len(ability)) >= share
    return came


def journal_marks(
    plan: Plan, random: np.random.Generator, cohort: Cohort, ability: Floats, school: Floats
) -> Bytes:
    """Marks of the journal before the procedure, 2…5; 0 where there is none."""
    lenient = plan.leniency_sd * cohort.region.leniency
    teacher = random.normal(0, 0.15, len(cohort.class_school))
    latent = ability - JOURNAL_RELATIVE * school[cohort.school] + lenient[cohort.school]
    latent = latent + teacher[cohort.class_] + random.normal(0, JOURNAL_NOISE, len(ability))
    marks = (2 + np.searchsorted(JOURNAL_BORDERS, latent)).astype(np.uint8)
    marks[random.random(len(marks)) < 0.02] = 0
    return marks


def total(scores: Bytes) -> NDArray[np.int16]:
    """Sum of item scores (n,); codes count nothing.

    >>> from objektiv.schema import MISSING
    >>> total(np.array([[1, NOT_ATTEMPTED], [2, 3], [MISSING, NOT_TAUGHT]], np.uint8)).tolist()
    [1, 5, 0]
    """
    result: NDArray[np.int16] = np.where(scores < NOT_TAUGHT, scores, 0).sum(axis=1, dtype=np.int16)
    return result

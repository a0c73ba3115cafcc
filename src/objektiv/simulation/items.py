"""Items of the generalised partial credit model and works made of them.

Model (Muraki 1992, Applied Psychological Measurement 16): for an item with maximum m,
slope a and steps b₁…b_m a pupil of ability θ earns k points with probability

    P(X = k | θ) ∝ exp Σ_{v ≤ k} a (θ − b_v),   k = 0…m.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from objektiv.schema import MARKS, Item, Level, Scale, Work
from objektiv.simulation.streams import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# Mean difficulty (logit) by level: about 68 %, 40 % and 25 % of the maximum, so that the
# basic items pass 60 % and the others 30 %, the borders a method is told to use.
DIFFICULTY = {Level.BASE: -0.85, Level.ADVANCED: 0.45, Level.HIGH: 1.15}
DIFFICULTY_SD = 0.45
SLOPE = (1.15, 0.25)  # median and SD of the logarithm
VARIANT_SD = 0.10  # logit, between the two variants of an item
STEP_SD = 0.55  # spread of the steps of one item around its difficulty

# The plain work: 16 items, 24 points, four topics.
_PLAIN = (
    (1, "Б", False),
    (1, "Б", False),
    (1, "Б", False),
    (1, "Б", False),
    (1, "Б", False),
    (2, "Б", True),
    (1, "Б", False),
    (1, "Б", False),
    (2, "Б", True),
    (1, "Б", False),
    (1, "П", False),
    (2, "П", True),
    (1, "П", False),
    (2, "П", True),
    (3, "В", True),
    (3, "В", True),
)
_CUTS = (0.29, 0.54, 0.79)  # lowest shares of the maximum for 3, 4, 5


@dataclass(frozen=True)
class Bank:
    """Parameters of the items of one work; I items, K the largest maximum."""

    work: Work
    slope: Floats  # (I,)
    steps: Floats  # (I, K) thresholds; NaN beyond the maximum of the item
    maxima: NDArray[np.int64]  # (I,)
    open: NDArray[np.bool_]  # (I,)
    variant: Floats  # (I,) logit, how much easier the second variant is
    mean: Floats  # (I,) expected share of the maximum for θ ~ N(0, 1)
    gradient: Floats  # (I,) d mean / dθ: turns proportions into logits


def plain_work(subject: str, grade: int, year: int) -> Work:
    """A work of 16 items and 24 points on the scale 7 / 13 / 19.

    >>> work = plain_work("Математика", 5, 2026)
    >>> len(work.items), work.max_score, work.scale.cuts
    (16, 24, {3: 7, 4: 13, 5: 19})
    """
    items = tuple(
        Item(
            code=str(number),
            max=maximum,
            level=Level(level),
            open=is_open,
            skills=(f"{grade}.{number % 4 + 1}",),
            topic=f"Раздел {number % 4 + 1}",
        )
        for number, (maximum, level, is_open) in enumerate(_PLAIN, start=1)
    )
    total = sum(item.max for item in items)
    return Work("ВПР", year, grade, subject, items, plain_scale(total))


def plain_scale(total: int) -> Scale:
    """A scale with borders at 29, 54 and 79 % of the maximum, for simulation only.

    >>> plain_scale(24).bands
    ((0, 6, 2), (7, 12, 3), (13, 18, 4), (19, 24, 5))
    """
    cuts = [0, *(round(share * total) for share in _CUTS), total + 1]
    bands = tuple((cuts[i], cuts[i + 1] - 1, mark) for i, mark in enumerate(MARKS))
    return Scale(bands, source="условная шкала модели", status="house")


def draw_bank(work: Work, seed: int) -> Bank:
    """Parameters of a work's items, the same in every region of a campaign.

    >>> bank = draw_bank(plain_work("Математика", 5, 2026), 1)
    >>> bool(bank.mean[:10].mean() > bank.mean[10:].mean())
    True
    """
    random = stream(seed, "items", *work.key)
    maxima = np.array([item.max for item in work.items])
    count, largest = len(maxima), int(maxima.max())
    centre = np.array([DIFFICULTY[item.level or Level.BASE] for item in work.items])
    difficulty = centre + random.normal(0, DIFFICULTY_SD, count)
    slope = SLOPE[0] * np.exp(random.normal(0, SLOPE[1], count)) / np.sqrt(maxima)
    spread = np.sort(random.normal(0, STEP_SD, (count, largest)), axis=1)
    valid = np.arange(largest) < maxima[:, None]
    spread = np.where(valid, spread, np.nan)
    steps = difficulty[:, None] + spread - np.nanmean(spread, axis=1, keepdims=True)
    nodes = np.linspace(-4, 4, 81)
    weight = np.exp(-(nodes**2) / 2)
    weight /= weight.sum()
    expected = np.stack(
        [expected_score(slope[i], steps[i], maxima[i], nodes) for i in range(count)]
    )
    expected /= maxima[:, None]
    return Bank(
        work=work,
        slope=slope,
        steps=steps,
        maxima=maxima,
        open=np.array([item.open for item in work.items]),
        variant=random.normal(0, VARIANT_SD, count),
        mean=expected @ weight,
        gradient=np.gradient(expected, nodes, axis=1) @ weight,
    )


def expected_score(slope: float, steps: Floats, maximum: int, ability: Floats) -> Floats:
    """E(X | θ) of one item, for every ability.

    >>> float(expected_score(1.0, np.array([0.0]), 1, np.array([0.0]))[0])
    0.5
    """
    logits = np.cumsum(slope * (ability[:, None] - steps[None, :maximum]), axis=1)
    logits = np.concatenate([np.zeros((len(ability), 1)), logits], axis=1)
    weight = np.exp(logits - logits.max(axis=1, keepdims=True))
    points = np.arange(maximum + 1)
    result: Floats = (weight @ points) / weight.sum(axis=1)
    return result

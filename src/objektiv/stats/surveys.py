"""What a survey says about everybody asked: weights, shares, indices, whom it reached.

Weights bring strata (schools, parallels) to their share of the population (post-stratification;
W. G. Cochran, Sampling Techniques, 3rd ed., 1977, 5A.9); what weighting costs is Kish's effective
number (L. Kish, Survey Sampling, 1965, 11.7). Status: secondary, by memory of the textbooks.
Whoever answers an open invitation chooses to: no weight mends that, and pages say so.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from objektiv.stats.changes import Change, mean_change, share_change, wilson

Floats = NDArray[np.float64]
NO_ANSWER = -1


@dataclass(frozen=True, slots=True)
class Weighted:
    """Weights of answers, mean 1."""

    weights: Floats  # (n,)
    effective: float  # answers of equal weight that would say as much
    missing: tuple[Hashable, ...]  # strata of the population from which nobody answered
    trimmed: int  # answers whose weight was cut to the largest allowed


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of the options of one question, each with its 95 % interval."""

    shares: Floats  # (K,)
    low: Floats
    high: Floats
    n: int  # who answered the question
    effective: float


@dataclass(frozen=True, slots=True)
class Index:
    """Mean of several questions of one scale, 0 to 100."""

    value: float
    se: float
    n: int

    @property
    def low(self) -> float:
        """Of the 95 % interval."""
        return max(0.0, self.value - 1.959964 * self.se)

    @property
    def high(self) -> float:
        return min(100.0, self.value + 1.959964 * self.se)


def weigh(
    strata: Sequence[Hashable], population: Mapping[Hashable, int], *, most: float
) -> Weighted:
    """w = (N_s / N) / (n_s / n), none above `most` times the mean, then mean 1 again.

    strata: of every answer. population: people in each stratum. Raises ValueError for an answer
    of a stratum that has no people, or a `most` below 1.

    >>> found = weigh(["а", "а", "а", "б"], {"а": 30, "б": 30, "в": 5}, most=5)
    >>> found.weights.round(3).tolist(), found.missing
    ([0.667, 0.667, 0.667, 2.0], ('в',))
    """
    if most < 1:
        raise ValueError("Наибольший вес не может быть меньше среднего")
    counts: dict[Hashable, int] = {}
    for one in strata:
        counts[one] = counts.get(one, 0) + 1
    strange = [one for one in counts if population.get(one, 0) <= 0]
    if strange:
        raise ValueError(f"Неизвестно, сколько всего людей: {strange[0]}")
    weights = np.array([population[one] / counts[one] for one in strata], float)
    trimmed = 0
    if len(weights):
        weights /= weights.mean()
        trimmed = int((weights > most).sum())
        weights = np.minimum(weights, most)
        weights /= weights.mean()
    missing = tuple(one for one, n in population.items() if n > 0 and one not in counts)
    return Weighted(weights, effective_number(weights), missing, trimmed)


def effective_number(weights: ArrayLike) -> float:
    """Kish: (Σw)² / Σw².

    >>> effective_number([1, 1, 1, 1]), round(effective_number([3, 1]), 2)
    (4.0, 1.6)
    """
    w = np.asarray(weights, float)
    return float(w.sum() ** 2 / (w**2).sum()) if len(w) else 0.0


def shares_of(answers: ArrayLike, options: int, weights: ArrayLike | None = None) -> Shares:
    """Shares of one-choice answers (n,), 0 … options − 1, −1 where there is none.

    >>> found = shares_of([0, 0, 1, -1], 2)
    >>> found.shares.round(2).tolist(), found.n
    ([0.67, 0.33], 3)
    """
    x = np.asarray(answers)
    return chosen_shares(x[:, None] == np.arange(options), x >= 0, weights)


def chosen_shares(
    chosen: ArrayLike, answered: ArrayLike, weights: ArrayLike | None = None
) -> Shares:
    """Shares of options of which several may be chosen: (n, K) bool, (n,) who answered.

    >>> chosen_shares([[1, 1], [1, 0]], [1, 1]).shares.tolist()
    [1.0, 0.5]
    """
    said = np.asarray(answered, bool)
    x = np.asarray(chosen, float)[said]
    w = (np.ones(len(said)) if weights is None else np.asarray(weights, float))[said]
    if not len(x):
        none = np.full(np.asarray(chosen).shape[1], np.nan)
        return Shares(none, none, none, 0, 0.0)
    share = w @ x / w.sum()
    effective = effective_number(w)
    borders = np.array([wilson(float(one), effective) for one in share])
    return Shares(share, borders[:, 0], borders[:, 1], len(x), effective)


def index_of(
    answers: ArrayLike,
    least: int,
    most: int,
    weights: ArrayLike | None = None,
    *,
    enough: float,
) -> Index:
    """Mean over questions (n, Q) from `least` to `most`, as 0 to 100; −1 where there is none.

    Who answered a smaller share of the questions than `enough` is left out. Error: of a
    weighted mean, √(Σw²(x − x̄)²) / Σw.

    >>> found = index_of([[5, 5], [3, 3], [1, -1]], 1, 5, enough=0.5)
    >>> round(found.value, 1), found.n
    (50.0, 3)
    """
    x = np.asarray(answers, float)
    seen = x >= least
    kept = seen.mean(axis=1) >= enough if x.size else np.zeros(len(x), bool)
    own = np.where(seen, x, 0)[kept].sum(axis=1) / np.maximum(seen[kept].sum(axis=1), 1)
    own = 100 * (own - least) / (most - least)
    w = (np.ones(len(x)) if weights is None else np.asarray(weights, float))[kept]
    if not len(own):
        return Index(float("nan"), float("nan"), 0)
    mean = float(w @ own / w.sum())
    n = len(own)
    spread = float(np.sqrt((w**2 * (own - mean) ** 2).sum()) / w.sum())
    return Index(mean, spread * np.sqrt(n / (n - 1)) if n > 1 else float("nan"), n)


def changed_share(now: Shares, before: Shares, option: int) -> Change:
    """A share now less before; both with their effective numbers."""
    return share_change(
        float(now.shares[option]),
        now.effective,
        float(before.shares[option]),
        before.effective,
    )


def changed_index(now: Index, before: Index) -> Change:
    """An index now less before.

    >>> changed_index(Index(60, 3, 100), Index(50, 3, 100)).clear
    True
    """
    return mean_change(now.value, now.se, before.value, before.se)


def shown_groups(counts: Mapping[Hashable, int], minimum: int) -> frozenset[Hashable]:
    """Groups that may be shown beside a total: nobody small, and nobody computed from the rest.

    Groups below the minimum are hidden; while all hidden ones together are fewer people than the
    minimum, the smallest shown one is hidden too. Nobody answered: nothing to hide.

    >>> sorted(shown_groups({"а": 40, "б": 12, "в": 3}, 10))
    ['а']
    >>> sorted(shown_groups({"а": 40, "б": 12, "в": 0}, 10))
    ['а', 'б']
    """
    shown = {one for one, n in counts.items() if n >= minimum}
    rest = sum(n for one, n in counts.items() if one not in shown)
    for one in sorted(shown, key=lambda one: (counts[one], str(one))):
        if not 0 < rest < minimum:
            break
        shown.discard(one)
        rest += counts[one]
    return frozenset(shown)


def draw_sample(
    groups: Mapping[Hashable, Sequence[Hashable]], of_each: int, *, seed: int
) -> tuple[Hashable, ...]:
    """Units (classes) of every group (school) by lot; the same seed draws the same.

    >>> draw_sample({"Ш1": ["5а", "5б", "5в"], "Ш2": ["5а"]}, 2, seed=1)
    ('5а', '5б', '5а')
    """
    rng = np.random.default_rng(seed)
    found: list[Hashable] = []
    for units in groups.values():
        order = rng.permutation(len(units))[:of_each]
        found += [units[place] for place in sorted(order)]
    return tuple(found)

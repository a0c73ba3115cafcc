"""Identical works: pairs of classmates whose every cell is equal.

Formula
    O = identical pairs, E = c·Σ q(T_a, T_b), q the chance of equal vectors with items
    independent given totals and c the campaign's robust ratio O/E;
    z from a gamma–Poisson tail: the rate of a unit is gamma with mean E and shape `a`.
Null
    Negative binomial with mean E and shape a; its mid-p becomes a z.
Source
    W. Angoff (1974), identical answers; overdispersion: gamma–Poisson.

>>> import numpy as np
>>> tail(np.array([0.0, 4.0]), np.array([0.5, 0.5]), 2.0).round(2)
array([-0.47,  2.64])
"""

from __future__ import annotations

import numpy as np

from objektiv.evidence.measured import Measured
from objektiv.evidence.reference import Reference, pair_sums
from objektiv.evidence.robust import Floats
from objektiv.evidence.tails import negative_binomial_mid, normal_quantile
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import counted, integer

CODE, TITLE = "identical", "Одинаковые работы"


def tail(observed: Floats, expected: Floats, shape: float) -> Floats:
    """z of a count under a negative binomial by its mid-p."""
    chance = shape / (shape + np.maximum(expected, 1e-9))
    p = negative_binomial_mid(observed, shape, chance)
    return normal_quantile(np.clip(p, 1e-15, 1 - 1e-15))


def measure(units: Units, table: Reference, profile: Profile) -> Measured:
    """The sign over all units."""
    counts = units.counts
    observed = counts.identical_pairs.astype(float)
    expected = units.roll(pair_sums(units.cells.histogram.astype(float), table.identical))
    usable = (counts.n >= 5) & (counts.pairs >= 10)
    capped = np.minimum(observed, np.quantile(observed, 0.95) if len(observed) else 0)
    ratio = max(capped[usable].sum() / max(expected[usable].sum(), 1e-9), 1.0)
    expected = np.minimum(expected * ratio, counts.pairs)
    shape = profile.value("evidence.identical_shape")
    z = np.where(usable, tail(observed, expected, shape), np.nan)
    high = np.ceil(expected + 2 * np.sqrt(expected + expected**2 / shape))

    def say(i: int) -> str:
        pairs = counted(int(observed[i]), "пара", "пары", "пар")
        most = integer(high[i])
        return f"Полностью одинаковых работ в классе: {pairs}, ожидалось не больше {most}"

    why = "Одинаковые работы не ищутся: мало пар одноклассников"
    low = np.zeros(len(observed))
    return Measured(CODE, TITLE, "пар", counts.n, observed, low, high, z, say, why, exact=True)

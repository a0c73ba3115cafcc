"""Similarity: pupils of one class give the same cells more often than totals imply.

Formula
    y = (Σ agreements − Σ A(T_a, T_b)) / pairs over pairs of a class, A the expected number
    of equal cells of two pupils with these totals; variance ΣV(T_a, T_b)/pairs², natural
    variance τ² added (shared teaching makes classmates alike).
Null
    N(0, 1) after robust centring.
Source
    J. Wollack (1997), ω; W. van der Linden, L. Sotaridona (2006), GBT: matches given both
    abilities, here given both totals and summed over the class.

>>> import numpy as np
>>> pair_sums(np.array([[1.0, 1.0]]), np.array([[9.0, 4.0], [4.0, 9.0]]))
array([4.])
"""

from __future__ import annotations

import numpy as np

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference, pair_sums
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import integer, interval

CODE, TITLE = "similarity", "Сходство работ в классе"


def measure(units: Units, table: Reference, profile: Profile) -> Measured:
    """The sign over all units."""
    cells = units.cells
    histogram = cells.histogram.astype(float)
    pairs = units.counts.pairs.astype(float)
    observed = units.counts.pair_agreements.astype(float)
    expected = units.roll(pair_sums(histogram, table.agreement))
    variance = units.roll(pair_sums(histogram, table.agreement_variance))
    usable = (units.counts.n >= 5) & (pairs >= 10)
    z, middle, sd = judge(
        observed,
        expected,
        variance,
        np.maximum(pairs, 1),
        usable,
        keep=units.keep,
        context=units.context_and_score,
    )
    low, high = middle - 1.96 * sd, middle + 1.96 * sd

    def say(i: int) -> str:
        return (
            f"Совпадений в заданиях между одноклассниками {integer(observed[i])}, при тех же "
            f"баллах ожидалось {interval(np.floor(low[i]), np.ceil(high[i]), 0)}"
        )

    why = "Сходство работ не оценивается: мало пар одноклассников"
    return Measured(CODE, TITLE, "совпадений", units.counts.n, observed, low, high, z, say, why)

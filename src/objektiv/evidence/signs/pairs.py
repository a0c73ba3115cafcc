"""Partners: pupils who have a classmate with far more equal rare cells than totals imply.

Formula
    For every pair of one class and variant z = (Σ w over equal cells − E)/SD given both
    totals, w the log-likelihood ratio of copying (see `prediction.rarity`). B = Σ over
    pupils of their largest z; with k classmates the largest of k normal values averages
    e_k = Φ⁻¹((k − 0.375)/(k + 0.25)), so B is set against Σ e_k with variance 0.35·n,
    natural variance n²τ² added. `far` adds up what pairs exceed 2.5 by.
Null
    N(0, 1) after robust centring for `partner`; a negative binomial tail for `far`.
Source
    D. Maynes, M4; W. van der Linden, L. Sotaridona (2006), GBT; order statistics: G. Blom.

>>> import numpy as np
>>> usual(np.array([[11, 0], [2, 2]])).round(2)
array([17.01,  0.  ])
"""

from __future__ import annotations

import numpy as np

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.prediction import SCALE
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.signs.identical import tail
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import interval, number

PARTNER, PARTNER_TITLE = "partner", "Работы, похожие на работу одноклассника"
FAR, FAR_TITLE = "far", "Пары необычно похожих работ"
EXCESS = 0.4
WHY = "Пары похожих работ не ищутся: мало одноклассников с тем же вариантом"


def usual(by_variant: Floats) -> Floats:
    """Σ over pupils of e_k, k classmates with the same variant; (C,)."""
    from scipy.special import ndtri

    mates = np.maximum(by_variant - 1, 1)
    each = ndtri((mates - 0.375) / (mates + 0.25))
    return np.asarray((by_variant * np.where(by_variant > 1, each, 0)).sum(axis=1))


def partner(units: Units, table: Reference, profile: Profile) -> Measured:
    """Largest z per pupil."""
    n = units.counts.n.astype(float)
    empty = np.full(len(n), np.nan)
    if units.given is None or units.by_cell is None:
        return Measured(
            PARTNER, PARTNER_TITLE, "", units.counts.n, empty, empty, empty, empty, str, WHY
        )
    observed = units.given.alike[:, 0] / SCALE
    expected = units.roll(usual(units.by_cell.by_variant))
    usable = (units.counts.n >= 5) & (units.roll((units.by_cell.by_variant > 1).sum(axis=1)) > 0)
    z, middle, sd = judge(
        observed, expected, 0.35 * n, n, usable, keep=units.keep, context=units.context_and_score
    )
    safe = np.maximum(n, 1)
    value, low, high = observed / safe, (middle - 1.96 * sd) / safe, (middle + 1.96 * sd) / safe

    def say(i: int) -> str:
        return (
            f"Сходство с самым похожим одноклассником {number(value[i], 2)} стандартного "
            "отклонения, ожидалось "
            f"{interval(round(float(low[i]), 2), round(float(high[i]), 2), 2)}"
        )

    return Measured(PARTNER, PARTNER_TITLE, "", units.counts.n, value, low, high, z, say, WHY)


def far(units: Units, table: Reference, profile: Profile) -> Measured:
    """Excess of z over 2.5, all pairs of a unit."""
    n = units.counts.n.astype(float)
    empty = np.full(len(n), np.nan)
    if units.given is None or units.by_cell is None:
        return Measured(FAR, FAR_TITLE, "", units.counts.n, empty, empty, empty, empty, str, WHY)
    by_variant = units.by_cell.by_variant.astype(float)
    pairs = units.roll((by_variant * (by_variant - 1) / 2).sum(axis=1))
    observed = units.given.alike[:, 1] / SCALE
    keep = units.keep & (pairs > 0)
    rate = observed[keep].sum() / max(pairs[keep].sum(), 1)
    usable = (units.counts.n >= 5) & (pairs >= 10)
    # Beyond 2.5 the excess of a pair is nearly exponential with mean EXCESS.
    found, expected = observed / EXCESS, pairs * rate / EXCESS
    shape = profile.value("evidence.identical_shape")
    z = np.where(usable, tail(np.round(found), expected, shape), np.nan)
    top = (expected + 2 * np.sqrt(expected + expected**2 / shape)) * EXCESS

    def say(i: int) -> str:
        return (
            f"Избыток необычно похожих пар {number(observed[i])} стандартного отклонения, "
            f"ожидалось не больше {number(max(top[i], 0.0))}"
        )

    return Measured(
        FAR, FAR_TITLE, "", units.counts.n, observed, 0 * n, top, z, say, WHY, exact=True
    )

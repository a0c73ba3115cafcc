"""Unexpected scores: pupils far above, and fewer far below, what was expected of each.

Formula
    In every group g of pupils with the same prediction the upper border is the least score
    with P(T ≥ t | g) ≤ `share`, the lower one the largest with P(T ≤ t | g) ≤ `share`;
    A = pupils at or beyond the border, E = Σ P, variance Σ P(1 − P), natural variance added.
Null
    N(0, 1).
Source
    INVALSI's and Caveon's counts of unusual gains, made conditional on the prediction.

>>> import numpy as np
>>> beyond(np.array([[0.1, 0.2, 0.5, 0.2]]), 0.25, upper=True)
(array([[0., 0., 0., 1.]]), array([0.2]))
"""

from __future__ import annotations

import numpy as np

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import counted, interval

ABOVE, ABOVE_TITLE = "above", "Неожиданно высокие результаты"
BELOW, BELOW_TITLE = "below", "Неожиданно низких результатов меньше обычного"
WHY = "Неожиданные результаты не считаются: прежние результаты неизвестны"


def beyond(share: Floats, most: float, *, upper: bool) -> tuple[Floats, Floats]:
    """Scores beyond the border of each group (G, S+1) as 0/1, and their probability (G,)."""
    tail = np.cumsum(share[:, ::-1], axis=1)[:, ::-1] if upper else np.cumsum(share, axis=1)
    inside = (tail <= most + 1e-12).astype(float)
    return inside, (inside * share).sum(axis=1)


def above(units: Units, table: Reference, profile: Profile) -> Measured:
    """More pupils far above their prediction."""
    return _measure(ABOVE, ABOVE_TITLE, units, profile, upper=True)


def below(units: Units, table: Reference, profile: Profile) -> Measured:
    """Fewer pupils far below their prediction."""
    return _measure(BELOW, BELOW_TITLE, units, profile, upper=False)


def _measure(code: str, title: str, units: Units, profile: Profile, *, upper: bool) -> Measured:
    n = units.counts.n.astype(float)
    empty = np.full(len(n), np.nan)
    if units.given is None:
        return Measured(
            code, title, "учеников", units.counts.n, empty, empty, empty, empty, str, WHY
        )
    inside, p = beyond(
        units.predicted.share, profile.value("evidence.unexpected_share"), upper=upper
    )
    value = (units.given.by_group * inside).sum(axis=(1, 2)).astype(float)
    groups = units.given.by_group.sum(axis=2)
    expected, variance = groups @ p, groups @ (p * (1 - p))
    up = 1.0 if upper else -1.0
    z, middle, sd = judge(
        up * value, up * expected, variance, n, units.counts.n >= 5,
        keep=units.keep, context=units.context,
    )  # fmt: skip
    middle = up * middle
    low, high = np.clip(middle - 1.96 * sd, 0, n), np.clip(middle + 1.96 * sd, 0, n)
    where = "намного выше" if upper else "намного ниже"

    def say(i: int) -> str:
        who = counted(int(value[i]), "ученика", "учеников", "учеников")
        return (
            f"У {who} результат {where} ожидаемого по прежним результатам, "
            f"ожидалось {interval(np.floor(low[i]), np.ceil(high[i]), 0)}"
        )

    return Measured(code, title, "учеников", units.counts.n, value, low, high, z, say, WHY)

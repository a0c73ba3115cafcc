"""Hard against easy: hard items done better and easy items worse than the total implies.

Formula
    D = Σ_i w_i·R_i, R_i the residual of item i given the total (see `profile`), w_i the
    standardised difficulty of the item (mean share of points lost), Σw = 0;
    Var D = Σ w²V − (Σ wV)²/ΣV over pupils, natural variance n²τ² added.
Null
    N(0, 1).
Source
    Рособрнадзор's public sign of 2016–2018 (easy items worse, hard items better than the
    region), made conditional on the total score.

>>> import numpy as np
>>> weights(np.array([0.9, 0.5, 0.1])).round(2)
array([-1.22, -0.  ,  1.22])
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import counted, interval

HARD = ("самое трудное задание", "самых трудных задания", "самых трудных заданий")
EASY, EASY_TITLE = "easy", "Самые лёгкие задания при том же балле"
HARD_CODE, HARD_TITLE = "hard", "Самые трудные задания при том же балле"
CODE, TITLE = "inversion", "Трудные задания против лёгких"


def weights(share: Floats) -> Floats:
    """Standardised difficulty of items from their mean shares of points."""
    w = -(share - share.mean())
    spread = w.std()
    return np.asarray(w / spread if spread > 0 else w)


def _third_of(table: Reference, most: Floats, *, hardest: bool) -> NDArray[np.int64]:
    """The hardest or the easiest third of the items."""
    share = table.score @ table.mean / np.maximum(most, 1)
    order = np.argsort(share)
    third = max(len(order) // 3, 1)
    return order[:third] if hardest else order[-third:]


def _third(
    units: Units, table: Reference, usable: NDArray[np.bool_], *, hardest: bool
) -> tuple[Floats, Floats, Floats, Floats]:
    """z, points, centre and standard deviation of a third of the items given the total."""
    counts = units.counts
    n = counts.n.astype(float)
    items = _third_of(table, np.array([i.max for i in counts.work.items], float), hardest=hardest)
    asked = 1 - (counts.not_taught + counts.missing) / np.maximum(n, 1)[:, None]
    raw = (counts.histogram @ table.variance) * asked
    part = raw[:, items].sum(axis=1)
    variance = part * (1 - part / np.maximum(raw.sum(axis=1), 1e-9)) + 1e-9
    value = counts.item_sum[:, items].sum(axis=1).astype(float)
    usual = ((counts.histogram @ table.mean) * asked)[:, items].sum(axis=1)
    z, middle, sd = judge(
        value, usual, variance, n, usable, keep=units.keep, context=units.context_and_score
    )
    return z, value, middle, sd


def easy(units: Units, table: Reference, profile: Profile) -> Measured:
    """Points for the easiest third of the items; few are suspicious, given the total."""
    counts = units.counts
    usable = (counts.n >= 5) & (len(counts.work.items) >= 4)
    z, value, middle, sd = _third(units, table, usable, hardest=False)
    low, high = np.clip(middle - 1.96 * sd, 0, None), middle + 1.96 * sd

    def say(i: int) -> str:
        return (
            f"За самые лёгкие задания набрано "
            f"{counted(int(value[i]), 'балл', 'балла', 'баллов')}; при тех же суммах баллов "
            f"ожидалось {interval(np.floor(low[i]), np.ceil(high[i]), 0)}"
        )

    why = "Лёгкие задания не сравниваются: мало участников или заданий"
    return Measured(EASY, EASY_TITLE, "баллов", counts.n, value, low, high, -z, say, why)


def hard(units: Units, table: Reference, profile: Profile) -> Measured:
    """Points for the hardest third of the items, given the total."""
    counts = units.counts
    usable = (counts.n >= 5) & (len(counts.work.items) >= 4)
    z, value, middle, sd = _third(units, table, usable, hardest=True)
    low, high = np.clip(middle - 1.96 * sd, 0, None), middle + 1.96 * sd

    def say(i: int) -> str:
        return (
            f"За самые трудные задания набрано "
            f"{counted(int(value[i]), 'балл', 'балла', 'баллов')}; при тех же суммах баллов "
            f"ожидалось {interval(np.floor(low[i]), np.ceil(high[i]), 0)}"
        )

    why = "Трудные задания не сравниваются: мало участников или заданий"
    return Measured(HARD_CODE, HARD_TITLE, "баллов", counts.n, value, low, high, z, say, why)


def measure(units: Units, table: Reference, profile: Profile) -> Measured:
    """The sign over all units."""
    counts = units.counts
    n = counts.n.astype(float)
    most = np.array([item.max for item in counts.work.items], float)
    share = table.score @ table.mean / np.maximum(most, 1)
    w = weights(share) / np.maximum(most, 1)
    histogram = counts.histogram.astype(float)
    asked = 1 - (counts.not_taught + counts.missing) / np.maximum(n, 1)[:, None]
    raw = (histogram @ table.variance) * asked
    variance = raw @ w**2 - (raw @ w) ** 2 / np.maximum(raw.sum(axis=1), 1e-9) + 1e-9
    usable = (counts.n >= 5) & (len(w) >= 4)
    observed, expected = counts.item_sum @ w, ((histogram @ table.mean) * asked) @ w
    about = units.context_and_score
    z, _, _ = judge(observed, expected, variance, n, usable, keep=units.keep, context=about)

    value, middle, sd = _third(units, table, usable, hardest=True)[1:]
    hard = _third_of(table, most, hardest=True)
    low, high = np.clip(middle - 1.96 * sd, 0, None), middle + 1.96 * sd

    def say(i: int) -> str:
        return (
            f"За {counted(len(hard), *HARD)} "
            f"набрано {counted(int(value[i]), 'балл', 'балла', 'баллов')}; при тех же суммах "
            f"баллов ожидалось {interval(np.floor(low[i]), np.ceil(high[i]), 0)}"
        )

    why = "Трудные и лёгкие задания не сравниваются: мало участников или заданий"
    return Measured(CODE, TITLE, "баллов", counts.n, value, low, high, z, say, why)

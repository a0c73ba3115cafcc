"""Participation and selection: who did not write the work.

Formula
    absence: a ~ Bin(N, p) with natural variance of p between units;
    selection: mean prior score of those who wrote minus that of all enrolled, divided by
    the error of a random draw without replacement, s·sqrt((1/m)(1 − m/M)).
Null
    N(0, 1) for both; absence is random with respect to last year's score.
Source
    D. Figlio (2006), Testing, crime and punishment; finite population: W. Cochran (1977).

>>> import numpy as np
>>> selection_error(np.array([20.0]), np.array([25.0]), 4.0).round(3)
array([0.4])
"""

from __future__ import annotations

import numpy as np

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.tails import beta_binomial_mid, normal_quantile
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import counted, interval, number, signed

ABSENT, ABSENT_TITLE = "absent", "Доля отсутствовавших"
SELECTION, SELECTION_TITLE = "selection", "Кто отсутствовал"


def selection_error(present: Floats, enrolled: Floats, deviation: float) -> Floats:
    """Standard error of a mean of `present` drawn from `enrolled` without replacement."""
    left = np.maximum(1 - present / np.maximum(enrolled, 1), 0)
    return np.asarray(deviation * np.sqrt(left / np.maximum(present, 1)))


def tail(observed: Floats, size: Floats, rate: Floats, variance: Floats) -> Floats:
    """z of a count by the mid-p of a beta-binomial with this mean rate and variance.

    >>> tail(np.array([6.0]), np.array([20.0]), np.array([0.07]), np.array([2.5])).round(2)
    array([2.1])
    """
    rate = np.clip(np.nan_to_num(rate, nan=0.5), 1e-3, 1 - 1e-3)
    size = np.maximum(size, 2)
    plain = size * rate * (1 - rate)
    ratio = np.clip(np.nan_to_num(variance / plain, nan=1.0), 1.001, size - 0.001)
    total = (size - ratio) / (ratio - 1)  # a + b
    a, b = rate * total, (1 - rate) * total
    p = beta_binomial_mid(observed, size, a, b)
    return normal_quantile(np.clip(p, 1e-15, 1 - 1e-15))


def absent(units: Units, table: Reference, profile: Profile) -> Measured:
    """More absent pupils than units usually have."""
    counts = units.counts
    size = (counts.n + counts.absent).astype(float)
    observed = counts.absent.astype(float)
    rate = observed.sum() / max(size.sum(), 1)
    usable = (counts.n >= 5) & (rate > 0)
    z, middle, sd = judge(
        observed, size * rate, size * rate * (1 - rate), size, usable, keep=units.keep
    )
    z = np.where(usable, tail(observed, size, middle / np.maximum(size, 1), sd**2), np.nan)
    low, high = np.clip(middle - 1.96 * sd, 0, size), np.clip(middle + 1.96 * sd, 0, size)

    def say(i: int) -> str:
        who = counted(int(observed[i]), "ученик", "ученика", "учеников")
        return f"Не писали работу: {who} из {int(size[i])}, ожидалось {_range(low[i], high[i])}"

    why = "Участие не оценивается: сведений об отсутствовавших нет"
    return Measured(
        ABSENT, ABSENT_TITLE, "учеников", counts.n, observed, low, high, z, say, why, exact=True
    )


def selection(units: Units, table: Reference, profile: Profile) -> Measured:
    """Absent pupils had lower prior scores than those who wrote."""
    counts = units.counts
    present, enrolled = counts.prior_n.astype(float), counts.enrolled_prior_n.astype(float)
    mean = counts.prior_sum / np.maximum(present, 1)
    overall = counts.enrolled_prior_sum / np.maximum(enrolled, 1)
    square = counts.prior_sq - counts.prior_sum**2 / np.maximum(present, 1)
    within = float(np.sqrt(square.sum() / max(float(np.maximum(present - 1, 0).sum()), 1.0)))
    usable = (present >= 5) & (enrolled > present)
    error = selection_error(present, enrolled, within)
    # One absent pupil is one draw: the effect is counted per share of the absent.
    share = np.maximum(1 - present / np.maximum(enrolled, 1), 1e-9)
    z, middle, sd = judge(mean - overall, 0 * mean, error**2, share, usable, keep=units.keep)
    value, low, high = mean - overall, middle - 1.96 * sd, middle + 1.96 * sd

    def say(i: int) -> str:
        return (
            f"Средний прежний балл писавших отличается от среднего всех учеников на "
            f"{signed(value[i])} балла, ожидалось от {number(low[i])} до {number(high[i])}"
        )

    why = "Отбор участников не оценивается: нет прежних баллов отсутствовавших"
    return Measured(SELECTION, SELECTION_TITLE, "балла", counts.n, value, low, high, z, say, why)


def _range(low: float, high: float) -> str:
    return interval(np.floor(low), np.ceil(high), 0)

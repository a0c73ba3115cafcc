"""Spread: scores closer to each other than in other units with this mean.

Formula
    y = −(log s² − f(ȳ)), f a parabola over units of the campaign; variance of log s² is
    2/(n − 1), natural variance τ² added. s² is taken about the pupils' own predictions
    where prior results or journal marks are known.
Null
    N(0, 1) approximately; exact for normal scores as n grows.
Source
    M. Bartlett, D. Kendall (1946), log-variance; INVALSI's within-class deviation
    (Quintano, Castellano, Longobardi 2009).

>>> import numpy as np
>>> log_variance(np.array([4]), np.array([10]), np.array([30])).round(3)   # 1, 2, 3, 4
array([0.511])
"""

from __future__ import annotations

import numpy as np

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import interval, number

CODE, TITLE = "spread", "Разброс баллов"


def log_variance(n: Floats, total: Floats, square: Floats) -> Floats:
    """Logarithm of the sample variance from n, Σ, Σ²; one point of floor for rounding."""
    left = square - total**2 / np.maximum(n, 1)
    return np.asarray(np.log(np.maximum(left, 0.5) / np.maximum(n - 1, 1)))


def measure(units: Units, table: Reference, profile: Profile) -> Measured:
    """The sign over all units."""
    counts = units.counts
    n = counts.n.astype(float)
    usable = counts.n >= 5
    mean = counts.score_sum / np.maximum(n, 1)
    if units.given is None:
        y = log_variance(n, counts.score_sum, counts.score_sq)
    else:  # about the pupils' own predictions
        group = units.predicted.group_mean
        left = np.arange(units.given.by_group.shape[2]) - group[:, None]
        total = np.einsum("ugt,gt->u", units.given.by_group, left, optimize=True)
        square = np.einsum("ugt,gt->u", units.given.by_group, left**2, optimize=True)
        y = log_variance(n, total, square)
    expected = np.zeros(len(n))
    if usable.sum() >= profile.value("evidence.units_minimum"):
        weight = np.sqrt(n[usable])
        degree = 2 if len(np.unique(mean[usable])) > 10 else 0
        for _ in range(3):
            shape = np.polyfit(mean[usable], y[usable], degree, w=weight)
            expected = np.polyval(shape, mean)
            far = np.abs(y - expected)[usable] / np.sqrt(2 / (n[usable] - 1))
            weight = np.sqrt(n[usable] / np.maximum(far / 1.5, 1))
    z, middle, sd = judge(
        -y,
        -expected,
        2 / np.maximum(n - 1, 1),
        np.ones(len(n)),
        usable,
        keep=units.keep,
        context=units.context_and_score,
    )
    value, low, high = (np.exp(part / 2) for part in (y, -middle - 1.96 * sd, -middle + 1.96 * sd))

    def say(i: int) -> str:
        return (
            f"Разброс баллов {number(value[i])} балла при ожидаемых "
            f"{interval(round(float(low[i]), 1), round(float(high[i]), 1))}"
        )

    why = "Разброс не оценивается: меньше пяти участников"
    return Measured(CODE, TITLE, "балла", counts.n, value, low, high, z, say, why)

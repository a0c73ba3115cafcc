"""Level: the mean score against what prior results and the campaign lead to expect.

Formula
    z = (ȳ − ŷ) / sqrt(τ² + s²/n), ŷ = a + b·(mean prior score) where prior scores are
    known for most pupils, else the campaign's centre; s² is the pooled within-unit
    variance (of the residual where prior scores are known).
Null
    N(0, 1). τ² is the natural variance between units estimated robustly from the campaign,
    so a large strong school is not accused of being large or strong.
Source
    Multilevel value-added model: S. Raudenbush, A. Bryk, Hierarchical Linear Models (2002).

>>> import numpy as np
>>> z, middle, sd = judge(np.array([12.0, 14, 13, 13.5, 20]), np.full(5, 13.0),
...                       np.full(5, 0.2), np.ones(5), np.full(5, True),
...                       keep=np.full(5, True))
>>> bool(z[4] > 2.5), bool(np.all(np.abs(z[:4]) < 1.5))
(True, True)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import CUT, Floats, between_variance
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import counted, interval

CODE, TITLE = "level", "Уровень с учётом прежних результатов"


def measure(units: Units, table: Reference, profile: Profile) -> Measured:
    """The sign over all units."""
    counts = units.counts
    n = np.maximum(counts.n, 1).astype(float)
    mean = counts.score_sum / n
    usable = counts.n >= 2
    expected, within = expectation(units, profile, mean, usable)
    if units.given is None:
        z, _, _ = judge(mean, expected, within / n, np.ones(len(n)), usable, keep=units.keep)
    else:
        by, about = units.predicted, units.context
        z, _, _ = judge(
            mean, by.mean, within / n, np.ones(len(n)), usable, keep=units.keep, context=about
        )

    top = int(np.searchsorted(np.cumsum(table.score), 0.75)) + 1
    above = counts.histogram[:, top:].sum(axis=1).astype(float)
    slope = float(table.score[top:].sum() * (1 - table.score[top:].sum()))
    share = table.score[top:].sum()
    usual = n * np.clip(
        share + slope * (expected - expected.mean()) / np.sqrt(np.maximum(within, 1e-9)), 0.02, 0.98
    )
    _, middle, sd = judge(above, usual, usual * (1 - usual / n), n, usable, keep=units.keep)
    low, high = np.clip(middle - 1.96 * sd, 0, n), np.clip(middle + 1.96 * sd, 0, n)

    def say(i: int) -> str:
        return (
            f"{counted(int(above[i]), 'ученик набрал', 'ученика набрали', 'учеников набрали')} "
            f"{counted(top, 'балл', 'балла', 'баллов')} и больше, ожидалось "
            f"{interval(np.floor(low[i]), np.ceil(high[i]), 0)}"
        )

    why = "Уровень не оценивается: меньше двух участников"
    return Measured(CODE, TITLE, "учеников", counts.n, above, low, high, z, say, why)


def expectation(
    units: Units, profile: Profile, mean: Floats, usable: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Expected mean of each unit and the variance of a pupil's residual, both (U,)."""
    counts = units.counts
    n = np.maximum(counts.n, 1).astype(float)
    if units.given is not None:
        by = units.predicted
        known, within = usable & (by.mean.std() > 0), by.within
        prior = by.mean
    else:
        known, within, prior = _linear(units, profile, n, usable)
    whole = float(np.average(mean[usable], weights=n[usable])) if usable.any() else 0.0
    if (known & units.keep).sum() < profile.value("evidence.units_minimum"):
        return np.full(len(n), whole), within
    known = known & units.keep
    design = np.column_stack([np.ones(len(n)), prior])
    weight = n / within
    beta = np.zeros(2)
    for _ in range(8):
        root = np.sqrt(weight[known])
        beta = np.linalg.lstsq(design[known] * root[:, None], mean[known] * root, rcond=None)[0]
        left = mean - np.nan_to_num(design) @ beta
        tau2 = float(between_variance(left[known], (within / n)[known]))
        scale = np.sqrt(within / n + tau2)
        weight = 1 / (scale**2 * np.maximum(np.abs(left) / scale / CUT, 1))
    # Units without prior results are expected at the campaign's centre.
    return np.where(np.isfinite(prior), np.nan_to_num(design) @ beta, whole), within


def _linear(
    units: Units, profile: Profile, n: Floats, usable: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], Floats, Floats]:
    """Without the second pass: the mean prior score as the only predictor."""
    counts = units.counts
    square = counts.score_sq - counts.score_sum**2 / n
    freedom = max(float((n[usable] - 1).sum()), 1.0)
    within = max(float(square[usable].sum()) / freedom, 1e-9)
    m = np.maximum(counts.prior_n, 1).astype(float)
    known = usable & (counts.prior_n >= profile.value("evidence.prior_share") * n)
    if known.sum() >= profile.value("evidence.units_minimum"):
        cross = counts.prior_score - counts.prior_sum * counts.prior_of_score / m
        spread = float((counts.prior_sq - counts.prior_sum**2 / m)[known].sum())
        slope = float(cross[known].sum()) / max(spread, 1e-9)
        within = max(within - slope**2 * spread / freedom, 0.05 * within)
    prior = np.where(known, counts.prior_sum / m, np.nan)
    return known, np.full(len(n), within), prior

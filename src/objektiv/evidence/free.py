"""The sign-free part: how much stands out in all, whatever the kind.

Every sign is turned to u = −log p by its own honest tail (heavier for some signs than the
normal one), both ways where a sign has no suspicious direction. Most manipulations move few
signs, some move many, so the largest u counts whole, the next a half, a quarter, …:
S = Σ_k 2^(−k)·u_(k). Source: ordered truncated products, F. Dudbridge, B. Koeleman (2003),
Genetic Epidemiology 25, with geometric weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from objektiv.evidence.robust import Floats

HIGHEST = 9.0  # z beyond says nothing more
ENDS = (0.999, 0.0005)  # probabilities between which the tails are kept


@dataclass(frozen=True)
class Tails:
    """Honest tails of K signs at Q probabilities."""

    one_sided: Floats  # (K,) bool
    steps: Floats  # (K, Q) z (or |z|) with these tail probabilities
    logs: Floats  # (Q,) log probability, descending


def fit(z: Floats, one_sided: Floats, points: int = 30) -> Tails:
    """Tails of honest units; NaN in z are left out."""
    logs = np.linspace(np.log(ENDS[0]), np.log(ENDS[1]), points)
    steps = np.empty((z.shape[1], points))
    for k in range(z.shape[1]):
        known = z[np.isfinite(z[:, k]), k]
        values = known if one_sided[k] else np.abs(known)
        raw = np.quantile(values, 1 - np.exp(logs)) if len(values) else np.arange(points)
        steps[k] = np.maximum.accumulate(raw + 1e-6 * np.arange(points))
    return Tails(np.asarray(one_sided), steps, logs)


def statistic(tails: Tails, z: Floats) -> Floats:
    """S of every unit, (U,).

    >>> honest = np.random.default_rng(1).normal(size=(50_000, 2))
    >>> tails = fit(honest, np.array([True, False]))
    >>> statistic(tails, np.array([[-3.0, -2.0], [3.0, np.nan]])).round(1).tolist()
    [3.1, 6.4]
    """
    u = np.zeros(z.shape)
    for k in range(z.shape[1]):
        known = np.isfinite(z[:, k])
        value = np.minimum(z[known, k] if tails.one_sided[k] else np.abs(z[known, k]), HIGHEST)
        steps = tails.steps[k]
        log = np.interp(value, steps, tails.logs)
        # Beyond the data the tail falls as between its last tenth and its end.
        tenth = len(steps) - len(steps) // 3
        slope = (tails.logs[-1] - tails.logs[tenth]) / max(steps[-1] - steps[tenth], 1e-3)
        u[known, k] = -np.where(
            value > steps[-1], tails.logs[-1] + slope * (value - steps[-1]), log
        )
    ordered = -np.sort(-u, axis=1)
    return np.asarray(ordered @ 0.5 ** np.arange(z.shape[1]))

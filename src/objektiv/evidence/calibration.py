"""From a statistic to a probability in an honest unit of this size.

The null distribution of a statistic comes from simulated honest campaigns (with strong,
improving, mildly marked and other unusual honest schools in them) that were never used for
training. It is kept as its middle and upper quantiles by log size and one pooled tail of
the standardised statistic; beyond the data the tail is continued as an exponential that
falls half as fast: a campaign unlike the simulated ones must not get a tiny probability
from an extrapolation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from objektiv.evidence.robust import Floats

CAUTION = 0.5  # beyond the data the logarithm falls half as fast as before
UPPER = 0.95  # the quantile that fixes the scale at every size


@dataclass(frozen=True)
class Null:
    """Null distribution of a statistic; B sizes, Q points of the pooled tail."""

    places: Floats  # (B,) log size, ascending
    middle: Floats  # (B,) median
    upper: Floats  # (B,) quantile `UPPER`
    steps: Floats  # (Q,) standardised statistic, ascending
    logs: Floats  # (Q,) log probability of at least it, descending


def fit(statistic: Floats, n: Floats, sizes: int = 10, points: int = 60) -> Null:
    """Null distribution from honest units."""
    order = np.argsort(n, kind="stable")
    parts = np.array_split(order, sizes)
    places = np.array([np.mean(np.log(n[part])) for part in parts])
    middle = np.array([np.median(statistic[part]) for part in parts])
    upper = np.array([np.quantile(statistic[part], UPPER) for part in parts])
    null = Null(places, middle, upper, np.zeros(1), np.zeros(1))
    u = np.sort(standardised(null, statistic, n))
    least = max(8.0 / len(u), 1e-6)  # fewer than eight units do not make a quantile
    logs = np.linspace(np.log(0.999), np.log(least), points)
    steps = np.quantile(u, 1 - np.exp(logs))
    keep = np.r_[True, np.diff(steps) > 1e-9]
    return Null(places, middle, upper, steps[keep], logs[keep])


def standardised(null: Null, statistic: Floats, n: Floats) -> Floats:
    """Statistic with median 0 and upper quantile 1 at every size."""
    at = np.log(np.maximum(n, 1.0))
    middle = np.interp(at, null.places, null.middle)
    upper = np.interp(at, null.places, null.upper)
    return np.asarray((statistic - middle) / np.maximum(upper - middle, 1e-9))


def log_p(null: Null, statistic: Floats, n: Floats) -> Floats:
    """Natural logarithm of the probability of at least this statistic, (U,).

    >>> rng = np.random.default_rng(1)
    >>> null = fit(rng.exponential(size=20_000), np.full(20_000, 30.0))
    >>> log_p(null, np.log([2.0, 100.0, 10000.0]), np.full(3, 30.0)).round(1)  # log of 1/2, …
    array([-0.7, -4.6, -8.6])
    """
    u = standardised(null, statistic, n)
    value = np.interp(u, null.steps, null.logs)
    # Beyond the last point: the slope between the last point and one per cent.
    one = np.interp(-np.log(0.01), -null.logs, null.steps)
    slope = (null.logs[-1] - np.log(0.01)) / max(null.steps[-1] - one, 1e-9)
    beyond = u > null.steps[-1]
    return np.where(beyond, null.logs[-1] + CAUTION * slope * (u - null.steps[-1]), value)


def against_bulk(logs: Floats, keep: Floats) -> Floats:
    """log p held back where the campaign's own bulk is heavier than the null promises.

    Compares −log p at the upper half and upper fifth of the `keep` units with log 2 and
    log 5; all −log p shrink by the larger ratio where it is above one, never grow.
    """
    known = keep & np.isfinite(logs)
    if known.sum() < 50:
        return logs
    heavy = max(float(np.quantile(-logs[known], 1 - part) / -np.log(part)) for part in (0.5, 0.2))
    return logs / max(heavy, 1.0)

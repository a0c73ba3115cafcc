"""From p-values to verdicts: Benjamini–Hochberg over all protocols of the work."""

from __future__ import annotations

import numpy as np

from objektiv.evidence.robust import Floats
from objektiv.evidence.tails import student
from objektiv.profiles import Profile
from objektiv.schema import Verdict


def q_values(p: Floats) -> Floats:
    """Benjamini–Hochberg q-values; NaN stays NaN and does not count as a test.

    q_(i) = min over j ≥ i of m·p_(j)/j. Source: Y. Benjamini, Y. Hochberg (1995), JRSS B 57.

    >>> q_values(np.array([0.01, 0.04, 0.03, np.nan])).round(3).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    q = np.full(len(p), np.nan)
    known = np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = p[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return q


def verdict(q: float, profile: Profile) -> Verdict:
    """The next step for a q-value; NaN: too little data for any.

    >>> from objektiv.profiles import load_profile
    >>> [str(verdict(q, load_profile())) for q in (0.05, 0.1, 0.11, float("nan"))]
    ['verify', 'look', 'none', 'insufficient']
    """
    if np.isnan(q):
        return Verdict.INSUFFICIENT
    if q <= profile.value("evidence.verify"):
        return Verdict.VERIFY
    return Verdict.LOOK if q <= profile.value("evidence.look") else Verdict.NONE


def upper_tail(z: float) -> float:
    """P(Z > z) of a standard normal.

    >>> round(upper_tail(1.645), 3)
    0.05
    """
    from math import erfc, sqrt

    return 0.5 * erfc(z / sqrt(2))


def strictest(z: Floats, freedom: float) -> Floats:
    """Bonferroni over the signs of each unit: min(1, k·min p), k signs computed; (U,).

    Valid under any dependence of the signs. Each p is the upper tail of Student's t with
    `freedom` degrees, heavier than the normal one: the scales are estimates and honest
    schools have their own surprises. NaN where no sign was computed.

    >>> strictest(np.array([[3.0, 0.0], [2.0, np.nan], [np.nan, np.nan]]), 1e9).round(4).tolist()
    [0.0027, 0.0228, nan]
    """
    known = np.isfinite(z)
    p = np.where(known, student(np.where(known, z, 0), freedom), 1.0)
    combined = np.minimum(known.sum(axis=1) * p.min(axis=1), 1.0)
    return np.where(known.any(axis=1), combined, np.nan)

"""Centres, between-school variances and null scales that a few suspects cannot move.

All estimators are Huber's: every unit's squared z counts at most `CUT`². Source:
P. Huber, Robust Statistics (1981), ch. 6 («Proposal 2»); the between-school variance is
the DerSimonian–Laird moment equation with that bounded square.
"""

from __future__ import annotations

from math import erf, exp, pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]  # float64

CUT = 1.5  # where Huber's function stops growing: 96 % efficient for a normal sample


def _bounded_square(cut: float) -> float:
    """E min(Z², cut²) for a standard normal Z."""
    inside = erf(cut / sqrt(2))
    return inside - 2 * cut * exp(-cut * cut / 2) / sqrt(2 * pi) + cut * cut * (1 - inside)


EXPECTED = _bounded_square(CUT)


def centre(values: Floats, variance: Floats, rounds: int = 20) -> float:
    """Robust weighted mean of unit values with their variances.

    Solves Σ ψ((y − m)/s)/s = 0 by reweighting, ψ Huber's, starting at the median.

    >>> round(centre(np.array([1.0, 2.0, 3.0, 100.0]), np.ones(4)), 2)
    2.5
    """
    middle = float(np.median(values))
    scale = np.sqrt(variance)
    for _ in range(rounds):
        far = np.maximum(np.abs(values - middle) / scale / CUT, 1.0)
        weight = 1.0 / (variance * far)
        moved = float(np.sum(weight * values) / np.sum(weight))
        if abs(moved - middle) < 1e-9 * (1 + abs(middle)):
            return moved
        middle = moved
    return middle


def trend(values: Floats, variance: Floats, context: Floats, rounds: int = 12) -> Floats:
    """Robust weighted regression of unit values on context (U, q); coefficients (q,).

    Huber's estimate by reweighting, from the robust centre of the values; the first column
    of `context` is ones.

    >>> x = np.column_stack([np.ones(6), np.arange(6.0)])
    >>> trend(np.array([1.0, 3, 5, 7, 9, 60]), np.ones(6), x).round(1)
    array([0.4, 2.4])
    """
    beta = np.zeros(context.shape[1])
    beta[0] = centre(values, variance)
    scale = np.sqrt(variance)
    ridge = 1e-6 * np.sum(1 / variance) * np.eye(context.shape[1])
    for _ in range(rounds):
        far = np.maximum(np.abs(values - context @ beta) / scale / CUT, 1.0)
        weighted = context / (variance * far)[:, None]
        moved = np.linalg.solve(weighted.T @ context + ridge, weighted.T @ values)
        if np.max(np.abs(moved - beta)) < 1e-9:
            return np.asarray(moved)
        beta = moved
    return np.asarray(beta)


def between_variance(residual: Floats, variance: Floats) -> Floats:
    """Natural variance τ² between units beyond the sampling variance of each.

    Solves mean min(r²/(v + τ²), CUT²) = E min(Z², CUT²) for τ² ≥ 0, down the first axis.
    `residual` and `variance` have shape (U,) or (U, I); the answer has shape () or (I,).

    >>> rng = np.random.default_rng(1)
    >>> v = np.full(4000, 0.5)
    >>> r = rng.normal(0, np.sqrt(v + 2.0))
    >>> r[:200] += 15                       # suspects
    >>> 1.8 < float(between_variance(r, v)) < 2.9
    True
    >>> float(between_variance(rng.normal(0, 0.5, 4000), v))   # no more than chance
    0.0
    """
    square = residual**2
    low = np.zeros(residual.shape[1:])
    # The root lies below: with fewer than a third of suspects far beyond it.
    high = np.maximum(60 * np.median(square, axis=0), 1e-12)
    enough = EXPECTED * len(square)
    for _ in range(26):
        middle = (low + high) / 2
        above = np.minimum(square / (variance + middle), CUT**2).sum(axis=0) > enough
        low = np.where(above, middle, low)
        high = np.where(above, high, middle)
    none = np.mean(np.minimum(square / np.maximum(variance, 1e-12), CUT**2), axis=0) <= EXPECTED
    return np.where(none, 0.0, (low + high) / 2)


def scale(z: Floats) -> float:
    """Robust standard deviation about zero: s with mean min((z/s)², CUT²) as expected."""
    return float(np.sqrt(between_variance(z, np.zeros_like(z))))


def empirical_null(z: Floats, size: Floats, keep: NDArray[np.bool_], least: int) -> Floats:
    """z re-centred and re-scaled so that the bulk is standard normal at every size.

    Centre and scale come from the `keep` units, in groups of equal numbers by `size` (at
    least `least` units each, at most eight), drawn towards the overall ones in proportion
    to how few units a group has, and interpolated in log size. NaN stays NaN.
    Source: B. Efron, Large-scale simultaneous hypothesis testing, JASA 99 (2004).
    """
    known = keep & np.isfinite(z)
    count = int(known.sum())
    if count < least:
        return z
    middle = centre(z[known], np.ones(count))
    spread = scale(z[known] - middle)
    if spread <= 0:
        return z
    groups = int(min(8, count // least))
    order = np.argsort(size[known], kind="stable")
    centres, scales, places = np.empty(groups), np.empty(groups), np.empty(groups)
    for i, part in enumerate(np.array_split(order, groups)):
        values = z[known][part]
        share = len(part) / (len(part) + least)
        own = centre(values, np.full(len(part), spread**2))
        centres[i] = share * own + (1 - share) * middle
        scales[i] = share * max(scale(values - own), 0.1 * spread) + (1 - share) * spread
        places[i] = np.mean(np.log(np.maximum(size[known][part], 1)))
    at = np.log(np.maximum(size, 1))
    return np.asarray((z - np.interp(at, places, centres)) / np.interp(at, places, scales))

"""Markers of open items: do they agree, who is severe, whose works need a third look.

Cohen (1968), Psych. Bull. 70; Shrout & Fleiss (1979), Psych. Bull. 86; Linacre (1989), Many-Facet
Rasch Measurement. The product speaks of calibrating criteria together, never of bad markers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.items import benjamini_hochberg, two_sided
from objektiv.stats.persons import ability, item_fit
from objektiv.stats.rasch_mml import marginal_rasch, rasch_items
from objektiv.stats.responses import Bools, Floats, Ints
from objektiv.stats.sufficient import score_counts


@dataclass(frozen=True)
class PairAgreement:
    """Two independent markings of the same works."""

    n: int
    exact: float  # share of equal points
    adjacent: float  # share that differ by one point at most
    kappa: float  # quadratic weights
    kappa_linear: float
    difference: float  # mean of first − second, points
    difference_se: float


def agreement(first: ArrayLike, second: ArrayLike) -> PairAgreement:
    """Agreement of two markers; −1 where a work was not marked by both. nan without works.

    >>> found = agreement([0, 1, 2, 2, 1], [0, 1, 2, 1, 1])
    >>> found.exact, found.adjacent
    (0.8, 1.0)
    """
    a, b = np.asarray(first), np.asarray(second)
    use = (a >= 0) & (b >= 0)
    a, b = a[use].astype(float), b[use].astype(float)
    if not len(a):
        nothing = float("nan")
        return PairAgreement(0, nothing, nothing, nothing, nothing, nothing, nothing)
    away = a - b
    return PairAgreement(
        len(a),
        float((away == 0).mean()),
        float((np.abs(away) <= 1).mean()),
        weighted_kappa(a, b),
        weighted_kappa(a, b, power=1),
        float(away.mean()),
        float(away.std(ddof=1) / np.sqrt(len(a))) if len(a) > 1 else float("nan"),
    )


def weighted_kappa(
    first: ArrayLike,
    second: ArrayLike,
    *,
    power: int = 2,
    categories: Sequence[int] | None = None,
) -> float:
    """Cohen's weighted kappa with weights |i − j|^power; nan when both never vary.

    >>> round(weighted_kappa([1, 2, 3, 3], [1, 2, 3, 2]), 4)
    0.8
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if not len(a):
        return float("nan")
    values = np.unique(np.concatenate([a, b])) if categories is None else np.array(categories)
    distance = np.abs(values[:, None] - values[None, :]) ** power
    i, j = np.searchsorted(values, a), np.searchsorted(values, b)
    p, q = (np.bincount(k, minlength=len(values)) / len(a) for k in (i, j))
    expected = float(p @ distance @ q)
    observed = float(distance[i, j].mean())
    return 1 - observed / expected if expected > 0 else float("nan")


@dataclass(frozen=True)
class IntraClass:
    """ICC of single markings and of the mean of k, with 95 % intervals."""

    single: float
    low: float
    high: float
    mean_of_k: float
    works: int
    k: int


def intraclass(points: ArrayLike) -> IntraClass:
    """ICC(2,1): two-way random, absolute agreement; points (works, k), complete.

    Interval by McGraw & Wong (1996). Raises ValueError for fewer than two works or markers.

    >>> shrout_fleiss = ["9258", "6132", "8468", "7126", "x569", "6247"]
    >>> found = intraclass([[10 if c == "x" else int(c) for c in row] for row in shrout_fleiss])
    >>> round(found.single, 3), round(found.mean_of_k, 3)
    (0.29, 0.62)
    """
    from scipy.special import fdtri

    x = np.asarray(points, dtype=float)
    n, k = x.shape
    if n < 2 or k < 2:
        raise ValueError("an intraclass correlation needs two works and two markers")
    grand = x.mean()
    rows = k * ((x.mean(axis=1) - grand) ** 2).sum() / (n - 1)
    columns = n * ((x.mean(axis=0) - grand) ** 2).sum() / (k - 1)
    residual = x - x.mean(axis=1, keepdims=True) - x.mean(axis=0) + grand
    error = (residual**2).sum() / ((n - 1) * (k - 1))
    bottom = rows + (k - 1) * error + k * (columns - error) / n
    if bottom <= 0:
        nothing = float("nan")
        return IntraClass(nothing, nothing, nothing, nothing, n, k)
    single = (rows - error) / bottom
    mean = (rows - error) / (rows + (columns - error) / n)
    a = k * single / (n * (1 - single)) if single < 1 else np.inf
    b = 1 + k * single * (n - 1) / (n * (1 - single)) if single < 1 else np.inf
    if not np.isfinite(a) or error <= 0:
        return IntraClass(float(single), float("nan"), float("nan"), float(mean), n, k)
    v = (a * columns + b * error) ** 2 / (
        (a * columns) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    )
    up, down = fdtri(n - 1, v, 0.975), fdtri(v, n - 1, 0.975)
    base = k * columns + (k * n - k - n) * error
    return IntraClass(
        float(single),
        float(n * (rows - up * error) / (up * base + n * rows)),
        float(n * (down * rows - error) / (base + n * down * rows)),
        float(mean),
        n,
        k,
    )


@dataclass(frozen=True)
class Severity:
    """Markers on one scale; logits, positive: severe. (R,) each."""

    names: tuple[str, ...]
    works: Ints
    severity: Floats  # sums to zero
    se: Floats
    points: Floats  # the same in points on a mean work: negative for the severe
    infit: Floats  # above 1: less predictable than others
    p_value: Floats
    q_value: Floats
    separated: float  # reliability of the differences between markers
    loglik: float


def facets(pupil: ArrayLike, item: ArrayLike, rater: ArrayLike, points: ArrayLike) -> Severity:
    """Many-facet Rasch model of markings, one row per pupil × item × marker.

    log odds of category k against 0 = kθ − Σ_{h≤k} δ_ih − k·severity. Marginal likelihood from
    score counts: every item × marker is a column, the severities a design over the columns.

    Raises ValueError when markers are not connected: two groups of markers that share neither
    items' pupils nor works cannot be compared.
    """
    names, r = np.unique(np.asarray(rater).astype(str), return_inverse=True)
    pupils, n = np.unique(np.asarray(pupil).astype(str), return_inverse=True)
    items, i = np.unique(np.asarray(item).astype(str), return_inverse=True)
    y = np.asarray(points).astype(int)
    if len(names) < 2:
        raise ValueError("severity needs at least two markers")
    R = len(names)
    _connected(n, r, len(pupils), R)
    x = np.full((len(pupils), len(items) * R), -1, dtype=np.int16)
    x[n, i * R + r] = y
    used = np.flatnonzero((x >= 0).any(axis=0))
    scale = [np.unique(np.append(y[i == one], 0)).tolist() for one in range(len(items))]
    counts = score_counts(x[:, used], categories=[scale[one // R] for one in used])
    item_of, rater_of = used[counts.item] // R, used[counts.item] % R
    steps = sorted({(int(a), int(k)) for a, k in zip(item_of, counts.score, strict=True)})
    place = {step: j for j, step in enumerate(steps)}
    design = np.zeros((len(counts.item), len(steps) + R - 1))
    for row, (a, b, k) in enumerate(zip(item_of, rater_of, counts.score, strict=True)):
        design[row, place[int(a), int(k)]] = 1.0
        if b < R - 1:
            design[row, len(steps) + b] = -float(k)
        else:
            design[row, len(steps) :] = float(k)  # severities sum to zero
    fit = marginal_rasch(counts, design=design)
    own = fit.effects[len(steps) :]
    spread = np.vstack([np.eye(R - 1), -np.ones(R - 1)])
    severity = spread @ own
    covariance = fit.effects_covariance[len(steps) :, len(steps) :]
    se = np.sqrt(np.diag(spread @ covariance @ spread.T))
    columns = rasch_items(counts, fit.intercepts)
    theta = ability(x[:, used], columns).theta
    fitted = item_fit(x[:, used], columns, theta)
    weight = (x[:, used] >= 0).sum(axis=0)
    by_rater = used % R
    infit = np.array(
        [np.average(fitted.infit[by_rater == b], weights=weight[by_rater == b]) for b in range(R)]
    )
    share = np.array([y[r == b].mean() for b in range(R)])
    slope = _points_per_logit(share, severity)
    z = severity / se
    p = two_sided(z)
    variance = severity.var(ddof=1)
    return Severity(
        tuple(names.tolist()),
        np.array([len(np.unique(n[r == b])) for b in range(R)]),
        severity,
        se,
        slope * severity,
        infit,
        p,
        benjamini_hochberg(p),
        float(max(0.0, 1 - (se**2).mean() / variance)) if variance > 0 else 0.0,
        fit.loglik,
    )


def _points_per_logit(share: Floats, severity: Floats) -> float:
    """Mean points a logit of severity costs, over the markers at hand."""
    away = severity - severity.mean()
    return float((share - share.mean()) @ away / (away @ away)) if away @ away > 0 else 0.0


def _connected(pupil: Ints, rater: Ints, pupils: int, raters: int) -> None:
    group = np.arange(raters)
    first = np.full(pupils, -1)
    for n, r in zip(pupil, rater, strict=True):
        if first[n] < 0:
            first[n] = r
        elif group[first[n]] != group[r]:
            group[group == group[r]] = group[first[n]]
    if len(np.unique(group)) > 1:
        raise ValueError("some markers share no works with the others: severity is not comparable")


def needs_calibration(
    severity: Severity, *, logits: float, infit: float, level: float = 0.05
) -> Bools:
    """Whose criteria to compare first: clearly (q ≤ level) and noticeably (|severity| ≥ logits)
    apart from the others, or unpredictable (infit above its border), (R,).
    """
    apart = (severity.q_value <= level) & (np.abs(severity.severity) >= logits)
    return np.asarray(apart | (severity.infit > infit))


def third_marker(
    first: ArrayLike,
    second: ArrayLike,
    top: ArrayLike,
    *,
    item_difference: float,
    sum_difference: float,
) -> Bools:
    """Works that a third marker must see, (N,).

    first, second: (N, I) points of two markings, −1 not marked; top: maxima. A work goes on when
    one item differs by `item_difference` points or more (for items of one point: not), or the
    sums by `sum_difference` or more.

    >>> first, second = [[2, 1], [0, 1]], [[0, 1], [1, 1]]
    >>> third_marker(first, second, [2, 1], item_difference=2, sum_difference=2)
    array([ True, False])
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    both = (a >= 0) & (b >= 0)
    away = np.where(both, np.abs(a - b), 0.0)
    large = (away >= item_difference) & (np.asarray(top) >= item_difference)
    total = np.abs(np.where(both, a - b, 0.0).sum(axis=1))
    return np.asarray(large.any(axis=1) | (total >= sum_difference))

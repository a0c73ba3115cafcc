"""Person fit without a model: how far an answer pattern is from easy-right, hard-wrong.

Meijer & Sijtsma (2001), APM 25; van der Flier (1982), JCCP 13; Sijtsma (1986); Emons (2008),
APM 32 for graded items. Agrees with PerFit 1.4.6 and aberrance 0.3. Complete answers only: a
pupil with a missing item gets nan. Pupils with none or all points cannot misfit: 0 for the
counts and U3, nan for ZU3 and HT.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.responses import Bools, Floats, Ints


@dataclass(frozen=True)
class Patterns:
    """Per pupil, (N,). Higher G and U3: less regular; higher HT: more regular."""

    guttman: Floats  # G: pairs of items in the wrong order
    guttman_normed: Floats  # G over its maximum for this sum
    u3: Floats
    zu3: Floats  # U3 standardised given the sum; nan for graded items
    ht: Floats  # nan for graded items


def patterns(x: ArrayLike) -> Patterns:
    """Group-based indices of right/wrong answers, item difficulty from the same pupils.

    >>> found = patterns([[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 0], [0, 1, 0, 1]])
    >>> found.guttman.tolist()
    [0.0, 1.0, 0.0, 3.0]
    """
    matrix = np.asarray(x, dtype=float)
    complete = np.asarray((matrix >= 0).all(axis=1))
    y = matrix[complete]
    items = y.shape[1]
    if matrix.max(initial=0) > 1:
        raise ValueError("graded items: use graded_patterns")
    p = y.mean(axis=0)
    order = np.argsort(-p, kind="stable")
    y, p = y[:, order], p[order]
    total = y.sum(axis=1).astype(int)
    wrong_before = np.cumsum(1 - y, axis=1)
    guttman = (y * wrong_before).sum(axis=1)
    worst = total * (items - total)
    with np.errstate(divide="ignore", invalid="ignore"):
        logit = np.log(p / (1 - p))
        usable = np.isfinite(logit)
        logit = np.where(usable, logit, 0.0)  # all right or all wrong: no information
        best = np.concatenate([[0.0], np.cumsum(logit)])[total]
        least = np.concatenate([[0.0], np.cumsum(logit[::-1])])[total]
        reached = y @ logit
        u3 = np.where(best > least, (best - reached) / (best - least), 0.0)
        spread = p * (1 - p)
        slope = (spread * logit).sum() / spread.sum()
        mean = (p * logit).sum() + slope * (total - p.sum())
        variance = (spread * logit**2).sum() - slope * (spread * logit).sum()
        expected = (best - mean) / (best - least)
        zu3 = (u3 - expected) * (best - least) / np.sqrt(variance)
        zu3 = np.where(worst > 0, zu3, np.nan)
        normed = np.where(worst > 0, guttman / worst, 0.0)
    return _spread(complete, guttman, normed, u3, zu3, _ht(y, total))


def _ht(y: Floats, total: Ints) -> Floats:
    """HT: covariances with the other pupils over their maxima given both sums."""
    items = y.shape[1]
    beta = total / items
    together = y @ y.sum(axis=0) - (y * y).sum(axis=1)
    covariance = together / items - beta * (beta.sum() - beta)
    by_total = np.bincount(total, minlength=items + 1)
    levels = np.arange(items + 1) / items
    smaller = np.minimum(levels[:, None], levels[None, :]) @ by_total
    greatest = smaller[total] - beta - beta * (beta.sum() - beta)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((total > 0) & (total < items), covariance / greatest, np.nan)


def graded_patterns(x: ArrayLike, top: int | None = None) -> Patterns:
    """The same for items scored 0…top: item steps take the place of items.

    A step of item i is "reached at least k points"; a pupil's steps within an item are always in
    order. The maximum for a given sum is over answer vectors that exist, by dynamic programming.

    >>> graded_patterns([[2, 1], [2, 0], [1, 1], [0, 2]], 2).guttman.tolist()
    [0.0, 1.0, 0.0, 3.0]
    """
    matrix = np.asarray(x)
    complete = np.asarray((matrix >= 0).all(axis=1))
    y = matrix[complete].astype(int)
    highest = int(y.max(initial=1)) if top is None else top
    n, items = y.shape
    p = np.array([(y >= k).mean(axis=0) for k in range(1, highest + 1)]).T  # (I, K)
    flat = p.ravel()
    order = np.argsort(-flat, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    reached = (y[:, :, None] >= np.arange(1, highest + 1)).reshape(n, -1)[:, order].astype(float)
    total = y.sum(axis=1)
    guttman = (reached * np.cumsum(1 - reached, axis=1)).sum(axis=1)
    with np.errstate(divide="ignore"):
        logit = np.log(flat / (1 - flat))
    # A step everybody or nobody takes: PerFit's bound, half a pupil from the edge.
    logit = np.where(np.isfinite(logit), logit, 0.0).reshape(items, highest)
    rank_sum = rank.reshape(items, highest).astype(float)
    best = np.concatenate([[0.0], np.cumsum(logit.ravel()[order])])
    least = -_greatest(-np.cumsum(logit, axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        own = reached @ logit.ravel()[order]
        width = best[total] - least[total]
        u3 = np.where(width > 1e-12, (best[total] - own) / width, 0.0)
        # G = Σ ranks of the steps taken − t(t−1)/2, so its maximum is the greatest rank sum.
        worst = _greatest(np.cumsum(rank_sum, axis=1))[total] - total * (total - 1) / 2
        normed = np.where(worst > 0, guttman / worst, 0.0)
    nothing = np.full(n, np.nan)
    return _spread(complete, guttman, normed, u3, nothing, nothing)


def _greatest(value: Floats) -> Floats:
    """Greatest Σ_i value[i, x_i − 1] over answers with each sum, (I·K + 1,)."""
    items, highest = value.shape
    best = np.array([0.0])
    gains = np.hstack([np.zeros((items, 1)), value])
    for i in range(items):
        new = np.full(len(best) + highest, -np.inf)
        for k in range(highest + 1):
            new[k : k + len(best)] = np.maximum(new[k : k + len(best)], best + gains[i, k])
        best = new
    return best


def _spread(complete: Bools, *columns: Floats) -> Patterns:
    full = []
    for column in columns:
        wide = np.full(len(complete), np.nan)
        wide[complete] = column
        full.append(wide)
    return Patterns(*full)

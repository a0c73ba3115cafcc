"""How likely a pupil's cells are when they were copied, and when they were not.

Model: a pupil with own score o takes every cell of a better classmate with probability c
unless it would lose points by it; o is the score that leads to the pupil's total. Then
P₁(x | source's cell, o) mixes keeping one's own cell and taking the other's, and P₀(x | T)
is the campaign's. The evidence of a pair is log(1 + π/b·(P₁/P₀ − 1)), π the share of pupils
who copy, b the number of the best to copy from. Its mean in an honest class with the same
two totals, drawn from the tables with a fixed seed, is taken off. Source: the copying index
ω (J. Wollack 1997), directed from the better pupil and weighted by rarity as in GBT
(W. van der Linden, L. Sotaridona 2006).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objektiv.engines.conditional import LOG_MOST, LOG_UNIT, Copying
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.profiles import Profile

LEAST = 1e-4  # no cell of an item is less probable
DRAWS, SOURCES = 100, 8  # honest pupils per score; more best pupils count as so many
TOTALS = 31  # a longer scale is drawn at so many of its totals, the others take the nearest


def tables(reference: Reference, profile: Profile) -> Copying:
    """Tables of the campaign for `engines.given`, as integers."""
    share = np.maximum(reference.codes, LEAST) * (reference.codes.sum(axis=0) > 0)
    share = share / np.maximum(share.sum(axis=2, keepdims=True), LEAST)
    points = np.r_[np.arange(share.shape[2] - 1), 0]
    after = taken(share, points, profile.value("evidence.copied_cells"))
    own = before(share, after, points)
    alone, theirs = (np.log(np.maximum(part, 1e-12)) for part in (share, after))
    copiers = profile.value("evidence.copiers")
    return Copying(
        own=own.astype(np.int32),
        theirs=np.round(LOG_UNIT * theirs).astype(np.int32),
        alone=np.round(LOG_UNIT * alone).astype(np.int32),
        usual=np.round(LOG_UNIT * usual(share, theirs, alone, own, copiers)).astype(np.int32),
        best=profile.value("evidence.copied_from"),
        copiers=copiers,
    )


def taken(share: Floats, points: NDArray[np.int64], cells: float) -> Floats:
    """P₁ (S+1, I, K+2, K+2): own score, item, the other's cell, the cell then seen.

    >>> taken(np.array([[[0.6, 0.4, 0.0]]]), np.array([0, 1, 0]), 0.5)[0, 0, 1].round(2).tolist()
    [0.3, 0.7, 0.0]
    """
    after = np.repeat(share[:, :, None, :], share.shape[2], axis=2)
    for cell in range(share.shape[2]):
        not_better = points <= points[cell]
        after[:, :, cell] *= 1 - cells * not_better
        after[:, :, cell, cell] += cells * (share * not_better).sum(axis=2)
    return after


def before(share: Floats, after: Floats, points: NDArray[np.int64]) -> NDArray[np.int64]:
    """Own score that copying from a source leads to a total, (S+1, S+1): total, source."""
    mean = after @ points  # (own, I, other's cell)
    reached = np.einsum("jic,oic->oj", share, mean)  # own score, source
    total = np.arange(len(share))
    return np.asarray(np.abs(reached[:, None, :] - total[None, :, None]).argmin(axis=0))


def usual(
    share: Floats, theirs: Floats, alone: Floats, own: NDArray[np.int64], copiers: float
) -> Floats:
    """Mean evidence of an honest pair (S+1, S+1, B+1): total, source, number of the best."""
    random = np.random.default_rng(1)
    scores, items = share.shape[:2]
    reached = np.cumsum(share, axis=2)[None]
    drawn = (random.random((DRAWS, scores, items, 1)) > reached).sum(axis=3)
    drawn = np.minimum(drawn, share.shape[2] - 1)
    item, mean = np.arange(items), np.zeros((scores, scores, SOURCES + 1))
    some = np.unique(np.linspace(0, scores - 1, min(scores, TOTALS)).round().astype(int))
    for total in some:
        mine = drawn[:, total]
        plain = alone[total, item, mine].sum(axis=1)
        for source in some:
            other = drawn[::-1, source]
            ratio = theirs[own[total, source], item, other, mine].sum(axis=1) - plain
            excess = np.expm1(np.minimum(ratio, LOG_MOST))
            for best in range(1, SOURCES + 1):
                mean[total, source, best] = np.log1p(copiers / best * excess).mean()
    nearest = some[np.abs(np.subtract.outer(np.arange(scores), some)).argmin(axis=1)]
    return mean[np.ix_(nearest, nearest)]

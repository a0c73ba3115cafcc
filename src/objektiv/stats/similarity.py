"""How far two answer vectors agree beyond what the two abilities explain.

For item-level models; `evidence` has its own, counted, form for whole classes. A pair that agrees
is a question, never an answer: pupils of one teacher agree. Wollack (1997), APM 21; van der
Linden & Sotaridona (2006), JEBS 31. Agrees with aberrance 0.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.irt import Item, curves
from objektiv.stats.responses import Floats, Ints


@dataclass(frozen=True)
class PairSimilarity:
    """All pairs of the pupils given, (M,)."""

    first: Ints
    second: Ints
    matches: Ints  # items with equal points, of those both were given
    gbt: Floats  # P(at least so many matches), both abilities known
    omega: Floats  # standardised number of matches, both pupils alike (aberrance's ω)
    wollack: Floats  # the same with the answers of the second taken as given (Wollack's ω)


def pair_similarity(x: ArrayLike, items: Sequence[Item], theta: ArrayLike) -> PairSimilarity:
    """Similarity of every pair; x (N, I), −1 not presented; quadratic in N: for one class.

    >>> coin = Item("gpcm", (0, 1), 1.0, (0.0,))
    >>> pair_similarity([[1, 0], [1, 0]], [coin, coin], [0.0, 0.0]).gbt.tolist()
    [0.25]
    """
    matrix = np.asarray(x)
    n, size = matrix.shape
    t = np.asarray(theta, dtype=float)
    first, second = np.triu_indices(n, k=1)
    expected, variance, given, given_variance = (np.zeros(len(first)) for _ in range(4))
    matches = np.zeros(len(first), dtype=np.int64)
    # Distribution of the number of matches, item by item.
    spread = np.zeros((len(first), size + 1))
    spread[:, 0] = 1.0
    for i, item in enumerate(items):
        p = curves(item, t).p  # (K+1, N)
        category = np.searchsorted(item.scores, matrix[:, i]).clip(0, len(item.scores) - 1)
        both = (matrix[first, i] >= 0) & (matrix[second, i] >= 0)
        same = both & (matrix[first, i] == matrix[second, i])
        matches += same
        agree = np.where(both, (p[:, first] * p[:, second]).sum(axis=0), 0.0)
        spread[:, 1:] = spread[:, 1:] * (1 - agree)[:, None] + spread[:, :-1] * agree[:, None]
        spread[:, 0] *= 1 - agree
        taken = np.where(both, p[category[second], first], 0.0)
        expected += agree
        variance += agree * (1 - agree)
        given += taken
        given_variance += taken * (1 - taken)
    tail = spread[:, ::-1].cumsum(axis=1)[:, ::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        omega = np.where(variance > 0, (matches - expected) / np.sqrt(variance), np.nan)
        wollack = np.where(given_variance > 0, (matches - given) / np.sqrt(given_variance), np.nan)
    return PairSimilarity(
        first.astype(np.int64),
        second.astype(np.int64),
        matches,
        np.minimum(tail[np.arange(len(first)), matches], 1.0),
        omega,
        wollack,
    )

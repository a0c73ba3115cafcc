"""What pupils of the campaign show at each total score: the tables signs compare with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from objektiv.evidence.robust import Floats
from objektiv.schema import Counts


@dataclass(frozen=True)
class Reference:
    """Tables by total score, smoothed over neighbouring scores; S+1 scores, I items."""

    pupils: int
    score: Floats  # (S+1,) share of pupils
    share: Floats  # (S+1, I, K+1) probability of 0…K points; «X» is 0 points
    mean: Floats  # (S+1, I) expected points
    variance: Floats  # (S+1, I)
    omitted: Floats  # (S+1, I) probability of «X»
    codes: Floats  # (S+1, I, K+2) probability of 0…K points and of «X»
    agreement: Floats  # (S+1, S+1) expected number of equal cells of two pupils
    agreement_variance: Floats  # (S+1, S+1) its variance, items independent given totals
    identical: Floats  # (S+1, S+1) probability that all cells are equal


def smooth(table: Floats, pupils: Floats, enough: float) -> Floats:
    """Rates by score from counts: each score borrows neighbours until `enough` pupils.

    `table` (S+1, …) holds counts, `pupils` (S+1,) the number of pupils. Neighbours at
    distance d weigh 2^(−d·b) with b growing with the score's own pupils, so a well-filled
    score stands for itself.

    >>> counts = np.array([[0.0], [50.0], [1000.0]])
    >>> smooth(counts, np.array([0.0, 100.0, 1000.0]), 100).round(2).ravel()
    array([0.92, 0.62, 1.  ])
    """
    distance = np.abs(np.subtract.outer(np.arange(len(pupils)), np.arange(len(pupils))))
    steep = 1.0 + 4.0 * pupils / enough
    weight = 2.0 ** (-distance * steep[:, None])
    flat = table.reshape(len(pupils), -1)
    rate = weight @ flat / np.maximum(weight @ pupils, 1e-12)[:, None]
    return np.asarray(rate.reshape(table.shape))


def reference(counts: Counts, enough: float) -> Reference:
    """Tables of a campaign from its cube of variants × scores × items × categories."""
    cube = counts.cube.sum(axis=0).astype(np.float64)
    histogram = counts.histogram.sum(axis=0).astype(np.float64)
    return tables(cube[:, :, :-2], histogram, enough)


def tables(cube: Floats, histogram: Floats, enough: float) -> Reference:
    """Tables from pupils by score × item × category (0…K points, X), and by score."""
    top = cube.shape[2] - 1
    points = cube[:, :, :top].copy()
    points[:, :, 0] += cube[:, :, top]
    rates = smooth(points, histogram, enough)
    share = rates / np.maximum(rates.sum(axis=2, keepdims=True), 1e-12)
    values = np.arange(top)
    mean = share @ values
    omitted = smooth(cube[:, :, top], histogram, enough)
    # «X» and a written zero are different cells: two pupils agree on either.
    codes = share.copy()
    codes[:, :, 0] = np.maximum(share[:, :, 0] - omitted, 0)
    codes = np.concatenate([codes, omitted[:, :, None]], axis=2)
    equal = np.einsum("aik,bik->abi", codes, codes)
    return Reference(
        pupils=int(histogram.sum()),
        score=histogram / max(histogram.sum(), 1),
        share=share,
        mean=mean,
        variance=np.maximum(share @ values**2 - mean**2, 0),
        omitted=omitted,
        codes=codes,
        agreement=equal.sum(axis=2),
        agreement_variance=(equal * (1 - equal)).sum(axis=2),
        identical=np.exp(np.log(np.maximum(equal, 1e-300)).sum(axis=2)),
    )


def pair_sums(histogram: Floats, table: Floats) -> Floats:
    """Σ over pairs of pupils of a class of table[score, score], per cell.

    >>> pair_sums(np.array([[2.0, 1.0]]), np.array([[1.0, 10.0], [10.0, 5.0]]))
    array([21.])
    """
    both = np.einsum("ca,ab,cb->c", histogram, table, histogram, optimize=True)
    return np.asarray((both - histogram @ np.diag(table)) / 2)

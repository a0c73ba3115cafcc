"""Sufficient statistics of Rasch and partial credit models: what a fit needs of the pupils.

For models in which the sum of points is sufficient for the pupil, everything the pupils say
about the items is in two small tables: how many pupils of each booklet have each score, and how
many took each category of each item. A fit on them costs the same for 100 and for 10 million.
Andersen (1970), JRSS B 32; Masters (1982), Psychometrika 47.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from objektiv.schema import Counts
from objektiv.stats.responses import Bools, Floats, Ints, counted


@dataclass(frozen=True)
class ScoreCounts:
    """F booklets, I items, C categories above each item's lowest, S the greatest sum.

    Category scores are counted from the item's lowest observed category. A category nobody
    took has no parameter; an item with one category only has none at all and drops out.
    """

    lowest: Ints  # (I,) lowest observed category of each item
    item: Ints  # (C,) item of each category
    score: Ints  # (C,) points of each category above the lowest
    taken: Floats  # (C,) pupils in each category
    presented: Bools  # (F, I) is the item in the booklet
    histogram: Floats  # (F, S+1) pupils by sum of points above the lowest
    approximate: float = 0.0  # share of cells whose booklet is not known (from a count cube)

    @property
    def n(self) -> float:
        """Pupils behind the counts."""
        return float(self.histogram.sum())

    @property
    def items(self) -> int:
        return len(self.lowest)

    def of_item(self, index: int) -> slice:
        """Where the categories of an item lie in the flat arrays.

        >>> score_counts([[0, 2], [1, 1], [0, 0]]).of_item(1)
        slice(1, 3, None)
        """
        low, high = np.searchsorted(self.item, [index, index + 1])
        return slice(int(low), int(high))


def score_counts(
    matrix: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    categories: Sequence[Sequence[int]] | None = None,
) -> ScoreCounts:
    """Count a response matrix (N, I), −1 where an item was not presented.

    categories: of each item, ascending, when a design ties items whose categories were not all
    taken; by default those that occur.

    >>> counts = score_counts([[0, 2], [1, 1], [0, 0], [1, -1]])
    >>> counts.score.tolist(), counts.taken.tolist(), counts.presented.tolist()
    ([1, 1, 2], [2.0, 1.0, 1.0], [[True, False], [True, True]])
    """
    x = np.asarray(matrix)
    n, items = x.shape
    w = np.ones(n) if weights is None else np.asarray(weights, dtype=float)
    presented = x >= 0
    form, forms = _forms(presented)
    lowest = np.zeros(items, dtype=np.int64)
    item: list[int] = []
    score: list[int] = []
    taken: list[float] = []
    above = np.zeros(n, dtype=np.int64)
    for i in range(items):
        seen = presented[:, i]
        column = x[:, i].astype(np.int64)
        by_category = np.bincount(np.where(seen, column, 0), weights=w * seen)
        found = np.flatnonzero(by_category) if categories is None else np.array(categories[i])
        if not len(found):
            continue
        by_category = np.pad(by_category, (0, max(0, found[-1] + 1 - len(by_category))))
        lowest[i] = found[0]
        item += [i] * (len(found) - 1)
        score += (found[1:] - found[0]).tolist()
        taken += by_category[found[1:]].tolist()
        above += np.where(seen, column - lowest[i], 0)
    width = int(above.max(initial=0)) + 1
    histogram = counted(form * width + above, w, len(forms) * width)
    return ScoreCounts(
        lowest,
        np.array(item, dtype=np.int64),
        np.array(score, dtype=np.int64),
        np.array(taken),
        forms,
        histogram.reshape(len(forms), width),
    )


def counts_of_cube(counts: Counts) -> ScoreCounts:
    """The same from the kernel's cube; every variant is one form of the same items.

    The cube knows the score of a pupil whose item was «N» or empty, but not which items of the
    others he had. An item that nobody of a variant has is taken out of that variant. Elsewhere
    such a cell counts as 0 points, and `approximate` says what share of the cells it is: above
    a percent or so fit from the answers themselves. «X» counts as 0 points.
    """
    cube = counts.cube.astype(float)  # (V, S+1, I, K+4)
    points = cube.shape[3] - 3
    variants, width, items, _ = cube.shape
    given = cube[..., :points].sum(axis=(1, 3)) + cube[..., points].sum(axis=1)  # (V, I)
    unknown = cube[..., points + 1 :].sum(axis=(1, 3))
    presented = given > 0
    by_category = cube[..., :points].sum(axis=1)
    by_category[..., 0] += cube[..., points:].sum(axis=(1, 3)) * presented
    item: list[int] = []
    score: list[int] = []
    taken: list[float] = []
    lowest = np.zeros(items, dtype=np.int64)
    for i in range(items):
        total = by_category[:, i].sum(axis=0)
        categories = np.flatnonzero(total)
        if not len(categories):
            continue
        lowest[i] = categories[0]
        item += [i] * (len(categories) - 1)
        score += (categories[1:] - categories[0]).tolist()
        taken += total[categories[1:]].tolist()
    # All items of one cell of the cube count the same pupils.
    pupils = cube.sum(axis=3).max(axis=2)  # (V, S+1)
    shift = (presented * lowest).sum(axis=1)
    histogram = np.zeros((variants, width))
    for v in range(variants):
        histogram[v, : width - shift[v]] = pupils[v, shift[v] :]
    cells = (given + unknown).sum()
    return ScoreCounts(
        lowest,
        np.array(item, dtype=np.int64),
        np.array(score, dtype=np.int64),
        np.array(taken),
        presented,
        histogram,
        float((unknown * presented).sum() / cells) if cells else 0.0,
    )


def linked(counts: ScoreCounts) -> list[list[int]]:
    """Groups of items that are tied to each other through shared booklets.

    More than one group: conditional likelihood cannot put them on one scale.

    >>> linked(score_counts([[0, 1, -1, -1], [-1, -1, 1, 0]]))
    [[0, 1], [2, 3]]
    """
    groups: list[set[int]] = []
    for row in counts.presented:
        merged = set(np.flatnonzero(row).tolist())
        apart = []
        for group in groups:
            if group & merged:
                merged |= group
            else:
                apart.append(group)
        groups = [*apart, merged] if merged else apart
    return sorted(sorted(group) for group in groups)


def _forms(presented: Bools) -> tuple[Ints, Bools]:
    """Booklet of each pupil and the items of each booklet."""
    if presented.all():
        return np.zeros(len(presented), dtype=np.int64), np.ones((1, presented.shape[1]), bool)
    packed = np.ascontiguousarray(np.packbits(presented, axis=1))
    keys = packed.view(f"V{packed.shape[1]}").ravel()
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return inverse.astype(np.int64), presented[first]

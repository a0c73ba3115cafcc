"""Groups of pupils with the same prediction, and how rare two equal works are.

These are the look-up tables of the second counting pass (`engines.conditional`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from objektiv.engines.conditional import Tables
from objektiv.evidence import copying
from objektiv.evidence.measured import standard
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.profiles import Profile

if TYPE_CHECKING:
    from objektiv.evidence.units import Units

JOURNALS = 6  # journal marks 2…5, 0: none
SCALE = 256  # z of a pair is kept in 1/256
UNIT = 1024  # weights are kept in 1/1024


def tables(joint: Floats, reference: Reference, profile: Profile) -> Tables:
    """Tables for `engines.given` from the joint counts and the campaign's reference."""
    group, groups = grouped(joint, int(profile.value("evidence.groups")))
    rare = rarity(reference, profile.value("evidence.copied"))
    return Tables(group, groups, *rare, copying.tables(reference, profile))


def grouped(joint: Floats, quantiles: int) -> tuple[Floats, int]:
    """Group of every journal mark × prior score, and the number of groups.

    `joint` (6, P, S+1): pupils by journal mark, prior score + 1 (0: none) and score. With a
    prior score the prediction is a cubic of it plus a shift per journal mark, cut into
    `quantiles` groups of equal numbers; without one every journal mark is a group.

    >>> pupils = np.zeros((6, 12, 21)); pupils[4, 1:, 5:16] = np.eye(11)
    >>> group, groups = grouped(pupils, 4)
    >>> group[4, 1:].tolist(), groups
    ([0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 3], 10)
    """
    pupils = joint.sum(axis=2).astype(float)
    total = (joint * np.arange(joint.shape[2])).sum(axis=2)
    group = np.zeros(pupils.shape, np.uint8)
    group[:, 0] = quantiles + np.arange(JOURNALS)
    journal, prior = np.nonzero(pupils[:, 1:] > 0)
    if len(prior):
        weight = pupils[journal, prior + 1]
        mean = total[journal, prior + 1] / weight
        middle, spread = np.average(prior, weights=weight), max(float(np.std(prior)), 1e-9)
        x = (np.arange(pupils.shape[1] - 1) - middle) / spread
        seen = np.unique(journal)
        # The cubic is held straight outside the middle by a small ridge.
        design = np.column_stack([x[prior], x[prior] ** 2, x[prior] ** 3])
        design = np.hstack([design, journal[:, None] == seen])
        root = np.sqrt(weight)[:, None]
        left = design * root
        ridge = np.diag([0, 1.0, 1.0] + [0.0] * len(seen)) + 1e-6 * np.eye(3 + len(seen))
        beta = np.linalg.solve(left.T @ left + ridge, left.T @ (mean * root[:, 0]))
        shift = np.full(JOURNALS, beta[3:].mean())
        shift[seen] = beta[3:]
        curve = beta[0] * x + beta[1] * x**2 + beta[2] * x**3
        curve = np.maximum.accumulate(curve)
        predicted = shift[:, None] + curve[None, :]
        order = np.argsort(predicted.ravel(), kind="stable")
        reached = np.cumsum(pupils[:, 1:].ravel()[order]) - pupils[:, 1:].ravel()[order] / 2
        rank = np.empty(predicted.size, np.uint8)
        rank[order] = np.minimum(quantiles * reached / max(reached[-1], 1e-9), quantiles - 1)
        group[:, 1:] = rank.reshape(predicted.shape)
    return group, quantiles + JOURNALS


@dataclass(frozen=True)
class Predicted:
    """What the groups of each unit lead to expect; G groups, U units."""

    share: Floats  # (G, S+1) distribution of the score in each group
    group_mean: Floats  # (G,)
    mean: Floats  # (U,) expected mean score of a unit by its groups
    within: Floats  # (U,) expected variance of a pupil about its group
    score: Floats  # (U, S+1) expected distribution of the score


def promises(by_group: Floats, keep: Floats) -> Predicted:
    """Distributions by group from the `keep` units, and what they promise every unit.

    A group with few pupils borrows the whole campaign's distribution (five pupils' worth).
    """
    pupils = by_group[keep].sum(axis=0).astype(float)
    overall = pupils.sum(axis=0) / max(pupils.sum(), 1)
    share = (pupils + 5 * overall) / (pupils.sum(axis=1, keepdims=True) + 5)
    t = np.arange(by_group.shape[2])
    mean = share @ t
    variance = np.maximum(share @ t**2 - mean**2, 1e-6)
    inside = by_group.sum(axis=2).astype(float)
    n = np.maximum(inside.sum(axis=1), 1)
    return Predicted(
        share,
        mean,
        inside @ mean / n,
        np.maximum(inside @ variance / n, 1e-6),
        inside @ share / n[:, None],
    )


def describe(units: Units, *, score: bool) -> Floats:
    """What a unit's pupils are like: mean prediction, mean journal mark, and mean score.

    `score` says whether the mean score belongs to it: yes for signs given the total.
    """
    counts = units.counts
    n = np.maximum(counts.n, 1).astype(float)
    columns = [counts.score_sum / n] if score else []
    if units.given is not None:
        columns.append(units.predicted.mean)
        marks = units.given.by_journal.sum(axis=2)[:, 2:]
        known = marks.sum(axis=1)
        overall = (marks @ np.arange(2, 6)).sum() / max(known.sum(), 1)
        columns.append((marks @ np.arange(2, 6) + 2 * overall) / (known + 2))
    return standard(columns, n)


def rarity(reference: Reference, copied: float) -> tuple[Floats, Floats, Floats]:
    """Weights of equal cells, their expected sum and its scale, as integers.

    The weight is the log-likelihood ratio of «a share `copied` of the cells was copied»
    against independence given the totals: an equal cell of category k weighs
    log(1 + c/((1 − c)·P(k | t̄))), a different one nothing. Source: W. van der Linden,
    L. Sotaridona (2006), with copied cells weighted by their rarity.
    """
    codes = reference.codes  # (S+1, I, K+2)
    weight = np.log1p(copied / (1 - copied) / np.maximum(codes, 0.01))
    fixed = np.round(weight * UNIT).astype(np.int64)
    top = len(codes)
    usual, square = np.empty((top, top)), np.empty((top, top))
    pair = np.arange(top)
    for a in range(top):
        w = fixed[(a + pair) // 2]  # (S+1, I, K+2)
        both = codes[a] * codes
        first, second = (both * w).sum(axis=2), (both * w * w).sum(axis=2)
        usual[a] = first.sum(axis=1)
        square[a] = (second - first**2).sum(axis=1)
    deviation = np.sqrt(np.maximum(square, (0.25 * UNIT) ** 2))
    scale = np.round(SCALE * 2**16 / deviation).astype(np.int64)
    return fixed.astype(np.int32), np.round(usual).astype(np.int64), scale

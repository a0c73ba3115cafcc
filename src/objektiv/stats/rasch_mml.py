"""Rasch, partial credit and many-facet models by marginal likelihood, from score counts.

θ ~ N(0, σ²), slope 1; σ is one more parameter of the same Newton iteration. The cost depends on
booklets × scores, never on pupils. Bock & Aitkin (1981); Adams, Wilson & Wang (1997).

The integral over θ is a sum over equally spaced nodes. `grid="exact"`: wide and fine enough for
the test and the population at hand. `grid="tam"`: 21 nodes from −6 to 6 weighted by the density,
as TAM 4.3 does; it gives TAM's numbers to the last digit, truncation included (with σ near 1.75
that moves σ² by 0.7 %).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.irt import Item
from objektiv.stats.optimise import NotConverged, inverse, newton
from objektiv.stats.rasch_cml import steps
from objektiv.stats.responses import Floats
from objektiv.stats.sufficient import ScoreCounts

Grid = Literal["exact", "tam"]
LEAST_SD = 0.02
NO_DIFFERENCES = "the answers show no differences in ability"
SQRT_2PI = float(np.sqrt(2 * np.pi))
TAM_GRID = np.linspace(-6.0, 6.0, 21)
REACH = 8.0  # of the exact grid, in standard deviations
MOST_NODES = 801


@dataclass(frozen=True)
class MarginalRasch:
    """C category parameters in the metric of slope 1, θ ~ N(0, sd²)."""

    counts: ScoreCounts
    intercepts: Floats  # (C,)
    covariance: Floats  # (C, C)
    effects: Floats  # (P,)
    effects_covariance: Floats  # (P, P)
    sd: float
    sd_error: float  # 0 when the variance was fixed
    loglik: float
    df: int

    @property
    def variance(self) -> float:
        return self.sd**2

    def thresholds(self, index: int) -> Floats:
        """(K,) thresholds of an item; one value, the difficulty, for two categories."""
        return steps(self.counts, self.intercepts, index)[0]

    def threshold_errors(self, index: int) -> Floats:
        """Standard errors of `thresholds`, (K,)."""
        part = self.counts.of_item(index)
        jacobian = steps(self.counts, self.intercepts, index)[1]
        return np.sqrt(np.diag(jacobian @ self.covariance[part, part] @ jacobian.T))


def rasch_items(counts: ScoreCounts, intercepts: Floats) -> tuple[Item | None, ...]:
    """Items for scoring persons; None where every pupil gave the same answer."""
    found: list[Item | None] = []
    for i in range(counts.items):
        part = counts.of_item(i)
        if part.start == part.stop:
            found.append(None)
            continue
        low = int(counts.lowest[i])
        points = (low, *(low + int(k) for k in counts.score[part]))
        found.append(Item("gpcm", points, 1.0, tuple(intercepts[part].tolist())))
    return tuple(found)


def marginal_rasch(
    counts: ScoreCounts,
    *,
    fix_variance: bool = False,
    design: ArrayLike | None = None,
    offset: ArrayLike | None = None,
    grid: Grid = "exact",
) -> MarginalRasch:
    """Fit by marginal likelihood.

    design: (C, P) with d = design · effects (facets, rating scale); by default every category
    of every item has its own parameter. offset: (C,) known part of d: with the category scores
    as the one column of the design it gives mean and SD of the pupils on known items.
    fix_variance: σ = 1. Booklets that share no item are tied only by the assumption that their
    pupils come from one population.

    Raises ValueError when nothing can be estimated, NotConverged when data do not suffice.

    >>> from objektiv.stats.sufficient import score_counts
    >>> answers = [[1, 0], [1, 1], [0, 1], [0, 0], [1, 1], [0, 0]]
    >>> fit = marginal_rasch(score_counts(answers), fix_variance=True)
    >>> fit.intercepts.round(4).tolist()
    [0.0, 0.0]
    """
    categories = len(counts.item)
    if not categories:
        raise ValueError("nothing to estimate: all pupils gave the same answers")
    A = np.eye(categories) if design is None else np.asarray(design, dtype=float)
    size = A.shape[1]
    known = np.zeros(categories) if offset is None else np.asarray(offset, dtype=float)
    nodes = TAM_GRID if grid == "tam" else _exact_nodes(1.0, counts)

    def evaluate(x: Floats) -> tuple[float, Floats, Floats]:
        sd = 1.0 if fix_variance else float(np.exp(x[-1]))
        value, gradient, hessian = _loglik(
            counts, known + A @ x[:size], sd, nodes, truncated=grid == "tam"
        )
        keep = categories if fix_variance else categories + 1
        J = np.zeros((keep, len(x)))
        J[:categories, :size] = A
        if not fix_variance:
            J[categories, -1] = 1.0
        return value, J.T @ gradient[:keep], J.T @ hessian[:keep, :keep] @ J

    start = np.linalg.lstsq(A, _logits(counts) - known, rcond=None)[0]
    first = start if fix_variance else np.append(start, 0.0)
    try:
        x, loglik, hessian = newton(evaluate, first)
    except NotConverged:
        if not fix_variance and _flat(counts, known + A @ start):
            raise NotConverged(NO_DIFFERENCES) from None
        raise
    sd = 1.0 if fix_variance else float(np.exp(x[-1]))
    if grid == "exact" and not 0.5 < sd < 1.3:
        if sd < LEAST_SD:
            raise NotConverged(NO_DIFFERENCES)
        nodes = _exact_nodes(sd, counts)
        x, loglik, hessian = newton(evaluate, x)
    covariance = inverse(-hessian)
    sd = 1.0 if fix_variance else float(np.exp(x[-1]))
    error = 0.0 if fix_variance else sd * float(np.sqrt(covariance[-1, -1]))
    return MarginalRasch(
        counts,
        known + A @ x[:size],
        A @ covariance[:size, :size] @ A.T,
        x[:size],
        covariance[:size, :size],
        sd,
        error,
        loglik,
        len(x),
    )


def _flat(counts: ScoreCounts, d: Floats) -> bool:
    """Does the likelihood fall as soon as pupils are allowed to differ?"""
    nodes = LEAST_SD * np.linspace(-REACH, REACH, 81)
    return float(_loglik(counts, d, LEAST_SD, nodes)[1][-1]) <= 0


def _exact_nodes(sd: float, counts: ScoreCounts) -> Floats:
    """±8σ, no wider apart than the narrowest posterior: then the sum is the integral."""
    most = counts.histogram.shape[1] / 4 + 1 / sd**2  # information cannot be greater
    half = min(max(int(np.ceil(REACH * sd * np.sqrt(most))), 40), MOST_NODES // 2)
    return np.linspace(-REACH * sd, REACH * sd, 2 * half + 1)


def _logits(counts: ScoreCounts) -> Floats:
    """Start: log odds of each category against the lowest."""
    booklet = counts.histogram.sum(axis=1)
    start = np.zeros(len(counts.item))
    for i in range(counts.items):
        part = counts.of_item(i)
        n = float(booklet[counts.presented[:, i]].sum())
        taken = counts.taken[part]
        start[part] = np.log((taken + 0.5) / (max(n - taken.sum(), 0.0) + 0.5))
    return start


def _loglik(
    counts: ScoreCounts, d: Floats, sd: float, nodes: Floats, *, truncated: bool = False
) -> tuple[float, Floats, Floats]:
    """Value, gradient and Hessian in (d, log σ).

    Per booklet and score: log Σ_q exp(s·θ_q − Σ_i log Z_i(θ_q)) w_q(σ), the weights the normal
    density times the step (truncated) or the same made to sum to one.
    """
    k = counts.score.astype(float)
    C = len(d)
    member = np.zeros((counts.items, C))
    member[counts.item, np.arange(C)] = 1.0
    odds = np.exp(k[:, None] * nodes + d[:, None])  # (C, Q)
    norm = 1.0 + member @ odds  # (I, Q)
    p = odds / norm[counts.item]
    log_norm = np.log(norm)
    square = (nodes / sd) ** 2
    if truncated:
        prior = -square / 2 - np.log(sd) + np.log((nodes[1] - nodes[0]) / SQRT_2PI)
        m2, bend = 1.0, 0.0
    else:
        weight = np.exp(-square / 2)
        prior = -square / 2 - np.log(weight.sum())
        m2, m4 = (float(weight @ square**k / weight.sum()) for k in (1, 2))
        bend = m4 - m2**2 - 2 * m2
    by_sd = square - m2  # ∂ log w / ∂ log σ
    value = float(counts.taken @ d)
    gradient = np.append(counts.taken, 0.0)
    hessian = np.zeros((C + 1, C + 1))
    same = counts.item[:, None] == counts.item[None, :]
    for presented, pupils in zip(counts.presented, counts.histogram, strict=True):
        sums = np.flatnonzero(pupils)
        n = pupils[sums]
        own = np.flatnonzero(presented[counts.item])  # a booklet touches its own items only
        P = p[own]
        u = prior - log_norm[presented].sum(axis=0) + np.outer(sums, nodes)
        top = u.max(axis=1, keepdims=True)
        posterior = np.exp(u - top)
        total = posterior.sum(axis=1, keepdims=True)
        posterior /= total
        value += float(n @ (np.log(total) + top).ravel())
        at = n @ posterior  # (Q,) pupils at each node
        mean_p = posterior @ P.T  # (R, categories of the booklet)
        mean_sd = posterior @ by_sd  # (R,)
        gradient[own] -= P @ at
        gradient[C] += float(at @ by_sd)
        cross = (P * at) @ P.T
        within = np.where(same[np.ix_(own, own)], cross, 0.0) - np.diag(P @ at)
        hessian[np.ix_(own, own)] += within + cross - (mean_p * n[:, None]).T @ mean_p
        mixed = mean_p.T @ (n * mean_sd) - P @ (at * by_sd)
        hessian[own, C] += mixed
        hessian[C, own] += mixed
        hessian[C, C] += float(at @ (by_sd**2 - 2 * square - bend) - n @ mean_sd**2)
    return value, gradient, hessian

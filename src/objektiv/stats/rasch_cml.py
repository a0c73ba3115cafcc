"""Rasch, partial credit and rating scale models by conditional maximum likelihood.

The pupils drop out: the likelihood is conditional on their scores, so no distribution of
ability is assumed. Exact gradient and Hessian from elementary symmetric functions.
Andersen (1970); Fischer & Molenaar (eds., 1995), Rasch Models, ch. 3 and 15;
agrees with eRm 1.0-2 (RM, PCM, RSM, LPCM).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.optimise import inverse, newton
from objektiv.stats.responses import Floats
from objektiv.stats.sufficient import ScoreCounts, linked


@dataclass(frozen=True)
class ConditionalFit:
    """C category parameters; the odds of category k against the lowest are exp(kθ + d_k)."""

    counts: ScoreCounts
    intercepts: Floats  # (C,) d, centred: Σd = 0 (eRm's beta; easiness for two categories)
    covariance: Floats  # (C, C) of d
    effects: Floats  # (P,) parameters of the design
    effects_covariance: Floats  # (P, P)
    loglik: float
    df: int

    def thresholds(self, index: int) -> Floats:
        """Steps of an item, (K,): where neighbouring categories are equally likely.

        With two categories it is the difficulty.
        """
        return steps(self.counts, self.intercepts, index)[0]

    def threshold_errors(self, index: int) -> Floats:
        """Standard errors of `thresholds`, (K,)."""
        part = self.counts.of_item(index)
        jacobian = steps(self.counts, self.intercepts, index)[1]
        variance = np.diag(jacobian @ self.covariance[part, part] @ jacobian.T)
        return np.sqrt(variance)


def steps(counts: ScoreCounts, intercepts: Floats, index: int) -> tuple[Floats, Floats]:
    """Thresholds b_k = −(d_k − d_{k−1}) / (s_k − s_{k−1}) of an item and their Jacobian."""
    part = counts.of_item(index)
    width = np.diff(counts.score[part], prepend=0)
    difference = np.eye(len(width)) - np.eye(len(width), k=-1)
    jacobian = -difference / width[:, None]
    return jacobian @ intercepts[part], jacobian


def rating_scale_design(counts: ScoreCounts) -> Floats:
    """Design of the rating scale model: one location an item, steps shared by all items.

    Columns: I−1 locations against the first item, then K−1 steps against the first.
    Items must have the same categories 1…K. Andrich (1978), Psychometrika 43.
    """
    items, top = counts.items, int(counts.score.max())
    design = np.zeros((len(counts.item), items - 1 + top - 1))
    for row, (i, k) in enumerate(zip(counts.item, counts.score, strict=True)):
        if i:
            design[row, i - 1] = k
        for step in range(2, k + 1):
            design[row, items - 1 + step - 2] += 1
    return design


def conditional(counts: ScoreCounts, *, design: ArrayLike | None = None) -> ConditionalFit:
    """Fit by conditional likelihood.

    counts: sufficient statistics. design: (C, P), d = design · effects; columns must not hold
    the direction d = s (a shift of all items), which conditioning removes. Without it every
    category has its own parameter.

    Raises ValueError when there is nothing to estimate or booklets do not overlap, and
    NotConverged when the data do not determine a parameter.

    >>> from objektiv.stats.sufficient import score_counts
    >>> fit = conditional(score_counts([[1, 0, 0], [1, 1, 0], [0, 1, 0], [1, 0, 1], [0, 1, 1]]))
    >>> fit.intercepts.round(3).tolist()
    [0.2, 0.2, -0.4]
    """
    groups = [[i for i in group if (counts.item == i).any()] for group in linked(counts)]
    groups = [group for group in groups if group]
    if len(groups) > 1:
        raise ValueError("booklets do not overlap: the items cannot be put on one scale")
    categories = len(counts.item)
    shift = counts.score.astype(float)
    if design is None:
        if categories < 2:
            raise ValueError("conditional estimation needs two items that differ in answers")
        A = np.eye(categories)[:, 1:]  # the first parameter is the origin; centred afterwards
    else:
        A = np.asarray(design, dtype=float)

    def evaluate(effects: Floats) -> tuple[float, Floats, Floats]:
        value, gradient, hessian = _loglik(counts, A @ effects)
        return value, A.T @ gradient, A.T @ hessian @ A

    effects, loglik, hessian = newton(evaluate, np.zeros(A.shape[1]))
    covariance = inverse(-hessian)
    raw = A @ effects
    # d + c·s says the same as d: choose c so that Σd = 0.
    centre = np.eye(categories) - np.outer(shift, np.ones(categories)) / shift.sum()
    spread = centre @ A
    return ConditionalFit(
        counts,
        centre @ raw,
        spread @ covariance @ spread.T,
        effects,
        covariance,
        loglik,
        A.shape[1],
    )


@dataclass(frozen=True)
class AndersenTest:
    """Do the item parameters agree between groups of pupils?"""

    statistic: float
    df: int
    p_value: float
    fits: tuple[ConditionalFit, ...]


def andersen(whole: ConditionalFit, parts: list[ScoreCounts]) -> AndersenTest:
    """Likelihood ratio test of Andersen (1973), Psychometrika 38: 2(Σ cLL_g − cLL) ~ χ².

    `parts`: the counts of the groups, items in the same order and with the same categories.
    """
    from scipy.special import gammaincc

    fits = tuple(conditional(part) for part in parts)
    statistic = 2 * (sum(fit.loglik for fit in fits) - whole.loglik)
    df = sum(fit.df for fit in fits) - whole.df
    return AndersenTest(statistic, df, float(gammaincc(df / 2, max(statistic, 0) / 2)), fits)


def symmetric(counts: ScoreCounts, intercepts: Floats, items: list[int]) -> tuple[Floats, float]:
    """Elementary symmetric functions γ_s of some items, divided by exp(the second value).

    γ_s is the sum over all answer vectors with sum s of Π exp(d).
    """
    gamma, log_scale = np.ones(1), 0.0
    for i in items:
        gamma = np.convolve(gamma, _polynomial(counts, intercepts, i))
        top = gamma.max()
        gamma, log_scale = gamma / top, log_scale + np.log(top)
    return gamma, log_scale


def _polynomial(counts: ScoreCounts, intercepts: Floats, i: int) -> Floats:
    part = counts.of_item(i)
    poly = np.zeros(int(counts.score[part].max(initial=0)) + 1)
    poly[0] = 1.0
    poly[counts.score[part]] = np.exp(intercepts[part])
    return poly


def _loglik(counts: ScoreCounts, intercepts: Floats) -> tuple[float, Floats, Floats]:
    # Scores that sit in the middle of the range keep γ away from overflow.
    gain = -(intercepts.sum() / counts.score.sum())
    d = intercepts + gain * counts.score
    value = float(counts.taken @ d)
    gradient = counts.taken.copy()
    hessian = np.zeros((len(d), len(d)))
    estimable = np.unique(counts.item)
    for presented, histogram in zip(counts.presented, counts.histogram, strict=True):
        items = [int(i) for i in estimable if presented[i]]
        pupils = np.trim_zeros(histogram, "b")
        if items and len(pupils) > 1:
            value -= _form(counts, d, items, pupils, gradient, hessian)
    return value, gradient, hessian


def _form(  # noqa: PLR0917
    counts: ScoreCounts,
    d: Floats,
    items: list[int],
    pupils: Floats,
    gradient: Floats,
    hessian: Floats,
) -> float:
    """Adds one booklet's share to gradient and Hessian; returns Σ n_s log γ_s."""
    polys = [_polynomial(counts, d, i) for i in items]
    parts = [counts.of_item(i) for i in items]
    m, top = len(items), len(pupils)
    after = [np.ones(1)]  # products of the polynomials after item j, scaled by exp(after_log)
    after_log = [0.0]
    for poly in reversed(polys):
        product = np.convolve(after[-1], poly)[:top]
        scale = product.max()
        after.append(product / scale)
        after_log.append(after_log[-1] + np.log(scale))
    gamma, gamma_log = after[-1], after_log[-1]
    after, after_log = after[-2::-1], after_log[-2::-1]  # [j]: items j+1…
    taken = np.zeros(top)
    used = pupils > 0
    taken[used] = pupils[used] / gamma[:top][used]

    def expected(rest: Floats, rest_log: float, points: int, weight: float) -> float:
        """Σ_s n_s · weight · γ^(rest)_{s − points} / γ_s."""
        width = min(len(rest), top - points)
        if width <= 0:
            return 0.0
        return float(
            rest[:width] @ taken[points : points + width] * np.exp(weight + rest_log - gamma_log)
        )

    conditional_p = np.zeros((len(d), top))  # P(category | score), for the covariance
    before, before_log = np.ones(1), 0.0
    for j in range(m):
        rest, rest_log = np.convolve(before, after[j])[:top], before_log + after_log[j]
        for c in range(parts[j].start, parts[j].stop):
            k = int(counts.score[c])
            width = min(len(rest), top - k)
            if width > 0:
                conditional_p[c, k : k + width] = rest[:width] * np.exp(d[c] + rest_log - gamma_log)
        middle, middle_log = before, before_log
        for j2 in range(j + 1, m):
            both, both_log = (
                np.convolve(middle, after[j2])[:top],
                middle_log + after_log[j2],
            )
            for c in range(parts[j].start, parts[j].stop):
                for c2 in range(parts[j2].start, parts[j2].stop):
                    points = int(counts.score[c] + counts.score[c2])
                    joint = expected(both, both_log, points, d[c] + d[c2])
                    hessian[c, c2] -= joint
                    hessian[c2, c] -= joint
            middle = np.convolve(middle, polys[j2])[:top]
            scale = middle.max()
            middle, middle_log = middle / scale, middle_log + np.log(scale)
        before = np.convolve(before, polys[j])[:top]
        scale = before.max()
        before, before_log = before / scale, before_log + np.log(scale)
    conditional_p[:, used] /= gamma[:top][used]
    conditional_p[:, ~used] = 0.0
    mean = conditional_p @ pupils
    gradient -= mean
    hessian -= np.diag(mean) - (conditional_p * pupils) @ conditional_p.T
    return float(pupils[used] @ (np.log(gamma[:top][used]) + gamma_log))

"""Does the model fit at all: M2 and RMSEA from the one- and two-item margins.

Maydeu-Olivares & Joe (2005), JASA 100; (2006), Psychometrika 71. Right/wrong items, complete
answers. The full table of answer vectors is too sparse for a test; its margins are not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.irt import Item, curves, normal_quadrature
from objektiv.stats.responses import Floats


@dataclass(frozen=True)
class ModelFit:
    """M2 ~ χ²(df) when the model holds."""

    m2: float
    df: int
    p_value: float
    rmsea: float
    residual: Floats  # (I, I) observed − expected share with both items right; diagonal: one item


def m2(
    x: ArrayLike, items: Sequence[Item], *, free_slopes: bool = True, sd: float = 1.0
) -> ModelFit:
    """M2 of a fitted 2PL (free slopes) or Rasch model (one slope, or σ, for all).

    x (N, I) complete 0/1. sd: of ability, for items in the metric of slope 1. Raises ValueError
    for graded items, missing answers, or fewer margins than parameters.
    """
    from scipy.special import gammaincc

    y = np.asarray(x, dtype=float)
    n, size = y.shape
    if any(len(item.scores) != 2 or item.kind != "gpcm" for item in items) or (y < 0).any():
        raise ValueError("M2 is for complete right/wrong answers")
    q = normal_quadrature(61)
    pairs = list(combinations(range(size), 2))
    sets = [(i,) for i in range(size)] + pairs
    a, b = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])

    def right(theta: Floats) -> Floats:
        """P(right), (I, Q), at parameters (slopes or one common, then intercepts)."""
        slopes = theta[:size] if free_slopes else np.full(size, theta[0])
        intercepts = theta[-size:]
        return np.vstack(
            [
                curves(replace(item, slope=float(s), intercepts=(float(d),)), q.nodes).p[1]
                for item, s, d in zip(items, slopes, intercepts, strict=True)
            ]
        )

    def margins(theta: Floats) -> Floats:
        p = right(theta)
        return np.concatenate([p @ q.weights, (p[a] * p[b]) @ q.weights])

    slope = np.array([item.slope * sd for item in items])
    at = np.concatenate(
        [slope if free_slopes else slope[:1], [item.intercepts[0] for item in items]]
    )
    df = len(sets) - len(at)
    if df < 1:
        raise ValueError("too few items for a test of fit")
    p = right(at)
    member = np.zeros((len(sets), size), dtype=bool)
    for row, items_of in enumerate(sets):
        member[row, list(items_of)] = True
    # E[x_s x_t] is the probability that every item of the union is right.
    log_p = np.log(p)
    xi = np.zeros((len(sets), len(sets)))
    for row in range(len(sets)):
        union = member[row] | member
        xi[row] = np.exp(union.astype(float) @ log_p) @ q.weights
    expected = np.diag(xi).copy()
    xi -= np.outer(expected, expected)
    jacobian = _derivative(margins, at)
    observed = np.concatenate([y.mean(axis=0), (y[:, a] * y[:, b]).mean(axis=0)])
    away = observed - expected
    inverse = np.linalg.pinv(xi, hermitian=True)
    middle = (
        inverse
        - inverse
        @ jacobian
        @ np.linalg.pinv(jacobian.T @ inverse @ jacobian, hermitian=True)
        @ jacobian.T
        @ inverse
    )
    statistic = float(n * away @ middle @ away)
    residual = np.diag(away[:size])
    residual[a, b] = residual[b, a] = away[size:]
    return ModelFit(
        statistic,
        df,
        float(gammaincc(df / 2, max(statistic, 0.0) / 2)),
        float(np.sqrt(max(statistic - df, 0.0) / (df * max(n - 1, 1)))),
        residual,
    )


def _derivative(function: Callable[[Floats], Floats], at: Floats) -> Floats:
    columns = []
    for j in range(len(at)):
        step = np.zeros(len(at))
        step[j] = 1e-5
        columns.append((function(at + step) - function(at - step)) / 2e-5)
    return np.column_stack(columns)

"""Pupils in classes, schools and municipalities: linear models with nested random effects.

y = Xβ + Σ_level u + e. Profiled (restricted) likelihood on group sums, as lme4 parametrises it
(θ = SD of a level over the residual SD), so the cost is one pass over the pupils whatever the
number of iterations. Bates, Mächler, Bolker & Walker (2015), JSS 67; Goldstein (2011), Multilevel
Statistical Models. Agrees with lme4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.optimise import bfgs, inverse
from objektiv.stats.responses import Floats, Ints, counted

LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True)
class Level:
    """Random intercepts of one level."""

    names: tuple[str, ...]  # (G,)
    n: Ints  # (G,) pupils
    variance: float
    effect: Floats  # (G,) predicted, shrunken to 0
    se: Floats  # (G,) conditional standard error of the effect
    total: Floats  # (G,) with the effects of the groups above it
    total_se: Floats  # (G,)


@dataclass(frozen=True)
class Multilevel:
    """A fitted model; levels from the innermost out."""

    beta: Floats  # (P,)
    covariance: Floats  # (P, P)
    residual_variance: float
    levels: tuple[Level, ...]
    loglik: float  # restricted when reml
    n: int
    reml: bool

    @property
    def icc(self) -> float:
        """Share of the variance that lies between groups, all levels together."""
        between = sum(level.variance for level in self.levels)
        return between / (between + self.residual_variance)


@dataclass(frozen=True)
class _Sums:
    """Cross-products of (X, y) and their sums by innermost group."""

    cross: Floats  # (P+1, P+1)
    sums: Floats  # (G, P+1)
    n: Floats  # (G,)


def nested(
    y: ArrayLike, X: ArrayLike, groups: Sequence[ArrayLike], *, reml: bool = False
) -> Multilevel:
    """Random intercepts for nested groups, given from the innermost (class, school, …) out.

    y (N,), X (N, P) with its column of ones. A group's name counts within the groups above it.
    Raises ValueError when there are not more pupils than columns, or one group only.

    >>> y = [1.0, 2.0, 1.5, 4.0, 5.0, 4.5, 2.0, 3.0, 2.5]
    >>> fit = nested(y, np.ones((9, 1)), [["а"] * 3 + ["б"] * 3 + ["в"] * 3])
    >>> round(float(fit.beta[0]), 3), fit.levels[0].effect.round(2).tolist()
    (2.833, [-1.26, 1.58, -0.32])
    """
    target, design = np.asarray(y, dtype=float), np.asarray(X, dtype=float)
    n, p = design.shape
    if n <= p + 1:
        raise ValueError("fewer observations than the model has parameters")
    codes, names, parents = _nest(groups)
    if len(names[0]) < 2:
        raise ValueError("a multilevel model needs at least two groups")
    Z = np.column_stack([design, target])
    size = len(names[0])
    sums = np.column_stack([counted(codes[0], c, size) for c in Z.T])
    data = _Sums(Z.T @ Z, sums, np.bincount(codes[0], minlength=size).astype(float))

    def loglik(theta: Floats) -> float:
        cross, log_det = _marginalise(data, theta, parents)[:2]
        return _profile(cross, log_det, n, p, reml)[0]

    theta = np.abs(_maximise(loglik, np.full(len(groups), 0.5)))
    cross, log_det, weights = _marginalise(data, theta, parents)
    value, beta, sigma2, inner = _profile(cross, log_det, n, p, reml)
    levels = _effects(data, theta, parents, weights, beta, sigma2, names)
    return Multilevel(beta, sigma2 * inner, sigma2, levels, value, n, reml)


def _nest(
    groups: Sequence[ArrayLike],
) -> tuple[list[Ints], list[tuple[str, ...]], list[Ints]]:
    """Codes of the pupils, names of the groups, and the parent of each group, by level."""
    columns = [np.asarray(g).astype(str) for g in groups]
    codes: list[Ints] = []
    names: list[tuple[str, ...]] = []
    parents: list[Ints] = []
    outer: Ints | None = None
    for column in reversed(columns):
        labels, own = np.unique(column, return_inverse=True)
        key = own if outer is None else outer * len(labels) + own
        found, first, code = np.unique(key, return_index=True, return_inverse=True)
        names.append(tuple(column[first].tolist()))
        parents.append(np.zeros(len(found), dtype=np.int64) if outer is None else outer[first])
        codes.append(code.astype(np.int64))
        outer = codes[-1]
    return codes[::-1], names[::-1], parents[::-1]


def _marginalise(
    data: _Sums, theta: Floats, parents: list[Ints]
) -> tuple[Floats, float, list[tuple[Floats, Floats]]]:
    """Take the random intercepts out, level by level (Woodbury on 11ᵀ blocks).

    Returns the cross-products in the metric of V, log|V| and, by level, Σ V⁻¹ rows and 1ᵀV⁻¹1
    of each group before its own intercept is taken out.
    """
    cross, log_det = data.cross, 0.0
    sums, mass = data.sums, data.n
    seen = []
    for level, t in enumerate(theta):
        seen.append((sums, mass))
        scale = 1 + t**2 * mass
        cross = cross - (sums.T * (t**2 / scale)) @ sums
        log_det += float(np.log(scale).sum())
        if level + 1 < len(theta):
            up = parents[level]
            size = int(up.max()) + 1
            sums = np.column_stack([counted(up, c / scale, size) for c in sums.T])
            mass = counted(up, mass / scale, size)
    return cross, log_det, seen


def _profile(
    cross: Floats, log_det: float, n: int, p: int, reml: bool
) -> tuple[float, Floats, float, Floats]:
    inner = inverse(cross[:p, :p])
    beta = inner @ cross[:p, p]
    residual = float(cross[p, p] - cross[p, :p] @ beta)
    df = n - p if reml else n
    sigma2 = max(residual / df, 1e-300)
    value = -0.5 * (df * (LOG_2PI + np.log(sigma2) + 1) + log_det)
    if reml:
        value -= 0.5 * float(np.linalg.slogdet(cross[:p, :p])[1])
    return value, beta, sigma2, inner


def _effects(  # noqa: PLR0917
    data: _Sums,
    theta: Floats,
    parents: list[Ints],
    weights: list[tuple[Floats, Floats]],
    beta: Floats,
    sigma2: float,
    names: list[tuple[str, ...]],
) -> tuple[Level, ...]:
    """Predicted intercepts from the outermost level in; errors given β and the variances."""
    pupils: list[Floats] = [data.n]
    for up in parents[:-1]:
        pupils.append(counted(up, pupils[-1], int(up.max()) + 1))
    found: list[Level] = []
    above = np.zeros(1)
    above_variance = np.zeros(1)
    for level in reversed(range(len(theta))):
        sums, mass = weights[level]
        t2 = theta[level] ** 2
        residual = sums[:, -1] - sums[:, :-1] @ beta
        outer = above[parents[level]]
        pull = t2 / (1 + t2 * mass)
        effect = pull * (residual - mass * outer)
        # Var(u | y) = σ²·t²/(1+t²m) plus what the uncertain outer effect adds; given the outer
        # effect u moves by −pull·mass of it, so both together move by 1 − pull·mass.
        outer_variance = above_variance[parents[level]]
        variance = sigma2 * pull + (pull * mass) ** 2 * outer_variance
        total_variance = sigma2 * pull + (1 - pull * mass) ** 2 * outer_variance
        found.append(
            Level(
                names[level],
                pupils[level].astype(np.int64),
                float(sigma2 * t2),
                effect,
                np.sqrt(variance),
                outer + effect,
                np.sqrt(total_variance),
            )
        )
        above, above_variance = outer + effect, total_variance
    return tuple(found[::-1])


def _maximise(loglik: Callable[[Floats], float], start: Floats) -> Floats:
    """Few parameters, smooth and even in each: differences and BFGS."""

    def evaluate(theta: Floats) -> tuple[float, Floats]:
        gradient = np.zeros(len(theta))
        for j in range(len(theta)):
            step = np.zeros(len(theta))
            step[j] = 1e-5 * max(1.0, abs(theta[j]))
            gradient[j] = (loglik(theta + step) - loglik(theta - step)) / (2 * step[j])
        return loglik(theta), gradient

    curvature = np.ones(len(start))
    for j in range(len(start)):
        step = np.zeros(len(start))
        step[j] = 0.05
        bend = (loglik(start + step) - 2 * loglik(start) + loglik(start - step)) / 0.05**2
        curvature[j] = max(abs(bend), 1.0)
    return bfgs(evaluate, start, np.diag(1 / curvature), tolerance=1e-9)[0]


@dataclass(frozen=True)
class RandomSlopes:
    """Intercept and slopes that vary between groups, correlated."""

    beta: Floats
    covariance: Floats
    residual_variance: float
    random_covariance: Floats  # (Q, Q)
    names: tuple[str, ...]
    effects: Floats  # (G, Q)
    loglik: float


def random_slopes(
    y: ArrayLike, X: ArrayLike, Z: ArrayLike, group: ArrayLike, *, reml: bool = False
) -> RandomSlopes:
    """One level of groups with random coefficients of the columns of Z (N, Q)."""
    target, design, varying = (np.asarray(a, dtype=float) for a in (y, X, Z))
    names, code = np.unique(np.asarray(group).astype(str), return_inverse=True)
    n, p = design.shape
    q, size = varying.shape[1], len(names)
    W = np.column_stack([design, target])
    zz = np.zeros((size, q, q))
    zw = np.zeros((size, q, p + 1))
    np.add.at(zz, code, varying[:, :, None] * varying[:, None, :])
    np.add.at(zw, code, varying[:, :, None] * W[:, None, :])
    cross = W.T @ W
    lower = np.tril_indices(q)

    def parts(theta: Floats) -> tuple[Floats, float, Floats, Floats]:
        L = np.zeros((q, q))
        L[lower] = theta
        inner = np.eye(q) + L.T @ zz @ L
        right = L.T @ zw
        solved = np.linalg.solve(inner, right)
        log_det = float(np.linalg.slogdet(inner)[1].sum())
        taken = cross - np.einsum("gqa,gqb->ab", right, solved)
        return taken, log_det, L, np.asarray(solved, dtype=float)

    def loglik(theta: Floats) -> float:
        taken, log_det, _, _ = parts(theta)
        return _profile(taken, log_det, n, p, reml)[0]

    theta = _maximise(loglik, 0.5 * np.eye(q)[lower] + 0.01)
    taken, log_det, L, solved = parts(theta)
    value, beta, sigma2, inner = _profile(taken, log_det, n, p, reml)
    effects = (solved @ np.append(-beta, 1.0)) @ L.T
    return RandomSlopes(
        beta, sigma2 * inner, sigma2, sigma2 * L @ L.T, tuple(names.tolist()), effects, value
    )


def independent_columns(X: Floats) -> list[int]:
    """Columns of a design, from the left, that add something to those before.

    >>> independent_columns(np.array([[1.0, 2.0, 0.0], [1.0, 2.0, 1.0]]))
    [0, 2]
    """
    keep: list[int] = []
    for j in range(X.shape[1]):
        if np.linalg.matrix_rank(X[:, [*keep, j]]) > len(keep):
            keep.append(j)
    return keep

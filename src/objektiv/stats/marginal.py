"""2PL, 3PL, GPCM and GRM by marginal maximum likelihood, θ ~ N(0, 1).

Quasi-Newton on the marginal likelihood itself, with its exact gradient (Fisher's identity: the
gradient of the expected complete likelihood at the same point) and the complete information as
the first inverse Hessian. That is the EM algorithm's direction with Newton's speed at the end:
about fifteen passes over the pupils where EM needs hundreds. A fit of a part of the pupils
gives the start. Bock & Aitkin (1981), Psychometrika 46; Lange (1995), JRSS B 57.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.irt import Item, Kind, Quadrature, curves, normal_quadrature
from objektiv.stats.optimise import NotConverged, bfgs, inverse
from objektiv.stats.responses import Floats, Ints, unique_rows

# OpenBLAS starts threads above this many multiplications. For tall thin products they cost four
# times what they save, and much more on a busy machine; smaller blocks also stay in the cache.
ONE_THREAD = 250_000
START_ROWS = 4000  # answer vectors of the fit that gives the start
EXACT_COST = 3_000_000  # vectors × parameters up to which errors come from the exact Hessian
NODES = 41
LEAST_ITEMS = 3
MOST_LOGIT = 12.0  # of guessing: closer to 0 or 1 is 0 or 1, and no longer moves
LEAST_GUESS = 1.001 / (1 + float(np.exp(MOST_LOGIT)))
STEEPEST = 15.0  # a slope beyond it is a step: its maximum is at infinity
TINY = 1e-300


@dataclass(frozen=True)
class MarginalFit:
    """Items with their parameters; `covariance` is over `Item` parameters in order."""

    items: tuple[Item | None, ...]  # None: all pupils gave the same answer, nothing to estimate
    errors: tuple[Floats | None, ...]  # standard errors of (slope, intercepts…, guess)
    threshold_errors: tuple[Floats | None, ...]  # of `Item.thresholds`, by the delta method
    loglik: float
    df: int
    n: float


@dataclass(frozen=True)
class _Data:
    onehot: Floats  # (U, C) which category each answer vector has; zeros where not presented
    weights: Floats  # (U,)
    start: Ints  # (I+1,) first column of each item


def marginal(
    matrix: ArrayLike,
    model: Kind | Sequence[Kind],
    *,
    weights: ArrayLike | None = None,
    quadrature: Quadrature | None = None,
    guess_prior: tuple[float, float] | None = None,
    standard_errors: bool = True,
) -> MarginalFit:
    """Fit item parameters to a response matrix (N, I), −1 where not presented.

    model: "gpcm" (2PL for two categories), "grm" or "3pl", one for all or one per item; items
    with more than two categories under "3pl" are fitted as "gpcm". guess_prior: mean and SD of a
    normal prior on logit(g); without it an easy item's guessing is not determined by data.
    Categories nobody took have no parameter. Raises ValueError when nothing can be estimated
    or fewer than three items vary, NotConverged when the data do not determine the parameters.

    >>> answers = [[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0], [0, 1, 1], [1, 0, 1]] * 20
    >>> fit = marginal(answers, "gpcm")
    >>> round(fit.loglik, 2)
    -235.94
    """
    rows, count = unique_rows(matrix, weights)
    models = [model] * rows.shape[1] if isinstance(model, str) else list(model)
    items = _first_guess(rows, count, models)
    fitted = [i for i, item in enumerate(items) if item is not None]
    if not fitted:
        raise ValueError("nothing to estimate: all pupils gave the same answers")
    if len(fitted) < LEAST_ITEMS:
        raise ValueError("slopes need three items: two say only their product")
    start = [items[i] for i in fitted]
    data = _code(rows[:, fitted], count, start)
    q = quadrature or normal_quadrature(NODES)
    if len(rows) > 3 * START_ROWS:
        # Every k-th pupil, not every k-th answer vector: rare vectors are not typical.
        reached = np.cumsum(count)
        part = np.searchsorted(reached, (np.arange(START_ROWS) + 0.5) / START_ROWS * reached[-1])
        some = _Data(data.onehot[part], np.ones(START_ROWS), data.start)
        start = _climb(some, start, q, guess_prior, 1e-3)[0]
    found, loglik = _climb(data, start, q, guess_prior, 1e-8)
    if quadrature is None:
        finer = _fine_enough(found, q)
        if finer is not q:
            q = finer
            found, loglik = _climb(data, found, q, guess_prior, 1e-8)
    df = sum(len(_parameters(item)) for item in found)
    errors: list[Floats | None] = [None] * len(items)
    step_errors: list[Floats | None] = [None] * len(items)
    result: list[Item | None] = [None] * len(items)
    covariance = _covariance(data, found, q, guess_prior) if standard_errors else None
    at = 0
    for i, item in zip(fitted, found, strict=True):
        width = len(_parameters(item))
        result[i] = item
        if covariance is not None:
            errors[i], step_errors[i] = _errors(item, covariance[at : at + width, at : at + width])
        at += width
    return MarginalFit(
        tuple(result), tuple(errors), tuple(step_errors), loglik, df, float(count.sum())
    )


def _first_guess(rows: ArrayLike, count: Floats, models: list[Kind]) -> list[Item]:
    x = np.asarray(rows)
    items: list[Item | None] = []
    for i, kind in enumerate(models):
        seen = x[:, i] >= 0
        by_category = np.bincount(np.where(seen, x[:, i], 0), weights=count * seen)
        scores = np.flatnonzero(by_category)
        if len(scores) < 2:
            items.append(None)
            continue
        n = by_category[scores] + 0.5
        if kind == "grm":
            above = n[::-1].cumsum()[::-1][1:] / n.sum()
            d = np.log(above / (1 - above)) * 1.2
        else:
            d = np.log(n[1:] / n[0])
        used: Kind = "gpcm" if kind == "3pl" and len(scores) > 2 else kind
        slope = 1.0 if len(scores) == 2 or used == "grm" else 1.0 / (len(scores) - 1) ** 0.5
        items.append(
            Item(used, tuple(scores.tolist()), slope, tuple(d.tolist()), 0.1 * (used == "3pl"))
        )
    return items  # type: ignore[return-value]


def _code(rows: ArrayLike, count: Floats, items: list[Item]) -> _Data:
    x = np.asarray(rows)
    widths = [len(item.scores) for item in items]
    start = np.concatenate([[0], np.cumsum(widths)])
    onehot = np.zeros((len(x), start[-1]))
    for i, item in enumerate(items):
        for k, score in enumerate(item.scores):
            onehot[:, start[i] + k] = x[:, i] == score
    return _Data(onehot, count, start)


def _parameters(item: Item) -> Floats:
    tail = [np.log(item.guess / (1 - item.guess))] if item.kind == "3pl" else []
    return np.array([item.slope, *item.intercepts, *tail])


def _item(item: Item, x: Floats) -> Item:
    if item.kind == "3pl":
        return replace(
            item,
            slope=float(x[0]),
            intercepts=(float(x[1]),),
            guess=float(1 / (1 + np.exp(-np.clip(x[2], -MOST_LOGIT, MOST_LOGIT)))),
        )
    return replace(item, slope=float(x[0]), intercepts=tuple(x[1:].tolist()))


def _unpack(items: list[Item], x: Floats) -> list[Item]:
    at, found = 0, []
    for item in items:
        width = len(_parameters(item))
        found.append(_item(item, x[at : at + width]))
        at += width
    return found


def _jacobian(item: Item, p: Floats, z: Floats) -> Floats:
    """∂ log P_k(z) / ∂ parameter, (P, K+1, Q)."""
    K, Q = len(item.intercepts), len(z)
    J = np.zeros((len(_parameters(item)), K + 1, Q))
    if item.kind == "gpcm":
        points = np.array(item.scores, dtype=float)[:, None] - item.scores[0]
        J[0] = (points - (points * p).sum(axis=0)) * z
        J[1:] = -p[1:, None, :]
        for k in range(K):
            J[1 + k, k + 1] += 1
        return J
    d = np.array(item.intercepts)[:, None]
    step = 1 / (1 + np.exp(-np.clip(item.slope * z + d, -700, 700)))
    density = step * (1 - step)
    if item.kind == "3pl":
        g = item.guess
        above = np.array(
            [(1 - g) * density[0] * z, (1 - g) * density[0], g * (1 - g) * (1 - step[0])]
        )
        if not LEAST_GUESS < g < 1 - LEAST_GUESS:
            above[2] = 0.0
        J[:, 1] = above / p[1]
        J[:, 0] = -above / p[0]
        return J
    edge = np.zeros((1, Q))
    J[0] = -np.diff(np.vstack([edge, density * z, edge]), axis=0) / p
    for k in range(K):
        J[1 + k, k + 1] = density[k] / p[k + 1]
        J[1 + k, k] = -density[k] / p[k]
    return J


def _expected(data: _Data, log_p: Floats, q: Quadrature) -> tuple[float, Floats]:
    """Log-likelihood and expected counts (C, Q) of categories at the nodes."""
    counts = np.zeros_like(log_p)
    value = 0.0
    rows = max(16, ONE_THREAD // log_p.size)
    log_weights = np.log(q.weights)
    for low in range(0, len(data.weights), rows):
        x = data.onehot[low : low + rows]
        w = data.weights[low : low + rows]
        u = x @ log_p
        u += log_weights
        top = u.max(axis=1, keepdims=True)
        np.exp(np.subtract(u, top, out=u), out=u)
        total = u.sum(axis=1)
        value += float(w @ (np.log(total) + top[:, 0]))
        u *= (w / total)[:, None]
        counts += x.T @ u
    return value, counts


def _prior(items: list[Item], prior: tuple[float, float] | None) -> tuple[float, Floats]:
    size = sum(len(_parameters(item)) for item in items)
    value, gradient, at = 0.0, np.zeros(size), 0
    for item in items:
        width = len(_parameters(item))
        if prior is not None and item.kind == "3pl":
            away = (_parameters(item)[2] - prior[0]) / prior[1]
            value -= away**2 / 2
            gradient[at + 2] = -away / prior[1]
        at += width
    return value, gradient


def _evaluate(
    data: _Data, items: list[Item], q: Quadrature, prior: tuple[float, float] | None
) -> tuple[float, Floats]:
    """Value and gradient."""
    curve = [np.maximum(curves(item, q.nodes).p, TINY) for item in items]
    value, counts = _expected(data, np.log(np.vstack(curve)), q)
    gradient = [
        _jacobian(item, p, q.nodes).reshape(-1, p.size)
        @ counts[data.start[i] : data.start[i + 1]].ravel()
        for i, (item, p) in enumerate(zip(items, curve, strict=True))
    ]
    extra, pull = _prior(items, prior)
    return value + extra, np.concatenate(gradient) + pull


def _complete_information(data: _Data, items: list[Item], q: Quadrature) -> list[Floats]:
    """Information of each item if abilities were seen: the first curvature of the search."""
    curve = [np.maximum(curves(item, q.nodes).p, TINY) for item in items]
    counts = _expected(data, np.log(np.vstack(curve)), q)[1]
    blocks = []
    for i, (item, p) in enumerate(zip(items, curve, strict=True)):
        at_node = counts[data.start[i] : data.start[i + 1]].sum(axis=0)
        J = _jacobian(item, p, q.nodes).reshape(-1, p.size)
        blocks.append((J * (p * at_node).ravel()) @ J.T)
    return blocks


def _climb(
    data: _Data,
    items: list[Item],
    q: Quadrature,
    prior: tuple[float, float] | None,
    tolerance: float,
) -> tuple[list[Item], float]:
    def evaluate(x: Floats) -> tuple[float, Floats]:
        trial = _unpack(items, x)
        if any(
            abs(item.slope) > 2 * STEEPEST
            or (item.kind == "grm" and np.any(np.diff(item.intercepts) >= 0))
            for item in trial
        ):
            return -np.inf, np.zeros(len(x))
        return _evaluate(data, trial, q, prior)

    x = np.concatenate([_parameters(item) for item in items])
    inverse = np.zeros((len(x), len(x)))
    at = 0
    for block in _complete_information(data, items, q):
        end = at + len(block)
        ridge = 1e-3 * np.trace(block) / len(block) * np.eye(len(block))
        inverse[at:end, at:end] = np.linalg.inv(block + ridge)
        at = end
    x, value, _ = bfgs(evaluate, x, inverse, tolerance=tolerance)
    found = _unpack(items, x)
    if max(abs(item.slope) for item in found) > STEEPEST:
        raise NotConverged("an item separates the pupils completely")
    # θ and −θ say the same: most items rise with ability.
    if sum(item.slope for item in found) < 0:
        return _climb(
            data, [replace(item, slope=-item.slope) for item in found], q, prior, tolerance
        )
    return found, value - _prior(found, prior)[0]


def _fine_enough(items: list[Item], q: Quadrature) -> Quadrature:
    """Nodes no further apart than the narrowest posterior is wide; else the sum is no integral."""
    at = np.linspace(-4, 4, 401)
    information = 1 + sum(curves(item, at).information for item in items)
    narrow = 1 / np.sqrt(float(np.max(information)))
    reach = float(q.nodes[-1])
    needed = 2 * int(np.ceil(reach / narrow)) + 1
    return normal_quadrature(needed, reach) if needed > len(q.nodes) else q


def _covariance(
    data: _Data, items: list[Item], q: Quadrature, prior: tuple[float, float] | None
) -> Floats:
    """Inverse of the observed information.

    Exact by central differences of the gradient while that is cheap; for very many pupils by
    the cross-product of the pupils' own gradients, which then agrees with it.
    """
    x = np.concatenate([_parameters(item) for item in items])
    size = len(x)
    if len(data.weights) * size <= EXACT_COST:
        hessian = np.zeros((size, size))
        for j in range(size):
            step = np.zeros(size)
            step[j] = 1e-4 * max(1.0, abs(x[j]))
            up = _evaluate(data, _unpack(items, x + step), q, prior)[1]
            down = _evaluate(data, _unpack(items, x - step), q, prior)[1]
            hessian[j] = (up - down) / (2 * step[j])
        information = -(hessian + hessian.T) / 2
    else:
        information = _cross_product(data, items, q)
    return inverse(information)


def _cross_product(data: _Data, items: list[Item], q: Quadrature) -> Floats:
    curve = [np.maximum(curves(item, q.nodes).p, TINY) for item in items]
    log_p = np.log(np.vstack(curve))
    jacobians = [_jacobian(item, p, q.nodes) for item, p in zip(items, curve, strict=True)]
    size = sum(len(J) for J in jacobians)
    information = np.zeros((size, size))
    rows = max(16, ONE_THREAD // max(log_p.size, size * size))
    log_weights = np.log(q.weights)
    for low in range(0, len(data.weights), rows):
        x = data.onehot[low : low + rows]
        u = x @ log_p + log_weights
        posterior = np.exp(u - u.max(axis=1, keepdims=True))
        posterior /= posterior.sum(axis=1, keepdims=True)
        own = np.concatenate(
            [
                np.stack(
                    [
                        (x[:, data.start[i] : data.start[i + 1]] * (posterior @ J[a].T)).sum(axis=1)
                        for a in range(len(J))
                    ]
                )
                for i, J in enumerate(jacobians)
            ]
        )
        information += (own * data.weights[low : low + rows]) @ own.T
    return information


def _errors(item: Item, covariance: Floats) -> tuple[Floats, Floats]:
    x = _parameters(item)
    K = len(item.intercepts)
    J = np.zeros((K, len(x)))
    for j in range(1 + K):
        step = np.zeros(len(x))
        step[j] = 1e-6
        J[:, j] = (_item(item, x + step).thresholds - _item(item, x - step).thresholds) / 2e-6
    scale = np.ones(len(x))
    if item.kind == "3pl":
        scale[2] = item.guess * (1 - item.guess)  # from logit(g) to g
    direct = np.sqrt(np.maximum(np.diag(covariance), 0)) * scale
    return direct, np.sqrt(np.maximum(np.diag(J @ covariance @ J.T), 0))

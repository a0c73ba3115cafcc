"""Pupils on the scale of known items: ability with error, and how the answers fit the model.

Arrays: x (N, I) responses, −1 where not presented; `items` from `stats.irt`, None for items
without parameters, which are left out. Everything is per pupil, (N,).
Warm (1989), Psychometrika 54; Snijders (2001), Psychometrika 66; Sinharay (2016), Psychometrika
81; Drasgow, Levine & Williams (1985), BJMSP 38. Agrees with TAM 4.3, eRm 1.0 and aberrance 0.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from objektiv.stats.irt import Curves, Item, curves
from objektiv.stats.responses import Bools, Floats

Estimator = Literal["wle", "mle"]
TINY = 1e-300


@dataclass(frozen=True)
class Ability:
    """Ability of each pupil and its standard error; nan where no item was presented."""

    theta: Floats
    se: Floats


@dataclass(frozen=True)
class PersonFit:
    """How a pupil's answers fit the model, given ability."""

    infit: Floats
    outfit: Floats
    lz: Floats
    lz_star: Floats


@dataclass(frozen=True)
class ItemFit:
    """Mean squares of an item's residuals, (I,); 1 is as expected, nan not computed."""

    infit: Floats
    outfit: Floats


def ability(
    x: ArrayLike,
    items: Sequence[Item | None],
    *,
    estimator: Estimator = "wle",
    bound: float = 12.0,
) -> Ability:
    """Weighted (Warm) or maximum likelihood ability; SE = 1/sqrt(information).

    Within ±bound: maximum likelihood has no finite value for none or all points.

    >>> item = Item("gpcm", (0, 1), 1.0, (0.0,))
    >>> ability([[1, 0], [1, 1]], [item, item]).theta.round(4).tolist()
    [0.0, 1.6094]
    """
    rows, inverse, known = _distinct(x, items)
    theta = np.zeros(len(rows))
    active = np.flatnonzero((rows >= 0).any(axis=1))
    for _ in range(300):
        if not len(active):
            break
        pull, information, _ = _score(rows[active], known, theta[active], estimator)
        step = np.clip(pull / np.maximum(information, 1e-6), -1.0, 1.0)
        new = np.clip(theta[active] + step, -bound, bound)
        moved = np.abs(new - theta[active])
        theta[active] = new
        active = active[moved > 1e-9]
    information = _score(rows, known, theta, estimator)[1]
    theta[~(rows >= 0).any(axis=1)] = np.nan
    se = 1 / np.sqrt(np.where(information > 0, information, np.nan))
    return Ability(theta[inverse], se[inverse])


def expected_ability(
    x: ArrayLike, items: Sequence[Item | None], *, sd: float = 1.0, mean: float = 0.0
) -> Ability:
    """Expected a posteriori ability under N(mean, sd²), with the posterior SD as error.

    >>> item = Item("gpcm", (0, 1), 1.0, (0.0,))
    >>> expected_ability([[1, 1]], [item, item]).theta.round(4).tolist()
    [0.7043]
    """
    rows, inverse, known = _distinct(x, items)
    nodes = np.linspace(-8, 8, 161)
    theta = mean + sd * nodes
    log_like = np.zeros((len(rows), len(nodes)))
    for i, item in enumerate(known):
        log_p = np.log(np.maximum(curves(item, theta).p, TINY))
        seen, category = _category(rows[:, i], item)
        log_like += np.where(seen[:, None], log_p[category], 0.0)
    posterior = np.exp(log_like - nodes**2 / 2 - (log_like - nodes**2 / 2).max(axis=1)[:, None])
    posterior /= posterior.sum(axis=1)[:, None]
    eap = posterior @ theta
    se = np.sqrt(np.maximum(posterior @ theta**2 - eap**2, 0))
    return Ability(eap[inverse], se[inverse])


def person_fit(
    x: ArrayLike,
    items: Sequence[Item | None],
    theta: ArrayLike,
    *,
    estimator: Estimator = "wle",
) -> PersonFit:
    """Infit, outfit, lz and lz* (lz with the variance that an estimated θ leaves).

    `theta` as `ability` gave it with the same estimator. nan for pupils with no spread.
    """
    rows, inverse, known, t = _distinct_with(x, items, np.asarray(theta, dtype=float))
    n = len(rows)
    square, variance_sum, standard, count = (np.zeros(n) for _ in range(4))
    surprise, lz_variance = np.zeros(n), np.zeros(n)
    projection, information, warm = np.zeros(n), np.zeros(n), np.zeros(n)
    parts: list[tuple[Curves, Bools]] = []
    for i, item in enumerate(known):
        c = curves(item, t)
        seen, category = _category(rows[:, i], item)
        log_p = np.log(np.maximum(c.p, TINY))
        points = np.array(item.scores, dtype=float)
        mean = points @ c.p
        variance = points**2 @ c.p - mean**2
        residual = np.where(seen, rows[:, i] - mean, 0.0) ** 2
        square += residual
        variance_sum += seen * variance
        standard += np.where(seen, residual / np.maximum(variance, TINY), 0.0)
        count += seen
        entropy = (c.p * log_p).sum(axis=0)
        chosen = log_p[category, np.arange(n)]
        surprise += np.where(seen, chosen - entropy, 0.0)
        lz_variance += seen * ((c.p * log_p**2).sum(axis=0) - entropy**2)
        projection += seen * (c.first * log_p).sum(axis=0)
        information += seen * c.information
        warm += seen * c.warm
        parts.append((c, seen))
    slope = projection / np.maximum(information, TINY)
    star_variance = np.zeros(n)
    for c, seen in parts:
        w = np.log(np.maximum(c.p, TINY)) - slope * c.first / np.maximum(c.p, TINY)
        star_variance += seen * ((c.p * w**2).sum(axis=0) - (c.p * w).sum(axis=0) ** 2)
    bias = warm / (2 * np.maximum(information, TINY)) if estimator == "wle" else np.zeros(n)
    with np.errstate(invalid="ignore", divide="ignore"):
        result = PersonFit(
            np.where(variance_sum > 0, square / variance_sum, np.nan),
            np.where(count > 0, standard / count, np.nan),
            np.where(lz_variance > 1e-12, surprise / np.sqrt(lz_variance), np.nan),
            np.where(
                star_variance > 1e-12, (surprise + slope * bias) / np.sqrt(star_variance), np.nan
            ),
        )
    return PersonFit(
        result.infit[inverse], result.outfit[inverse], result.lz[inverse], result.lz_star[inverse]
    )


def item_fit(x: ArrayLike, items: Sequence[Item | None], theta: ArrayLike) -> ItemFit:
    """Infit Σ(x−E)²/ΣV and outfit mean((x−E)²/V) of each item over pupils with a finite θ.

    Give nan for pupils to leave out (eRm leaves out none and all points). Wright & Masters
    (1982), Rating Scale Analysis, ch. 5.

    >>> item = Item("gpcm", (0, 1), 1.0, (0.0,))
    >>> item_fit([[1], [0]], [item], [0.0, 0.0]).infit.tolist()
    [1.0]
    """
    matrix = np.asarray(x)
    t = np.asarray(theta, dtype=float)
    infit, outfit = np.full(len(items), np.nan), np.full(len(items), np.nan)
    for i, item in enumerate(items):
        if item is None:
            continue
        use = (matrix[:, i] >= 0) & np.isfinite(t)
        if not use.any():
            continue
        c = curves(item, t[use])
        points = np.array(item.scores, dtype=float)
        mean = points @ c.p
        variance = points**2 @ c.p - mean**2
        square = (matrix[use, i] - mean) ** 2
        infit[i] = square.sum() / variance.sum()
        outfit[i] = (square / np.maximum(variance, TINY)).mean()
    return ItemFit(infit, outfit)


def information(items: Sequence[Item | None], theta: ArrayLike) -> Floats:
    """Information of the whole test at each ability; 1/sqrt of it is the error there."""
    t = np.atleast_1d(np.asarray(theta, dtype=float))
    return np.asarray(sum(curves(item, t).information for item in items if item is not None))


def _distinct(
    x: ArrayLike, items: Sequence[Item | None]
) -> tuple[NDArray[np.int16], NDArray[np.intp], list[Item]]:
    matrix = np.asarray(x).astype(np.int16)
    keep = [i for i, item in enumerate(items) if item is not None]
    known = [item for item in items if item is not None]
    rows = np.ascontiguousarray(matrix[:, keep])
    keys = rows.view(f"V{2 * len(keep)}").ravel() if keep else np.zeros(len(rows))
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return rows[first], inverse, known


def _distinct_with(
    x: ArrayLike, items: Sequence[Item | None], theta: Floats
) -> tuple[NDArray[np.int16], NDArray[np.intp], list[Item], Floats]:
    rows, inverse, known = _distinct(x, items)
    first = np.zeros(len(rows), dtype=np.intp)
    first[inverse] = np.arange(len(inverse))
    if np.array_equal(theta[first][inverse], theta, equal_nan=True):
        return rows, inverse, known, theta[first]
    keep = [i for i, item in enumerate(items) if item is not None]
    everyone = np.asarray(x).astype(np.int16)[:, keep]
    return everyone, np.arange(len(everyone)), known, theta


def _category(column: NDArray[np.int16], item: Item) -> tuple[Bools, NDArray[np.intp]]:
    scores = np.array(item.scores)
    category = np.searchsorted(scores, column).clip(0, len(scores) - 1)
    return (column >= 0) & (scores[category] == column), category


def _score(
    rows: NDArray[np.int16], items: list[Item], theta: Floats, estimator: Estimator
) -> tuple[Floats, Floats, Floats]:
    """Derivative of the log-likelihood (with Warm's term), information, Warm's J."""
    n = len(rows)
    pull, information, warm = np.zeros(n), np.zeros(n), np.zeros(n)
    for i, item in enumerate(items):
        c = curves(item, theta)
        seen, category = _category(rows[:, i], item)
        chosen = np.arange(n)
        pull += np.where(
            seen, c.first[category, chosen] / np.maximum(c.p[category, chosen], TINY), 0.0
        )
        information += seen * c.information
        warm += seen * c.warm
    if estimator == "wle":
        pull = pull + warm / (2 * np.maximum(information, TINY))
    return pull, information, warm

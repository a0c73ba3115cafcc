"""Scores of one form in the points of another.

Kolen & Brennan (2014), Test Equating, Scaling, and Linking, ch. 2-5. Frequencies are (S+1,) by
score; for anchor designs (S+1, V+1) by score and anchor score. Standard errors: parametric
bootstrap of the observed frequencies with a fixed seed, the same way for every method.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.optimise import newton
from objektiv.stats.responses import Floats

Method = Literal[
    "mean", "linear", "equipercentile", "tucker", "levine", "chained", "frequency-estimation"
]
ANCHOR_METHODS = ("tucker", "levine", "chained", "frequency-estimation")
METHODS = ("mean", "linear", "equipercentile", *ANCHOR_METHODS)


@dataclass(frozen=True)
class Moments:
    """Mean, SD, skewness and kurtosis with n in the denominator, as Kolen & Brennan print."""

    n: float
    mean: float
    sd: float
    skewness: float
    kurtosis: float


def moments(frequency: ArrayLike) -> Moments:
    """Moments of a score distribution.

    >>> found = moments([1, 2, 1])
    >>> found.mean, round(found.sd, 4), round(found.kurtosis, 4)
    (1.0, 0.7071, 2.0)
    """
    f = np.asarray(frequency, dtype=float)
    n = float(f.sum())
    score = np.arange(len(f))
    mean = float(f @ score / n)
    away = score - mean
    sd = float(np.sqrt(f @ away**2 / n))
    if sd == 0:
        return Moments(n, mean, 0.0, float("nan"), float("nan"))
    return Moments(n, mean, sd, float(f @ away**3 / n / sd**3), float(f @ away**4 / n / sd**4))


@dataclass(frozen=True)
class Equating:
    """What each score of form X is worth in points of form Y, (S+1,)."""

    method: str
    equivalent: Floats
    se: Floats
    slope: float  # nan for curves
    intercept: float


def linear_se(x: Moments, y: Moments, score: ArrayLike) -> Floats:
    """Large-sample error of linear equating of two random groups (Kolen & Brennan, 7.12).

    >>> linear_se(moments([1, 2, 1]), moments([1, 2, 1]), [1.0]).round(3).tolist()
    [0.5]
    """
    z = (np.asarray(score, dtype=float) - x.mean) / x.sd
    part = [(1 + z * one.skewness + z**2 * (one.kurtosis - 1) / 4) / one.n for one in (x, y)]
    return np.asarray(y.sd * np.sqrt(part[0] + part[1]))


def smooth(frequency: ArrayLike, degree: int) -> Floats:
    """Log-linear smoothing that keeps the first `degree` moments (Holland & Thayer, 1987).

    >>> rough = [2, 5, 9, 6, 8, 3]
    >>> bool(np.isclose(moments(smooth(rough, 3)).skewness, moments(rough).skewness))
    True
    """
    f = np.asarray(frequency, dtype=float)
    n = f.sum()
    score = np.arange(len(f))
    z = (score - score.mean()) / max(score.std(), 1e-12)
    B = np.linalg.qr(np.vander(z, degree + 1, increasing=True))[0][:, 1:]

    def evaluate(beta: Floats) -> tuple[float, Floats, Floats]:
        eta = B @ beta
        top = eta.max()
        p = np.exp(eta - top)
        total = p.sum()
        p /= total
        mean = B.T @ p
        value = float(f @ eta - n * (top + np.log(total)))
        return value, B.T @ f - n * mean, -n * ((B.T * p) @ B - np.outer(mean, mean))

    beta = newton(evaluate, np.zeros(degree))[0]
    p = np.exp(B @ beta - (B @ beta).max())
    return np.asarray(n * p / p.sum())


def smoothing_degree(frequency: ArrayLike, *, most: int = 6) -> int:
    """Degree with the smallest AIC, 2…most: enough for the shape, not for the noise.

    >>> smoothing_degree(np.round(1000 * np.exp(-((np.arange(21) - 10) ** 2) / 18)))
    2
    """
    f = np.asarray(frequency, dtype=float)
    found = []
    for degree in range(2, min(most, len(f) - 2) + 1):
        p = smooth(f, degree) / f.sum()
        found.append((-2 * float(f @ np.log(np.maximum(p, 1e-300))) + 2 * degree, degree))
    return min(found)[1] if found else 2


def percentile_ranks(frequency: ArrayLike) -> Floats:
    """Share below each score plus half of the share at it, (S+1,).

    >>> percentile_ranks([1, 2, 1]).tolist()
    [0.125, 0.5, 0.875]
    """
    p = np.asarray(frequency, dtype=float)
    p = p / p.sum()
    return np.asarray(p.cumsum() - p / 2)


def equipercentile(x: ArrayLike, y: ArrayLike) -> Floats:
    """Score of Y with the same percentile rank, scores spread evenly over ±½, (S_x+1,).

    >>> equipercentile([1, 1, 1, 1], [1, 1, 1, 1]).tolist()
    [0.0, 1.0, 2.0, 3.0]
    """
    rank = percentile_ranks(x)
    p = np.asarray(y, dtype=float)
    p = p / p.sum()
    cumulative = np.concatenate([[0.0], p.cumsum()])
    cell = np.clip(np.searchsorted(cumulative, rank, side="left") - 1, 0, len(p) - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.where(p[cell] > 0, (rank - cumulative[cell]) / p[cell], 0.5)
    return np.asarray(cell - 0.5 + inside)


def equate(
    x: ArrayLike,
    y: ArrayLike,
    *,
    method: Method = "linear",
    weight: float = 0.5,
    internal: bool = True,
    degree: int | None = None,
    draws: int = 200,
    seed: int = 0,
) -> Equating:
    """Equate form X to form Y.

    x, y: frequencies; two-dimensional for anchor methods, "mean", "linear" and "equipercentile"
    then use the margins (equivalent groups). weight: w₁ of population X in the synthetic
    population. internal: the anchor's points are part of the score. degree: log-linear smoothing
    for equipercentile of equivalent groups (None: AIC; 0: none). draws: bootstrap samples, 0 for
    no errors. Raises ValueError for a form without pupils or without differences in score.

    >>> found = equate([1, 2, 1, 0], [0, 1, 2, 1], method="linear", draws=0)
    >>> found.equivalent.tolist()
    [1.0, 2.0, 3.0, 4.0]
    """
    f, g = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if method in ANCHOR_METHODS and (f.ndim != 2 or g.ndim != 2):
        raise ValueError("an anchor method needs frequencies by score and anchor score")
    for one in (f, g):
        if not _differs(one):
            raise ValueError("equating needs a form whose pupils differ in score")
    if method == "equipercentile" and degree is None:
        degree = max(smoothing_degree(_margin(f)), smoothing_degree(_margin(g)))
    solve = _solver(method, weight, internal, degree or 0)
    equivalent, slope, intercept = solve(f, g)
    se = np.full(len(equivalent), np.nan)
    if draws:
        rng = np.random.default_rng(seed)
        sampled = []
        for _ in range(draws):
            again = [
                rng.multinomial(int(one.sum()), one.ravel() / one.sum()).reshape(one.shape)
                for one in (f, g)
            ]
            if all(_differs(one) for one in again):
                sampled.append(solve(again[0].astype(float), again[1].astype(float))[0])
        # A handful of pupils often draws a sample without differences: then nothing is known.
        if len(sampled) > draws / 2:
            se = np.nanstd(np.array(sampled), axis=0, ddof=1)
    return Equating(method, equivalent, se, slope, intercept)


def _differs(f: ArrayLike) -> bool:
    """Do the pupils differ in score, and in anchor score where there is one?"""
    one = np.asarray(f)
    return (
        all((one.sum(axis=axis) > 0).sum() > 1 for axis in range(2))
        if one.ndim == 2
        else bool((one > 0).sum() > 1)
    )


def _margin(f: Floats) -> Floats:
    return np.asarray(f.sum(axis=1) if f.ndim == 2 else f)


def _solver(
    method: str, weight: float, internal: bool, degree: int
) -> Callable[[Floats, Floats], tuple[Floats, float, float]]:
    def solve(f: Floats, g: Floats) -> tuple[Floats, float, float]:
        scores = np.arange(len(_margin(f)))
        nothing = float("nan")
        if method == "equipercentile":
            a, b = _margin(f), _margin(g)
            if degree:
                a, b = smooth(a, degree), smooth(b, degree)
            return equipercentile(a, b), nothing, nothing
        if method == "chained":
            through = equipercentile(f.sum(axis=1), f.sum(axis=0))
            back = equipercentile(g.sum(axis=0), g.sum(axis=1))
            return np.interp(through, np.arange(len(back)), back), nothing, nothing
        if method == "frequency-estimation":
            a, b = _synthetic(f, g, weight)
            return equipercentile(a, b), nothing, nothing
        if method in ("tucker", "levine"):
            mx, sx, my, sy = synthetic_moments(f, g, method, weight=weight, internal=internal)
        else:
            one, two = moments(_margin(f)), moments(_margin(g))
            mx, sx, my, sy = one.mean, one.sd, two.mean, two.sd
        slope = 1.0 if method == "mean" else sy / sx
        intercept = my - slope * mx
        return np.asarray(slope * scores + intercept, dtype=float), slope, intercept

    return solve


def _synthetic(f: Floats, g: Floats, weight: float) -> tuple[Floats, Floats]:
    """Distributions of X and Y in the synthetic population, given the anchor (K&B 5.1)."""
    p, q = f / f.sum(), g / g.sum()
    v1, v2 = p.sum(axis=0), q.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        x_given_v = np.where(v1 > 0, p / v1, 0.0)
        y_given_v = np.where(v2 > 0, q / v2, 0.0)
    a = weight * p.sum(axis=1) + (1 - weight) * x_given_v @ v2
    b = weight * y_given_v @ v1 + (1 - weight) * q.sum(axis=1)
    return a / a.sum(), b / b.sum()


def synthetic_moments(
    f: ArrayLike,
    g: ArrayLike,
    method: str = "tucker",
    *,
    weight: float = 0.5,
    internal: bool = True,
) -> tuple[float, float, float, float]:
    """Mean and SD of X and of Y in the synthetic population (K&B 4.17-4.20).

    γ is the regression slope on the anchor (Tucker) or the ratio of effective lengths (Levine).
    """
    one, two = _joint(np.asarray(f, dtype=float)), _joint(np.asarray(g, dtype=float))
    gammas = []
    for m in (one, two):
        if method == "tucker":
            gammas.append(m.covariance / m.anchor_variance)
        elif internal:
            gammas.append(m.variance / m.covariance)
        else:
            gammas.append((m.variance + m.covariance) / (m.anchor_variance + m.covariance))
    w1, w2 = weight, 1 - weight
    shift = one.anchor_mean - two.anchor_mean
    spread = one.anchor_variance - two.anchor_variance
    mix = w1 * w2 * shift**2
    mx = one.mean - w2 * gammas[0] * shift
    my = two.mean + w1 * gammas[1] * shift
    vx = one.variance - w2 * gammas[0] ** 2 * spread + gammas[0] ** 2 * mix
    vy = two.variance + w1 * gammas[1] ** 2 * spread + gammas[1] ** 2 * mix
    return mx, float(np.sqrt(vx)), my, float(np.sqrt(vy))


@dataclass(frozen=True)
class _Joint:
    mean: float
    variance: float
    anchor_mean: float
    anchor_variance: float
    covariance: float


def _joint(f: Floats) -> _Joint:
    p = f / f.sum()
    x, v = np.arange(f.shape[0]), np.arange(f.shape[1])
    px, pv = p.sum(axis=1), p.sum(axis=0)
    mx, mv = float(px @ x), float(pv @ v)
    return _Joint(
        mx,
        float(px @ (x - mx) ** 2),
        mv,
        float(pv @ (v - mv) ** 2),
        float((x - mx) @ p @ (v - mv)),
    )

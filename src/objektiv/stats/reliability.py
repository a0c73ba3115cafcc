"""How repeatable a score is, and how often the mark would be the same a second time.

Cronbach (1951); McDonald (1999), Test Theory; Feldt, Woodruff & Salih (1987), APM 11; Lee (2010),
JEM 47 for decisions; Lord & Wingersky (1984), APM 8 for the distribution of the sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.irt import Item, curves
from objektiv.stats.responses import Floats


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha with its 95 % interval; nan where it would mean nothing."""

    value: float
    low: float
    high: float
    if_deleted: Floats  # (I,) alpha of the other items
    n: int


def covariance(x: ArrayLike) -> Floats:
    """Covariances of items over pupils who were given both, (I, I); nan below two of them.

    >>> covariance([[0, 1], [1, 1], [2, -1]]).tolist()
    [[1.0, 0.0], [0.0, 0.0]]
    """
    matrix = np.asarray(x)
    seen = (matrix >= 0).astype(float)
    y = np.where(matrix >= 0, matrix, 0).astype(float)
    n = seen.T @ seen
    with np.errstate(divide="ignore", invalid="ignore"):
        own = y.T @ seen  # sum of the row item over the pairs
        value = (y.T @ y - own * own.T / n) / (n - 1)
    value[n < 2] = np.nan
    return np.asarray(value)


def alpha(x: ArrayLike, *, level: float = 0.95) -> Alpha:
    """Cronbach's alpha; interval by Feldt's F distribution.

    Pairs of items that no pupil was given together (booklets) make it undefined: nan.

    >>> alpha([[1, 1, 0], [1, 1, 1], [0, 0, 0], [1, 0, 0], [1, 1, 1]]).value.__round__(4)
    0.7941
    """
    from scipy.special import fdtri

    matrix = np.asarray(x)
    C = covariance(matrix)
    items, n = len(C), int((matrix >= 0).all(axis=1).sum())
    value = _alpha(C)
    rest = np.array(
        [_alpha(np.delete(np.delete(C, i, 0), i, 1)) for i in range(items)]
        if items > 2
        else [np.nan] * items
    )
    if not np.isfinite(value) or n < 3:
        return Alpha(value, float("nan"), float("nan"), rest, n)
    df1, df2 = n - 1, (n - 1) * (items - 1)
    tail = (1 - level) / 2
    low = 1 - (1 - value) * fdtri(df1, df2, 1 - tail)
    high = 1 - (1 - value) * fdtri(df1, df2, tail)
    return Alpha(value, float(low), float(high), rest, n)


def _alpha(C: Floats) -> float:
    total, items = float(C.sum()), len(C)
    if items < 2 or not np.isfinite(total) or total <= 1e-12:
        return float("nan")
    return items / (items - 1) * (1 - float(np.trace(C)) / total)


def omega(x: ArrayLike) -> float:
    """McDonald's omega: (Σλ)² / ((Σλ)² + Σψ) of a one-factor model of the covariances.

    Maximum likelihood factor by Lawley's iteration. nan for fewer than three items or none
    that varies. Equal to alpha when all loadings are equal, above it otherwise.

    >>> one = np.repeat([[0, 0, 0], [1, 1, 1], [2, 2, 1], [2, 1, 2], [0, 1, 0]], 4, axis=0)
    >>> round(omega(one), 3)
    0.928
    """
    C = covariance(x)
    keep = np.flatnonzero(np.diag(C) > 1e-12)
    C = C[np.ix_(keep, keep)]
    if len(C) < 3 or not np.isfinite(C).all():
        return float("nan")
    variance = np.diag(C).copy()
    floor = 0.005 * variance
    psi = 0.5 * variance
    loading = np.zeros(len(C))
    for _ in range(2000):
        root = np.sqrt(psi)
        values, vectors = np.linalg.eigh(C / np.outer(root, root))
        loading = root * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
        new = np.maximum(variance - loading**2, floor)
        if np.max(np.abs(new - psi) / variance) < 1e-10:
            break
        psi = new
    common = float(loading.sum()) ** 2
    return common / (common + float(psi.sum()))


def wle_reliability(theta: ArrayLike, se: ArrayLike) -> float:
    """1 − mean(SE²) / var(WLE), as TAM; nan below two pupils.

    >>> round(wle_reliability([-1, 0, 1], [0.5, 0.5, 0.5]), 2)
    0.75
    """
    t, e = _finite(theta, se)
    if len(t) < 2 or t.var(ddof=1) <= 1e-12:
        return float("nan")
    return float(1 - (e**2).mean() / t.var(ddof=1))


def eap_reliability(theta: ArrayLike, se: ArrayLike) -> float:
    """var(EAP) / (var(EAP) + mean(SD²)), as TAM; nan below two pupils.

    >>> round(eap_reliability([-1, 0, 1], [0.5, 0.5, 0.5]), 2)
    0.8
    """
    t, e = _finite(theta, se)
    if len(t) < 2:
        return float("nan")
    spread = t.var(ddof=1)
    return float(spread / (spread + (e**2).mean()))


def _finite(theta: ArrayLike, se: ArrayLike) -> tuple[Floats, Floats]:
    t, e = np.asarray(theta, dtype=float), np.asarray(se, dtype=float)
    use = np.isfinite(t) & np.isfinite(e)
    return t[use], e[use]


def sum_distribution(items: Sequence[Item], theta: ArrayLike) -> Floats:
    """P(sum of points | θ) by Lord–Wingersky recursion, (Q, S+1).

    >>> coin = Item("gpcm", (0, 1), 1.0, (0.0,))
    >>> sum_distribution([coin, coin], [0.0]).tolist()
    [[0.25, 0.5, 0.25]]
    """
    t = np.atleast_1d(np.asarray(theta, dtype=float))
    found = np.ones((len(t), 1))
    for item in items:
        p = curves(item, t).p
        wider = np.zeros((len(t), found.shape[1] + item.scores[-1]))
        for k, points in enumerate(item.scores):
            wider[:, points : points + found.shape[1]] += p[k][:, None] * found
        found = wider
    return found


@dataclass(frozen=True)
class MarkDecisions:
    """How firm the marks of one work are, for a population N(mean, sd²) of abilities."""

    marks: tuple[int, ...]
    share: Floats  # (M,) expected share of each mark
    consistency: float  # same mark on a second, equal work
    accuracy: float  # the mark that the pupil's expected score deserves
    kappa: float  # consistency beyond chance
    cut_consistency: dict[int, float]  # by cut: same side of it twice
    cut_accuracy: dict[int, float]
    mark_error: float  # standard error of a mark, in marks
    score_error: float  # standard error of the sum, in points
    error_by_mark: Floats  # (M,) standard error of the sum among pupils who deserve the mark


def mark_decisions(
    items: Sequence[Item],
    bands: Sequence[tuple[int, int, int]],
    *,
    sd: float = 1.0,
    mean: float = 0.0,
) -> MarkDecisions:
    """Consistency and accuracy of marks (Lee, 2010). bands: (from, to, mark) ascending.

    Raises ValueError when the bands do not cover the possible sums.

    >>> coin = Item("gpcm", (0, 1), 1.0, (0.0,))
    >>> found = mark_decisions([coin] * 8, [(0, 3, 2), (4, 8, 3)])
    >>> round(found.consistency, 2), round(found.cut_accuracy[3], 2)
    (0.74, 0.8)
    """
    nodes = np.linspace(-6, 6, 121)
    weights = np.exp(-(nodes**2) / 2)
    weights /= weights.sum()
    theta = mean + sd * nodes
    sums = sum_distribution(items, theta)
    points = np.arange(sums.shape[1])
    marks = tuple(mark for _, _, mark in bands)
    member = np.array([(points >= low) & (points <= high) for low, high, _ in bands])
    if not (member.sum(axis=0) == 1).all():
        raise ValueError(f"bands {list(bands)} do not cover 0…{points[-1]} once")
    given = sums @ member.T.astype(float)  # (Q, M)
    expected = sums @ points
    deserved = np.searchsorted([low for low, _, _ in bands[1:]], expected, side="right")
    share = weights @ given
    consistency = float(weights @ (given**2).sum(axis=1))
    chance = float(share @ share)
    variance = sums @ points**2 - expected**2
    values = np.array(marks, dtype=float)
    mark_variance = given @ values**2 - (given @ values) ** 2
    above = given[:, ::-1].cumsum(axis=1)[:, ::-1]  # P(mark or a better one)
    by_mark = np.array(
        [
            np.sqrt((weights * variance)[deserved == m].sum() / weights[deserved == m].sum())
            if (deserved == m).any()
            else np.nan
            for m in range(len(marks))
        ]
    )
    return MarkDecisions(
        marks,
        share,
        consistency,
        float(weights @ given[np.arange(len(theta)), deserved]),
        (consistency - chance) / (1 - chance) if chance < 1 else float("nan"),
        {
            mark: float(weights @ (above[:, m] ** 2 + (1 - above[:, m]) ** 2))
            for m, mark in enumerate(marks)
            if m
        },
        {
            mark: float(weights @ np.where(deserved >= m, above[:, m], 1 - above[:, m]))
            for m, mark in enumerate(marks)
            if m
        },
        float(np.sqrt(weights @ mark_variance)),
        float(np.sqrt(weights @ variance)),
        by_mark,
    )

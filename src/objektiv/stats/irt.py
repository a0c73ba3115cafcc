"""Items with known parameters: response probabilities, their derivatives, information.

One item is `Item`; its model says what the parameters mean:
- "gpcm" (holds Rasch, PCM and 2PL): log odds of category k against the lowest are
  a·s_k·θ + d_k, with s_k the points of the category above the lowest;
- "grm": P(category ≥ k) = logistic(aθ + d_k), d falling in k;
- "3pl": P(1) = g + (1 − g)·logistic(aθ + d).

In the usual form a(θ − b): b = −d/a, and for "gpcm" b_k = −(d_k − d_{k−1}) / (a(s_k − s_{k−1})).
Muraki (1992), APM 16; Samejima (1969); Birnbaum (1968).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.responses import Floats

TINY = 1e-300
Kind = Literal["gpcm", "grm", "3pl"]


@dataclass(frozen=True)
class Item:
    """K observed categories above the lowest one."""

    kind: Kind
    scores: tuple[int, ...]  # (K+1,) raw scores of the observed categories, ascending
    slope: float
    intercepts: tuple[float, ...]  # (K,)
    guess: float = 0.0

    @property
    def thresholds(self) -> Floats:
        """(K,) in the form a(θ − b); one value, the difficulty, for two categories.

        >>> Item("gpcm", (0, 1), 2.0, (1.0,)).thresholds.tolist()
        [-0.5]
        """
        d = np.array(self.intercepts)
        if self.kind == "gpcm":
            return np.asarray(-np.diff(d, prepend=0.0) / (self.slope * np.diff(self.scores)))
        return -d / self.slope


@dataclass(frozen=True)
class Curves:
    """(K+1, Q) probabilities of the categories at Q abilities, with two derivatives by θ."""

    p: Floats
    first: Floats
    second: Floats

    @property
    def information(self) -> Floats:
        """Fisher information Σ_k P'²/P, (Q,)."""
        return np.asarray((self.first**2 / np.maximum(self.p, TINY)).sum(axis=0))

    @property
    def warm(self) -> Floats:
        """J = Σ_k P'P''/P, the numerator of Warm's weight, (Q,)."""
        return np.asarray((self.first * self.second / np.maximum(self.p, TINY)).sum(axis=0))


def curves(item: Item, theta: ArrayLike) -> Curves:
    """Category probabilities of an item.

    >>> curves(Item("gpcm", (0, 1), 1.0, (0.0,)), [0.0]).information.tolist()
    [0.25]
    """
    t = np.atleast_1d(np.asarray(theta, dtype=float))
    a = item.slope
    d = np.array(item.intercepts)[:, None]
    if item.kind == "gpcm":
        points = np.array(item.scores, dtype=float)[:, None] - item.scores[0]
        logits = a * points * t + np.vstack([np.zeros(len(t)), d + 0 * t])
        p = np.exp(logits - logits.max(axis=0))
        p /= p.sum(axis=0)
        mean = (points * p).sum(axis=0)
        deviation = points - mean
        variance = (deviation**2 * p).sum(axis=0)
        return Curves(p, a * p * deviation, a * a * p * (deviation**2 - variance))
    step = 1 / (1 + np.exp(-np.clip(a * t + d, -700, 700)))
    slope1 = a * step * (1 - step)
    slope2 = a * slope1 * (1 - 2 * step)
    if item.kind == "3pl":
        above = item.guess + (1 - item.guess) * step
        return Curves(
            np.vstack([1 - above, above]),
            (1 - item.guess) * np.vstack([-slope1, slope1]),
            (1 - item.guess) * np.vstack([-slope2, slope2]),
        )
    edge = np.zeros((1, len(t)))
    p = -np.diff(np.vstack([edge + 1, step, edge]), axis=0)
    first = -np.diff(np.vstack([edge, slope1, edge]), axis=0)
    second = -np.diff(np.vstack([edge, slope2, edge]), axis=0)
    return Curves(np.maximum(p, 1e-300), first, second)


def expected_score(item: Item, theta: ArrayLike) -> Floats:
    """Expected points at each ability: the item characteristic curve, (Q,).

    >>> expected_score(Item("gpcm", (0, 1, 2), 1.0, (0.0, 0.0)), [0.0]).tolist()
    [1.0]
    """
    p = curves(item, theta).p
    return np.asarray(np.array(item.scores, dtype=float) @ p)


@dataclass(frozen=True)
class Quadrature:
    """Nodes and weights that stand for N(0, 1)."""

    nodes: Floats
    weights: Floats


def normal_quadrature(points: int = 61, reach: float = 6.0) -> Quadrature:
    """Equally spaced nodes on ±reach with normal weights; spectral accuracy for smooth curves.

    >>> q = normal_quadrature()
    >>> float((q.weights * q.nodes**2).sum().round(6))
    1.0
    """
    nodes = np.linspace(-reach, reach, points)
    weights = np.exp(-(nodes**2) / 2)
    return Quadrature(nodes, weights / weights.sum())


def hermite_quadrature(points: int = 21) -> Quadrature:
    """Gauss–Hermite nodes: what ltm uses (21), kept to reproduce its numbers.

    >>> float(hermite_quadrature(5).weights.sum().round(12))
    1.0
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(points)
    return Quadrature(nodes, weights / weights.sum())

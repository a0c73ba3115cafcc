"""Putting two calibrations on one scale through the items they share.

θ_old = A·θ_new + B. Marco (1977); Stocking & Lord (1983), APM 7; Haebara (1980), JPR 22;
Kolen & Brennan (2014), Test Equating, Scaling, and Linking, ch. 6; link error over items as in
PISA technical reports (the shared items are a sample of those that could have been shared).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from objektiv.stats.irt import Item, curves, expected_score, normal_quadrature
from objektiv.stats.responses import Floats

Method = Literal["mean-sigma", "stocking-lord", "haebara"]
METHODS: tuple[Method, ...] = ("mean-sigma", "stocking-lord", "haebara")


@dataclass(frozen=True)
class Link:
    """A and B with errors from two sources; both belong in a comparison between years."""

    method: Method
    slope: float  # A
    intercept: float  # B
    slope_sampling: float  # standard error from the errors of the item parameters
    intercept_sampling: float
    slope_items: float  # standard error from which items were shared (jackknife)
    intercept_items: float
    displacement: Floats  # (J,) mean threshold of each shared item: old − linked new
    displacement_z: Floats  # (J,) by the items' own errors; nan without them
    rmsd: float  # of the displacements

    @property
    def intercept_se(self) -> float:
        """Both sources together."""
        return float(np.hypot(self.intercept_sampling, self.intercept_items))

    @property
    def slope_se(self) -> float:
        """Both sources together."""
        return float(np.hypot(self.slope_sampling, self.slope_items))


def rescale(item: Item, slope: float, intercept: float) -> Item:
    """An item of the new scale on the old one: θ_old = slope·θ_new + intercept.

    >>> rescale(Item("gpcm", (0, 1), 1.0, (0.0,)), 2.0, 1.0).thresholds.tolist()
    [1.0]
    """
    if item.kind == "gpcm":
        points = np.array(item.scores[1:]) - item.scores[0]
    else:
        points = np.ones(len(item.intercepts))
    d = np.array(item.intercepts) - item.slope * points * intercept / slope
    return replace(item, slope=item.slope / slope, intercepts=tuple(d.tolist()))


def link(
    old: Sequence[Item],
    new: Sequence[Item],
    *,
    method: Method = "stocking-lord",
    unit_slope: bool = False,
    old_errors: Sequence[Floats] | None = None,
    new_errors: Sequence[Floats] | None = None,
) -> Link:
    """Link two calibrations of the same J items, given in the same order.

    unit_slope: A = 1, for two Rasch or partial credit calibrations, which share the logit as
    their unit. errors: standard errors of thresholds per item (K,); without them the sampling
    errors are nan. Raises ValueError for fewer than two shared items, or when the shared items
    are all equally hard and A is asked for.

    >>> items = [Item("gpcm", (0, 1), 1.0, (d,)) for d in (-1.0, 0.0, 1.0)]
    >>> moved = [rescale(item, 0.8, -0.3) for item in items]
    >>> found = link(moved, items)
    >>> round(found.slope, 6), round(found.intercept, 6)
    (0.8, -0.3)
    """
    if len(old) != len(new):
        raise ValueError("the two lists of shared items differ in length")
    if len(old) < 2:
        raise ValueError("linking needs at least two shared items")
    for a, b in zip(old, new, strict=True):
        if a.scores != b.scores:
            raise ValueError("a shared item has different categories in the two calibrations")

    at: Floats | None = None

    def solve(first: Sequence[Item], second: Sequence[Item]) -> Floats:
        return _solve(first, second, method, unit_slope, at)

    at = solve(old, new)
    A, B = at
    jack = [
        solve([*old[:j], *old[j + 1 :]], [*new[:j], *new[j + 1 :]])
        for j in range(len(old))
        if len(old) > 2
    ]
    items_se = np.full(2, np.nan)
    if jack:
        values = np.array(jack)
        items_se = np.sqrt(
            (len(jack) - 1) / len(jack) * ((values - values.mean(axis=0)) ** 2).sum(0)
        )
    sampling = np.full(2, np.nan)
    z = np.full(len(old), np.nan)
    linked = [rescale(item, A, B) for item in new]
    displacement = np.array(
        [a.thresholds.mean() - b.thresholds.mean() for a, b in zip(old, linked, strict=True)]
    )
    if old_errors is not None and new_errors is not None:
        sampling = np.sqrt(
            _moved(old, old_errors, lambda items: solve(items, new), (A, B))
            + _moved(new, new_errors, lambda items: solve(old, items), (A, B))
        )
        own = np.array(
            [
                np.sqrt(np.square(e) @ np.ones(len(e)) + A**2 * np.square(f).sum()) / len(e)
                for e, f in zip(old_errors, new_errors, strict=True)
            ]
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            z = displacement / own
    return Link(
        method,
        float(A),
        float(B),
        float(sampling[0]),
        float(sampling[1]),
        float(items_se[0]),
        float(items_se[1]),
        displacement,
        z,
        float(np.sqrt((displacement**2).mean())),
    )


def _moved(
    items: Sequence[Item],
    errors: Sequence[Floats],
    solve: Callable[[Sequence[Item]], Floats],
    at: tuple[float, float],
) -> Floats:
    """Delta method over the thresholds of one calibration; errors taken as independent."""
    variance = np.zeros(2)
    for j, item in enumerate(items):
        b = item.thresholds
        for k in range(len(b)):
            moved = b.copy()
            moved[k] += 1e-4
            changed = [*items[:j], with_thresholds(item, moved), *items[j + 1 :]]
            variance += ((solve(changed) - np.array(at)) / 1e-4 * errors[j][k]) ** 2
    return variance


def with_thresholds(item: Item, thresholds: Floats) -> Item:
    """The same item with other thresholds.

    >>> with_thresholds(Item("gpcm", (0, 1, 2), 1.0, (0.0, 0.0)), np.array([-1.0, 1.0])).intercepts
    (1.0, 0.0)
    """
    if item.kind == "gpcm":
        d = -np.cumsum(item.slope * np.diff(item.scores) * thresholds)
    else:
        d = -item.slope * thresholds
    return replace(item, intercepts=tuple((d + 0.0).tolist()))


def _solve(
    old: Sequence[Item],
    new: Sequence[Item],
    method: Method,
    unit_slope: bool,
    start: Floats | None,
) -> Floats:
    b_old = np.concatenate([item.thresholds for item in old])
    b_new = np.concatenate([item.thresholds for item in new])
    if unit_slope:
        A = 1.0
    elif b_new.std() < 1e-9:
        raise ValueError("the shared items are equally hard: the unit cannot be compared")
    else:
        A = float(b_old.std() / b_new.std())
    moments = np.array([A, b_old.mean() - A * b_new.mean()])
    if method == "mean-sigma":
        return moments
    q = normal_quadrature(41, 4.0)
    root = np.sqrt(q.weights)

    def residual(x: Floats) -> Floats:
        moved = [rescale(item, float(x[0]), float(x[1])) for item in new]
        if method == "stocking-lord":
            gap = sum(
                expected_score(a, q.nodes) - expected_score(b, q.nodes)
                for a, b in zip(old, moved, strict=True)
            )
            return np.asarray(root * gap)
        return np.concatenate(
            [
                (root * (curves(a, q.nodes).p - curves(b, q.nodes).p)).ravel()
                for a, b in zip(old, moved, strict=True)
            ]
        )

    return _least_squares(
        residual, moments if start is None else start, free=np.array([not unit_slope, True])
    )


def _least_squares(
    residual: Callable[[Floats], Floats], start: Floats, *, free: np.ndarray
) -> Floats:
    """Levenberg–Marquardt for two numbers."""
    x, damping = start.copy(), 1e-6
    r = residual(x)
    for _ in range(200):
        J = np.zeros((len(r), len(x)))
        for j in np.flatnonzero(free):
            step = np.zeros(len(x))
            step[j] = 1e-6
            J[:, j] = (residual(x + step) - residual(x - step)) / 2e-6
        normal = J.T @ J
        change = -np.linalg.pinv(normal + damping * np.diag(np.diag(normal)), hermitian=True) @ (
            J.T @ r
        )
        new = residual(x + change) if x[0] + change[0] > 0.05 else r + np.inf
        gain = float(r @ r - new @ new)
        if gain >= 0:
            x, r, damping = x + change, new, damping / 10
            if np.abs(change).max() < 1e-9 or gain <= 1e-13 * float(r @ r):
                break
        else:
            damping *= 10
            if damping > 1e8:
                break
    return x

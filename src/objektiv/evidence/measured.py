"""One sign measured over all units, and how it becomes a z."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from objektiv.evidence.robust import Floats, between_variance, trend


@dataclass(frozen=True)
class Measured:
    """A sign over U units. `z` grows with suspicion and is NaN where not computed."""

    code: str
    title: str
    unit: str
    n: NDArray[np.int64]  # pupils the value rests on
    value: Floats
    low: Floats  # 95 % range in an honest unit of this size
    high: Floats
    z: Floats
    say: Callable[[int], str]  # the fact about unit i with its expected range
    why: str  # said where z is NaN
    exact: bool = False  # z is the tail of a count: its bulk is not normal, its tail is


def judge(
    observed: Floats,
    expected: Floats,
    variance: Floats,
    per: Floats,
    usable: NDArray[np.bool_],
    *,
    keep: NDArray[np.bool_],
    context: Floats | None = None,
) -> tuple[Floats, Floats, Floats]:
    """z of observed − expected with sampling `variance` and natural variation per²·τ².

    `per` is what one unit of the natural effect adds to `observed`: the number of pupils
    for a sum, 1 for a mean. Honest units have observed ≈ expected + per·(m + N(0, τ²)); the
    centre m may depend on `context` (U, q), whose first column is ones. m and τ² come from
    the `keep` units. Returns z, the centre of the range and its standard deviation. NaN
    where not `usable`.
    """
    z = np.full(len(observed), np.nan)
    sd = np.full(len(observed), np.nan)
    middle = np.full(len(observed), np.nan)
    if usable.any():
        size = np.maximum(per[usable], 1e-12)
        effect = (observed - expected)[usable] / size
        noise = np.maximum(variance[usable], 1e-12) / size**2
        known = keep[usable] if keep[usable].any() else np.full(len(effect), True)
        about = np.ones((len(effect), 1)) if context is None else context[usable]
        if known.sum() < 10 * about.shape[1]:
            about = about[:, :1]
        tau2 = 0.0
        m = np.zeros(len(effect))
        for _ in range(3):
            m = about @ trend(effect[known], noise[known] + tau2, about[known])
            tau2 = float(between_variance((effect - m)[known], noise[known]))
        deviation = np.sqrt(noise + tau2)
        z[usable] = (effect - m) / deviation
        sd[usable] = deviation * size
        middle[usable] = expected[usable] + m * size
    return z, middle, sd


def standard(columns: list[Floats], n: Floats) -> Floats:
    """Context (U, 1 + q): ones, then each column centred and scaled; constant ones dropped.

    >>> standard([np.array([1.0, 3.0]), np.array([2.0, 2.0])], np.ones(2))
    array([[ 1., -1.],
           [ 1.,  1.]])
    """
    weight = np.maximum(n, 1e-9)
    kept = [np.ones(len(n))]
    for column in columns:
        middle = np.average(column, weights=weight)
        spread = np.sqrt(np.average((column - middle) ** 2, weights=weight))
        if spread > 1e-9:
            kept.append(np.clip((column - middle) / spread, -4, 4))
    return np.stack(kept, axis=1)

"""One sign measured over all units, and how it becomes a z."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from objektiv.evidence.robust import Floats, between_variance, centre


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


def judge(
    observed: Floats,
    expected: Floats,
    variance: Floats,
    per: Floats,
    usable: NDArray[np.bool_],
    *,
    keep: NDArray[np.bool_],
) -> tuple[Floats, Floats, Floats]:
    """z of observed − expected with sampling `variance` and natural variation per²·τ².

    `per` is what one unit of the natural effect adds to `observed`: the number of pupils
    for a sum, 1 for a mean. Honest units have observed ≈ expected + per·(m + N(0, τ²)).
    The natural effect's centre m and variance τ² come from the `keep` units.
    Returns z, the centre of the range and its standard deviation. NaN where not `usable`.
    """
    z = np.full(len(observed), np.nan)
    sd = np.full(len(observed), np.nan)
    middle = np.full(len(observed), np.nan)
    if usable.any():
        size = np.maximum(per[usable], 1e-12)
        effect = (observed - expected)[usable] / size
        noise = np.maximum(variance[usable], 1e-12) / size**2
        tau2 = 0.0
        m = 0.0
        known = keep[usable] if keep[usable].any() else np.full(len(effect), True)
        for _ in range(3):
            m = centre(effect[known], noise[known] + tau2)
            tau2 = float(between_variance(effect[known] - m, noise[known]))
        deviation = np.sqrt(noise + tau2)
        z[usable] = (effect - m) / deviation
        sd[usable] = deviation * size
        middle[usable] = expected[usable] + m * size
    return z, middle, sd

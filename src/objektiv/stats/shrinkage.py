"""Effects of many units, each with its own error: how much they truly differ, and by how much.

θ̂_j ~ N(θ_j, s_j²), θ_j ~ N(μ, τ²). Without τ² a large school with a harmless difference looks
certain to be unusual. DerSimonian & Laird (1986); Viechtbauer (2005), JEBS 30 (REML); Efron &
Morris (1975).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.items import benjamini_hochberg, two_sided
from objektiv.stats.responses import Floats

Estimator = Literal["dl", "reml"]


@dataclass(frozen=True)
class Effects:
    """Units against what is usual among them; (J,) each, nan where a unit has no effect."""

    mean: float  # what z is taken against
    tau: float  # SD between units beyond sampling
    shrunken: Floats  # best guess of the unit's own effect
    shrunken_se: Floats
    z: Floats  # (effect − mean) / sqrt(τ² + s²)
    p_value: Floats  # two-sided
    q_value: Floats  # Benjamini–Hochberg
    q_statistic: float  # Cochran's Q of homogeneity
    homogeneity_p: float


def between_variance(effect: ArrayLike, se: ArrayLike, method: Estimator = "dl") -> float:
    """τ²: the variance of the units' true effects; 0 for fewer than two.

    >>> round(between_variance([0.0, 4.0, 8.0], [1.0, 1.0, 1.0]), 3)
    15.0
    """
    y, s2 = np.asarray(effect, dtype=float), np.square(np.asarray(se, dtype=float))
    use = np.isfinite(y) & np.isfinite(s2) & (s2 > 0)
    y, s2 = y[use], s2[use]
    if len(y) < 2:
        return 0.0
    w = 1 / s2
    mean = (w @ y) / w.sum()
    tau2 = max(
        0.0,
        float((w @ (y - mean) ** 2 - (len(y) - 1)) / (w.sum() - (w @ w) / w.sum())),
    )
    if method == "dl":
        return tau2
    for _ in range(500):
        w = 1 / (s2 + tau2)
        mean = (w @ y) / w.sum()
        new = float(max(0.0, (w**2 @ ((y - mean) ** 2 - s2)) / (w @ w) + 1 / w.sum()))
        if abs(new - tau2) <= 1e-12 + 1e-10 * tau2:
            break
        tau2 = new
    return new


def shrink(
    effect: ArrayLike,
    se: ArrayLike,
    *,
    mean: float | None = None,
    method: Estimator = "dl",
) -> Effects:
    """Empirical Bayes effects and how unusual each is among units that honestly differ.

    mean: what is usual; by default the precision-weighted mean of the units.

    >>> found = shrink([0.0, 4.0, 8.0], [1.0, 1.0, 1.0])
    >>> found.shrunken.tolist(), found.z.round(2).tolist()
    ([0.25, 4.0, 7.75], [-1.0, 0.0, 1.0])
    """
    from scipy.special import gammaincc

    y, s = np.asarray(effect, dtype=float), np.asarray(se, dtype=float)
    tau2 = between_variance(y, s, method)
    use = np.isfinite(y) & np.isfinite(s) & (s > 0)
    w = np.where(use, 1 / (np.where(use, s, 1.0) ** 2 + tau2), 0.0)
    filled = np.where(use, y, 0.0)
    centre = float(w @ filled / w.sum()) if use.any() else float("nan")
    if mean is not None:
        centre = mean
    with np.errstate(divide="ignore", invalid="ignore"):
        keep = np.where(use, tau2 / (tau2 + s**2), np.nan)
        z = np.where(use, (y - centre) / np.sqrt(s**2 + tau2), np.nan)
    p = two_sided(z)
    fixed = np.where(use, 1 / np.where(use, s, 1.0) ** 2, 0.0)
    common = fixed @ filled / fixed.sum() if use.any() else 0.0
    q = float(fixed @ (filled - common) ** 2)
    df = int(use.sum()) - 1
    return Effects(
        centre,
        float(np.sqrt(tau2)),
        centre + keep * (y - centre),
        np.sqrt(keep) * s,
        z,
        p,
        benjamini_hochberg(p),
        q,
        float(gammaincc(df / 2, q / 2)) if df > 0 else float("nan"),
    )

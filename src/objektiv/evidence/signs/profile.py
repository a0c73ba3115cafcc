"""Item profile: which items gave the points, given the total score.

Formula
    R_i = Σ_pupils (x_i − E[x_i | T]); z_i = R_i / sqrt(Σ V_i(T)·(1 − share) + n²τ_i²);
    X = Σ z_i² is turned to a z by Wilson–Hilferty with I − 1 degrees of freedom.
Null
    χ² with I − 1 degrees of freedom (R sums to zero over items); τ_i² is the natural
    variance of item i between units: another textbook is not a sign.
Source
    P. Holland, H. Wainer, Differential Item Functioning (1993): residual given the total.

>>> import numpy as np
>>> wilson_hilferty(np.array([15.0, 40.0]), 15).round(2)
array([0.12, 3.3 ])
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import counted, interval

CODE, TITLE = "profile", "Профиль заданий при том же балле"


@dataclass(frozen=True)
class Residuals:
    """Residuals of items given the total, (U, I)."""

    points: Floats  # Σ x
    expected: Floats  # Σ E[x | T] + n·m_i
    sd: Floats  # sampling and natural
    z: Floats


def residuals(units: Units, table: Reference) -> Residuals:
    """Residuals of every item in every unit with their natural variation."""
    counts = units.counts
    histogram = counts.histogram.astype(float)
    n = np.maximum(counts.n, 1).astype(float)[:, None]
    points = counts.item_sum.astype(float)
    # An item that was not taught, or not in the booklet, promises nothing.
    asked = 1 - (counts.not_taught + counts.missing) / n
    expected = (histogram @ table.mean) * asked
    raw = (histogram @ table.variance) * asked
    # Given the total the residuals sum to zero: items share it by their variances.
    variance = raw * (1 - raw / np.maximum(raw.sum(axis=1, keepdims=True), 1e-9)) + 1e-9
    big = counts.n >= 5
    about = units.context_and_score
    z, middle, sd = (np.full(points.shape, np.nan) for _ in range(3))
    for i in range(points.shape[1]):
        z[:, i], middle[:, i], sd[:, i] = judge(
            points[:, i], expected[:, i], variance[:, i], n[:, 0], big,
            keep=units.keep, context=about,
        )  # fmt: skip
    return Residuals(points, middle, sd, np.nan_to_num(z))


def wilson_hilferty(x: Floats, freedom: float) -> Floats:
    """χ² to a standard normal z by the cube root."""
    part = 2 / (9 * freedom)
    return np.asarray(((np.maximum(x, 0) / freedom) ** (1 / 3) - (1 - part)) / np.sqrt(part))


def measure(units: Units, table: Reference, profile: Profile) -> Measured:
    """The sign over all units."""
    counts = units.counts
    left = residuals(units, table)
    items = left.z.shape[1]
    n = counts.n
    usable = (n >= 5) & (items >= 3)
    z = np.where(usable, wilson_hilferty((left.z**2).sum(axis=1), max(items - 1, 1)), np.nan)
    far = np.argmax(np.abs(left.z), axis=1)
    pick = np.arange(len(n))
    value, middle, sd = left.points[pick, far], left.expected[pick, far], left.sd[pick, far]
    most = counts.n * np.array([item.max for item in counts.work.items])[far]
    low, high = np.clip(middle - 1.96 * sd, 0, most), np.clip(middle + 1.96 * sd, 0, most)

    def say(i: int) -> str:
        return (
            f"За задание {counts.work.items[far[i]].code} набрано "
            f"{counted(int(value[i]), 'балл', 'балла', 'баллов')} на {n[i]} участников; "
            f"при тех же суммах баллов ожидалось "
            f"{interval(np.floor(low[i]), np.ceil(high[i]), 0)}"
        )

    why = "Профиль заданий не оценивается: мало участников или заданий"
    return Measured(CODE, TITLE, "баллов", n, value, low, high, z, say, why)

"""Full and zero marks on items of several points, given the total.

Formula
    F = Σ_pupils Σ_items 1[x = max] − P(x = max | T) over items of two points and more, Z the
    same for x = 0 with its sign turned; variance Σ P(1 − P), natural variance n²τ² added.
Null
    N(0, 1) for both.
Source
    Category residual given the total (E. Muraki 1992, fit of categories), summed.

>>> import numpy as np
>>> at_most(np.array([1, 2, 3])).tolist()
[False, True, True]
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import counted, interval

FULL, FULL_TITLE = "full_marks", "Полный балл вместо частичного"
ZERO, ZERO_TITLE = "zero_marks", "Нули за задания в несколько баллов"
WHY = "Полный и частичный балл не сравниваются: таких заданий мало"


def at_most(maxima: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Items that can be done in part."""
    return np.asarray(maxima >= 2)


def full(units: Units, table: Reference, profile: Profile) -> Measured:
    """More full marks than pupils with these totals have."""
    return _measure(FULL, FULL_TITLE, units, table, full_marks=True)


def zero(units: Units, table: Reference, profile: Profile) -> Measured:
    """Fewer zeros than pupils with these totals have."""
    return _measure(ZERO, ZERO_TITLE, units, table, full_marks=False)


def _measure(
    code: str, title: str, units: Units, table: Reference, *, full_marks: bool
) -> Measured:
    counts = units.counts
    n = counts.n.astype(float)
    maxima = np.array([item.max for item in counts.work.items], int)
    items = np.flatnonzero(at_most(maxima))
    empty = np.full(len(n), np.nan)
    if units.given is None or len(items) < 3:
        return Measured(code, title, "раз", counts.n, empty, empty, empty, empty, str, WHY)
    cells = units.given.cells
    value, expected, variance = (np.zeros(len(n)) for _ in range(3))
    for i in items:
        asked = cells[:, :, i].sum(axis=2, dtype=np.float64)
        if full_marks:
            value += cells[:, :, i, maxima[i]].sum(axis=1, dtype=np.float64)
            p = table.share[:, i, maxima[i]]
        else:  # zero points and «X» alike
            value += cells[:, :, i, 0].sum(axis=1, dtype=np.float64)
            value += cells[:, :, i, -1].sum(axis=1, dtype=np.float64)
            p = table.share[:, i, 0]
        expected += asked @ p
        variance += asked @ (p * (1 - p))
    up = 1.0 if full_marks else -1.0
    z, middle, sd = judge(
        up * value, up * expected, variance, n, counts.n >= 5,
        keep=units.keep, context=units.context_and_score,
    )  # fmt: skip
    middle = up * middle
    low, high = np.clip(middle - 1.96 * sd, 0, None), middle + 1.96 * sd
    what = "Полный балл" if full_marks else "Ноль баллов"

    def say(i: int) -> str:
        return (
            f"{what} за задания в несколько баллов: "
            f"{counted(int(value[i]), 'раз', 'раза', 'раз')}, при тех же суммах ожидалось "
            f"{interval(np.floor(low[i]), np.ceil(high[i]), 0)}"
        )

    return Measured(code, title, "раз", counts.n, value, low, high, z, say, WHY)

"""Copying: cells taken from the best of the class, more than from those nobody can copy from.

Formula
    For every pupil the evidence g of having copied from one of the best with the same
    variant (see `copying`), less the same evidence against the best with another variant:
    they had the same teacher and topics but cannot be copied from. D = Σ (g_own − g_other),
    variance n·v, v its robust mean square per pupil in this campaign's units, natural
    variance n²τ² added. Where a class has one variant g_own alone, centred on the campaign.
Null
    N(0, 1).
Source
    J. Wollack (1997), ω; directed and weighted by rarity; the control within the class is a
    difference in differences.

>>> import numpy as np
>>> round(per_pupil(np.array([8.0, -8.0, 12.0]), np.array([16.0, 16.0, 9.0])), 1)
13.7
"""

from __future__ import annotations

import numpy as np

from objektiv.engines.conditional import LOG_UNIT
from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import interval, number

CODE, TITLE = "copied", "Ответы, похожие на ответы лучших с тем же вариантом"
WHY = "Списывание у лучших не ищется: мало одноклассников с тем же вариантом"
MEDIAN = 0.455  # of χ² with one degree of freedom
LARGE = 40  # pupils; in larger units the natural variance weighs more than chance


def per_pupil(total: Floats, n: Floats) -> float:
    """Robust variance of one pupil's part of a sum."""
    if not len(n):
        return 1.0
    left = total - np.median(total / n) * n
    return float(np.median(left**2 / n)) / MEDIAN


def measure(units: Units, table: Reference, profile: Profile) -> Measured:
    """The sign over all units."""
    return _measure(units, across=True)


def within(units: Units) -> Floats:
    """z of the evidence within the variant alone."""
    return _measure(units, across=False).z


def _measure(units: Units, *, across: bool) -> Measured:
    n = units.counts.n
    empty = np.full(len(n), np.nan)
    if units.given is None:
        return Measured(CODE, TITLE, "", n, empty, empty, empty, empty, str, WHY)
    copied = units.given.copied.astype(float)
    # A campaign of one variant has nobody to compare with inside the class.
    first = 2 if across and copied[:, 3].any() else 0
    total, size = copied[:, first] / LOG_UNIT, copied[:, first + 1]
    usable = (n >= 5) & (size >= 5)
    small = usable & (size < LARGE)
    v = per_pupil(total[small], size[small])
    z, middle, sd = judge(
        total, 0 * total, size * max(v, 1e-6), np.maximum(size, 1), usable,
        keep=units.keep, context=units.context_and_score,
    )  # fmt: skip
    safe = np.maximum(size, 1)
    value, low, high = total / safe, (middle - 1.96 * sd) / safe, (middle + 1.96 * sd) / safe

    def say(i: int) -> str:
        return (
            f"Сходство с лучшими одноклассниками {number(value[i], 2)} на ученика, ожидалось "
            f"{interval(round(float(low[i]), 2), round(float(high[i]), 2), 2)}"
        )

    return Measured(CODE, TITLE, "", n, value, low, high, z, say, WHY)

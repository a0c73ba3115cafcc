"""Omissions: fewer untouched items than pupils with these totals leave.

Formula
    O = number of «X», E = Σ P(X | T) over pupils and items;
    y = −log((O + ½)/(E + ½)) with variance 1/(E + ½)·φ, natural variance τ² added.
Null
    N(0, 1) after robust estimation of the centre and of τ² (schools differ in the habit).
Source
    INVALSI's missing rate (Quintano, Castellano, Longobardi 2009), made conditional.

>>> import numpy as np
>>> log_ratio(np.array([2.0]), np.array([12.0])).round(2)
array([1.61])
"""

from __future__ import annotations

import numpy as np

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import counted, interval

CODE, TITLE = "omissions", "Пропуски заданий при том же балле"


def log_ratio(observed: Floats, expected: Floats) -> Floats:
    """How many times fewer than expected, as a logarithm."""
    return np.asarray(-np.log((observed + 0.5) / (expected + 0.5)))


def measure(units: Units, table: Reference, profile: Profile) -> Measured:
    """The sign over all units."""
    counts = units.counts
    observed = counts.not_attempted.sum(axis=1).astype(float)
    expected = (counts.histogram @ table.omitted).sum(axis=1)
    usable = (counts.n >= 5) & (expected >= profile.value("evidence.omissions_expected"))
    y = log_ratio(observed, expected)
    ones = np.ones(len(y))
    z, middle, sd = judge(y, 0 * ones, 1 / (expected + 0.5), ones, usable, keep=units.keep)
    low = np.maximum((expected + 0.5) * np.exp(-middle - 1.96 * sd) - 0.5, 0)
    high = (expected + 0.5) * np.exp(-middle + 1.96 * sd) - 0.5

    def say(i: int) -> str:
        return (
            f"Не приступали к заданиям {counted(int(observed[i]), 'раз', 'раза', 'раз')}, "
            f"при тех же баллах ожидалось {interval(np.floor(low[i]), np.ceil(high[i]), 0)}"
        )

    why = "Пропуски не оцениваются: в кампании их слишком мало"
    return Measured(CODE, TITLE, "пропусков", counts.n, observed, low, high, z, say, why)

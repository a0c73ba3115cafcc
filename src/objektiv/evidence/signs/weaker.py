"""Weaker pupils: those of whom less was expected gained more than the others.

Formula
    S = −Σ (E_g − Ē)(T − E_g) over pupils, E_g the score expected in the pupil's group, Ē the
    unit's mean of it; variance Σ (E_g − Ē)² V_g, natural variance (Σ(E_g − Ē)²)²τ² added.
Null
    N(0, 1): honest teaching does not change the slope of results on prior results much.
Source
    Regression of residuals on the prediction within a unit (random slope, Raudenbush and
    Bryk 2002).

>>> import numpy as np
>>> tilt(np.array([[[1, 0, 0], [0, 0, 1]]]), np.array([0.5, 1.5]))   # one pupil each
(array([-0.5]), array([0.5]))
"""

from __future__ import annotations

import numpy as np

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import interval, number

CODE, TITLE = "weaker", "Кто прибавил: слабые против сильных"
WHY = "Слабые и сильные не сравниваются: прежние результаты неизвестны"


def tilt(by_group: Floats, mean: Floats) -> tuple[Floats, Floats]:
    """−Σ(E_g − Ē)(T − E_g) and Σ(E_g − Ē)² of each unit."""
    inside = by_group.sum(axis=2).astype(float)
    centre = inside @ mean / np.maximum(inside.sum(axis=1), 1)
    away = mean - centre[:, None]
    total = by_group @ np.arange(by_group.shape[2])
    return -((away * (total - inside * mean)).sum(axis=1)), (inside * away**2).sum(axis=1)


def measure(units: Units, table: Reference, profile: Profile) -> Measured:
    """The sign over all units."""
    n = units.counts.n
    empty = np.full(len(n), np.nan)
    if units.given is None:
        return Measured(CODE, TITLE, "", n, empty, empty, empty, empty, str, WHY)
    by = units.predicted
    observed, size = tilt(units.given.by_group, by.group_mean)
    usable = (n >= 5) & (size > 2 * by.within)
    z, middle, sd = judge(
        observed,
        0 * size,
        size * by.within,
        size,
        usable,
        keep=units.keep,
        context=units.context,
    )
    safe = np.maximum(size, 1e-9)
    value, low, high = (-part / safe for part in (observed, middle + 1.96 * sd, middle - 1.96 * sd))

    def say(i: int) -> str:
        return (
            "На балл более высокого прогноза приходится "
            f"{number(1 + value[i], 2)} балла результата, ожидалось "
            f"{interval(round(float(1 + low[i]), 2), round(float(1 + high[i]), 2), 2)}"
        )

    return Measured(CODE, TITLE, "", n, 1 + value, 1 + low, 1 + high, z, say, WHY)

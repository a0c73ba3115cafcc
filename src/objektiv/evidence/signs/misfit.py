"""Misfit: answer patterns odd for their totals, over all pupils of a unit.

Formula
    M = Σ_pupils Σ_items ((x − E[x | T])² − V[x | T])/max(V, LEAST), divided by its standard
    deviation given T.
Null
    N(0, 1); τ² natural. Averaged over a unit the weak person-fit of a short test becomes
    strong.
Source
    B. Jacob, S. Levitt (2003), QJE 118(3), measure 4; B. Wright, G. Masters (1982), outfit.

>>> import numpy as np
>>> share = np.array([[[0.5, 0.5]], [[0.9, 0.1]]])       # (T, I, points)
>>> square, fourth = spread_tables(share)
>>> square.round(2).tolist(), fourth.round(2).tolist()
([[[0.25, 0.25]], [[0.01, 0.81]]], [[0.0], [0.06]])
"""

from __future__ import annotations

import numpy as np

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import interval, number

LEAST = 0.1
CODE, TITLE = "misfit", "Необычные сочетания ответов"
WHY = "Сочетания ответов не оцениваются: не с чем сравнить"


def spread_tables(share: Floats) -> tuple[Floats, Floats]:
    """Squared residual of every category (S+1, I, K+1) and its variance (S+1, I)."""
    values = np.arange(share.shape[2])
    square = (values - (share @ values)[:, :, None]) ** 2
    mean = (share * square).sum(axis=2)
    return square, (share * square**2).sum(axis=2) - mean**2


def measure(units: Units, table: Reference, profile: Profile) -> Measured:
    """The sign over all units."""
    counts = units.counts
    n = counts.n.astype(float)
    empty = np.full(len(n), np.nan)
    if units.given is None:
        return Measured(CODE, TITLE, "", counts.n, empty, empty, empty, empty, str, WHY)
    cells = units.given.cells
    points = cells[:, :, :, :-1].astype(np.float32)
    points[:, :, :, 0] += cells[:, :, :, -1]
    square, fourth = spread_tables(table.share)
    # A bounded weight keeps one surprising cell of a sure item from deciding for a class.
    scale = np.maximum(table.variance, LEAST)[:, :, None]
    size = len(n), -1
    observed = points.reshape(size) @ (square / scale).astype(np.float32).reshape(-1)
    asked = points.sum(axis=3).reshape(size)
    expected = asked @ (table.variance[:, :, None] / scale).astype(np.float32).reshape(-1)
    variance = asked @ (fourth[:, :, None] / scale**2).astype(np.float32).reshape(-1)
    z, middle, sd = judge(
        observed.astype(float), expected.astype(float), variance.astype(float), n,
        counts.n >= 5, keep=units.keep, context=units.context_and_score,
    )  # fmt: skip
    safe = np.maximum(expected, 1)
    value, low, high = observed / safe, (middle - 1.96 * sd) / safe, (middle + 1.96 * sd) / safe

    def say(i: int) -> str:
        return (
            f"Необычность сочетаний ответов {number(value[i], 2)} при ожидаемой "
            f"{interval(round(float(low[i]), 2), round(float(high[i]), 2), 2)}"
        )

    return Measured(CODE, TITLE, "", counts.n, value, low, high, z, say, WHY)

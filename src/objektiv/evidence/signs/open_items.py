"""Open items given closed: points for items a person marks against those nobody marks.

Formula
    R = Σ(O − E[O | C]) over pupils, C the score of the closed items, O of the open ones;
    z = R / sqrt(Σ V[O | C] + n²τ²).
Null
    N(0, 1); τ² holds the natural severity of markers.
Source
    Marker severity: J. Linacre, Many-facet Rasch measurement (1989), here as a residual.

>>> import numpy as np
>>> pupils = np.array([[[2, 2], [2, 6]]])          # (U, closed score, [pupils, Σ open])
>>> expected(pupils, np.array([True])).round(2)
array([1.4, 2.6])
"""

from __future__ import annotations

import numpy as np

from objektiv.evidence.measured import Measured, judge, standard
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import counted, interval

CODE, TITLE = "open", "Задания с развёрнутым ответом при тех же кратких"
WHY = "Задания с развёрнутым ответом не оцениваются: их нет или не с чем сравнить"


def expected(by_closed: Floats, keep: Floats) -> Floats:
    """Mean open score at each closed score; neighbours are averaged by their pupils."""
    pupils, points = by_closed[keep].sum(axis=0).T.astype(float)
    near = np.exp(-(np.subtract.outer(np.arange(len(pupils)), np.arange(len(pupils))) ** 2) * 1.4)
    return np.asarray(near @ points / np.maximum(near @ pupils, 1e-9))


def measure(units: Units, table: Reference, profile: Profile) -> Measured:
    """The sign over all units."""
    counts = units.counts
    n = counts.n.astype(float)
    is_open = np.array([item.open for item in counts.work.items])
    empty = np.full(len(n), np.nan)
    if units.given is None or is_open.sum() < 2 or (~is_open).sum() < 3:
        return Measured(CODE, TITLE, "баллов", counts.n, empty, empty, empty, empty, str, WHY)
    by_closed = units.given.by_closed
    promise = expected(by_closed, units.keep)
    observed = by_closed[:, :, 1].sum(axis=1).astype(float)
    usual = by_closed[:, :, 0] @ promise
    spread = pupil_variance(units, is_open)
    z, middle, sd = judge(
        observed,
        usual,
        n * spread,
        n,
        counts.n >= 5,
        keep=units.keep,
        context=closed_context(units),
    )
    most = n * sum(item.max for item in counts.work.items if item.open)
    low, high = np.clip(middle - 1.96 * sd, 0, most), np.clip(middle + 1.96 * sd, 0, most)

    def say(i: int) -> str:
        return (
            "За задания с развёрнутым ответом набрано "
            f"{counted(int(observed[i]), 'балл', 'балла', 'баллов')} на {int(n[i])} участников; "
            f"при тех же кратких ответах ожидалось "
            f"{interval(np.floor(low[i]), np.ceil(high[i]), 0)}"
        )

    return Measured(CODE, TITLE, "баллов", counts.n, observed, low, high, z, say, WHY)


def closed_context(units: Units) -> Floats:
    """What a unit's pupils are like: their closed score besides prior results."""
    by_closed = units.given.by_closed[:, :, 0]  # type: ignore[union-attr]
    n = np.maximum(by_closed.sum(axis=1), 1).astype(float)
    closed = by_closed @ np.arange(by_closed.shape[1]) / n
    known = units.context[:, 1:]
    return np.column_stack([standard([closed], n), known])


def pupil_variance(units: Units, is_open: Floats) -> float:
    """Variance of a pupil's open score about its expectation given the closed score.

    Var(O | C) is bounded by the spread of T − C; estimated between cells of the same unit
    from Σ over closed scores of the change of their means: pupils·(mean − promise)².
    """
    pupils = units.by_cell.by_closed[:, :, 0] if units.by_cell else np.zeros((0, 1))
    if not len(pupils):
        return 1.0
    points = units.by_cell.by_closed[:, :, 1]  # type: ignore[union-attr]
    promise = expected(units.by_cell.by_closed, np.full(len(pupils), True))  # type: ignore[union-attr]
    left = points - pupils * promise
    unit = left.sum(axis=1, keepdims=True) / np.maximum(pupils.sum(axis=1, keepdims=True), 1)
    few = pupils > 0
    square = (left - pupils * unit)[few] ** 2 / pupils[few]
    freedom = few.sum() - (few.any(axis=1)).sum()
    return float(square.sum() / max(freedom, 1))

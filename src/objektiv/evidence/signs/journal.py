"""Journal: marks of the work against marks in the journal, divergence and agreement.

Formula
    divergence: mean of (mark − journal mark) over pupils with both, sampling variance
    s²/m, natural variance τ² (schools differ in leniency);
    agreement: number of equal marks, Bin(m, p) with natural variance of p.
Null
    N(0, 1) after robust centring on the campaign.
Source
    ФИОКО's report «Сравнение отметок» with an error and a between-school variance.

>>> import numpy as np
>>> table = np.zeros((1, 6, 6), int)
>>> table[0, 4, 3], table[0, 4, 4], table[0, 3, 3] = 2, 1, 1
>>> differences(table)
(array([4.]), array([2.]), array([2.]), array([2.]))
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import counted, interval

DIVERGENCE, DIVERGENCE_TITLE = "journal", "Отметки за работу выше журнальных"
AGREEMENT, AGREEMENT_TITLE = "agreement", "Совпадение с журналом"


def differences(marks: NDArray[np.int64]) -> tuple[Floats, Floats, Floats, Floats]:
    """Pupils with both marks, Σd, Σd² and number of equal marks from (U, 6, 6) counts."""
    both = marks[:, 2:, 2:].astype(float)
    d = np.subtract.outer(np.arange(4), np.arange(4))
    equal = np.trace(both, axis1=1, axis2=2)
    sums = [both.sum(axis=(1, 2)), (both * d).sum(axis=(1, 2)), (both * d**2).sum(axis=(1, 2))]
    return sums[0], sums[1], sums[2], np.asarray(equal)


def _enough(units: Units, profile: Profile, m: Floats) -> NDArray[np.bool_]:
    n = units.counts.n
    return np.asarray((m >= 5) & (m >= profile.value("evidence.journal_share") * n))


WHY = "Сравнение с журналом не проводится: отметок по журналу нет или их мало"


def divergence(units: Units, table: Reference, profile: Profile) -> Measured:
    """Marks of the work above the journal by more than schools differ."""
    m, total, square, _ = differences(units.counts.marks)
    usable = _enough(units, profile, m)
    safe = np.maximum(m, 1)
    within = float((square - total**2 / safe).sum() / max(float(np.maximum(m - 1, 0).sum()), 1.0))
    z, _, _ = judge(
        total / safe,
        0 * m,
        within / safe,
        np.ones(len(m)),
        usable,
        keep=units.keep,
        context=units.context,
    )
    raised = np.tril(units.counts.marks[:, 2:, 2:], -1).sum(axis=(1, 2)).astype(float)
    rate = raised[usable].sum() / max(m[usable].sum(), 1)
    _, middle, sd = judge(
        raised,
        m * rate,
        m * max(rate * (1 - rate), 1e-6),
        safe,
        usable,
        keep=units.keep,
        context=units.context,
    )
    low, high = np.clip(middle - 1.96 * sd, 0, m), np.clip(middle + 1.96 * sd, 0, m)

    def say(i: int) -> str:
        who = counted(int(raised[i]), "ученика", "учеников", "учеников")
        return (
            f"Отметка за работу выше журнальной у {who} из {int(m[i])}, ожидалось "
            f"{interval(np.floor(low[i]), np.ceil(high[i]), 0)}"
        )

    return Measured(
        DIVERGENCE, DIVERGENCE_TITLE, "учеников", m.astype(int), raised, low, high, z, say, WHY
    )


def agreement(units: Units, table: Reference, profile: Profile) -> Measured:
    """Marks equal to the journal's more often than schools usually show."""
    m, _, _, equal = differences(units.counts.marks)
    usable = _enough(units, profile, m)
    rate = equal[usable].sum() / max(m[usable].sum(), 1)
    safe = np.maximum(m, 1)
    z, middle, sd = judge(
        equal,
        m * rate,
        m * max(rate * (1 - rate), 1e-6),
        safe,
        usable,
        keep=units.keep,
        context=units.context,
    )
    low, high = np.clip(middle - 1.96 * sd, 0, m), np.clip(middle + 1.96 * sd, 0, m)

    def say(i: int) -> str:
        who = counted(int(equal[i]), "ученика", "учеников", "учеников")
        return (
            f"Отметка совпала с журнальной у {who} из {int(m[i])}, ожидалось "
            f"{interval(np.floor(low[i]), np.ceil(high[i]), 0)}"
        )

    return Measured(
        AGREEMENT, AGREEMENT_TITLE, "учеников", m.astype(int), equal, low, high, z, say, WHY
    )

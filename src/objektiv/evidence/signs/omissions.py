"""Omissions: fewer untouched items than pupils with these totals leave.

Formula
    O = number of «X», E = Σ P(X | T) over pupils and items, or over the pupils' groups of
    prediction;
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
from numpy.typing import NDArray

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import counted, interval

CODE, TITLE = "omissions", "Пропуски заданий при том же балле"
OPEN, OPEN_TITLE = "open_omissions", "Пропуски заданий с развёрнутым ответом"
UNTOUCHED, UNTOUCHED_TITLE = "untouched", "Пропуски при тех же прежних результатах"


def log_ratio(observed: Floats, expected: Floats) -> Floats:
    """How many times fewer than expected, as a logarithm."""
    return np.asarray(-np.log((observed + 0.5) / (expected + 0.5)))


def given_total(units: Units, table: Reference, profile: Profile) -> Measured:
    """Fewer than pupils with the same totals leave."""
    expected = (units.counts.histogram @ table.omitted).sum(axis=1)
    return _measure(CODE, TITLE, units, expected, context=units.context_and_score, profile=profile)


def given_prediction(units: Units, table: Reference, profile: Profile) -> Measured:
    """Fewer than pupils with the same prior results and journal marks leave."""
    if units.given is None:
        nothing = np.zeros(len(units.counts.n))
        return _measure(UNTOUCHED, UNTOUCHED_TITLE, units, nothing, context=None, profile=profile)
    by_group = units.predicted.share @ table.omitted.sum(axis=1)
    expected = units.given.by_group.sum(axis=2) @ by_group
    return _measure(
        UNTOUCHED, UNTOUCHED_TITLE, units, expected, context=units.context, profile=profile
    )


def open_given_total(units: Units, table: Reference, profile: Profile) -> Measured:
    """Fewer untouched open items than pupils with the same totals leave."""
    items = np.array([item.open for item in units.counts.work.items])
    expected = (units.counts.histogram @ table.omitted[:, items]).sum(axis=1)
    return _measure(
        OPEN, OPEN_TITLE, units, expected,
        context=units.context_and_score, profile=profile, items=items,
    )  # fmt: skip


def _measure(
    code: str,
    title: str,
    units: Units,
    expected: Floats,
    *,
    context: Floats | None,
    profile: Profile,
    items: NDArray[np.bool_] | slice = slice(None),
) -> Measured:
    counts = units.counts
    observed = counts.not_attempted[:, items].sum(axis=1).astype(float)
    usable = (counts.n >= 5) & (expected >= profile.value("evidence.omissions_expected"))
    y = log_ratio(observed, expected)
    ones = np.ones(len(y))
    z, middle, sd = judge(
        y, 0 * ones, 1 / (expected + 0.5), ones, usable, keep=units.keep, context=context
    )
    low = np.maximum((expected + 0.5) * np.exp(-middle - 1.96 * sd) - 0.5, 0)
    high = (expected + 0.5) * np.exp(-middle + 1.96 * sd) - 0.5
    about = "прежних результатах" if code == UNTOUCHED else "баллах"

    def say(i: int) -> str:
        return (
            f"Не приступали к заданиям {counted(int(observed[i]), 'раз', 'раза', 'раз')}, "
            f"при тех же {about} ожидалось {interval(np.floor(low[i]), np.ceil(high[i]), 0)}"
        )

    why = "Пропуски не оцениваются: в кампании их слишком мало"
    return Measured(code, title, "пропусков", counts.n, observed, low, high, z, say, why)

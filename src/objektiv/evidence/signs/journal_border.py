"""Journal border: scores that just reach the mark of the journal.

Formula
    Over pupils with journal mark J and cut c_J: A = pupils with c_J or c_J + 1 points,
    B = with c_J − r … c_J − 1; A ~ Bin(A + B, π_J), π_J from the campaign's pupils with the
    same journal mark; added over J, natural variance τ² of the share.
Null
    N(0, 1); exact binomial given A + B for the printed range.
Source
    Bunching at cuts (Dee et al. 2019) with the cut that matters to the pupil.

>>> import numpy as np
>>> around(np.array([[[0] * 9] * 3 + [[1, 1, 2, 1, 1, 5, 2, 0, 0]] + [[0] * 9] * 2]), {3: 5}, 3)
(array([[7.]]), array([[11.]]))
"""

from __future__ import annotations

import numpy as np

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import counted, interval

CODE, TITLE = "journal_border", "Балл едва достиг отметки по журналу"
WHY = "Граница отметки по журналу не оценивается: нет шкалы или отметок по журналу"


def around(by_journal: Floats, cuts: dict[int, int], reach: int) -> tuple[Floats, Floats]:
    """Pupils at the cut of their journal mark, and they with those below it; (U, cuts)."""
    at, both = [], []
    for mark, cut in cuts.items():
        at.append(by_journal[:, mark, cut : cut + 2].sum(axis=1))
        both.append(at[-1] + by_journal[:, mark, max(cut - reach, 0) : cut].sum(axis=1))
    return np.stack(at, axis=1).astype(float), np.stack(both, axis=1).astype(float)


def measure(units: Units, table: Reference, profile: Profile) -> Measured:
    """The sign over all units."""
    n = units.counts.n
    scale = profile.scale(units.counts.work)
    empty = np.full(len(n), np.nan)
    if units.given is None or scale is None:
        return Measured(CODE, TITLE, "учеников", n, empty, empty, empty, empty, str, WHY)
    top = units.counts.histogram.shape[1] - 1
    cuts = {mark: cut for mark, cut in scale.cuts.items() if 0 < cut <= top}
    at, both = around(units.given.by_journal, cuts, int(profile.value("evidence.journal_reach")))
    share = at[units.keep].sum(axis=0) / np.maximum(both[units.keep].sum(axis=0), 1)
    observed, expected = at.sum(axis=1), both @ share
    size = both.sum(axis=1)
    usable = (n >= 5) & (size >= profile.value("evidence.bunching_pupils"))
    variance = both @ (share * (1 - share))
    z, middle, sd = judge(
        observed,
        expected,
        variance,
        size,
        usable,
        keep=units.keep,
        context=units.context_and_score,
    )
    low, high = np.clip(middle - 1.96 * sd, 0, size), np.clip(middle + 1.96 * sd, 0, size)

    def say(i: int) -> str:
        who = counted(int(observed[i]), "ученика", "учеников", "учеников")
        return (
            f"У {who} балл едва достиг отметки по журналу, ожидалось "
            f"{interval(np.floor(low[i]), np.ceil(high[i]), 0)}"
        )

    return Measured(CODE, TITLE, "учеников", size.astype(int), observed, low, high, z, say, WHY)

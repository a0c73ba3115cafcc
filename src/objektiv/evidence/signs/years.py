"""Years in a row: the same school stands out in this work year after year.

Formula
    z = Σ Φ⁻¹(1 − p_y)/sqrt(k) over k years, p_y the school's probability of the year y.
Null
    N(0, 1) for independent years.
Source
    S. Stouffer (1949); Рособрнадзор's rule of three years in a row.

>>> import numpy as np
>>> stouffer(np.array([[0.01, 0.02], [0.5, np.nan]])).round(2).tolist()
[3.1, nan]
"""

from __future__ import annotations

import numpy as np

from objektiv.evidence.robust import Floats
from objektiv.evidence.tails import normal_quantile

CODE, TITLE = "years", "Несколько лет подряд"
WHY = "Годы не сравниваются: выводов прошлых лет нет"


def stouffer(p: Floats) -> Floats:
    """z of p-values over years (U, k); NaN with fewer than two years."""
    known = np.isfinite(p)
    count = known.sum(axis=1)
    z = np.where(known, normal_quantile(np.clip(np.where(known, p, 0.5), 1e-15, 1 - 1e-15)), 0)
    return np.where(count >= 2, z.sum(axis=1) / np.sqrt(np.maximum(count, 1)), np.nan)


def text(z: float) -> str:
    """The fact in words."""
    if z > 1.64:
        return "Результаты выделяются не первый год"
    return "За несколько лет вместе результаты не выделяются"

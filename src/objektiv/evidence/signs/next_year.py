"""Next-year fall: the same pupils below their prediction when last year's score is inflated.

Formula
    z = −z_level of the same school in the work of the next year, where this year's score is
    the prior score.
Null
    N(0, 1): `level` of the next year is standardised by its own campaign.
Source
    B. Jacob, S. Levitt (2003): SCORE has the gain of the year after with the other sign.

>>> import numpy as np
>>> fall(np.array([-2.5, np.nan, 1.0])).tolist()
[2.5, nan, -1.0]
"""

from __future__ import annotations

import numpy as np

from objektiv.evidence.robust import Floats

CODE, TITLE = "next_year", "Результат этих учеников в следующем году"
WHY = "Следующий год не сравнивается: результатов ещё нет"


def fall(next_level: Floats) -> Floats:
    """z of the fall from z of the next year's level, (U,)."""
    return -np.asarray(next_level, float)


def text(z: float) -> str:
    """The fact in words."""
    place = "ниже" if z > 0 else "не ниже"
    return f"В следующем году результат этих учеников {place} ожидаемого по этой работе"

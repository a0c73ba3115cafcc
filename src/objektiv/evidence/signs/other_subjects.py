"""Other subjects: the level stands out here and not in the other works of the school.

Formula
    z = (z_level − ρ·m)/sqrt(1 − ρ²·v), m the mean z_level of the school's k other works of
    the year, ρ the robust regression of z_level on m over the schools, v = Var m.
Null
    N(0, 1): honest schools that improve tend to improve in several subjects.
Source
    Conditional normal distribution; Ofqual's 2021 review compared subjects of a centre.

>>> import numpy as np
>>> here = np.array([3.0, 1.0, -1.0, 0.5, -0.5, 0.0] * 5)
>>> there = np.tile(np.array([[0.0], [1.0], [-1.0], [0.5], [-0.5], [0.0]]), (5, 1))
>>> contrast(here, there).round(1)[:2].tolist()
[6.3, -0.7]
"""

from __future__ import annotations

import numpy as np

from objektiv.evidence.robust import Floats, centre, scale, trend

CODE, TITLE = "other_subjects", "Другие предметы школы"
WHY = "Другие предметы не сравниваются: других работ школы нет"


def contrast(here: Floats, there: Floats) -> Floats:
    """z of this work given the others: `here` (U,), `there` (U, k) with NaN; (U,)."""
    known = np.isfinite(there)
    mean = np.where(known, there, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    usable = np.isfinite(here) & known.any(axis=1)
    z = np.full(len(here), np.nan)
    if usable.sum() < 12:
        return z
    about = np.column_stack([np.ones(usable.sum()), mean[usable]])
    beta = trend(here[usable], np.ones(usable.sum()), about)
    left = here[usable] - about @ beta
    left -= centre(left, np.ones(len(left)))
    z[usable] = left / max(scale(left), 0.3)
    return z


def text(z: float) -> str:
    """The fact in words."""
    if z > 1:
        return "По этому предмету школа прибавила заметно больше, чем по остальным"
    return "По уровню результат этого предмета не выделяется среди остальных предметов школы"

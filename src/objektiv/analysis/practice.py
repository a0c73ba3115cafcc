"""Schools whose result after a finished measure is clearly above what was to be expected.

They are candidates for describing what they did, nothing more: one year, one measure among many
things that happened. The order is that of the ids given, never of the results.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from objektiv.analysis.effects import SchoolChange
from objektiv.profiles import Profile
from objektiv.russian import NBSP, signed
from objektiv.stats.items import benjamini_hochberg

CAVEAT = (
    "Это повод спросить, а не оценка: за год в школе менялось многое, и часть таких отличий "
    "случайна. Доля ложных среди предложенных ограничена."
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A school × kind of measure: result and expectation in percentage points, q-value."""

    school: int
    kind: str
    after: float
    expected: float
    q_value: float

    @property
    def words(self) -> str:
        """The ground in a sentence."""
        points = f"{NBSP}п.{NBSP}п."
        return (
            f"После меры результат относительно региона {signed(self.after)}{points}, "
            f"у школ с таким же прежним результатом без меры ожидалось "
            f"{signed(self.expected)}{points}."
        )


def candidates(
    schools: Mapping[int, SchoolChange], taken: Mapping[str, set[int]], profile: Profile
) -> list[Candidate]:
    """Schools clearly above expectation after a measure, false discoveries controlled over all
    kinds and schools together (Benjamini–Hochberg at `practice.fdr`).

    The expectation is that of schools without the measure: the year after on the year before,
    so regression to the mean is in it; its error, the sampling error of the school and the
    variation of schools are in the test. Kinds with fewer others than `effect.others` are left
    out.
    """
    from scipy.special import stdtr

    tried: list[tuple[int, str, float, float, float]] = []
    for kind, those in taken.items():
        ids = [one for one in schools if one not in those]
        treated = [one for one in schools if one in those]
        if len(ids) < profile.value("effect.others") or not treated:
            continue
        X = np.array([[1.0, schools[one].before] for one in ids])
        y = np.array([schools[one].after for one in ids])
        inverse = np.linalg.pinv(X.T @ X)
        beta = inverse @ X.T @ y
        df = len(ids) - X.shape[1]
        # The spread of the others holds their sampling error; a noisier school adds its own.
        variance = float(((y - X @ beta) ** 2).sum() / df)
        usual = float(np.median([schools[one].se_after ** 2 for one in ids]))
        for one in treated:
            x = np.array([1.0, schools[one].before])
            extra = max(0.0, schools[one].se_after ** 2 - usual)
            se = float(np.sqrt(variance * (1 + x @ inverse @ x) + extra))
            expected = float(x @ beta)
            above = schools[one].after - expected
            p = float(stdtr(df, -above / se)) if se else 1.0
            tried.append((one, kind, schools[one].after, expected, p))
    if not tried:
        return []
    q = benjamini_hochberg([one[4] for one in tried])
    limit = profile.value("practice.fdr")
    return [Candidate(*one[:4], float(q[i])) for i, one in enumerate(tried) if q[i] <= limit]

"""One line per unit: mean result, share of «2», marks against the journal, with their errors.

What pages of several works and years put side by side. Above the school the schools are the
sample, not the pupils: pupils of a school are alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from objektiv.reports.units import Rollup, roll_up
from objektiv.schema import Counts, School, Unit


@dataclass(frozen=True, slots=True)
class Summary:
    """Shares are 0…1; an error is None where nothing says how firm the number is."""

    unit: Unit
    n: int  # pupils who wrote the work
    mean: float | None  # share of the maximum score
    mean_se: float | None
    marks: tuple[int, int, int, int]  # pupils with 2, 3, 4, 5
    failing_se: float | None  # of the share of «2»
    journal: tuple[int, int, int]  # lowered, confirmed, raised

    @property
    def marked(self) -> int:
        return sum(self.marks)

    @property
    def failing(self) -> float | None:
        return self.marks[0] / self.marked if self.marked else None


def summaries(counts: Counts, schools: Mapping[str, School] | None = None) -> tuple[Summary, ...]:
    """Every unit of the counts, in tree order."""
    rollup = roll_up(counts, schools)
    top = counts.work.max_score
    n, total, square = (rollup.total(one) for one in (counts.n, counts.score_sum, counts.score_sq))
    matrix = rollup.total(counts.marks)[:, 2:, :]
    marks = matrix.sum(axis=2)
    rows = []
    for at, unit in enumerate(rollup.units):
        size, marked = int(n[at]), int(marks[at].sum())
        mean = total[at] / size / top if size and top else None
        mean_se = failing_se = None
        if mean is not None and size > 1:
            spread = max(square[at] - total[at] ** 2 / size, 0.0) / (size - 1)
            mean_se = float(np.sqrt(spread / size)) / top
        if marked > 1:
            failing = marks[at][0] / marked
            failing_se = float(np.sqrt(failing * (1 - failing) / marked))
        if unit.level not in ("school", "class"):
            own = _schools_of(rollup, at)
            if mean is not None:
                mean_se = _ratio_error(total[own] / top, n[own]) or mean_se
            if marked:
                failing_se = _ratio_error(marks[own, 0], marks[own].sum(axis=1)) or failing_se
        both = matrix[at][:, 2:]
        rows.append(
            Summary(
                unit,
                size,
                None if mean is None else float(mean),
                mean_se,
                tuple(int(one) for one in marks[at]),  # type: ignore[arg-type]
                failing_se,
                # Rows are marks of the work, columns those of the journal.
                (int(np.triu(both, 1).sum()), int(np.trace(both)), int(np.tril(both, -1).sum())),
            )
        )
    return tuple(rows)


def _schools_of(rollup: Rollup, at: int) -> list[int]:
    """Indices of the schools inside a unit."""
    inside = set(rollup.cells[at].tolist())
    return [
        j
        for j, unit in enumerate(rollup.units)
        if unit.level == "school" and rollup.cells[j][0] in inside
    ]


def _ratio_error(part: np.ndarray, whole: np.ndarray) -> float | None:
    """Standard error of Σ part / Σ whole over clusters (Cochran 1977, 6.3); None below three."""
    use = whole > 0
    part, whole = part[use].astype(float), whole[use].astype(float)
    size = len(whole)
    if size < 3:
        return None
    residual = part - part.sum() / whole.sum() * whole
    return float(np.sqrt(size / (size - 1) * (residual @ residual)) / whole.sum())

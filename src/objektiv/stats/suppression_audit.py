"""What an outsider can compute from a publication: independent of how cells were hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from objektiv.stats.suppression_tables import Cells, Ints, Key


@dataclass(frozen=True, slots=True)
class Recovered:
    """What can be computed back."""

    keys: tuple[Key, ...]  # the hidden cells
    low: Ints  # (H,) least value a hidden cell may have, given everything published
    high: Ints  # (H,) greatest; `ceiling` where nothing bounds it
    narrow: tuple[Key, ...]  # hidden cells with a range below the width
    certain: tuple[Key, ...]  # groups of which every pupil's result is known


def recoverable(
    cells: Cells, published: Mapping[Key, int | None], *, width: int, ceiling: int | None = None
) -> Recovered:
    """The range of every hidden cell, by integer programs over the published numbers alone.

    The outsider knows which cells exist, how they are summed, and that pupils are counted in whole
    numbers from 0. For each hidden cell x: min x and max x subject to M x = 0, x = published
    where shown, 0 ≤ x ≤ ceiling. The true values of hidden cells are never read.

    width: pupils between the least and the greatest value that a hidden cell needs.
    ceiling: what no count exceeds; by default the published numbers together plus ten widths.
    Raises ValueError when the published numbers contradict each other.

    >>> from objektiv.stats.suppression_tables import Axis, cube
    >>> table = cube({("2",): 3, ("3",): 20}, (Axis({"2": "все", "3": "все"}, results=True),))
    >>> recoverable(table, {("2",): None, ("3",): 20, ("все",): 23}, width=10).narrow
    (('2',),)
    """
    for one in cells.sums:
        values = [published[cells.keys[place]] for place in (*one.parts, one.total)]
        if None not in values and sum(value or 0 for value in values[:-1]) != values[-1]:
            raise ValueError(f"Части не дают итога {cells.keys[one.total]}")
    top = ceiling or sum(value or 0 for value in published.values()) + 10 * width
    hidden = [place for place, key in enumerate(cells.keys) if published[key] is None]
    low = np.array([_bound(cells, published, top, [place], least=True) for place in hidden])
    high = np.array([_bound(cells, published, top, [place], least=False) for place in hidden])
    certain = []
    for one in cells.sums:
        if one.results and _bound(cells, published, top, [one.total], least=False):
            rest = [[part for part in one.parts if part != kept] for kept in one.parts]
            if any(_bound(cells, published, top, others, least=False) == 0 for others in rest):
                certain.append(cells.keys[one.total])
    keys = tuple(cells.keys[place] for place in hidden)
    narrow = tuple(key for key, a, b in zip(keys, low, high, strict=True) if b - a < width)
    return Recovered(keys, low.astype(np.int64), high.astype(np.int64), narrow, tuple(certain))


def _bound(
    cells: Cells,
    published: Mapping[Key, int | None],
    top: int,
    of: Sequence[int],
    *,
    least: bool,
) -> int:
    """Least or greatest sum of some cells."""
    values = [published[cells.keys[place]] for place in of]
    if None not in values:
        return sum(value or 0 for value in values)
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    terms: list[Any] = [
        model.new_int_var(0, top, "") if published[key] is None else published[key]
        for key in cells.keys
    ]
    for one in cells.sums:
        row = sum(terms[part] for part in one.parts) - terms[one.total]
        if not isinstance(row, int):
            model.add(row == 0)
    goal = sum(terms[place] for place in of)
    if least:
        model.minimize(goal)
    else:
        model.maximize(goal)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(model) != cp_model.OPTIMAL:
        raise ValueError("Опубликованные числа противоречат друг другу")
    return round(solver.objective_value)

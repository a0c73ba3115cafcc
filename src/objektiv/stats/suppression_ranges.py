"""How far hidden cells may move, given what is shown; what to hide where it is not enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objektiv.stats.responses import Floats
from objektiv.stats.suppression_tables import Ints

Bools = NDArray[np.bool_]
SWEEPS = 12  # random directions tried before single cells: one table widens many ranges


@dataclass(frozen=True, slots=True)
class Cut:
    """Where cell `cell` is hidden, Σ gains over the hidden cells must reach `least`."""

    cell: int
    gains: Ints  # (C,)
    least: int


def narrow_cells(
    matrix: Ints, values: Ints, hidden: Bools, need: Ints
) -> list[tuple[int, int, Cut]]:
    """Hidden cells whose range is below `need`: position, range reached, what would help.

    Ranges are those of whole numbers ≥ 0 with all sums kept. A range is believed only where two
    tables of whole numbers show it; whatever a solver leaves open counts as narrow.
    """
    places = np.flatnonzero(hidden)
    if not len(places):
        return []
    rows = matrix[:, places]
    space = _Space(
        np.unique(rows[rows.any(axis=1)], axis=0),
        values[places],
        int(values.sum() + need.sum() + 1),
    )
    least = need[places]
    low, high = _swept(space, least)
    found = []
    for p in np.flatnonzero(high - low < least):
        if high[p] - low[p] >= least[p]:
            continue
        gains = np.zeros(matrix.shape[1])
        for sign in (1.0, -1.0):
            goal = np.zeros(len(places))
            goal[p] = sign
            table, prices = space.solve(goal)
            if table is None:
                table = space.whole(goal)
            _widen(low, high, table)
            # Weak duality: goal·d ≤ Σ over hidden of c⁺·(room above) + c⁻·value, c = goal − Mᵀγ.
            # The reduced prices are for distinct rows; any γ is valid, zero elsewhere.
            c = -(matrix.T @ space.spread(prices, rows))
            c[places[p]] += sign
            gains += np.maximum(c, 0) * space.room + np.maximum(-c, 0) * values
        if high[p] - low[p] < least[p]:
            found.append(
                (
                    int(places[p]),
                    int(high[p] - low[p]),
                    _cut(int(places[p]), gains, hidden, least[p]),
                )
            )
    return found


def _swept(space: _Space, least: Ints) -> tuple[Ints, Ints]:
    """Ranges that a few tables show, drawn in directions of the cells still narrow."""
    low, high = space.values.copy(), space.values.copy()
    draw = np.random.default_rng(1)
    for _ in range(SWEEPS):
        narrow = high - low < least
        if not narrow.any():
            break
        direction = draw.normal(size=len(low)) * np.where(narrow, 1.0, 0.05)
        for goal in (direction, -direction):
            _widen(low, high, space.solve(goal)[0])
    return low, high


def _widen(low: Ints, high: Ints, table: Ints | None) -> None:
    if table is not None:
        np.minimum(low, table, out=low)
        np.maximum(high, table, out=high)


def _cut(cell: int, gains: Floats, hidden: Bools, least: int) -> Cut:
    """The row in whole numbers; one more cell where the row does not see the trouble."""
    whole = np.minimum(np.ceil(gains - 1e-6), least).astype(np.int64)
    if whole[hidden].sum() < least:
        return Cut(cell, whole, int(least))
    return Cut(cell, (~hidden).astype(np.int64), 1)


@dataclass(frozen=True, slots=True)
class _Space:
    """All tables that agree with what is shown: hidden values + d with rows·d = 0."""

    rows: Ints
    values: Ints
    room: int  # how far up a cell may go: more than any need asks for

    def solve(self, goal: Floats) -> tuple[Ints | None, Floats]:
        """The table with the greatest goal (None if not in whole numbers), prices of the rows."""
        from scipy.optimize import linprog

        found: Any = linprog(
            -goal,
            A_eq=self.rows,
            b_eq=np.zeros(len(self.rows)),
            bounds=np.column_stack((-self.values, np.full(len(self.values), self.room))),
            method="highs",
        )
        if found.status != 0:
            return None, np.zeros(len(self.rows))
        return self._checked(found.x), -np.asarray(found.eqlin.marginals, float)

    def whole(self, goal: Floats) -> Ints | None:
        """The same in whole numbers, where the simpler program gave fractions."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        found: Any = milp(
            -goal,
            integrality=np.ones(len(goal)),
            bounds=Bounds(-self.values, np.full(len(goal), self.room)),
            constraints=LinearConstraint(self.rows, 0, 0),
            options={"node_limit": 2000},
        )
        return None if found.x is None else self._checked(found.x)

    def _checked(self, moves: Floats) -> Ints | None:
        d = np.rint(moves).astype(np.int64)
        table: Ints = self.values + d
        return table if not (self.rows @ d).any() and (table >= 0).all() else None

    def spread(self, prices: Floats, rows: Ints) -> Floats:
        """Prices of distinct rows on all rows: each on the first row equal to it."""
        full = np.zeros(len(rows))
        for price, row in zip(prices, self.rows, strict=True):
            if price:
                full[int(np.argmax((rows == row).all(axis=1)))] = price
        return full

"""Which cells of public tables stay hidden, so that no small cell can be computed back.

Primary: a count from 1 to `minimum` − 1, and a result that all pupils of a group share (the result
of each would be known). Complementary: further cells, hidden at the least loss, so that given
everything published the range of every hidden cell is at least `width` pupils wide.

The program (cell suppression with sliding protection; M. Fischetti, J. J. Salazar-González,
"Models and algorithms for optimizing cell suppression in tabular data with linear constraints",
JASA 95, 2000; status secondary): minimise Σ w·y, y = 1 where hidden, y = 1 on primary cells.
Rows are added only when broken. For a hidden p with too narrow a range any multipliers γ of the
sums M x = 0 bound its range by Σ g·y, where g comes from e_p − Mᵀγ and from how far a cell may
move (down to 0, up without limit); so Σ g·y ≥ width·y_p must hold, with g cut off at `width`.
Where only whole numbers make the range narrow, one more cell is asked for: Σ over shown y ≥ y_p.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from objektiv.stats.suppression_ranges import Bools, Cut, narrow_cells
from objektiv.stats.suppression_tables import Cells, Ints, Key

SHOWN, SMALL, SAME, COMPLEMENTARY = "shown", "small", "same", "complementary"
CHANGED, ELSEWHERE = "changed", "elsewhere"
REASONS = {
    SHOWN: "Показывается.",
    SMALL: "Скрыто: за числом мало учеников.",
    SAME: "Скрыто: у всех учеников группы один и тот же результат.",
    CHANGED: "Скрыто: после прошлой публикации число изменилось на нескольких учеников.",
    ELSEWHERE: "Этого числа нет в публикации.",
    COMPLEMENTARY: "Скрыто, чтобы по нему нельзя было вычислить другое скрытое число.",
}
# Visitors get one sentence for all: which cell is the small one is itself a secret.
PUBLIC_REASON = (
    "Число не показывается: за ним стоит мало учеников или по нему можно вычислить такое число."
)
ROUNDS = 40  # of adding rows, before more is hidden than needed
EFFORT = 0.3  # deterministic seconds of one program: the same on every machine


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What is shown and what is not. `why` is for those who see all numbers, never for visitors."""

    cells: Cells
    why: tuple[str, ...]  # (C,) shown, small, same, changed, elsewhere, complementary
    exposed: tuple[Key, ...]  # what the numbers made public earlier give away already
    # Proved that no smaller loss is possible, but for ranges in whole numbers a solver left open.
    least: bool

    @property
    def hidden(self) -> Bools:
        """(C,) True where a cell is not shown."""
        return np.array([kind != SHOWN for kind in self.why], bool)

    @property
    def loss(self) -> int:
        """Weight of the complementary cells."""
        extra = np.array([kind == COMPLEMENTARY for kind in self.why], bool)
        return int(self.cells.weights[extra].sum())

    def published(self) -> dict[Key, int | None]:
        """What a visitor gets: numbers, None where hidden."""
        return {
            key: None if hide else int(value)
            for key, value, hide in zip(
                self.cells.keys, self.cells.values, self.hidden, strict=True
            )
        }

    def reason(self, key: Key) -> str:
        """Why a cell is hidden, for those who see all numbers."""
        return REASONS[self.why[self.cells.keys.index(key)]]

    def share(self, part: Key, whole: Key) -> int | None:
        """Whole per cent of one cell in another; None unless both are shown.

        Then it says nothing that the two numbers do not say.
        """
        shown = self.published()
        top, bottom = shown[part], shown[whole]
        return None if top is None or not bottom else round(100 * top / bottom)

    def mean(self, points: dict[Key, float]) -> float | None:
        """Mean over cells, each with its points (a mark), to hundredths; None unless all are shown.

        A mean over hidden cells is an equation that gives them away.
        """
        shown = self.published()
        counts = [shown[key] for key in points]
        if None in counts or not sum(count or 0 for count in counts):
            return None
        n = np.array(counts, np.int64)
        return round(float(n @ np.array(list(points.values())) / n.sum()), 2)


def suppress(
    cells: Cells,
    *,
    minimum: int,
    width: int,
    known: Collection[Key] = (),
    changed: Collection[Key] = (),
    elsewhere: Collection[Key] = (),
    rounds: int = ROUNDS,
    effort: float = EFFORT,
) -> Suppressed:
    """Choose the hidden cells of one publication.

    minimum: pupils, a count from 1 to below it is hidden; a 0 is shown unless another needs it.
    width: pupils between the least and the greatest value a hidden cell may have for an outsider.
    known: keys that are public already and stay so; what they give away is named in `exposed`.
    changed: keys to hide like small counts: beside what was shown of them before, a few pupils
    would be seen.
    elsewhere: keys that are neither public nor part of this publication, but tied to it by sums;
    the small ones among them are protected as well.
    rounds, effort: bounds of the search. When they run out more is hidden, never less. Both are
    counted in steps, not in seconds: a second publication of the same numbers that hid other cells
    would give away what either alone hides.

    >>> from objektiv.stats.suppression_tables import Axis, cube
    >>> table = cube({("2",): 3, ("3",): 20, ("4",): 14}, (Axis(dict.fromkeys("234", "все")),))
    >>> found = suppress(table, minimum=10, width=10)
    >>> found.published()
    {('2',): None, ('3',): 20, ('4',): None, ('все',): 37}
    >>> found.reason(("4",))
    'Скрыто, чтобы по нему нельзя было вычислить другое скрытое число.'
    """
    size = len(cells.keys)
    free = np.array([key not in known for key in cells.keys], bool)
    small = free & (cells.values > 0) & (cells.values < minimum)
    same = np.zeros(size, bool)
    groups: list[tuple[int, ...]] = []  # of each, at least one cell is hidden
    exposed: list[Key] = []
    for one in cells.sums:
        parts = np.array(one.parts)
        if one.results and cells.values[one.total] and (cells.values[parts] > 0).sum() == 1:
            all_in = parts[cells.values[parts] > 0]
            same[all_in] = free[all_in]
            others = tuple(int(part) for part in parts if free[part] and part != all_in[0])
            if others:
                groups.append(others)
            else:
                exposed.append(cells.keys[one.total])
    moved = free & np.array([key in changed for key in cells.keys], bool)
    outside = free & np.array([key in elsewhere for key in cells.keys], bool)
    primary = small | same | moved | outside
    matrix = cells.matrix()
    need = np.where(outside & ~small & ~same & ~moved, 0, width)
    if not free.all():  # what is public already may leave less than the width
        for place, reached, _ in narrow_cells(matrix, cells.values, free, need):
            need[place] = reached
            if reached == 0 and primary[place]:
                exposed.append(cells.keys[place])
    hidden, least = primary.copy(), True
    for part in _components(matrix, free):
        inside = _Part.of(
            part, matrix=matrix, cells=cells, need=need, primary=primary, groups=groups
        )
        if inside.primary.any() or inside.groups:
            hidden[part], proved = _choose(inside, rounds, effort)
            least &= proved
    kinds = np.select(
        [small, same, moved, outside, hidden],
        [SMALL, SAME, CHANGED, ELSEWHERE, COMPLEMENTARY],
        SHOWN,
    )
    return Suppressed(cells, tuple(kinds.tolist()), tuple(exposed), least)


@dataclass(frozen=True, slots=True)
class _Part:
    """Free cells tied by sums; cells of other parts have no influence on them."""

    matrix: Ints  # sums × cells of this part
    values: Ints
    weights: Ints
    need: Ints
    primary: Bools
    groups: list[list[int]]

    @classmethod
    def of(
        cls,
        part: Ints,
        *,
        matrix: Ints,
        cells: Cells,
        need: Ints,
        primary: Bools,
        groups: list[tuple[int, ...]],
    ) -> _Part:
        here = {int(place): index for index, place in enumerate(part)}
        rows = matrix[:, part]
        return cls(
            rows[rows.any(axis=1)],
            cells.values[part],
            cells.weights[part],
            need[part],
            primary[part],
            [[here[place] for place in group] for group in groups if group[0] in here],
        )


def _choose(part: _Part, rounds: int, effort: float) -> tuple[Bools, bool]:
    """The hidden cells of one part, and whether the loss is proved the least."""
    cuts = _first_cuts(part)
    hidden, proved = part.primary, True
    for _ in range(rounds):
        found, best = _program(part, cuts, effort)
        proved &= best
        if found is None:
            break
        hidden = found
        narrow = narrow_cells(part.matrix, part.values, hidden, part.need)
        if not narrow:
            return hidden, proved
        cuts += [cut for _, _, cut in narrow]
    return _more(part, hidden.copy()), False


def _first_cuts(part: _Part) -> list[Cut]:
    """What one sum alone asks for: in it a cell has others to move with, and far enough."""
    cuts = []
    for row in part.matrix:
        total, parts = np.flatnonzero(row < 0), np.flatnonzero(row > 0)
        for p in parts:
            # 0 ≤ x_p ≤ a_p + what the other hidden parts give up, without limit if the total is.
            gains = np.zeros(len(part.values), np.int64)
            gains[parts] = np.minimum(part.values[parts], part.need[p])
            gains[total] = part.need[p]
            cuts.append(Cut(int(p), gains, int(part.need[p])))
            others = np.zeros(len(part.values), np.int64)
            others[parts] = others[total] = 1
            others[p] = 0
            cuts.append(Cut(int(p), others, 1))
        for p in total:
            others = np.zeros(len(part.values), np.int64)
            others[parts] = 1
            cuts.append(Cut(int(p), others, 1))
    return [cut for cut in cuts if part.need[cut.cell] > 0]


def _program(part: _Part, cuts: list[Cut], effort: float) -> tuple[Bools | None, bool]:
    """Least weight under the rows so far; (None, False) when the effort found nothing."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    hide = [model.new_bool_var("") for _ in part.values]
    for place in np.flatnonzero(part.primary):
        model.add(hide[place] == 1)
    for group in part.groups:
        model.add_bool_or([hide[place] for place in group])
    for cut in cuts:
        places = np.flatnonzero(cut.gains)
        left = cp_model.LinearExpr.weighted_sum(
            [hide[i] for i in places], cut.gains[places].tolist()
        )
        model.add(left >= cut.least * hide[cut.cell])
    model.minimize(cp_model.LinearExpr.weighted_sum(hide, part.weights.tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None, False
    return np.array([solver.boolean_value(one) for one in hide], bool), status == cp_model.OPTIMAL


def _more(part: _Part, hidden: Bools) -> Bools:
    """Hide more until every hidden cell is wide enough: ends at the latest with all hidden."""
    for group in part.groups:
        if not hidden[group].any():
            hidden[group[int(np.argmin(part.weights[group]))]] = True
    while not hidden.all() and (
        narrow := narrow_cells(part.matrix, part.values, hidden, part.need)
    ):
        for _, _, cut in narrow:
            helpful = np.flatnonzero((cut.gains > 0) & ~hidden)
            for place in helpful[np.argsort(part.weights[helpful], kind="stable")]:
                if cut.gains[hidden].sum() >= cut.least:
                    break
                hidden[place] = True
    return hidden


def _components(matrix: Ints, free: Bools) -> list[Ints]:
    """Free cells that share sums, as groups of positions."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    size = matrix.shape[1]
    rows, columns = np.nonzero(matrix * free)
    ties = coo_matrix((np.ones(len(rows)), (size + rows, columns)), shape=(size + len(matrix),) * 2)
    _, label = connected_components(ties, directed=False)
    labels: NDArray[np.int32] = label[:size]
    return [np.flatnonzero((labels == one) & free) for one in np.unique(labels[free])]

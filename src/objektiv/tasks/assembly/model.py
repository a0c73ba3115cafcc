"""The model of an assembly for CP-SAT: what stands where, and which rules can be let go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from objektiv.tasks.assembly.request import BankTask, Blueprint

EFFORT = 1.0  # work of the solver for each aim, not seconds: the same on every machine
SCALE = 100  # hundredths of a point; sums of the aims stay far inside 64 bits
RULES = ("uses", "minutes", "points", "enemies", "common", "repeat")


@dataclass(frozen=True)
class Model:
    model: Any
    places: dict[tuple[int, int, int], Any]  # variant, cell, task -> a Boolean variable
    earned: list[Any]  # expected points of each variant, hundredths
    points: list[Any]
    short: dict[tuple[int, int], Any]  # variant, cell -> tasks that are missing
    by_cell: dict[tuple[int, int], Any]  # variant, cell -> expected points, hundredths


def build(
    tasks: Sequence[BankTask],
    blueprint: Blueprint,
    *,
    without: frozenset[str] = frozenset(),
    may_lack: bool = False,
) -> Model:
    """Every rule but those of `without`; with `may_lack` a cell may stay short of tasks."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    cells, count = blueprint.cells, blueprint.variants
    allowed = [
        i
        for i, task in enumerate(tasks)
        if task.code not in blueprint.left_out
        and ("uses" in without or blueprint.most_uses is None or task.uses < blueprint.most_uses)
    ]
    places = {
        (v, c, i): model.new_bool_var("")
        for v in range(count)
        for c, cell in enumerate(cells)
        for i in allowed
        if cell.takes(tasks[i])
    }
    in_variant: dict[tuple[int, int], list[Any]] = defaultdict(list)
    in_cell: dict[tuple[int, int], list[tuple[int, Any]]] = defaultdict(list)
    for (v, c, i), variable in places.items():
        in_variant[v, i].append(variable)
        in_cell[v, c].append((i, variable))
    short = {}
    for v, c in product(range(count), range(len(cells))):
        if may_lack:
            short[v, c] = model.new_int_var(0, cells[c].tasks, "")
        mine = [variable for _, variable in in_cell[v, c]]
        model.add(sum(mine) + short.get((v, c), 0) == cells[c].tasks)
    _once(model, allowed, in_variant, blueprint, without=without)
    if "enemies" not in without:
        _apart(model, tasks, allowed, in_variant, count)
    earned, points = [], []
    for v in range(count):
        mine = [pair for c in range(len(cells)) for pair in in_cell[v, c]]
        points.append(sum(tasks[i].points * one for i, one in mine))
        earned.append(sum(_expected(tasks[i]) * one for i, one in mine))
        if blueprint.minutes is not None and "minutes" not in without:
            model.add(sum(tasks[i].minutes * one for i, one in mine) <= blueprint.minutes)
    if "points" not in without and not may_lack:
        wanted = points[0] if blueprint.points is None else blueprint.points
        for one in points[blueprint.points is None :]:
            model.add(one == wanted)
    by_cell = {at: sum(_expected(tasks[i]) * one for i, one in mine) for at, mine in
               in_cell.items()}  # fmt: skip
    return Model(model, places, earned, points, short, by_cell)


def _apart(
    model: Any,
    tasks: Sequence[BankTask],
    allowed: Sequence[int],
    in_variant: Mapping[tuple[int, int], list[Any]],
    count: int,
) -> None:
    """Tasks that tell each other's answers are never in one variant."""
    known = {tasks[i].code: i for i in allowed}
    pairs = {
        tuple(sorted((i, known[code]))) for i in allowed for code in tasks[i].enemies
        if code in known
    }  # fmt: skip
    for (i, j), v in product(sorted(pairs), range(count)):
        model.add_at_most_one([*in_variant[v, i], *in_variant[v, j]])


def _expected(task: BankTask) -> int:
    return round(SCALE * task.share * task.points)


def _once(
    model: Any,
    allowed: Sequence[int],
    in_variant: Mapping[tuple[int, int], list[Any]],
    blueprint: Blueprint,
    *,
    without: frozenset[str],
) -> None:
    """A task stands once in a variant, and in one variant unless it is common to all."""
    anchors = []
    for i in allowed:
        for v in range(blueprint.variants):
            if len(in_variant[v, i]) > 1:
                model.add_at_most_one(in_variant[v, i])
        if blueprint.variants < 2 or "repeat" in without:
            continue
        everywhere = [sum(in_variant[v, i]) for v in range(blueprint.variants)]
        total = sum(everywhere)
        if blueprint.common and "common" not in without:
            anchor = model.new_bool_var("")
            anchors.append(anchor)
            model.add(total <= 1 + (blueprint.variants - 1) * anchor)
            for one in everywhere:
                model.add(one >= anchor)
        else:
            model.add(total <= 1)
    if anchors:
        model.add(sum(anchors) == blueprint.common)


def solve(model: Any, seed: int, effort: float = EFFORT) -> tuple[Any, str]:
    """The solver after its work and "optimal", "feasible", "infeasible" or "unknown"."""
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = effort
    return solver, solver.status_name(solver.solve(model)).lower()

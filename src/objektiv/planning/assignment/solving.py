"""Assigning people to procedures: no conflict, few changes, balanced load."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from objektiv.planning.assignment.conflicts import repeats
from objektiv.planning.assignment.explaining import Impossible, explain
from objektiv.planning.assignment.model import EFFORT, Model, build, solve
from objektiv.planning.assignment.request import ROLES, Assigned, StaffRequest

NOT_FOUND = (
    "Назначение не найдено за отведённую работу; что оно невозможно, не доказано. Разделите "
    "запрос по неделям или предметам."
)


@dataclass(frozen=True)
class Assignment:
    """Who goes where. `loads`: per role and person who can take anything, with what came
    before; `spread`: the most minus the least of them, per role."""

    assigned: tuple[Assigned, ...]
    loads: dict[str, dict[str, int]]
    spread: dict[str, int]
    changes: int  # of the kept assignment that had to go
    repeated: int  # against a rotation that is only preferred
    proven: bool  # that no better one exists; else it is the best found
    seed: int


def assign(
    request: StaffRequest, *, seed: int = 2026, effort: float = EFFORT
) -> Assignment | Impossible:
    """Give every procedure its people.

    Of all assignments without a conflict the one with, in this order: the fewest changes of
    `request.keep`, the fewest repeats of a school, the least spread of loads (most minus least,
    summed over the roles), the least sum of squared loads. One worker, a limit of work instead
    of time: the same request and seed give the same answer. Solved with OR-tools CP-SAT.
    """
    built = build(request)
    everybody = _loads(built, request)
    kept = _kept(built, request)
    again = [
        variable
        for (number, slot, _), variable in built.takes.items()
        if request.rules.rules["rotation"].mode == "prefer"
        and repeats(request.people[number], request.procedures[slot])
    ]
    spreads, squares, ceiling = _balance(built.model, everybody, request)
    weight_spread = ceiling + 1
    weight_repeat = weight_spread * (sum(spread.most for spread in spreads) + 1)
    weight_change = weight_repeat * (len(again) + 1)
    built.model.minimize(
        sum(squares)
        + weight_spread * sum(spread.variable for spread in spreads)
        + weight_repeat * sum(again)
        - weight_change * sum(kept)
    )
    solver, status = solve(built.model, seed, effort)
    if status == "unknown":  # any assignment, then
        built.model.clear_objective()
        solver, status = solve(built.model, seed, effort)
        status = "feasible" if status == "optimal" else status
    if status == "infeasible":
        return explain(request, seed)
    if status == "unknown":
        return Impossible((), (), (), (NOT_FOUND,), seed)
    assigned = [
        Assigned(request.procedures[slot].code, role, request.people[number].name)
        for (number, slot, role), variable in built.takes.items()
        if solver.boolean_value(variable)
    ]
    loads: dict[str, dict[str, int]] = {}
    for (number, role), variables in everybody.items():
        person = request.people[number]
        taken = sum(solver.boolean_value(variable) for variable in variables)
        loads.setdefault(role, {})[person.name] = person.load + taken
    return Assignment(
        tuple(sorted(assigned)),
        loads,
        {role: max(mine.values()) - min(mine.values()) for role, mine in loads.items()},
        len(set(request.keep) - set(assigned)),
        sum(solver.boolean_value(variable) for variable in again),
        status == "optimal",
        seed,
    )


@dataclass(frozen=True, slots=True)
class _Spread:
    variable: Any
    most: int


def _loads(built: Model, request: StaffRequest) -> dict[tuple[int, str], list[Any]]:
    loads: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for (number, _, role), variable in built.takes.items():
        loads[number, role].append(variable)
    return loads


def _kept(built: Model, request: StaffRequest) -> list[Any]:
    kept = set(request.keep)
    return [
        variable
        for (number, slot, role), variable in built.takes.items()
        if Assigned(request.procedures[slot].code, role, request.people[number].name) in kept
    ]


def _balance(
    model: Any, loads: dict[tuple[int, str], list[Any]], request: StaffRequest
) -> tuple[list[_Spread], list[Any], int]:
    """Spread of each role; terms of Σ load²; the largest that sum can be."""
    spreads, squares, ceiling = [], [], 0
    for role in ROLES:
        mine = {number: found for (number, one), found in loads.items() if one == role}
        if not mine:
            continue
        top = max(request.people[number].load + len(found) for number, found in mine.items())
        least = model.new_int_var(0, top, "")
        most = model.new_int_var(0, top, "")
        for number, found in mine.items():
            before = request.people[number].load
            model.add(sum(found) + before >= least)
            model.add(sum(found) + before <= most)
            # The step from k − 1 to k adds 2k − 1 to the square.
            steps = [model.new_bool_var("") for _ in found]
            model.add(sum(steps) == sum(found))
            costs = [2 * (before + k) - 1 for k in range(1, len(steps) + 1)]
            squares += [cost * step for cost, step in zip(costs, steps, strict=True)]
            ceiling += sum(costs)
        spread = model.new_int_var(0, top, "")
        model.add(spread == most - least)
        spreads.append(_Spread(spread, top))
    return spreads, squares, ceiling

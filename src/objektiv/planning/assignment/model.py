"""The model of an assignment for CP-SAT: who may be where, what excludes what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from objektiv.planning.assignment.conflicts import clash, conflicts
from objektiv.planning.assignment.request import ROLES, Procedure, StaffRequest

Slot = tuple[int, str]  # number of the procedure, role
Takes = Mapping[tuple[int, int, str], Any]  # person, procedure, role -> a Boolean variable

# Work of the solver, not seconds: the same on every machine, so the answer is the same.
EFFORT = 20.0


@dataclass(frozen=True)
class Model:
    """A model under construction and its variables."""

    model: Any
    takes: Takes
    short: Mapping[Slot, Any]  # people missing at a slot; empty where none may be missing


def slots(request: StaffRequest) -> list[Slot]:
    """Every procedure × role that needs somebody."""
    return [
        (number, role)
        for number, procedure in enumerate(request.procedures)
        for role in ROLES
        if procedure.need(role)
    ]


def build(request: StaffRequest, *, may_lack: bool = False) -> Model:
    """All rules that must hold; with `may_lack` a slot may stay short of people."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    wanted = slots(request)
    takes = {
        (number, slot, role): model.new_bool_var("")
        for number, person in enumerate(request.people)
        for slot, role in wanted
        if role in person.roles and not conflicts(person, request.procedures[slot], role, request)
    }
    by_slot: dict[Slot, list[Any]] = defaultdict(list)
    by_person: dict[int, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    by_role: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for (number, slot, role), variable in takes.items():
        by_slot[slot, role].append(variable)
        by_person[number][slot].append(variable)
        by_role[number, role].append(variable)
    short = {}
    for slot, role in wanted:
        need = request.procedures[slot].need(role)
        if may_lack:
            short[slot, role] = model.new_int_var(0, need, "")
        model.add(sum(by_slot[slot, role]) + short.get((slot, role), 0) == need)
    exclusive = list(_exclusive(request))
    for mine in by_person.values():
        for group in exclusive:
            together = [variable for slot in group for variable in mine.get(slot, ())]
            if len(together) > 1:
                model.add_at_most_one(together)
    for (number, _), variables in by_role.items():
        most = request.limit(request.people[number])
        if most is not None:
            model.add(sum(variables) <= most)
    return Model(model, takes, short)


def solve(model: Any, seed: int, effort: float = EFFORT) -> tuple[Any, str]:
    """The solver after its work and "optimal", "feasible", "infeasible" or "unknown"."""
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = effort
    return solver, solver.status_name(solver.solve(model)).lower()


def _exclusive(request: StaffRequest) -> Iterator[tuple[int, ...]]:
    """Sets of procedures of which a person takes at most one (and in one role)."""
    days: dict[Any, list[int]] = defaultdict(list)
    for number, procedure in enumerate(request.procedures):
        days[procedure.day].append(number)
    known = set()
    for day in days.values():
        groups = [_running(request.procedures, day, number) for number in day]
        groups += [
            pair
            for pair in combinations(day, 2)
            if (found := clash(request.procedures[pair[0]], request.procedures[pair[1]], request))
            and found.rule == "travel"
        ]
        for group in groups:
            if group not in known:
                known.add(group)
                yield group


def _running(procedures: Sequence[Procedure], day: list[int], number: int) -> tuple[int, ...]:
    """Those that run when this one starts."""
    start = procedures[number].start
    return tuple(one for one in day if procedures[one].start <= start < procedures[one].end)

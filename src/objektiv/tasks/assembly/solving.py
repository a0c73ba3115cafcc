"""Equivalent variants: the same blueprint, the same points, as equally hard as the bank allows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from objektiv.tasks.assembly.explaining import explain
from objektiv.tasks.assembly.model import EFFORT, SCALE, Model, build, solve
from objektiv.tasks.assembly.request import BankTask, Blueprint, Impossible, Placed, Variants

ANY = 6.0  # times the work, to find any variants at all
NOT_FOUND = (
    "Варианты не найдены за отведённую работу; что они невозможны, не доказано. Уменьшите число "
    "вариантов или разделите план на части."
)


def assemble(
    tasks: Sequence[BankTask], blueprint: Blueprint, *, seed: int = 2026, effort: float = EFFORT
) -> Variants | Impossible:
    """Variants of the blueprint out of the bank.

    Of all that keep the rules those with, in this order: the least difference of expected points
    between variants, the least differences place by place, the least used tasks. One worker and a
    limit of work instead of time: the same bank, blueprint and seed give the same variants.
    Solved with OR-tools CP-SAT (van der Linden, 2005, Linear Models for Optimal Test Design).
    """
    if wrong := blueprint.complaints():
        return Impossible(tuple(wrong), seed)
    built = build(tasks, blueprint)
    model, top = built.model, _most(tasks, blueprint)
    for before, after in pairwise(built.earned):  # variants differ in nothing but their number
        model.add(before <= after)
    total = built.earned[-1] - built.earned[0]
    model.minimize(total)
    solver, status = solve(model, seed, effort)
    if status == "unknown":  # any variants, then
        model.clear_objective()
        solver, status = solve(model, seed, ANY * effort)
        status = "feasible" if status == "optimal" else status
    if status == "infeasible":
        return Impossible(explain(tasks, blueprint, seed), seed)
    if status == "unknown":
        return Impossible((NOT_FOUND,), seed)
    found, proven = solver, status == "optimal"
    # Of those the ones that are alike place by place, of fewest used tasks.
    model.add(total <= solver.value(total))
    cells = [
        _gap(model, [built.by_cell[v, c] for v in range(blueprint.variants)], top)
        for c in range(len(blueprint.cells))
    ]
    used = [tasks[i].uses * one for (_, _, i), one in built.places.items() if tasks[i].uses]
    most_used = sum(one.uses for one in tasks) * blueprint.variants + 1
    model.minimize(sum(cells) * most_used + sum(used))
    for place in built.places.values():
        model.add_hint(place, solver.boolean_value(place))
    solver, status = solve(model, seed, effort)
    if status in ("optimal", "feasible"):
        found = solver
    return _read(built, found, tasks, blueprint, proven=proven, seed=seed)


def _most(tasks: Sequence[BankTask], blueprint: Blueprint) -> int:
    """No variant can be expected to bring more."""
    highest = max((one.points for one in tasks), default=1)
    return SCALE * highest * blueprint.tasks


def _gap(model: Any, sums: Sequence[Any], top: int) -> Any:
    """The most minus the least of the sums."""
    if len(sums) < 2:
        return 0
    least, most = model.new_int_var(0, top, ""), model.new_int_var(0, top, "")
    for one in sums:
        model.add(one >= least)
        model.add(one <= most)
    gap = model.new_int_var(0, top, "")
    model.add(gap == most - least)
    return gap


def _read(
    built: Model,
    solver: Any,
    tasks: Sequence[BankTask],
    blueprint: Blueprint,
    *,
    proven: bool,
    seed: int,
) -> Variants:
    variants: list[list[tuple[int, int]]] = [[] for _ in range(blueprint.variants)]
    for (v, c, i), variable in built.places.items():
        if solver.boolean_value(variable):
            variants[v].append((c, i))
    # Within a cell the easier task stands first, so that places of variants correspond.
    for one in variants:
        one.sort(key=lambda pair: (pair[0], -tasks[pair[1]].share, tasks[pair[1]].code))
    points = tuple(sum(tasks[i].points for _, i in one) for one in variants)
    shares = tuple(
        round(sum(tasks[i].share * tasks[i].points for _, i in one) / all_, 6)
        for one, all_ in zip(variants, points, strict=True)
    )
    return Variants(
        tuple(tuple(Placed(c, tasks[i].code) for c, i in one) for one in variants),
        shares,
        points,
        tuple(sum(tasks[i].minutes for _, i in one) for one in variants),
        len(set(points)) == 1 and max(shares) - min(shares) <= blueprint.spread,
        proven,
        seed,
    )

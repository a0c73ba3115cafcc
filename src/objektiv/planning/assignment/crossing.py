"""Cross-marking: works by code to experts of other schools, first, second and third marking."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil
from typing import Any

from objektiv.planning.assignment.model import solve
from objektiv.planning.assignment.request import Person, name_key

Count = dict[tuple[str, str], Any]  # school, expert -> works


@dataclass(frozen=True, slots=True)
class Work:
    """A written work: its code and the school it comes from (never shown to a marker)."""

    code: str
    school: str


@dataclass(frozen=True, order=True, slots=True)
class Marking:
    """One marking of one work; `turn` 1, 2 or 3."""

    code: str
    turn: int
    expert: str


@dataclass(frozen=True)
class Distribution:
    """Who marks what. `loads`: works per expert; `proven`: that none is more even."""

    markings: tuple[Marking, ...]
    loads: dict[str, int]
    seed: int
    proven: bool


def distribute(
    works: Sequence[Work], experts: Sequence[Person], *, share: float, seed: int = 2026
) -> Distribution | None:
    """Give each work a marker, and the `share` of each school's works a second one.

    Nobody marks works of the own school, of a child's school or of a school with a declared
    relation. Where school B marks works of A, A marks none of B. The markers of one work
    differ. Of all such distributions one with the least spread of loads; None when there is
    none. The works for second marking are a lot of the seed and their codes, at least one of a
    school where `share` is positive.
    """
    from ortools.sat.python import cp_model

    mine: dict[str, list[str]] = defaultdict(list)
    for work in works:
        mine[work.school].append(work.code)
    # Rounded first: 0.07 · 100 is a little more than 7 as a float.
    twice = {school: ceil(round(share * len(codes), 9)) for school, codes in mine.items()}
    model = cp_model.CpModel()
    first: Count = {}
    second: Count = {}
    both: Count = {}  # first markings among the works that are marked twice
    for school, codes in mine.items():
        for expert in experts:
            if barred(expert, school):
                continue
            key = (school, expert.name)
            first[key] = model.new_int_var(0, len(codes), "")
            both[key] = model.new_int_var(0, twice[school], "")
            second[key] = model.new_int_var(0, twice[school], "")
            model.add(both[key] <= first[key])
            # Pairs of different markers exist exactly when nobody is needed more than k times.
            model.add(both[key] + second[key] <= twice[school])
        for counts, total in ((first, len(codes)), (both, twice[school]), (second, twice[school])):
            model.add(sum(one for key, one in counts.items() if key[0] == school) == total)
    _one_way(model, mine, experts, first, second)
    loads = {
        one.name: sum(
            counts[school, one.name]
            for counts in (first, second)
            for school in mine
            if (school, one.name) in counts
        )
        for one in experts
        if any((school, one.name) in first for school in mine)
    }
    total = len(works) + sum(twice.values())
    least, most = model.new_int_var(0, total, ""), model.new_int_var(0, total, "")
    for load in loads.values():
        model.add(load >= least)
        model.add(load <= most)
    model.minimize(most - least)
    solver, status = solve(model, seed)
    if status not in ("optimal", "feasible"):
        return None

    def dealt(counts: Count, school: str) -> dict[str, int]:
        return {name: solver.value(one) for (at, name), one in counts.items() if at == school}

    markings = [
        marking
        for school, codes in mine.items()
        for marking in _dealt(
            codes,
            dealt(first, school),
            paired(dealt(both, school), dealt(second, school)),
            f"{seed}\x1f{school}",
        )
    ]
    done = {name: sum(one.expert == name for one in markings) for name in loads}
    return Distribution(tuple(sorted(markings)), done, seed, status == "optimal")


def _dealt(
    codes: Sequence[str], first: dict[str, int], pairs: list[tuple[str, str]], lot: str
) -> list[Marking]:
    """Markings of one school's works: the first of a drawn order are marked twice."""
    chance = random.Random(lot)  # noqa: S311 - a lot that can be repeated, not a secret
    drawn = sorted(codes)
    chance.shuffle(drawn)
    chance.shuffle(pairs)
    markings = []
    for code, (one, other) in zip(drawn, pairs, strict=False):
        markings += [Marking(code, 1, one), Marking(code, 2, other)]
        first[one] -= 1
    left = [name for name, number in first.items() for _ in range(number)]
    chance.shuffle(left)
    rest = drawn[len(pairs) :]
    return markings + [Marking(code, 1, name) for code, name in zip(rest, left, strict=True)]


def barred(expert: Person, school: str) -> bool:
    """Whether an expert may mark no work of this school."""
    near = [expert.school, *(one.school for one in expert.children)]
    near += [one.school for one in expert.relations]
    return name_key(school) in {name_key(one) for one in near if one}


def paired(first: Mapping[str, int], second: Mapping[str, int]) -> list[tuple[str, str]]:
    """Pairs of different people, each as often first and second as stated.

    Exists exactly when, for k pairs, nobody's first and second together exceed k: then whoever
    is needed in every remaining pair is taken now.

    >>> paired({"а": 2, "б": 1}, {"б": 1, "в": 2})
    [('а', 'в'), ('а', 'б'), ('б', 'в')]
    """
    one, two = dict(first), dict(second)
    pairs = []
    for left in range(sum(one.values()), 0, -1):
        options = [(a, b) for a in one for b in two if a != b and one[a] > 0 and two[b] > 0]
        tight = {name for name in {*one, *two} if one.get(name, 0) + two.get(name, 0) == left}
        fitting = [pair for pair in options if tight <= set(pair)]
        a, b = max(fitting, key=lambda pair: one[pair[0]] + two[pair[1]])
        one[a] -= 1
        two[b] -= 1
        pairs.append((a, b))
    return pairs


def third_markings(
    done: Sequence[Marking],
    scores: Mapping[tuple[str, int], int],
    works: Sequence[Work],
    experts: Sequence[Person],
    *,
    difference: float,
) -> tuple[tuple[Marking, ...], tuple[str, ...]]:
    """Third markers for works whose two scores differ by `difference` points or more.

    `scores`: by code and turn. The third marker is none of the two, has no tie with the school,
    breaks no one-way rule, and has the least load. Also returns the codes nobody may take.
    """
    school = {work.code: work.school for work in works}
    at = {one.name: name_key(one.school) for one in experts}
    marked: dict[str, set[str]] = defaultdict(set)
    ways: set[tuple[str, str]] = set()
    loads = dict.fromkeys(at, 0)
    for one in done:
        marked[one.code].add(one.expert)
        ways.add((name_key(school[one.code]), at[one.expert]))
        loads[one.expert] += 1
    found, without = [], []
    for code in sorted(school):
        pair = [scores.get((code, turn)) for turn in (1, 2)]
        if pair[0] is None or pair[1] is None or abs(pair[0] - pair[1]) < difference:
            continue
        home = name_key(school[code])
        able = [
            one.name
            for one in experts
            if one.name not in marked[code]
            and not barred(one, school[code])
            and (not at[one.name] or (at[one.name], home) not in ways)
        ]
        if not able:
            without.append(code)
            continue
        chosen = min(able, key=lambda name: (loads[name], name))
        loads[chosen] += 1
        ways.add((home, at[chosen]))
        found.append(Marking(code, 3, chosen))
    return tuple(found), tuple(without)


def _one_way(
    model: Any, schools: Mapping[str, list[str]], experts: Sequence[Person], *counts: Count
) -> None:
    """No two schools mark each other's works."""
    home = {one.name: name_key(one.school) for one in experts}
    by_key = {name_key(school): school for school in schools}
    arcs: dict[tuple[str, str], Any] = {}
    for count in counts:
        for (school, expert), variable in count.items():
            if home[expert] not in by_key:
                continue
            way = (name_key(school), home[expert])
            if way not in arcs:
                arcs[way] = model.new_bool_var("")
            model.add(variable <= len(schools[school]) * arcs[way])
    for one, other in combinations(by_key, 2):
        if (one, other) in arcs and (other, one) in arcs:
            model.add_at_most_one([arcs[one, other], arcs[other, one]])

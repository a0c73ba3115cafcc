"""Works of one parallel (all of them, or those of a subject among the others already placed) as a
model of CP-SAT. One worker and a bound on work, not on time, make the answer the same on every
machine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from objektiv.planning.schedule.aligned import MOVED, Load
from objektiv.planning.schedule.entries import Entry, class_key, subject_key
from objektiv.planning.schedule.places import Place, Places, Wanted, entry_at
from objektiv.planning.schedule.request import WorkRequest


class Found(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """What the solver found for one parallel."""

    found: Found
    entries: tuple[Entry, ...] = ()
    best: bool = False  # proved that none is better


class ParallelModel:
    """`without`: rules and filters that are left out, to explain."""

    def __init__(
        self,
        works: Sequence[WorkRequest],
        places: Places,
        without: Collection[str] = (),
        *,
        load: Load | None = None,
        assume: bool = False,
    ) -> None:
        from ortools.sat.python import cp_model

        self._works = works
        self._places = places
        self._rules = places.rules
        self._load = load or Load()
        self.model: Any = cp_model.CpModel()
        self._cp: Any = cp_model
        self.held = [self.model.new_bool_var(f"work{i}") for i in range(len(works))]
        self._at: list[dict[date, Any]] = []
        self._wanted: list[tuple[int, Wanted, dict[date, Place]]] = []
        for i, work in enumerate(works):
            for one in places.wanted(work):
                options = self._open(one.class_, places.of(one, without))
                at = {day: self.model.new_bool_var("") for day in options}
                self.model.add(sum(at.values()) == self.held[i])
                self._at.append(at)
                self._wanted.append((i, one, options))
        if assume:
            self.model.add_assumptions(self.held)
        else:
            for literal in self.held:
                self.model.add(literal == 1)
        if "per_day" not in without:
            self._one_a_day()
        self._distances(without)

    def _open(self, class_: str, options: dict[date, Place]) -> dict[date, Place]:
        key, most = class_key(class_), self._rules.per_day
        return {day: at for day, at in options.items() if self._load.days[key, day] < most}

    def _one_a_day(self) -> None:
        days: dict[tuple[str, date], list[Any]] = defaultdict(list)
        for (_, one, _), at in zip(self._wanted, self._at, strict=True):
            for day, literal in at.items():
                days[class_key(one.class_), day].append(literal)
        for key, literals in days.items():
            room = self._rules.per_day - self._load.days[key]
            if len(literals) > room:
                self.model.add(sum(literals) <= room)

    def _distances(self, without: Collection[str]) -> None:
        """Works of a subject keep their distance: an interval of the work over all classes (or
        one for each class) that ends `plan_days` after its last day; none overlap."""
        days: list[list[Any]] = [[] for _ in self._works]
        classes: list[list[str]] = [[] for _ in self._works]
        for (i, one, _), at in zip(self._wanted, self._at, strict=True):
            days[i].append(self._day(at))
            classes[i].append(class_key(one.class_))
        low = min((day.toordinal() for at in self._at for day in at), default=0)
        high = max((day.toordinal() for at in self._at for day in at), default=0)
        gap = self._rules.plan_days
        lanes: dict[tuple[str, str], list[tuple[int, Any, Any, Any]]] = defaultdict(list)
        for i, work in enumerate(self._works):
            first = self.model.new_int_var(low, high, "")
            last = self.model.new_int_var(low, high, "")
            for day in days[i]:
                self.model.add(first <= day).only_enforce_if(self.held[i])
                self.model.add(day <= last).only_enforce_if(self.held[i])
            self.model.add(first <= last)
            if "spread" not in without:
                self.model.add(last - first <= work.spread)
            if "interval" in without:
                continue
            subject = subject_key(work.subject)
            if self._rules.across_classes:
                lanes[subject, ""].append((i, first, last, self._interval(i, first, last, gap)))
            else:
                for class_, day in zip(classes[i], days[i], strict=True):
                    own = self.model.new_int_var(low, high, "")
                    self.model.add(own == day).only_enforce_if(self.held[i])
                    lanes[subject, class_].append((i, own, own, self._interval(i, own, own, gap)))
        for lane in lanes.values():
            self.model.add_no_overlap([interval for *_, interval in lane])
            self._in_order(lane, gap)

    def _day(self, at: dict[date, Any]) -> Any:
        """The day of an entry as a number whose values are the literals."""
        domain = self._cp.Domain.from_values([day.toordinal() for day in at] or [0])
        found = self.model.new_int_var_from_domain(domain, "")
        for day, literal in at.items():
            self.model.add(found == day.toordinal()).only_enforce_if(literal)
        return found

    def _interval(self, i: int, first: Any, last: Any, gap: int) -> Any:
        size = self.model.new_int_var(gap, gap + 400, "")
        end = self.model.new_int_var(0, date.max.toordinal(), "")
        self.model.add(end == last + gap)
        return self.model.new_optional_interval_var(first, size, end, self.held[i], "")

    def _in_order(self, lane: list[tuple[int, Any, Any, Any]], gap: int) -> None:
        """Works of one series are alike: their order costs nothing and saves the search."""
        series: dict[int, list[tuple[int, int, Any, Any]]] = defaultdict(list)
        for i, first, last, _ in lane:
            if self._works[i].series:
                series[self._works[i].series].append((self._works[i].number, i, first, last))
        for mine in series.values():
            mine.sort(key=lambda one: one[0])
            for (_, i, _, last), (_, j, first, _) in pairwise(mine):
                self.model.add(last + gap <= first).only_enforce_if(self.held[i], self.held[j])

    def stay(self, hint: Iterable[Entry]) -> None:
        """Few changes against the former schedule; `hint`: a schedule to begin with."""
        begin = {(one.class_key, subject_key(one.procedure)): one.day for one in hint}
        terms = []
        for (_, one, _), at in zip(self._wanted, self._at, strict=True):
            known = begin.get((class_key(one.class_), subject_key(one.work.procedure)))
            for day, literal in at.items():
                if known:
                    self.model.add_hint(literal, day == known)
                if one.previous and day != one.previous.day:
                    terms.append((MOVED + abs((day - one.previous.day).days)) * literal)
        if terms:
            self.model.minimize(sum(terms))

    def solve(self, seed: int, effort: float) -> Answer:
        """Solve with at most so much work."""
        solver = self._solver(seed, effort)
        status = solver.solve(self.model)
        if status == self._cp.INFEASIBLE:
            return Answer(Found.NO)
        if status not in (self._cp.OPTIMAL, self._cp.FEASIBLE):
            return Answer(Found.UNKNOWN)
        entries = []
        for (_, one, options), at in zip(self._wanted, self._at, strict=True):
            day = next(day for day, literal in at.items() if solver.boolean_value(literal))
            entries.append(entry_at(one, day, options[day]))
        return Answer(Found.YES, tuple(entries), status == self._cp.OPTIMAL)

    def contradicting(self, seed: int, effort: float) -> list[int] | None:
        """Works (their numbers) that cannot be held together; None when that is not shown."""
        solver = self._solver(seed, effort)
        if solver.solve(self.model) != self._cp.INFEASIBLE:
            return None
        core = set(solver.sufficient_assumptions_for_infeasibility())
        return [i for i, literal in enumerate(self.held) if literal.index in core]

    def _solver(self, seed: int, effort: float) -> Any:
        solver = self._cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_deterministic_time = effort
        return solver

"""Works of one subject of one parallel placed evenly among what is already placed.

Every work gets a stretch of days [t, t + spread], stretches of different works lie `plan_days`
apart, and inside its stretch each class takes its cheapest day. So the cost of a stretch is known
beforehand, and choosing the stretches is a small problem that the solver answers at once. The
restriction to stretches can lose a schedule in a very full year: `model` then looks without it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from objektiv.planning.schedule.entries import Entry, class_key
from objektiv.planning.schedule.places import Place, Places, Wanted, entry_at
from objektiv.planning.schedule.request import WorkRequest

# An entry that leaves its former day weighs more than any distance and any crowd.
MOVED = 1000
CROWDED = 5  # each procedure of a class beyond its mean in a week, in weeks off the even step

Best = tuple[int, tuple[Entry, ...]]  # cost of a stretch, a day for each class


class Load:
    """What is already placed: days taken, and procedures of each class in each week."""

    def __init__(
        self, entries: Iterable[Entry] = (), mean: Mapping[str, int] | None = None
    ) -> None:
        self.days: Counter[tuple[str, date]] = Counter()
        self.weeks: Counter[tuple[str, int]] = Counter()
        self.mean = mean or {}  # procedures in a week by class that are no crowd
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        self.days[entry.class_key, entry.day] += 1
        self.weeks[entry.class_key, _week(entry.day)] += 1

    def crowd(self, class_: str, day: date) -> int:
        """Procedures beyond the mean in the week when one more comes on this day."""
        key = class_key(class_)
        return max(0, self.weeks[key, _week(day)] + 1 - self.mean.get(key, 1))


def align(
    works: Sequence[WorkRequest], places: Places, load: Load, seed: int, effort: float
) -> tuple[Entry, ...] | None:
    """Entries of all works of one subject, or None when no stretches fit."""
    from ortools.sat.python import cp_model

    stretches = [_stretches(work, places, load) for work in works]
    model = cp_model.CpModel()
    covering = defaultdict(list)
    chosen = []
    costs = []
    for work, mine in zip(works, stretches, strict=True):
        literals = {start: model.new_bool_var("") for start in mine}
        if not literals:
            return None
        model.add_exactly_one(literals.values())
        for start, literal in literals.items():
            costs.append(mine[start][0] * literal)
            # Within one term of covered days at most one stretch: an even step of a week less
            # would say the same with more literals.
            for day in range(start, start + work.spread + places.rules.plan_days):
                covering[day].append(literal)
        chosen.append(literals)
    for literals_of_day in covering.values():
        model.add_at_most_one(literals_of_day)
    model.minimize(sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = effort
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    found: list[Entry] = []
    for literals, mine in zip(chosen, stretches, strict=True):
        start = next(start for start, one in literals.items() if solver.boolean_value(one))
        found += mine[start][1]
    return tuple(_in_series(works, found, places))


def _stretches(work: WorkRequest, places: Places, load: Load) -> dict[int, Best]:
    """Every stretch in which each class has a day, by the ordinal of its first day."""
    entries = list(places.wanted(work))
    options = [_priced(one, places, load) for one in entries]
    if not all(options):
        return {}
    first = min(min(one) for one in options) - work.spread
    last = max(max(one) for one in options)
    found: dict[int, Best] = {}
    for start in range(first, last + 1):
        cost, days = 0, []
        for one, priced in zip(entries, options, strict=True):
            within = [
                (priced[day][0], day)
                for day in range(start, start + work.spread + 1)
                if day in priced
            ]
            if not within:
                break
            price, day = min(within)
            cost += price
            days.append(entry_at(one, date.fromordinal(day), priced[day][1]))
        else:
            found[start] = (cost, tuple(days))
    return found


def _priced(one: Wanted, places: Places, load: Load) -> dict[int, tuple[int, Place]]:
    """Open days of an entry with their cost and place, by ordinal."""
    key, most = class_key(one.class_), places.rules.per_day
    return {
        day.toordinal(): (_price(one, day, load), place)
        for day, place in places.of(one).items()
        if load.days[key, day] < most
    }


def _price(one: Wanted, day: date, load: Load) -> int:
    if one.previous:
        apart = abs((day - one.previous.day).days)
        return MOVED + apart if apart else 0
    work = one.work
    price = CROWDED * load.crowd(one.class_, day)
    if work.of > 1:
        ideal = work.start + (work.end - work.start) * (2 * work.number - 1) / (2 * work.of)
        price += abs((day - ideal).days) // 7
    return price


def _in_series(works: Sequence[WorkRequest], found: list[Entry], places: Places) -> Iterable[Entry]:
    """Works of a series are alike: the earlier days belong to the lower numbers."""
    if places.request.previous:
        return found
    names = {work.procedure: work for work in works if work.series}
    groups: dict[tuple[int, str], list[Entry]] = defaultdict(list)
    rest = [entry for entry in found if entry.procedure not in names]
    for entry in found:
        if entry.procedure in names:
            groups[names[entry.procedure].series, entry.class_].append(entry)
    for (series, _), mine in groups.items():
        mine.sort(key=lambda entry: entry.day)
        numbered = sorted(
            (work for work in works if work.series == series), key=lambda work: work.number
        )
        rest += [
            replace(entry, procedure=work.procedure)
            for entry, work in zip(mine, numbered, strict=True)
        ]
    return rest


def _week(day: date) -> int:
    return (day - timedelta(1)).toordinal() // 7

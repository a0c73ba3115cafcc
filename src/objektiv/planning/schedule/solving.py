"""A schedule that breaks no rule, or which rules and lines of the request contradict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace

from objektiv.planning.schedule.aligned import Load, align
from objektiv.planning.schedule.checking import check_schedule
from objektiv.planning.schedule.entries import Entry, class_key, subject_key
from objektiv.planning.schedule.explaining import (
    Conflict,
    counted_conflicts,
    explain,
    placeless_conflicts,
)
from objektiv.planning.schedule.model import Found, ParallelModel
from objektiv.planning.schedule.places import Places, entry_at
from objektiv.planning.schedule.request import ScheduleRequest, WorkRequest
from objektiv.profiles import ScheduleRules

_WORKERS = 2  # parallels solved at a time; the answer does not depend on it
_PATIENCE = 3  # times the usual effort for a parallel that has no schedule yet
_ORDERS = 6  # of subjects that are tried
_NARROW = 15  # days: works with no more of them are the first to contradict each other


@dataclass(frozen=True)
class Solved:
    """A schedule (sorted by class and day), or conflicts that exclude one: never both.

    `undecided`: grades for which the effort was enough neither for a schedule nor for a proof.
    """

    entries: tuple[Entry, ...]
    conflicts: tuple[Conflict, ...]
    undecided: tuple[int, ...] = ()


def solve_schedule(
    request: ScheduleRequest,
    rules: ScheduleRules,
    step: Callable[[int, int], None] | None = None,
) -> Solved:
    """Place every work of the request.

    Parallel by parallel, as no rule joins them. The same request, rules and seed give the same
    schedule. `step` hears how many parallels are done, of how many; when it raises, the work ends.
    """
    places = Places(request, rules)
    parallels: dict[int, list[WorkRequest]] = {}
    for work in request.works:
        parallels.setdefault(work.grade, []).append(work)
    conflicts = [*counted_conflicts(places), *placeless_conflicts(places)]
    parallels = {
        grade: works
        for grade, works in sorted(parallels.items())
        if grade not in {one.grade for one in conflicts}
    }
    entries: list[Entry] = []
    undecided = []
    pool = ThreadPoolExecutor(_WORKERS)
    try:
        waiting = {
            pool.submit(_parallel, works, places): grade for grade, works in parallels.items()
        }
        for done, future in enumerate(as_completed(waiting), start=1):
            found, why = future.result()
            entries += found
            if why:
                conflicts.append(why)
            elif not found:
                undecided.append(waiting[future])
            if step:
                step(done, len(waiting))
    finally:
        # Whoever raises in `step` wants no more: parallels that wait are not begun.
        pool.shutdown(cancel_futures=True)
    conflicts.sort(key=lambda one: (one.grade, one.lines))
    if conflicts or undecided:
        return Solved((), tuple(conflicts), tuple(sorted(undecided)))
    entries.sort(key=lambda one: (one.grade, one.class_key, one.day, one.subject))
    return Solved(tuple(entries), ())


def _parallel(
    works: list[WorkRequest], places: Places
) -> tuple[tuple[Entry, ...], Conflict | None]:
    """Subject by subject, the tightest first; a subject that finds no room goes to the front.

    Subjects meet only in the days of a class. Works with few days, and a subject that finds no
    room in an empty year, may prove at once that there is no schedule. When no order helps, all
    works are solved together.
    """
    limits = (places.request.seed, places.request.effort)
    subjects: dict[str, list[WorkRequest]] = {}
    for work in works:
        subjects.setdefault(subject_key(work.subject), []).append(work)
    order = sorted(subjects, key=lambda subject: _room(subjects[subject], places))
    mean = _mean(works, places.rules.weeks)
    former = _still_good(subjects, places)
    narrow = [work for work in works if _widest(work, places) <= _NARROW]
    if narrow and ParallelModel(narrow, places).solve(*limits).found is Found.NO:
        return (), explain(narrow, places)
    for _ in range(_ORDERS):
        entries, stuck = _in_order(order, subjects, places, mean, former)
        if not stuck:
            return entries, None
        alone = ParallelModel(subjects[stuck], places).solve(*limits)
        if alone.found is Found.NO:
            return (), explain(subjects[stuck], places)
        if order[0] == stuck and not former:
            break
        order.remove(stuck)
        order.insert(0, stuck)
        former = {}
    answer = ParallelModel(works, places).solve(limits[0], limits[1] * _PATIENCE)
    if answer.found is Found.NO:
        return (), explain(works, places)
    return answer.entries, None


def _in_order(
    order: list[str],
    subjects: dict[str, list[WorkRequest]],
    places: Places,
    mean: dict[str, int],
    former: dict[str, tuple[Entry, ...]],
) -> tuple[tuple[Entry, ...], str]:
    """All entries and "", or nothing and the subject that found no room."""
    found = [entry for entries in former.values() for entry in entries]
    load = Load(found, mean)
    for subject in order:
        if subject in former:
            continue
        entries = _subject(subjects[subject], places, load)
        if not entries:
            return (), subject
        for entry in entries:
            load.add(entry)
        found += entries
    return tuple(found), ""


def _subject(works: list[WorkRequest], places: Places, load: Load) -> tuple[Entry, ...]:
    """Entries of one subject among those placed; nothing when there is no room."""
    request = places.request
    aligned = align(works, places, load, request.seed, request.effort)
    if aligned and _moved(aligned, works, places) == _has_to_move(works, places, load):
        return aligned
    model = ParallelModel(works, places, load=load)
    model.stay(aligned or request.previous)
    answer = model.solve(request.seed, request.effort)
    return answer.entries or aligned or ()


def _moved(entries: Sequence[Entry], works: list[WorkRequest], places: Places) -> int:
    stands = {(one.class_, one.procedure): one.day for one in entries}
    wanted = [one for work in works for one in places.wanted(work)]
    return sum(
        stands[one.class_, one.work.procedure] != one.previous.day for one in wanted if one.previous
    )


def _has_to_move(works: list[WorkRequest], places: Places, load: Load) -> int:
    """Former entries whose day is closed or taken now."""
    wanted = [one for work in works for one in places.wanted(work) if one.previous]
    return sum(
        one.previous.day not in places.of(one)
        or load.days[class_key(one.class_), one.previous.day] >= places.rules.per_day
        for one in wanted
        if one.previous
    )


def _still_good(
    subjects: dict[str, list[WorkRequest]], places: Places
) -> dict[str, tuple[Entry, ...]]:
    """Former entries of the subjects that still keep every rule, all of them, as they were."""
    if not places.request.previous:
        return {}
    found: dict[str, tuple[Entry, ...]] = {}
    load = Load()
    for subject, works in subjects.items():
        entries = _as_before(works, places, load)
        if entries:
            found[subject] = entries
            for entry in entries:
                load.add(entry)
    return found


def _as_before(works: list[WorkRequest], places: Places, load: Load) -> tuple[Entry, ...]:
    """The former entries of a subject, when each stands on a free place and none too near."""
    entries: list[Entry] = []
    for work in works:
        mine = []
        for one in places.wanted(work):
            was = one.previous
            place = places.of(one).get(was.day) if was else None
            taken = load.days[class_key(one.class_), was.day] if was else 0
            if was is None or place is None or taken >= places.rules.per_day:
                return ()
            mine.append(entry_at(one, was.day, place))
        if (max(e.day for e in mine) - min(e.day for e in mine)).days > work.spread:
            return ()
        entries += mine
    kept = replace(places.rules, interval_days=places.rules.plan_days)
    broken = check_schedule(entries, kept).broken
    return () if any(one.rule in ("interval", "per_day") for one in broken) else tuple(entries)


def _widest(work: WorkRequest, places: Places) -> int:
    return max(len(places.of(one)) for one in places.wanted(work))


def _room(works: list[WorkRequest], places: Places) -> tuple[int, int]:
    """How tight a subject is: the fewest days of an entry, then how many works."""
    fewest = min(len(places.of(one)) for work in works for one in places.wanted(work))
    return fewest, -len(works)


def _mean(works: list[WorkRequest], weeks: int) -> dict[str, int]:
    counts = Counter(class_key(class_) for work in works for class_ in work.classes)
    return {class_: -(-n // weeks) for class_, n in counts.items()}

"""Where one class may write one work: days and lessons that pass every rule of a single entry."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from objektiv.planning.schedule.days import Days, why_outside
from objektiv.planning.schedule.entries import Entry, class_key, subject_key
from objektiv.planning.schedule.request import ScheduleRequest, WorkRequest
from objektiv.profiles import ScheduleRules

# What keeps a day from an entry: rules of `check`, then the request's own words.
FILTERS = ("holiday", "window", "first_last", "lessons", "dates", "passed")

Place = tuple[int, int]  # first lesson of the work, last lesson of the day
Key = tuple[str, str, str]  # class, subject, procedure: which entry of a former schedule


@dataclass(frozen=True)
class Wanted:
    """One entry to place: a class and a work, and where it stood before."""

    work: WorkRequest
    class_: str
    previous: Entry | None


class Places:
    """Places of all entries of a request."""

    def __init__(self, request: ScheduleRequest, rules: ScheduleRules) -> None:
        self.request = request
        self.rules = rules
        self.days = Days(request.year, rules)

    @cached_property
    def _all_days(self) -> tuple[date, ...]:
        first, last = self.days.lessons
        first = min([first, *(work.start for work in self.request.works)])
        last = max([last, *(work.end for work in self.request.works)])
        return tuple(first + timedelta(n) for n in range((last - first).days + 1))

    @cached_property
    def _previous(self) -> dict[Key, Entry]:
        return {_key(one.class_, one.subject, one.procedure): one for one in self.request.previous}

    def wanted(self, work: WorkRequest) -> Iterator[Wanted]:
        """Entries of a work, a class each."""
        for class_ in work.classes:
            yield Wanted(
                work, class_, self._previous.get(_key(class_, work.subject, work.procedure))
            )

    def of(self, one: Wanted, without: Collection[str] = ()) -> dict[date, Place]:
        """Days with the best lesson of each; `without`: filters not to apply."""
        before = self.request.fixed_before
        was = one.previous
        if was and before and was.day < before and "passed" not in without:
            return {was.day: (was.lesson or 2, was.last_lesson or self.request.last_lesson)}
        work = one.work
        windows = self.days.windows(work.procedure, work.level) or ()
        by_weekday = [self._place(one, weekday, without) for weekday in range(7)]
        found = {}
        for day in self._all_days:
            place = by_weekday[day.weekday()]
            if (
                place is None
                or ("dates" not in without and not work.start <= day <= work.end)
                or (before and day < before and "passed" not in without)
                or ("holiday" not in without and self._closed(day, work.grade))
                or ("window" not in without and why_outside(windows, day, work.grade))
            ):
                continue
            found[day] = place
        return found

    def _closed(self, day: date, grade: int) -> bool:
        known = self._closed_days.setdefault(grade, {})
        if day not in known:
            known[day] = self.days.why_closed(day, grade) is not None
        return known[day]

    @cached_property
    def _closed_days(self) -> dict[int, dict[date, bool]]:
        return {}

    def _place(self, one: Wanted, weekday: int, without: Collection[str]) -> Place | None:
        """The lesson of a weekday: where it was, else the first that is neither first nor last."""
        work, timetable = one.work, self.request.timetable
        week = timetable.lessons.get(class_key(one.class_)) if timetable else None
        if week is None:
            last, own = self.request.last_lesson, None
        else:
            day = week.get(weekday, {})
            last = max(day, default=self.request.last_lesson if "lessons" in without else 0)
            own = {n for n, subject in day.items() if subject == subject_key(work.subject)}
        known = self.request.hours.get((class_key(one.class_), subject_key(work.subject)))
        anywhere = known is not None and known <= self.rules.exempt_hours
        starts = [
            start
            for start in range(1, last - work.lessons + 2)
            if own is None
            or not work.own_lessons
            or "lessons" in without
            or own & set(range(start, start + work.lessons))
        ]
        inner = [n for n in starts if n > 1 and n + work.lessons - 1 < last]
        starts = inner or (starts if anywhere or "first_last" in without else [])
        if not starts:
            return None
        was = one.previous.lesson if one.previous else None
        return (was if was in starts and was is not None else starts[0], last)


def entry_at(one: Wanted, day: date, place: Place) -> Entry:
    """The entry of a class on one of its places."""
    lesson, last_lesson = place
    work = one.work
    return Entry(
        day,
        lesson,
        last_lesson,
        one.class_,
        work.subject,
        work.procedure,
        work.level,
        work.lessons,
    )


def _key(class_: str, subject: str, procedure: str) -> Key:
    return class_key(class_), subject_key(subject), subject_key(procedure)

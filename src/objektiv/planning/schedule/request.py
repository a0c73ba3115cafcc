"""What is asked of a new schedule: works with their classes and terms, and the lessons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from objektiv.planning.schedule.entries import Entry, Hours, class_key, grade_of, subject_key
from objektiv.schema import SchoolYear

SEED = 2026
SPREAD = 6  # days: a parallel writes a work within a week
LAST_LESSON = 6
EFFORT = 4.0  # units of work of the solver per parallel: about seconds of one core


@dataclass(frozen=True, slots=True)
class WorkRequest:
    """One work of one parallel. Works of a `series` are held in the order of `number`."""

    line: int  # of the request, from 1
    procedure: str
    subject: str
    level: str
    classes: tuple[str, ...]
    start: date  # not before
    end: date  # not after
    lessons: int = 1
    own_lessons: bool = True  # written at lessons of the subject, not in place of any lesson
    spread: int = SPREAD  # days from the first class to the last, at most
    series: int = 0
    number: int = 1
    of: int = 1

    @property
    def grade(self) -> int:
        return grade_of(self.classes[0])


@dataclass(frozen=True)
class Timetable:
    """Lessons of the week: subjects by class, weekday (0 is Monday) and number of the lesson."""

    lessons: Mapping[str, Mapping[int, Mapping[int, str]]]  # by `class_key`; `subject_key`

    @property
    def hours(self) -> dict[tuple[str, str], Fraction]:
        """Lessons a week of class × subject."""
        counts: Counter[tuple[str, str]] = Counter()
        for key, week in self.lessons.items():
            counts.update((key, one) for day in week.values() for one in day.values())
        return {key: Fraction(n) for key, n in counts.items()}


def timetable_of(rows: Sequence[tuple[str, int, int, str]]) -> Timetable:
    """From rows (class, weekday, lesson, subject).

    >>> timetable_of([("5А", 0, 2, "Химия"), ("5А", 3, 1, "химия")]).hours
    {('5А', 'химия'): Fraction(2, 1)}
    """
    weeks: dict[str, dict[int, dict[int, str]]] = {}
    for class_, weekday, lesson, subject in rows:
        day = weeks.setdefault(class_key(class_), {}).setdefault(weekday, {})
        day[lesson] = subject_key(subject)
    return Timetable(weeks)


@dataclass(frozen=True)
class ScheduleRequest:
    """A whole request of a school for one school year."""

    year: SchoolYear
    works: tuple[WorkRequest, ...]
    hours: Hours
    timetable: Timetable | None = None
    last_lesson: int = LAST_LESSON  # where there is no timetable
    previous: tuple[Entry, ...] = ()  # as much of it as possible stays
    fixed_before: date | None = None  # earlier days have passed: nothing moves there
    title: str = ""
    seed: int = SEED
    effort: float = EFFORT

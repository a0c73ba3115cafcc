"""Which days a procedure may be held on, and why not on the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from objektiv.profiles import ScheduleRules, Window, load_school_terms, published_transfers
from objektiv.russian import is_day_off, long_date, period
from objektiv.schema import SchoolTerms, SchoolYear

_FIRST_GRADES = 5  # number of the holidays that only first grades have


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a day is no day for a procedure."""

    text: str
    source: str


class Days:
    """Days of lessons of one school year under given rules. Raises ValueError when own terms
    of the school do not follow each other."""

    def __init__(self, year: SchoolYear, rules: ScheduleRules) -> None:
        self.year = year
        self.rules = rules
        self.terms: SchoolTerms = load_school_terms(year, *rules.terms)

    def why_closed(self, day: date, grade: int) -> Reason | None:
        """None on a day of lessons.

        >>> from objektiv.profiles import load_schedule_rules
        >>> days = Days(SchoolYear(2025), load_schedule_rules(2026))
        >>> days.why_closed(date(2026, 5, 8), 5), days.why_closed(date(2026, 5, 9), 5).text
        (None, 'это нерабочий день производственного календаря')
        """
        if is_day_off(day, self.rules.days_a_week):
            if day.weekday() >= self.rules.days_a_week:
                text = "это воскресенье" if day.weekday() == 6 else "по субботам уроков нет"
                return Reason(text, self.rules.sources["holiday"])
            known = published_transfers().get(day.year)
            source = known.source if known else self.rules.sources["holiday"]
            return Reason("это нерабочий день производственного календаря", source)
        for term in self.terms.of("holiday"):
            if term.start <= day <= term.end and (term.number != _FIRST_GRADES or grade == 1):
                text = f"это {term.name} ({period(term.start, term.end)})"
                return Reason(text, self.terms.source)
        if not self.lessons[0] <= day <= self.lessons[1]:
            text = f"уроки идут {period(*self.lessons)}"
            return Reason(text, self.terms.source)
        for closed in self.rules.closed:
            if closed.start <= day <= closed.end and (not closed.grades or grade in closed.grades):
                return Reason(closed.reason, closed.source)
        return None

    @cached_property
    def lessons(self) -> tuple[date, date]:
        """The first and the last day of lessons."""
        return self.terms.of("half")[0].start, self.terms.lessons_end

    def of_grade(self, grade: int) -> tuple[date, ...]:
        """All days of lessons of a grade, in order."""
        first, last = self.lessons
        days = (first + timedelta(n) for n in range((last - first).days + 1))
        return tuple(day for day in days if self.why_closed(day, grade) is None)

    def windows(self, procedure: str, level: str) -> tuple[Window, ...] | None:
        """Windows of a federal procedure in this year; () when the rules name none for this
        year, None when it is no procedure with windows."""
        if level != "federal":
            return None
        words = procedure.casefold().replace("«", " ").replace("(", " ").split()
        mine = [
            window
            for window in self.rules.windows
            if any(word.startswith(name) for word in words for name in window.names)
        ]
        if not mine:
            return None
        return tuple(one for one in mine if one.start in self.year)


def why_outside(windows: tuple[Window, ...], day: date, grade: int) -> Reason | None:
    """None when a day lies in a window of the grade (or there are no windows to judge by)."""
    if not windows or any(_open(one, grade) and one.start <= day <= one.end for one in windows):
        return None
    mine = [one for one in windows if _open(one, grade)]
    if not mine:
        name = windows[0].procedure
        return Reason(f"для {grade} класса {name} в этом году не назначены", windows[0].source)
    spans = ", ".join(period(one.start, one.end) for one in mine)
    return Reason(f"{mine[0].procedure} проводятся {spans}, а не {long_date(day)}", mine[0].source)


def _open(window: Window, grade: int) -> bool:
    return not window.grades or grade in window.grades

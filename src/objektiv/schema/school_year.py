"""The school year and its parts: quarters, trimesters, half-years, holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

TermKind = Literal["quarter", "trimester", "half", "holiday"]

FIRST_MONTH = 9  # the school year begins on 1 September


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    """From 1 September of `first` to 31 August of the next year.

    >>> str(SchoolYear(2026)), SchoolYear(2026).end, SchoolYear.of(date(2026, 8, 31)).first
    ('2026/27', datetime.date(2027, 8, 31), 2025)
    """

    first: int

    @staticmethod
    def of(day: date) -> SchoolYear:
        """The school year that a day lies in."""
        return SchoolYear(day.year if day.month >= FIRST_MONTH else day.year - 1)

    @property
    def start(self) -> date:
        return date(self.first, FIRST_MONTH, 1)

    @property
    def end(self) -> date:
        return date(self.first + 1, FIRST_MONTH - 1, 31)

    def month(self, number: int) -> date:
        """The first day of a month (1…12) of this school year.

        >>> SchoolYear(2026).month(10), SchoolYear(2026).month(4)
        (datetime.date(2026, 10, 1), datetime.date(2027, 4, 1))
        """
        return date(self.first + (number < FIRST_MONTH), number, 1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return f"{self.first}/{(self.first + 1) % 100:02}"


@dataclass(frozen=True, slots=True)
class SchoolTerm:
    """One quarter, trimester, half-year or holiday; both ends belong to it."""

    kind: TermKind
    number: int  # 1…; of holidays: 1 autumn, 2 winter, 3 spring, 4 summer, 5 of first grades
    name: str  # «1-я четверть», «осенние каникулы»
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class SchoolTerms:
    """How one school year is divided in a region, a municipality or a school."""

    year: SchoolYear
    terms: tuple[SchoolTerm, ...]
    source: str
    status: str  # official, secondary or house

    def of(self, kind: TermKind) -> tuple[SchoolTerm, ...]:
        """All of a kind in order."""
        return tuple(term for term in self.terms if term.kind == kind)

    def find(self, kind: TermKind, number: int) -> SchoolTerm | None:
        """One of them; None where the year has none such."""
        found = (term for term in self.of(kind) if term.number == number)
        return next(found, None)

    @property
    def lessons_end(self) -> date:
        """The last day of lessons."""
        return max(term.end for term in self.of("half"))

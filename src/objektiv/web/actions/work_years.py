"""In which school year a work was written, where the year in its file leaves that open.

A work bears the year in which its school year ends, so that its classes are those of that
school year. People write the calendar year: a work of autumn 2026 comes as «2026» and would
fall to the classes, and so to the children, of 2025/26. Where both are possible it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from objektiv.profiles.sources import closes_school_year
from objektiv.schema import Sittings, Work


def years_of(work: Work, day: date) -> tuple[int, ...]:
    """Years, in the sense of a work, that the year of a file brought on a day may mean.

    >>> mpr = Work("МПР", 2026, 5, "Математика", ())
    >>> years_of(mpr, date(2026, 5, 20)), years_of(mpr, date(2026, 11, 22))
    ((2026,), (2026, 2027))
    """
    if day < date(work.year, 9, 1) or closes_school_year(work.procedure, work.year):
        return (work.year,)
    return (work.year, work.year + 1)


@dataclass(frozen=True)
class Settled:
    """Results with the year that was said, and what is asked about it."""

    sittings: Sittings
    question: dict[str, Any] | None = None

    @property
    def open(self) -> bool:
        """Is the year asked and not yet answered?"""
        return self.question is not None and self.question["answer"] is None


def settle(
    sittings: Sittings, answers: Mapping[str, Any], *, day: date, known: Work | None
) -> Settled:
    """The year of results: that of the file, or the answer; `known`: a work chosen by hand."""
    work = sittings.work
    possible = years_of(work, day)
    if len(possible) == 1 or (known is not None and known.key == work.key):
        return Settled(sittings)
    name = f"year:{work.title}"
    said = answers.get(name)
    year = next((one for one in possible if str(one) == said), None)
    question = {
        "name": name,
        "work": work.title,
        "year": work.year,
        "answer": year,
        "candidates": [
            {
                "id": possible[0],
                "name": f"{written_in(possible[0])} (до сентября {work.year} года)",
            },
            {"id": possible[1], "name": f"{written_in(possible[1])} (с сентября {work.year} года)"},
        ],
    }
    if year is not None and year != work.year:
        sittings = Sittings(replace(work, year=year), sittings.frame, sittings.schools)
    return Settled(sittings, question)


def school_year(year: int) -> str:
    """The school year of a work.

    >>> school_year(2026)
    '2025/26'
    """
    return f"{year - 1}/{year % 100:02}"


def written_in(year: int) -> str:
    """«В 2025/26 учебном году»."""
    return f"В {school_year(year)} учебном году"

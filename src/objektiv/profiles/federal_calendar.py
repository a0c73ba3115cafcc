"""What is written in federal procedures by grade, as data with source and status."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from objektiv.profiles.profile import STATUSES


@dataclass(frozen=True, slots=True)
class FederalWork:
    """The works of one grade in a year of a procedure."""

    procedure: str
    year: int
    grade: int
    always: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...]
    source: str
    status: str
    of_each: int = 1

    @property
    def subjects(self) -> tuple[str, ...]:
        """Everything that may be written, those of everybody first."""
        return (*self.always, *(one for group in self.one_of for one in group))


def federal_works(procedure: str, year: int) -> tuple[FederalWork, ...]:
    """The works of a year by grade; of the nearest earlier year where none is known.

    >>> [one.grade for one in federal_works("ВПР", 2026)]
    [4, 5, 6, 7, 8, 10]
    >>> federal_works("ВПР", 2027)[0].year, federal_works("МПР", 2027)
    (2026, ())
    """
    mine = [one for one in _load() if one.procedure.casefold() == procedure.casefold()]
    years = [one.year for one in mine if one.year <= year]
    return tuple(one for one in mine if years and one.year == max(years))


@cache
def _load() -> tuple[FederalWork, ...]:
    raw = tomllib.loads(
        files("objektiv.profiles").joinpath("federal_calendar.toml").read_text(encoding="utf-8")
    )
    for one in raw["works"]:
        if one.get("status") not in STATUSES or not one.get("source"):
            raise ValueError(f"federal_calendar.toml: grade {one['grade']} needs source and status")
    return tuple(
        FederalWork(
            **{
                **one,
                "always": tuple(one["always"]),
                "one_of": tuple(tuple(group) for group in one["one_of"]),
            }
        )
        for one in raw["works"]
    )

"""Where the transferred days off of a year were published."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Transfers:
    """Days off of one year that were moved: (from, to)."""

    year: int
    transfers: tuple[tuple[date, date], ...]
    source: str
    status: str


@cache
def published_transfers() -> dict[int, Transfers]:
    """Published transfers by calendar year; a year that is missing has none published yet.

    >>> published_transfers()[2026].transfers[0][1]
    datetime.date(2026, 1, 9)
    """
    path = files("objektiv.profiles") / "working_calendar.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        one["year"]: Transfers(
            one["year"],
            tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in one["transfers"]),
            one["source"],
            one["status"],
        )
        for one in raw["years"]
    }

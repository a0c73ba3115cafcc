"""When meetings and interviews are held, as data with source and status."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from objektiv.profiles.profile import STATUSES


@dataclass(frozen=True, slots=True)
class MeetingRules:
    """Interviews by rule, the days of an invitation, the length of a proposed agenda."""

    interview_months: tuple[int, ...]
    interview_roles: tuple[str, ...]
    interview_title: str
    interview_source: str
    invitation_days: int  # working days
    agenda_of_each: int

    def rounds(self, start: int) -> tuple[date, ...]:
        """First days of the months of interviews in the school year that begins in `start`.

        >>> meeting_rules().rounds(2026)
        (datetime.date(2026, 10, 1), datetime.date(2027, 4, 1))
        """
        days = [date(start + (month < 9), month, 1) for month in self.interview_months]
        return tuple(sorted(days))


@cache
def meeting_rules() -> MeetingRules:
    """The rules. Raises ValueError for a section without source or status.

    >>> meeting_rules().interview_months
    (10, 4)
    """
    raw = tomllib.loads(files("objektiv.profiles").joinpath("meetings.toml").read_text("utf-8"))
    for name, section in raw.items():
        if section.get("status") not in STATUSES or not section.get("source"):
            raise ValueError(f"meetings.toml: {name} needs source and status")
    talks = raw["interviews"]
    return MeetingRules(
        tuple(talks["months"]),
        tuple(talks["roles"]),
        talks["title"],
        talks["source"],
        raw["invitation"]["days"],
        raw["agenda"]["of_each"],
    )

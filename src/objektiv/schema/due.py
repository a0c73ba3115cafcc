"""When a measure is due, as a plan says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

DueKind = Literal[
    "date", "month", "months", "period", "permanent", "schedule", "before_event", "none"
]
Relation = Literal["", "before", "during", "after"]


@dataclass(frozen=True, slots=True)
class Due:
    """A term as it was read. `text` is what stands in the plan and is never changed: the rest
    follows from it, the school year and the school terms, and can be read again."""

    text: str
    kind: DueKind
    start: date | None = None
    end: date | None = None  # the last day on which it is in time
    anchor: str = ""  # the event or the schedule it hangs on, in the words of the plan
    offset_working_days: int | None = None  # before the anchor for `before_event`, else after
    offset_days: int | None = None  # the same where the plan counts calendar days
    relation: Relation = ""  # of the term to its anchor
    every: str = ""  # day, week, two_weeks, month, quarter, half, trimester, year: it repeats
    times: int = 1  # how often in each of these
    spans: tuple[tuple[date, date], ...] = ()  # each single time; months of a list, repetitions
    normal: str = ""  # the same in the usual words; "" where the text is not understood
    doubt: str = ""  # what a person should settle, a Russian question

    def as_json(self) -> dict[str, Any]:
        """The keys of the file format.

        >>> Due("до 1 сентября", "date", end=date(2026, 9, 1)).as_json()["end"]
        '2026-09-01'
        """
        return {
            "text": self.text,
            "kind": self.kind,
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "anchor": self.anchor or None,
            "offset_working_days": self.offset_working_days,
        }

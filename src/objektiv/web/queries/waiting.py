"""One line of «Сегодня» and of a personal calendar; each subject yields its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from objektiv.web.models import Person

SHOWN_BEFORE = timedelta(days=21)  # a farther term stands in the calendar only


@dataclass(frozen=True)
class Waiting:
    """One thing to do or to attend: what, where, by when.

    `key` names the subject as the journal does («review:17»): a calendar event keeps it for
    ever, and every entry of the journal about it makes the event newer. Without a key a thing
    is no calendar event. Until `shown_from` it stands in the calendar only. What happens at
    an hour has `starts` and `ends` (aware), and `due` is its day.
    """

    what: str
    where: str
    url: str
    due: date | None
    key: str = ""
    shown_from: date | None = None
    starts: datetime | None = None
    ends: datetime | None = None


# What a subject adds to the work list and to calendars: one function, listed in `today`.
Subject = Callable[[Person, date], Iterable[Waiting]]

"""Terms for anybody's calendar: an ICS file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

REMINDED = timedelta(hours=15)  # before the midnight of the day: at nine the morning before
REFRESHED = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Event:
    """One term (a whole day) or meeting (with `starts` and `ends`, aware).

    `uid` never changes; `sequence` grows with every change, so that a calendar moves the event
    it already has. `changed` is when that was (aware).
    """

    uid: str
    sequence: int
    changed: datetime
    title: str
    day: date
    where: str = ""
    url: str = ""
    starts: datetime | None = None
    ends: datetime | None = None


def calendar_file(events: Iterable[Event], name: str) -> bytes:
    """The events as an ICS file; the same events give the same bytes.

    >>> from datetime import UTC
    >>> made = datetime(2026, 5, 1, tzinfo=UTC)
    >>> term = Event("1@x", 2, made, "Срок", date(2026, 5, 22))
    >>> text = calendar_file([term], "Мои сроки").decode()
    >>> [line for line in text.split("\\r\\n") if line.startswith(("DTSTART", "SEQ", "UID"))]
    ['DTSTART;VALUE=DATE:20260522', 'UID:1@x', 'SEQUENCE:2']
    """
    import icalendar

    found = icalendar.Calendar()
    found.add("prodid", "-//Objektiv//objektiv//RU")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    found.add("refresh-interval", REFRESHED, parameters={"value": "DURATION"})
    for one in events:
        event = icalendar.Event()
        event.add("uid", one.uid)
        event.add("sequence", one.sequence)
        event.add("dtstamp", one.changed)
        event.add("last-modified", one.changed)
        event.add("summary", one.title)
        if one.starts:
            ends = one.ends or one.starts + timedelta(hours=1)
            event.add("dtstart", one.starts.astimezone(UTC))
            event.add("dtend", ends.astimezone(UTC))
        else:
            event.add("dtstart", one.day)
            event.add("dtend", one.day + timedelta(days=1))
            event.add("transp", "TRANSPARENT")
        if one.where:
            event.add("location", one.where)
        if one.url:
            event.add("url", one.url)
            event.add("description", one.url)
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one.title)
        alarm.add("trigger", -REMINDED)
        event.add_component(alarm)
        found.add_component(event)
    return bytes(found.to_ical())

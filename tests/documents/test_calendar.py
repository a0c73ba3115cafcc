"""An ICS file that another library's reader understands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import icalendar

from objektiv.documents.calendar import Event, calendar_file

MADE = datetime(2026, 5, 1, 9, tzinfo=UTC)


def test_a_term_is_a_whole_day_and_a_meeting_has_its_hours():
    moscow = timezone(timedelta(hours=3))
    starts = datetime(2026, 5, 20, 15, tzinfo=moscow)
    made = calendar_file(
        [
            Event(
                "a@x",
                0,
                MADE,
                "Срок; запятая, и кавычки «»",
                date(2026, 5, 22),
                "Школа",
                "http://x/",
            ),
            Event(
                "b@x",
                3,
                MADE,
                "Совещание",
                starts.date(),
                starts=starts,
                ends=starts + timedelta(hours=2),
            ),
        ],
        "Мои сроки",
    )

    term, meeting = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert str(term["SUMMARY"]) == "Срок; запятая, и кавычки «»"
    assert (term.decoded("DTSTART"), term.decoded("DTEND")) == (
        date(2026, 5, 22),
        date(2026, 5, 23),
    )
    assert meeting.decoded("DTSTART") == starts
    assert meeting["SEQUENCE"] == 3
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))


def test_the_same_events_give_the_same_bytes():
    events = [Event("a@x", 0, MADE, "Срок", date(2026, 5, 22))]

    assert calendar_file(events, "К") == calendar_file(events, "К")

"""Days of a term, once the dates of the procedures are known; days to remind on.

Nothing is stored: when a procedure moves, the same term gives other days.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from objektiv.russian.calendar import add_working_days, working_days_before
from objektiv.russian.due.words import ORDINAL, ordinal_of
from objektiv.schema import Due, SchoolTerms

_DAY = timedelta(days=1)
_LAST = date(9999, 1, 1)
# Kinds of procedures by which an anchor picks its events.
_KINDS = re.compile(
    r"(?<![а-яё])(?:впр|огэ|егэ|гиа|гвэ|рдр|рпр|мпр|нико|pisa|вош|мцко|рсоко|всоко)(?![а-яё])"
    r"|собеседовани|сочинени|перепроверк|взаимопроверк|олимпиад|педсовет|педагогическ\w+ совет"
    r"|родительск\w+ собрани|инструктаж|пробн|диагностическ",
    re.IGNORECASE,
)
_RESULT = re.compile(r"результат|итог|получени|публикаци|опубликовани", re.IGNORECASE)
_TERMS = (("четверт", "quarter"), ("полугоди", "half"), ("триместр", "trimester"))
_GENERAL = re.compile(
    r"процедур|проведени|работ[ыа]|мониторинг|экзамен|график|исследован", re.IGNORECASE
)
NO_EVENT = "Даты события ещё не известны: срок появится вместе с ними."


@dataclass(frozen=True, slots=True)
class Event:
    """A procedure of the schedule, or whatever else terms may hang on."""

    name: str  # «ВПР по математике, 5 класс»
    start: date
    end: date
    results: date | None = None  # when its results are there


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a measure is due: from, to (the last day in time), because of what."""

    start: date
    end: date
    event: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """All times that a measure is due, in order, and what is open, a Russian sentence."""

    occurrences: tuple[Occurrence, ...]
    note: str = ""


def resolve_due(
    due: Due,
    events: Iterable[Event] = (),
    terms: SchoolTerms | None = None,
    off: Collection[date] = (),
) -> Resolved:
    """Days of a term.

    `events`: the schedule of procedures; `terms`: the school terms, for «по итогам четверти»;
    `off`: non-working days of the region. A term before an event ends on the last working day
    not after it; one after an event on the first working day not before it (Civil Code,
    article 193).

    >>> from objektiv.russian.due.reading import read_due
    >>> due = read_due("не позднее 1 рабочего дня до проведения ВПР")
    >>> vpr = Event("ВПР по математике", date(2026, 5, 12), date(2026, 5, 12))
    >>> resolve_due(due, [vpr]).occurrences[0].end
    datetime.date(2026, 5, 8)
    """
    if due.spans:
        return Resolved(tuple(Occurrence(start, end) for start, end in due.spans))
    if due.kind not in ("before_event", "schedule"):
        unbound = due.kind != "none"
        return Resolved((), "Не известен учебный год или его четверти." if unbound else due.doubt)
    found = [
        one
        for event in _events(due.anchor, events, terms)
        if (one := _occurrence(due, event, off)) is not None
    ]
    found.sort(key=lambda one: (one.end, one.start, one.event))
    return Resolved(tuple(found), "" if found else NO_EVENT)


def reminders(
    resolved: Resolved, days_before: Iterable[int], off: Collection[date] = ()
) -> tuple[tuple[date, Occurrence], ...]:
    """On which day to remind of which occurrence: so many working days before its last day.

    `days_before`: the profile's `due.reminder.first` and `due.reminder.last`.

    >>> one = Occurrence(date(2026, 5, 12), date(2026, 5, 12))
    >>> [str(day) for day, _ in reminders(Resolved((one,)), (5, 1))]
    ['2026-05-04', '2026-05-08']
    """
    leads = tuple(days_before)
    return tuple(
        sorted(
            {
                (working_days_before(one.end, lead, off), one)
                for one in resolved.occurrences
                for lead in leads
            },
            key=lambda pair: (pair[0], pair[1].end, pair[1].event),
        )
    )


def _events(anchor: str, events: Iterable[Event], terms: SchoolTerms | None) -> list[Event]:
    """The events an anchor speaks of: of the kinds it names, or all when it names none."""
    low = anchor.lower()
    for stem, kind in _TERMS:
        if stem in low:
            found = terms.of(kind) if terms else ()  # type: ignore[arg-type]
            number = re.search(rf"({ORDINAL})\s+{stem}", low)
            return [
                Event(one.name, one.start, one.end, one.end)
                for one in found
                if not number or one.number == ordinal_of(number[1])
            ]
    if re.search(r"уч\w*\.?\s+год", low):
        end = terms.lessons_end if terms else None
        return [Event(str(terms.year), terms.year.start, end, end)] if terms and end else []
    kinds = {one.lower() for one in _KINDS.findall(anchor)}
    if kinds:
        return [one for one in events if kinds & {k.lower() for k in _KINDS.findall(one.name)}]
    return list(events) if _GENERAL.search(anchor) else []


def _occurrence(due: Due, event: Event, off: Collection[date]) -> Occurrence | None:
    if due.relation == "before":
        edge = (
            event.end + _DAY if re.match(r"(?:окончан|завершен|конц)", due.anchor) else event.start
        )
        if due.offset_days is not None:
            last = working_days_before(edge - _DAY * due.offset_days, 0, off)
        else:
            last = working_days_before(edge, due.offset_working_days or 1, off)
        return Occurrence(last, last, event.name)
    if due.relation == "after":
        begun = event.results if _RESULT.search(due.anchor) else event.end
        if begun is None:
            return None
        if due.offset_working_days is not None:
            last = add_working_days(begun, due.offset_working_days, off)
        else:
            last = add_working_days(begun + _DAY * (due.offset_days or 1), 0, off)
        return Occurrence(add_working_days(begun, 1, off), last, event.name)
    return Occurrence(event.start, event.end, event.name)

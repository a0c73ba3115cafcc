"""From the words of a plan to a term and back."""

from __future__ import annotations

import re
from dataclasses import replace

from objektiv.russian.due.dates import read_dates
from objektiv.russian.due.events import read_event
from objektiv.russian.due.months import read_month_parts, read_months
from objektiv.russian.due.school import read_school
from objektiv.russian.due.words import Bound
from objektiv.schema import Due, SchoolTerms, SchoolYear

LONGEST = 400  # letters; a term is a phrase, not a page
NOT_UNDERSTOOD = "Срок не понят: впишите дату, месяц или период."
_DASHES = re.compile("[‐‑‒–—―−]")
_INTRO = re.compile(
    r"(?:срок\w*(?:\s+(?:исполнения|выполнения|реализации|проведения))?\s*[:-]\s*"
    r"|(?:в\s+)?срок\w*\s+(?=(?:до|с|по|не)\s)|в\s+срок\s*[:-]\s*|ориентировочно\s+|примерно\s+"
    r"|(?:ежегодно|каждый\s+год)\s*,?\s+(?=в|до|с|к|не))"
)
_TAIL = re.compile(
    r"\s*\((?:включительно|ежегодно)\)$|,?\s+ежегодно$|\s+(?:текущего|этого|сего)\s+(?:учебного\s+)?года$"
)
_SCHEDULE_TAIL = re.compile(
    r"(?P<when>.+?)\s*[,;(]?\s*\b(?P<how>(?:по|согласно|в соответствии)\s[^()]+)\)?"
)
_SHORT = re.compile(r"(?:г|уч|янв|фев|мар|апр|авг|сент?|окт|нояб?|дек)\.$")  # their dot is theirs
_SHORT_DURING = re.compile(r"\bв\s*теч\.\s*", re.IGNORECASE)
_SPACE = re.compile(r"\s+([,;.:)])")
_NOTE = re.compile(r"(?P<when>[^()]+)\((?P<note>[^()]+)\)")
_EMPTY = re.compile(r"[\W_]*|нет|не\s+указан\w*|без\s+срока")


def read_due(text: str, year: SchoolYear | None = None, terms: SchoolTerms | None = None) -> Due:
    """What a term says.

    `year` binds months and days without a year, `terms` quarters, half-years and holidays;
    without them only the kind is told. Never raises; what is not understood has the kind
    `none` and a question in `doubt`. The text itself is kept as it came.

    >>> due = read_due("октябрь, апрель", SchoolYear(2026))
    >>> due.kind, [str(start) for start, _ in due.spans]
    ('months', ['2026-10-01', '2027-04-01'])
    >>> due = read_due("не позднее 1 рабочего дня до проведения процедуры")
    >>> due.kind, due.offset_working_days, due.anchor
    ('before_event', 1, 'проведения процедуры')
    >>> read_due("до 01.09.2024г.").end
    datetime.date(2024, 9, 1)
    """
    plain = _tidy(text)
    bound = Bound(year, terms)
    if len(plain) > LONGEST:
        return Due(text, "none", doubt=NOT_UNDERSTOOD)
    low = _lower(plain)
    if _EMPTY.fullmatch(low):
        return Due(text, "none")
    due = _read(low, plain, bound)
    return replace(due, text=text) if due else Due(text, "none", doubt=NOT_UNDERSTOOD)


def say_due(due: Due) -> str:
    """The term in the usual words; reading them gives the same term.

    >>> say_due(read_due("сентябрь-октябрь 2024г"))
    'сентябрь – октябрь 2024\\xa0г.'
    >>> say_due(read_due("в течении уч. года"))
    'в течение учебного года'
    """
    return due.normal or " ".join(due.text.split())


_CUES = re.compile(
    r"(?<![\w-])(?:в\s+срок|срок|до\s+\d|не\s+поз\w+|в\s+течени[еи]|на\s+постоянной|постоянно|ежемесячно"
    r"|ежеквартально|еженедельно|ежегодно|к\s+\d|с\s+\d|по\s+итогам\s+кажд|на\s+протяжении|не\s+реже|\d+\s+раза?\s+в|за\s+\d|\(срок)",
    re.IGNORECASE,
)
_ORDER = ("date", "month", "months", "period", "before_event", "permanent", "schedule")
_PEOPLE = re.compile(r"[,;.]?\s*\(?\s*(?<!\w)(?:отв\.|ответственн\w+\s*[:–—-])", re.IGNORECASE)
_CERTAIN = ("date", "month", "months", "period", "permanent")


def find_due(
    sentence: str, year: SchoolYear | None = None, terms: SchoolTerms | None = None
) -> Due | None:
    """The term at the end or at the beginning of a sentence; None where it names none.

    Only what says a day, a month or a period is taken: any other words may belong to the
    sentence itself.

    >>> due = find_due("Разместить документы на сайте в срок до 01.09.2024г.")
    >>> due.text, str(due.end)
    ('в срок до 01.09.2024г.', '2024-09-01')
    >>> find_due("Сформировать группу экспертов") is None
    True
    """
    whole = sentence.replace("*", " ")
    for marked in dict.fromkeys((whole, _PEOPLE.split(whole, maxsplit=1)[0])):
        if due := _due_inside(marked, year, terms):
            return due
    return None


def _due_inside(marked: str, year: SchoolYear | None, terms: SchoolTerms | None) -> Due | None:
    if bracket := re.search(r"\(([^()]+)\)?[.;]?\s*$", marked):
        due = read_due(bracket[1].strip(" ,;"), year, terms)
        if due.kind in _CERTAIN and not due.doubt:
            return due
    for cue in list(_CUES.finditer(marked))[:20]:
        tail = _SPACE.sub(r"\1", " ".join(marked[cue.start() :].split()))
        tail = tail.lstrip("(").rstrip(" ;,")
        if tail.count(")") > tail.count("("):
            tail = re.sub(r"\)[\s.;,]*$", "", tail)
        if len(tail) <= LONGEST:
            due = read_due(tail, year, terms)
            counted = due.offset_days is not None or due.offset_working_days is not None
            if (due.kind in _CERTAIN or counted) and not due.doubt.startswith("Понято"):
                return due
    head = re.match(r"\s*(?:[^\s,.]+\s+){0,8}", marked)
    words = head[0].split() if head and _CUES.match(marked.lstrip()) else []
    for count in range(len(words), 1, -1):
        due = read_due(" ".join(words[:count]), year, terms)
        if due.kind in _CERTAIN:
            return due
    return None


def _tidy(text: str) -> str:
    """One line with one kind of dashes and no mark at its end."""
    text = _DASHES.sub("-", re.sub(r"[*_«»\"]", " ", text))
    text = _SHORT_DURING.sub("в течение ", text)
    text = re.sub(r"\s*\n\s*", "\n", text).strip()
    # A line break between two terms separates them, within one it does not matter.
    text = re.sub(r"(?<=[а-яё.\d])\n(?=[а-яё]+$)", ", ", text)
    text = _SPACE.sub(r"\1", " ".join(text.split())).strip(" ,;:")
    return text if _SHORT.search(text.lower()) else text.rstrip(" .")


def _lower(text: str) -> str:
    low = text.lower().replace("ё", "е")
    return low if len(low) == len(text) else text  # a few letters of other alphabets grow


def _read(low: str, text: str, bound: Bound) -> Due | None:
    while intro := _INTRO.match(low):
        low, text = low[intro.end() :], text[intro.end() :]
    if tail := _TAIL.search(low):
        low, text = low[: tail.start()], text[: tail.start()]
    return (
        _read_calendar(low, bound)
        or _read_with_schedule(low, text, bound)
        or _read_with_note(low, text, bound)
        or read_event(low, text)
        or _read_parts(low, text, bound)
    )


def _read_calendar(low: str, bound: Bound) -> Due | None:
    return (
        read_dates(low, bound)
        or read_months(low, bound)
        or read_month_parts(low, bound)
        or read_school(low, bound)
    )


def _read_with_schedule(low: str, text: str, bound: Bound) -> Due | None:
    """«октябрь (по графику)», «в течение года, согласно плану»."""
    match = _SCHEDULE_TAIL.fullmatch(low)
    when = _read_calendar(match["when"].strip(" ,;("), bound) if match else None
    if not match or when is None or when.kind == "none":
        return None
    anchor = text[match.start("how") : match.end("how")].strip()
    return replace(when, anchor=anchor, normal=f"{when.normal}, {anchor}")


def _read_with_note(low: str, text: str, bound: Bound) -> Due | None:
    """«июнь (после ГИА)», «в течение года (постоянно)»."""
    match = _NOTE.fullmatch(low)
    when = _read_calendar(match["when"].strip(" ,"), bound) if match else None
    if not match or when is None or when.kind == "none":
        return None
    said = text[match.start("note") : match.end("note")].strip()
    note = _read_calendar(match["note"].strip(), bound) or read_event(match["note"].strip(), said)
    if note is None or note.kind == "none":
        return None
    if note.kind in ("schedule", "before_event"):
        return replace(when, anchor=said, normal=f"{when.normal} ({said})")
    return when if _covers(when, note) else None


def _covers(one: Due, other: Due) -> bool:
    """Does one term hold all days of the other?"""
    if not (one.start and one.end and other.start and other.end):
        return one.kind == "period" and one.normal.startswith(("в течение", "весь период"))
    return one.start <= other.start and other.end <= one.end


def _read_parts(low: str, text: str, bound: Bound) -> Due | None:
    """Several terms in one; the most exact that is understood, and a question."""
    breaks = re.finditer(r"[,;()]|\sи\s|\sдалее\s", low)
    cuts = [0, *(i for one in breaks for i in one.span()), len(low)]
    parts = zip(cuts[::2], cuts[1::2], strict=True)
    read = [
        _read_calendar(low[a:b].strip(), bound) or read_event(low[a:b].strip(), text[a:b].strip())
        for a, b in parts
    ]
    found = [one for one in read if one and one.kind != "none"]
    if not found or len(read) < 2:
        return None
    if len(found) == len(read):
        for one in found:
            if one.kind == "period" and not one.every and all(_covers(one, two) for two in found):
                return one
    best = min(found, key=lambda one: _ORDER.index(one.kind))
    return replace(best, doubt=best.doubt or f"Понято только «{say_due(best)}»: проверьте срок.")

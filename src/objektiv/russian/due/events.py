"""Terms that hang on an event or a schedule: «не позднее 1 рабочего дня до проведения»."""

from __future__ import annotations

import re

from objektiv.russian.due.words import NUMBER, UNIT, number_of
from objektiv.russian.plurals import plural
from objektiv.schema import Due
from objektiv.schema.due import Relation

_NOT_LATER = r"(?:не\s+(?:позднее|позже|менее|ранее)(?:\s*,?\s*чем)?|минимум|как\s+минимум)"
_COUNT = rf"(?:(?P<n>{NUMBER})\s*-?\s*)?{UNIT}"
_BEFORE = re.compile(
    rf"(?:{_NOT_LATER}\s+)?(?:за\s+)?{_COUNT}\s+(?:до|перед)(?:\s+(?P<anchor>\S.*))?"
)
_AHEAD = re.compile(rf"(?:{_NOT_LATER}\s+)?за\s+{_COUNT}")
_EVE = re.compile(r"(?:накануне|в\s+преддверии)\s+(?P<anchor>\S.*)")
_UNTIL = re.compile(r"(?:до|перед|к)\s+(?P<anchor>\S.*)")
_SINCE = (
    r"(?:после|с\s+(?:момента|даты|дня)|со\s+дня|от\s+даты|по\s+(?:окончании|завершении|получении|истечении)"
    r"|от)"
)
_AFTER = re.compile(
    rf"(?:(?:{_NOT_LATER}|в\s+течени[еи]|через|спустя|в\s+срок\s+до|до)\s+)*{_COUNT}"
    rf"(?:\s+(?P<since>{_SINCE}(?:\s+\S.*)?))?"
)
_WITHIN = re.compile(
    rf"(?:в\s+)?(?P<n>\d{{1,3}}|одно|двух|трех|четырех|пяти|семи|десяти|месячн|недельн)\s?-?\s?(?:х\s?-?\s?)?(?:ти\s?-?\s?)?(?:дневн\w+|ый|недельн\w+|месячн\w+)\s+срок"
    rf"(?:\s+(?P<since>{_SINCE}\s+\S.*))?"
)
_UNTIL_DAY = re.compile(r"(?:до|перед|к)\s+\d")  # a day that does not exist is no event
# What is kept with its preposition: the words are the anchor.
_AS_WRITTEN: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    (
        "after",
        re.compile(
            r"(?:сразу\s+)?(?P<words>(?:после|по\s+(?:окончании|завершении|итогам|результатам|получении"
            r"|факту|истечении|мере))\s+\S.*)"
        ),
    ),
    (
        "during",
        re.compile(
            r"(?P<words>(?:в\s+(?:день|дни|период|ходе|момент|процессе|рамках|течени[еи])|во\s+время"
            r"|на\s+(?:момент|период)|при)\s+\S.*)"
        ),
    ),
    (
        "",
        re.compile(
            r"(?P<words>(?:по|согласно|в\s+соответствии|в\s+(?:установленн\w+\s+|утвержденн\w+\s+)?срок\w?"
            r"|на\s+основании|с\s+учетом|в\s+дат[ыу]|срок\w*|график\w*|план\w*|расписани\w+|циклограмм\w+)"
            r"(?:[\s,].*)?)"
        ),
    ),
)
_DAYS = {"нед": 7, "мес": 30}


def read_event(low: str, text: str) -> Due | None:
    """A term on an event. `low` is `text` in lower case, letter by letter."""
    return _read_count(low, text) or _read_words(low, text)


def _read_count(low: str, text: str) -> Due | None:
    """So many days before or after."""
    if match := _BEFORE.fullmatch(low):
        return _counted(match, _cut(match, "anchor", text), "before_event")
    if match := _AHEAD.fullmatch(low):
        return _counted(match, "", "before_event")
    if match := _AFTER.fullmatch(low):
        bare = not match["n"] and not match["since"]
        return None if bare else _counted(match, _cut(match, "since", text), "schedule")
    if match := _WITHIN.fullmatch(low):
        return _within(match, _cut(match, "since", text))
    return None


def _read_words(low: str, text: str) -> Due | None:
    """Before, during or after something, without a number."""
    if match := _EVE.fullmatch(low):
        return _offset(1, True, _cut(match, "anchor", text), "before_event")
    if match := _UNTIL.fullmatch(low):
        if _UNTIL_DAY.match(low):
            return None
        anchor = _cut(match, "anchor", text)
        return Due("", "before_event", anchor=anchor, relation="before", normal=f"до {anchor}")
    for relation, pattern in _AS_WRITTEN:
        if match := pattern.fullmatch(low):
            anchor = _cut(match, "words", text)
            return Due("", "schedule", anchor=anchor, relation=relation, normal=anchor)
    return None


def _cut(match: re.Match[str], name: str, text: str) -> str:
    """The words of the plan behind a group, as they are written there."""
    start, end = match.span(name)
    return text[start:end].strip(" ,;:") if start >= 0 else ""


def _counted(match: re.Match[str], anchor: str, kind: str) -> Due | None:
    n = number_of(match["n"]) if match["n"] else 1
    sort, unit = match["sort"] or "", match["unit"]
    if unit.startswith("час"):
        return None
    days = n * _DAYS.get(unit[:3], 1)
    working = sort.startswith(("рабоч", "учебн"))
    return _offset(days, working, anchor, kind)


def _within(match: re.Match[str], anchor: str) -> Due | None:
    word = match["n"]
    if word in ("месячн", "недельн"):
        return _offset(_DAYS[word[:3]], False, anchor, "schedule")
    n = 1 if word == "одно" else number_of(word)
    unit = "нед" if "недельн" in match[0] else "мес" if "месячн" in match[0] else ""
    return _offset(n * _DAYS.get(unit, 1), False, anchor, "schedule")


def _offset(days: int, working: bool, anchor: str, kind: str) -> Due:
    said = f"{days} {plural(days, 'рабочий', 'рабочих', 'рабочих')} " if working else f"{days} "
    if kind == "before_event":
        normal = f"за {said}{plural(days, 'день', 'дня', 'дней')} до {anchor}".strip()
    else:
        few = (
            f"{days} {'рабочего ' if days % 10 == 1 and days % 100 != 11 else 'рабочих '}"
            if working
            else said
        )
        word = "дня" if days % 10 == 1 and days % 100 != 11 else "дней"
        normal = f"в течение {few}{word} {anchor}".strip()
    return Due(
        "",
        kind,  # type: ignore[arg-type]
        anchor=anchor,
        offset_working_days=days if working else None,
        offset_days=None if working else days,
        relation="before" if kind == "before_event" else "after",
        normal=normal,
    )

"""Terms that name days: «15.10.2024», «до 1 сентября», «с 10 по 15 октября»."""

from __future__ import annotations

import re
from datetime import date, timedelta

from objektiv.russian.dates import period
from objektiv.russian.due.words import DATE, DAY, Bound, Day, day_of, month_span
from objektiv.schema import Due, SchoolYear

_INCLUSIVE = r"(?:\s*\(?включительно\)?)?"
_BY = r"(?:до|к|по|не\s+позднее|не\s+позже)(?:\s+чем)?"
_DEADLINE = re.compile(rf"{_BY}\s+(?P<date>{DATE}){_INCLUSIVE}")
_FROM = re.compile(rf"(?:(?:начиная\s+)?со?|(?P<after>после))\s+(?P<date>{DATE})")
_DATES = re.compile(rf"(?:дата\s*)?(?P<dates>{DATE}(?:\s*(?:,|;|и|\s)\s*{DATE})*)")
_SPAN = re.compile(
    rf"(?:(?:в\s+)?(?:период|сроки?)\s+)?(?:со?\s+)?(?P<a>{DATE}|{DAY}(?:-?го)?)"
    rf"\s*(?:-|по|до)\s*(?P<b>{DATE}){_INCLUSIVE}"
)
_DAY_OF_MONTH = re.compile(
    rf"(?:ежемесячно,?\s+)?(?:до|к|не\s+позднее)\s+(?P<day>{DAY})(?:-?го)?\s+числа"
    r"(?:\s+(?:каждого|следующего|текущего)?\s*месяца(?:,?\s+следующего\s+за\s+отчетным)?"
    r"|,?\s+ежемесячно)?"
)
_DAY = timedelta(days=1)
_LESSON_MONTHS = (9, 10, 11, 12, 1, 2, 3, 4, 5)
NO_SUCH_DAY = "Такого дня нет: уточните дату."


def read_dates(text: str, bound: Bound) -> Due | None:
    """A term made of days; None for anything else."""
    for pattern, read in (
        (_DEADLINE, _deadline),
        (_FROM, _beginning),
        (_SPAN, _span),
        (_DATES, _dates),
        (_DAY_OF_MONTH, _monthly),
    ):
        if match := pattern.fullmatch(text):
            return read(match, bound)
    return None


def _deadline(match: re.Match[str], bound: Bound) -> Due:
    day = day_of(match["date"], bound)
    spans = ((day.day, day.day),) if day.day else ()
    return _due("date", spans, f"до {day.words}", [day], bound, deadline=True)


def _beginning(match: re.Match[str], bound: Bound) -> Due:
    day = day_of(match["date"], bound)
    spans: tuple[tuple[date, date], ...] = ()
    if day.day:
        start = day.day + _DAY if match["after"] else day.day
        spans = ((start, SchoolYear.of(start).end),)
    return _due("period", spans, f"{'после' if match['after'] else 'с'} {day.words}", [day], bound)


def _span(match: re.Match[str], bound: Bound) -> Due | None:
    last = day_of(match["b"], bound)
    if re.fullmatch(rf"{DAY}(?:-?го)?", match["a"]):
        month = match["b"][re.match(r"\d+", match["b"]).end() :]  # type: ignore[union-attr]
        if match["b"].startswith("20") and "-" in match["b"]:
            return None
        first = day_of(re.match(r"\d+", match["a"])[0] + month, bound)  # type: ignore[index]
    else:
        first = day_of(match["a"], bound)
        if last.stated and not first.stated and last.day and first.words:
            year = SchoolYear.of(last.day)
            first = day_of(match["a"], Bound(year, None))
            if first.day and first.day > last.day:
                first = day_of(match["a"], Bound(SchoolYear(year.first - 1), None))
    spans = ((first.day, last.day),) if first.day and last.day else ()
    said = f"с {first.words} по {last.words}"
    if spans and spans[0][0] > spans[0][1]:
        return Due("", "none", doubt="Начало срока позже его конца: уточните даты.")
    if spans and spans[0][0] < spans[0][1]:
        said = period(*spans[0])
    return _due("period", spans, said, [first, last], bound)


def _dates(match: re.Match[str], bound: Bound) -> Due:
    days = [day_of(one, bound) for one in re.findall(DATE, match["dates"])]
    spans = tuple(sorted({(one.day, one.day) for one in days if one.day}))
    if spans:
        days.sort(key=lambda one: one.day or date.max)
    normal = ", ".join(dict.fromkeys(one.words for one in days))
    return _due("date", spans if all(one.day for one in days) else (), normal, days, bound)


def _monthly(match: re.Match[str], bound: Bound) -> Due:
    day, spans = int(match["day"]), []
    for month in _LESSON_MONTHS if bound.year else ():
        first, last = month_span(bound.year.month(month).year, month)  # type: ignore[union-attr]
        due_on = min(last, first + _DAY * (day - 1))
        spans.append((due_on, due_on))
    start, end = (spans[0][0], spans[-1][1]) if spans else (None, None)
    normal = f"ежемесячно до {day} числа"
    return Due("", "period", start, end, every="month", spans=tuple(spans), normal=normal)


def _due(
    kind: str,
    spans: tuple[tuple[date, date], ...],
    normal: str,
    days: list[Day],
    bound: Bound,
    *,
    deadline: bool = False,
) -> Due:
    if not all(one.words for one in days):
        return Due("", "none", doubt=NO_SUCH_DAY)
    start, end = (spans[0][0], spans[-1][1]) if spans else (None, None)
    doubts = (doubt_of_year(one.day, one.stated, bound) for one in days if one.day)
    return Due(
        "",
        kind,  # type: ignore[arg-type]
        None if deadline else start,
        end,
        spans=spans,
        normal=normal,
        doubt=next(filter(None, doubts), ""),
    )


def doubt_of_year(day: date, stated: bool, bound: Bound) -> str:
    """The question that a day raises: which August, or a year that is not the plan's."""
    year = bound.year
    if year is None:
        return ""
    if not stated:
        both = f"{year.first} или {year.first + 1}"
        return f"Август {both} года? Принят {year.first + 1} год." if day.month == 8 else ""
    # A plan is begun in the summer before and may reach to the next 1 September.
    if date(year.first, 6, 1) <= day <= date(year.first + 1, 9, 30):
        return ""
    return f"Срок не в учебном году плана ({year}): проверьте год."

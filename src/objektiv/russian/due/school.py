"""Terms of the school year: the year, quarters, half-years, holidays, what repeats."""

from __future__ import annotations

import re
from datetime import date, timedelta

from objektiv.russian.due.repeated import read_repeated
from objektiv.russian.due.words import (
    ORDINAL,
    SCHOOL_YEAR,
    Bound,
    month_span,
    ordinal_of,
)
from objektiv.russian.numbers import NBSP
from objektiv.schema import Due, SchoolTerm, SchoolYear
from objektiv.schema.school_year import TermKind

_PERMANENT = re.compile(
    r"(?:на\s+)?(?:постоянн(?:ой|о)|регулярн(?:ой|о)|системн(?:ой|о)|систематическ(?:ой|и))"
    r"(?:\s+основе?)?|постоянн\w+|бессрочно|непрерывно|ежедневно|круглогодично|в\s+рабочем\s+порядке|в\s+системе"
    r"|на\s+всех\s+этапах|в\s+течени[еи]\s+всего\s+времени|каждый\s+(?:рабочий\s+|учебный\s+)?день"
)
_DURING = r"(?:в\s+течени[еи]|на\s+протяжении|в\s+ходе|за|на|весь|в\s+период|в)?\s*"
_YEAR = re.compile(
    rf"{_DURING}(?:всего\s+|весь\s+|текущего\s+|нового\s+)?"
    rf"(?:(?P<span>{SCHOOL_YEAR})|(?P<school>уч(?:ебн\w+|\.)\s*г(?:од\w*|\.)?)(?:\s+(?P<after>{SCHOOL_YEAR}))?"
    r"|(?P<plain>год[ау]?)|(?:календарного\s+)?(?P<calendar>20\d\d)(?!\d)\s*(?:г\.?|года?)"
    r"|(?P<period>(?:всего\s+|весь\s+)?периода?(?:\s+(?:реализации|действия)(?:\s+плана|\s+программы)?)?"
    r"|(?:реализации|действия)\s+(?:плана|программы|дорожной\s+карты)|срока?\s+реализации(?:\s+\w+)?))"
)
_KINDS: tuple[tuple[str, TermKind, str, int], ...] = (
    ("четверт", "quarter", "четверть", 4),
    ("полугоди", "half", "полугодие", 2),
    ("триместр", "trimester", "триместр", 3),
)
_UNIT = r"(?P<unit>четверт\w{1,3}|полугоди\w{1,2}|триместр\w{0,2}|квартал\w{0,2})"
_EDGE = r"(?P<edge>начал\w*|кон(?:ец|ца|це|цу)|окончани\w+|середин\w*)"
_TERM = re.compile(
    rf"(?:(?P<to>до|к|не\s+позднее)\s+)?(?:(?:в|во|на|за|по)\s+)?(?:течени[еи]\s+)?"
    rf"(?:{_EDGE}\s+)?(?P<numbers>{ORDINAL}(?:\s*(?:-|,|и)\s*{ORDINAL})*)\s*(?:учебн\w+\s+)?{_UNIT}"
    rf"(?:\s*(?P<year>{SCHOOL_YEAR}|20\d\d\s*(?:г\.?|года?)?|учебного\s+года))?"
)
_YEAR_EDGE = re.compile(
    rf"(?!по\s)(?:(?P<to>до|к|не\s+позднее|перед)\s+)?(?:(?:в|на)\s+)?{_EDGE}\s+(?:нового\s+|текущего\s+)?"
    rf"(?P<what>(?:учебного\s+|уч\.\s*)?года|{SCHOOL_YEAR}|занятий)"
)
_BREAKS = re.compile(
    r"(?:(?:в|во|на|за|по)\s+)?(?:период|время|течени[еи]|дни)?\s*"
    r"(?P<season>осенн\w+|зимн\w+|весенн\w+|летн\w+)?\s*"
    r"(?:школьн\w+\s+)?(?:каникул\w*|каникулярн\w+(?:\s+врем\w+|\s+период\w*)?)"
)
_SEASONS = {
    "осен": (1, "осенние"),
    "зимн": (2, "зимние"),
    "весе": (3, "весенние"),
    "летн": (4, "летние"),
}
_SEASON_MONTHS = (
    ("осен", 9, "осень"),
    ("зим", 12, "зима"),
    ("весн", 3, "весна"),
    ("лет", 6, "лето"),
)
_SEASON = re.compile(
    r"(?:(?:в|на)\s+)?(?P<name>осень(?:ю)?|осени|зим(?:а|ой|у|ы)|весн(?:а|ой|у|ы)|лет(?:о|ом|а))"
    r"(?:\s+(?P<year>20\d\d)(?:\s*(?:г\.?|года?))?)?"
)
_YEARS = re.compile(
    rf"{_DURING}(?P<first>20\d\d)\s*-\s*(?P<last>20\d\d)\s*(?:гг?\.?|год(?:ы|ов|ах))"
)
_IN_WORDS = "год"  # «2024-2025 гг.» may be a school year, «годы» are calendar years
_DAY = timedelta(days=1)
_WHOLE_YEAR = "в течение учебного года"


def read_school(text: str, bound: Bound) -> Due | None:
    """A term of the school year; None for anything else."""
    if _PERMANENT.fullmatch(text):
        every = "day" if "день" in text or "дневно" in text else ""
        return Due(
            "",
            "permanent",
            *_ends(bound),
            every=every,
            spans=_year_spans(bound),
            normal="ежедневно" if every else "постоянно",
        )
    return (
        _read_year(text, bound)
        or _read_year_edge(text, bound)
        or _read_terms(text, bound)
        or _read_breaks(text, bound)
        or _read_seasons(text, bound)
        or read_repeated(text, bound)
    )


def school_year_of(text: str) -> SchoolYear | None:
    """The school year that a text names.

    >>> str(school_year_of("на 2020/2021 учебный год")), str(school_year_of("в 2024-25 уч. году"))
    ('2020/21', '2024/25')
    """
    for match in re.finditer(r"(?<!\d)(20\d\d)\s*[-/–—]\s*(?:20)?(\d\d)(?!\d)", text):
        if (int(match[1]) + 1) % 100 == int(match[2]):
            return SchoolYear(int(match[1]))
    return None


def _ends(bound: Bound) -> tuple[date | None, date | None]:
    return (bound.year.start, bound.year.end) if bound.year else (None, None)


def _year_spans(bound: Bound) -> tuple[tuple[date, date], ...]:
    return ((bound.year.start, bound.year.end),) if bound.year else ()


def _period(
    spans: tuple[tuple[date, date], ...],
    normal: str,
    every: str = "",
    times: int = 1,
    doubt: str = "",
) -> Due:
    start, end = (spans[0][0], max(last for _, last in spans)) if spans else (None, None)
    return Due(
        "", "period", start, end, every=every, times=times, spans=spans, normal=normal, doubt=doubt
    )


def _deadline(day: date | None, normal: str, doubt: str = "") -> Due:
    return Due("", "date", end=day, spans=((day, day),) if day else (), normal=normal, doubt=doubt)


def _read_year(text: str, bound: Bound) -> Due | None:
    years = _YEARS.fullmatch(text)
    if years and years["first"] < years["last"] and (_IN_WORDS in text or not school_year_of(text)):
        span = (date(int(years["first"]), 1, 1), date(int(years["last"]), 12, 31))
        return _period((span,), f"{years['first']}-{years['last']} годы")
    match = _YEAR.fullmatch(text)
    if not match:
        return None
    if match["calendar"]:
        year = int(match["calendar"])
        span = (date(year, 1, 1), date(year, 12, 31))
        return _period((span,), f"в течение {year}{NBSP}г.")
    stated = school_year_of(match["span"] or match["after"] or "")
    if (match["span"] or match["after"]) and not stated:
        return None
    if not stated:
        normal = "весь период" if match["period"] else _WHOLE_YEAR
        return _period(_year_spans(bound), normal)
    doubt = ""
    if bound.year and stated != bound.year:
        doubt = f"Срок не в учебном году плана ({bound.year}): проверьте год."
    return _period(((stated.start, stated.end),), f"в течение {stated} учебного года", doubt=doubt)


def _read_year_edge(text: str, bound: Bound) -> Due | None:
    match = _YEAR_EDGE.fullmatch(text)
    if not match:
        return None
    stated = school_year_of(match["what"])
    year = stated or bound.year
    start = year.start if year else None
    last = bound.terms.lessons_end if bound.terms and year == bound.terms.year else None
    last = last or (date(year.first + 1, 5, 31) if year else None)
    name = f"{stated} учебного года" if stated else "учебного года"
    edge = match["edge"]
    if edge.startswith("середин"):
        return None
    if edge.startswith("начал"):
        if match["to"]:
            return _deadline(start - _DAY if start else None, f"до начала {name}")
        return _period(((start, start + _DAY * 13),) if start else (), f"в начале {name}")
    if match["to"]:
        return _deadline(last, f"до конца {name}")
    return _period(((last - _DAY * 13, last),) if last else (), f"в конце {name}")


def _read_terms(text: str, bound: Bound) -> Due | None:
    match = _TERM.fullmatch(text)
    if not match:
        return None
    numbers = [ordinal_of(one) for one in re.findall(ORDINAL, match["numbers"])]
    if "-" in re.sub(r"\d-[а-я]", "", match["numbers"]) and len(numbers) == 2:
        numbers = list(range(numbers[0], numbers[1] + 1))
    if match["unit"].startswith("квартал"):
        return _read_calendar_quarters(numbers, match, bound)
    _, kind, name, most = next(one for one in _KINDS if match["unit"].startswith(one[0]))
    if not numbers or not all(1 <= n <= most for n in numbers):
        return None
    stated = school_year_of(match["year"] or "")
    known = bound.terms if bound.terms and stated in (None, bound.terms.year) else None
    found = [known.find(kind, n) for n in numbers] if known else []
    spans = tuple((term.start, term.end) for term in found if term)
    said = ", ".join(_roman(n) for n in numbers) + f" {name}"
    tail = f" {stated} учебного года" if stated else ""
    if not match["edge"] and not match["to"]:
        return _period(spans if len(spans) == len(numbers) else (), said + tail)
    if len(numbers) > 1:
        return None
    genitive = {"четверть": "четверти", "полугодие": "полугодия", "триместр": "триместра"}[name]
    return _term_edge(match, f"{_roman(numbers[0])} {genitive}{tail}", spans)


def _term_edge(match: re.Match[str], name: str, spans: tuple[tuple[date, date], ...]) -> Due | None:
    """«конец 2 четверти», «до начала IV четверти»; a week at its beginning or end."""
    edge = match["edge"] or "конец"
    if edge.startswith("середин"):
        return None
    begins = edge.startswith("начал")
    if match["to"]:
        day = (spans[0][0] - _DAY if begins else spans[0][1]) if spans else None
        return _deadline(day, f"до {'начала' if begins else 'конца'} {name}")
    if spans:
        start, end = spans[0]
        spans = ((start, start + _DAY * 6),) if begins else ((end - _DAY * 6, end),)
    return _period(spans, f"в {'начале' if begins else 'конце'} {name}")


def _read_calendar_quarters(numbers: list[int], match: re.Match[str], bound: Bound) -> Due | None:
    if match["edge"] or match["to"] or not all(1 <= n <= 4 for n in numbers):
        return None
    year = re.match(r"20\d\d", match["year"] or "")
    spans = []
    for n in numbers:
        first = 3 * n - 2
        own = int(year[0]) if year else bound.year.month(first).year if bound.year else None
        if own:
            spans.append((month_span(own, first)[0], month_span(own, first + 2)[1]))
    said = (
        ", ".join(_roman(n) for n in numbers) + " квартал" + (f" {year[0]}{NBSP}г." if year else "")
    )
    # July to September belongs to two school years.
    doubt = (
        "III квартал до или после учебного года? Принят последний."
        if 3 in numbers and not year and bound.year
        else ""
    )
    return _period(tuple(sorted(spans)), said, doubt=doubt)


def _read_breaks(text: str, bound: Bound) -> Due | None:
    match = _BREAKS.fullmatch(text)
    if not match:
        return None
    number, name = _SEASONS.get((match["season"] or "")[:4], (0, ""))
    found: list[SchoolTerm] = []
    if bound.terms:
        found = [
            one
            for one in bound.terms.of("holiday")
            if one.number == number or (not number and one.number < 4)
        ]
    spans = tuple(sorted((one.start, one.end) for one in found))
    return _period(spans, f"{name} каникулы".strip() if name else "в каникулы")


def _read_seasons(text: str, bound: Bound) -> Due | None:
    match = _SEASON.fullmatch(text)
    if not match:
        return None
    _, first, name = next(one for one in _SEASON_MONTHS if match["name"].startswith(one[0]))
    year = int(match["year"]) if match["year"] else None
    if year is None and bound.year:
        year = bound.year.month(first).year
    said = f"{name} {match['year']}{NBSP}г." if match["year"] else name
    if year is None:
        return _period((), said)
    last = first + 2
    end = month_span(year + (last > 12), (last - 1) % 12 + 1)[1]
    return _period(((date(year, first, 1), end),), said)


def _roman(n: int) -> str:
    return ("I", "II", "III", "IV")[n - 1]

"""Words that terms are made of: months, days, ordinals, numbers, units of time."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from objektiv.russian.dates import long_date
from objektiv.russian.numbers import NBSP
from objektiv.schema import SchoolTerms, SchoolYear

MONTH_NAMES = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
_STEMS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")

MONTH = (
    r"(?:янв(?:ар[ьяею])?|фев(?:р(?:ал[ьяею])?)?|мар(?:т[аеу]?)?|апр(?:ел[ьяею])?|ма[йяею]|"
    r"июн[ьяею]?|июл[ьяею]?|авг(?:уст[аеу]?)?|сен(?:т(?:ябр[ьяею])?)?|окт(?:ябр[ьяею])?|"
    r"ноя(?:б(?:р[ьяею])?)?|дек(?:абр[ьяею])?)(?![а-яa-z])(?!\d(?!\d{3}))\.?"
)
YEAR = r"(?:20\d\d)(?!\d)(?:\s*(?:гг?(?![а-я])\.?|год(?:а|у)?(?![а-я])))?"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
DATE = (
    rf"(?:20\d\d-\d\d-\d\d(?!\d)|{DAY}\s?[./]\s?\d{{1,2}}(?:[./]\s?(?:20)?\d\d)?(?!\d)"
    rf"(?:\s*г(?:ода)?(?![а-я])\.?)?|{DAY}(?:-?го)?\s+{MONTH}(?:\s*{YEAR})?)"
)
SCHOOL_YEAR = (
    r"(?:20\d\d\s*[-/]\s*(?:20)?\d\d\s*(?:гг?\.?)?\s*(?:уч(?:\.|ебн\w+)\s*г(?:од\w*)?\.?)?)"
)
ORDINAL = (
    r"(?:(?:iv|i{1,3}|і{1,3}|[1-5])(?:\s?-\s?(?:ая|ой|ый|ое|го|ом|ую|я|й|е|ю))?"
    r"|перв(?:ая|ой|ую|ое|ого|ый|ом)|втор(?:ая|ой|ую|ое|ого|ом)|треть(?:я|ей|ю|е|его|ем)|третий"
    r"|четверт(?:ая|ой|ую|ое|ого|ый|ом)|последн\w+)"
)
NUMBER = (
    r"(?:\d{1,3}(?:\s*\([а-я]+\))?|од(?:ин|ного|ной|на|ну)|дв(?:а|е|ух)|тр(?:и|ех)|четыр(?:е|ех)"
    r"|пят[ьи]|шест[ьи]|сем[ьи]|восьм[ьи]|восемь|девят[ьи]|десят[ьи]|пятнадцат[ьи])(?![а-я])"
)
UNIT = (
    r"(?:(?P<sort>рабоч\w+|календарн\w+|учебн\w+)\s+)?"
    r"(?P<unit>дн\w*|день|сут\w+|недел\w*|месяц\w*|час\w*)(?![а-я])"
)
_NUMBERS = {
    "од": 1,
    "дв": 2,
    "тр": 3,
    "че": 4,
    "пя": 5,
    "ше": 6,
    "се": 7,
    "во": 8,
    "де": 9,
}
_PARSE = re.compile(rf"({DAY})(?:-?го)?\s+({MONTH})(?:\s*(20\d\d))?")


@dataclass(frozen=True, slots=True)
class Bound:
    """What a term is bound to: the plan's school year and the terms of its school."""

    year: SchoolYear | None
    terms: SchoolTerms | None


def month_of(word: str) -> int:
    """Number of a month by any of its forms.

    >>> [month_of(word) for word in ("сентября", "окт.", "марте", "мае", "июнь")]
    [9, 10, 3, 5, 6]
    """
    return next(i for i, stem in enumerate(_STEMS, start=1) if word.startswith(stem))


def ordinal_of(word: str) -> int:
    """Value of an ordinal; 0 for «последний».

    >>> [ordinal_of(word) for word in ("iii", "1-е", "второе", "последняя")]
    [3, 1, 2, 0]
    """
    if word[0].isdigit():
        return int(word[0])
    roman = re.match(r"(iv|i+|і+)(?![а-я])", word)
    if roman:
        return 4 if roman[1] == "iv" else len(roman[1])
    return {"пер": 1, "вто": 2, "тре": 3, "чет": 4}.get(word[:3], 0)


def number_of(word: str) -> int:
    """Value of a number in digits or words.

    >>> number_of("3 (трех)"), number_of("одного"), number_of("десяти"), number_of("пятнадцать")
    (3, 1, 10, 15)
    """
    digits = re.match(r"\d+", word)
    if digits:
        return int(digits[0])
    if word.startswith("десят"):
        return 10
    if word.startswith("пятн"):
        return 15
    return _NUMBERS[word[:2]]


def month_span(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


@dataclass(frozen=True, slots=True)
class Day:
    """What a `DATE` names."""

    day: date | None  # None while no school year says which year it is
    stated: bool  # the year is in the text
    words: str  # "" where there is no such day: 31 February


def day_of(text: str, bound: Bound) -> Day:
    """The day that a `DATE` names; without a year it is bound to the school year.

    >>> day_of("1 сентября", Bound(SchoolYear(2026), None)).day
    datetime.date(2026, 9, 1)
    >>> day_of("30.02.2026", Bound(None, None)).words
    ''
    """
    year, month, day = _numbers_of(text)
    stated = year is not None
    try:
        if year is None and bound.year is not None and 1 <= month <= 12:
            year = bound.year.month(month).year
        found = date(year or 2024, month, day)  # 2024 has a 29 February
    except ValueError:
        return Day(None, stated, "")
    return Day(found if year else None, stated, long_date(found, year=year is not None))


def _numbers_of(text: str) -> tuple[int | None, int, int]:
    if iso := re.match(r"(20\d\d)-(\d\d)-(\d\d)", text):
        return int(iso[1]), int(iso[2]), int(iso[3])
    if words := _PARSE.match(text):
        return int(words[3]) if words[3] else None, month_of(words[2]), int(words[1])
    numbers = [int(one) for one in re.findall(r"\d+", text)]
    year = numbers[2] if len(numbers) > 2 else None
    if year is not None and year < 100:
        year += 2000
    return year, numbers[1], numbers[0]


def month_words(month: int, year: int | None) -> str:
    """«октябрь», «октябрь 2024 г.»"""
    name = MONTH_NAMES[month - 1]
    return f"{name} {year}{NBSP}г." if year else name

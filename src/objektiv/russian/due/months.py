"""Terms that name months and parts of them: «октябрь, апрель», «4-я неделя октября»."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from objektiv.russian.due.dates import doubt_of_year
from objektiv.russian.due.words import (
    MONTH,
    ORDINAL,
    YEAR,
    Bound,
    month_of,
    month_span,
    month_words,
    ordinal_of,
)
from objektiv.schema import Due, SchoolYear

_ITEM = re.compile(
    rf"(?P<month>{MONTH})(?:\s*,?\s*(?P<year>20\d\d)(?!\d)(?:\s*(?:гг?|год[ау]?)(?![а-я])\.?)?"
    r"|\s*(?P<short>\d\d)\s*г(?![а-я])\.?)?"
)
_FIRST = re.compile(r"(?:(?:в|во|за|на|с|со|период|течени[ею]|месяц\w*)\s+)*")
_GAP = re.compile(r"\s*(?:[,;/+]|и|-|по|до)?\s*(?:(?:в|во|по|до|с|со)\s+)?")
_SINCE = re.compile(r"со?\s")
_RANGE = re.compile(r"(?:^|\s)(?:по|до)\s|-")
_PART = re.compile(
    rf"(?:(?P<to>до|к|с|в|во|на|не\s+позднее)\s+)?"
    rf"(?P<part>начал\w*|середин\w*|кон(?:ец|ца|це|цу)|"
    rf"{ORDINAL}(?:\s*(?:-|,|и)\s*{ORDINAL})?\s+(?:половин\w*|декад\w*|недел\w*))\s+"
    rf"(?P<item>{MONTH}(?:\s*{YEAR})?)"
)
_BY = re.compile(
    rf"(?P<word>до|к|не\s+позднее|не\s+позже|со?|начиная\s+с)\s+(?P<item>{MONTH}(?:\s*{YEAR})?)"
)
_DAY = timedelta(days=1)
_LATE = "Начало срока позже его конца: уточните месяцы."
_GENITIVE = {"начало": "начала", "середина": "середины", "конец": "конца"}


def read_months(text: str, bound: Bound) -> Due | None:
    """«октябрь, апрель», «сентябрь – октябрь 2024 г.», «июнь-август», «август 2020»."""
    items = list(_ITEM.finditer(text))
    if not items or not _FIRST.fullmatch(text[: items[0].start()]):
        return None
    gaps = [text[a.end() : b.start()] for a, b in pairwise(items)]
    tail = re.fullmatch(r"\s*(?:месяц\w*)?\s*", text[items[-1].end() :])
    if not tail or not all(gap and _GAP.fullmatch(gap) for gap in gaps):
        return None
    groups = [[items[0]]]
    for gap, item in zip(gaps, items[1:], strict=True):
        if _RANGE.search(gap) and len(groups[-1]) == 1:
            groups[-1].append(item)
        else:
            groups.append([item])
    if len(groups[0]) == 1 and _SINCE.match(text):
        return None  # «с октября»: to the end of the year
    stated = [item for item in items if _year_of(item)]
    year = bound.year
    if stated:
        last = stated[-1]
        year = SchoolYear.of(date(_year_of(last) or 0, month_of(last["month"]), 1))
    spans = [span for group in groups if (span := _span(group, year))]
    if any(start > end for start, end in spans):
        return Due("", "none", doubt=_LATE)
    kind = "months" if len(groups) > 1 else "period" if len(groups[0]) > 1 else "month"
    spans = sorted(set(spans)) if len(spans) == len(groups) else []
    alone = [group[0] for group in groups if len(group) == 1]
    doubts = [
        doubt_of_year(_span([item], year)[1], bool(stated), bound)  # type: ignore[index]
        for item in (alone if year else ())
    ]
    return Due(
        "",
        kind,  # type: ignore[arg-type]
        spans[0][0] if spans else None,
        max(end for _, end in spans) if spans else None,
        spans=tuple(spans),
        normal=", ".join(_words(group) for group in groups),
        doubt=next(filter(None, doubts), ""),
    )


def _year_of(item: re.Match[str]) -> int | None:
    if item["short"]:
        return 2000 + int(item["short"])
    return int(item["year"]) if item["year"] else None


def _words(group: list[re.Match[str]]) -> str:
    parts = [month_words(month_of(item["month"]), _year_of(item)) for item in group]
    return " – ".join(parts)


def _span(group: list[re.Match[str]], year: SchoolYear | None) -> tuple[date, date] | None:
    """One month, or from one month to another; None while the year is not known."""
    months = [month_of(item["month"]) for item in group]
    years = [_year_of(item) for item in group]
    last = years[-1] or (year.month(months[-1]).year if year else None)
    if last is None:
        return None
    first = years[0] or last - (months[0] > months[-1])
    return month_span(first, months[0])[0], month_span(last, months[-1])[1]


def read_month_parts(text: str, bound: Bound) -> Due | None:
    """«конец августа», «первая половина октября», «4-я неделя октября», «до октября»."""
    match = _BY.fullmatch(text) or _PART.fullmatch(text)
    month = read_months(match["item"], bound) if match else None
    if not match or not month:
        return None
    name = _genitive(month.normal)
    if "word" in match.groupdict():
        return _by(" ".join(match["word"].split()), month, name)
    word, part = _part_words(match["part"]), match["part"]
    span = _part(part, *month.spans[0]) if month.spans else None
    if month.spans and span is None:
        return None
    if " ".join((match["to"] or "").split()) in ("до", "к", "не позднее"):
        normal = f"до {_part_genitive(word)} {name}"
        if span and part.startswith(("начал", "середин")):
            span = (span[0] - _DAY, span[0] - _DAY)  # before it begins
        return _deadline(span[1] if span else None, normal, month.doubt)
    start, end = span or (None, None)
    spans = (span,) if span else ()
    return replace(month, kind="period", start=start, end=end, spans=spans, normal=f"{word} {name}")


def _by(word: str, month: Due, name: str) -> Due:
    if word in ("с", "со", "начиная с"):
        spans = tuple((start, SchoolYear.of(start).end) for start, _ in month.spans)
        end = spans[0][1] if spans else None
        return replace(month, kind="period", end=end, spans=spans, normal=f"с {name}")
    inclusive = word.startswith("не")
    normal = f"{'не позднее' if inclusive else 'до'} {name}"
    if not month.spans:
        return _deadline(None, normal, "")
    start, end = month.spans[0]
    return _deadline(end if inclusive else start - _DAY, normal, month.doubt)


def _deadline(day: date | None, normal: str, doubt: str) -> Due:
    spans = ((day, day),) if day else ()
    return Due("", "date", end=day, spans=spans, normal=normal, doubt=doubt)


def _part(part: str, first: date, last: date) -> tuple[date, date] | None:
    """Days of a part of a month; a week is a row of a calendar, from Monday."""
    decades = [
        (first, first.replace(day=10)),
        (first.replace(day=11), first.replace(day=20)),
        (first.replace(day=21), last),
    ]
    for i, stem in enumerate(("начал", "середин", "кон")):
        if part.startswith(stem):
            return decades[i]
    cuts = decades
    if "половин" in part:
        cuts = [(first, first.replace(day=15)), (first.replace(day=16), last)]
    elif "недел" in part:
        cuts = _weeks(first, last)
    numbers = [ordinal_of(one) or len(cuts) for one in re.findall(ORDINAL, part)]
    if max(numbers) > len(cuts) or numbers != sorted(numbers):
        return None
    return cuts[numbers[0] - 1][0], cuts[numbers[-1] - 1][1]


def _weeks(first: date, last: date) -> list[tuple[date, date]]:
    """Weeks of a month as a calendar shows them; a weekend alone goes with its neighbour."""
    weeks, start = [], first
    while start <= last:
        end = start + _DAY * (6 - start.weekday())
        if start == first and start.weekday() > 4:
            end += _DAY * 7
        end = min(end, last)
        weeks.append((start, end))
        start = end + _DAY
    return weeks


def _part_words(part: str) -> str:
    for stem, word in (("начал", "начало"), ("середин", "середина"), ("кон", "конец")):
        if part.startswith(stem):
            return word
    unit = "половина" if "половин" in part else "декада" if "декад" in part else "неделя"
    numbers = [ordinal_of(one) for one in re.findall(ORDINAL, part)]
    said = "-".join(f"{n}-я" if n else "последняя" for n in numbers)
    return f"{said} {unit}"


def _part_genitive(word: str) -> str:
    if word in _GENITIVE:
        return _GENITIVE[word]
    word = word.replace("последняя", "последней").replace("-я", "-й")
    return word[:-1] + ("и" if word.endswith("я") else "ы")


def _genitive(normal: str) -> str:
    """«октябрь 2024 г.» → «октября 2024 г.»"""
    name, space, year = normal.partition(" ")
    stem = name[:-1] if name[-1] in "ьй" else name
    return f"{stem}{'а' if stem == name else 'я'}{space}{year}"

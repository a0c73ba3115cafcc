"""What stands above a page of a journal: school, class, subject, teacher, school year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from objektiv.protocols.cells import Bad, tidy
from objektiv.protocols.complaints import Place
from objektiv.protocols.journal_cells import journal_class, journal_date
from objektiv.schema import SchoolYear

FULL_DATE = re.compile(r"(?:\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?!\d)")
_CLASS = re.compile(r"(?<!\d)(\d{1,2}\s?[«\"'-]?\s?[А-ЯЁA-Zа-яё]?)[»\"']?(?=\s|$|[_.,;|)-])")
_SAID = re.compile(
    r"(класс|предмет|учебный предмет|учитель|педагог|преподаватель|школа|оо|организация)"
    r"\s*(?:[:|]|\s[-–—]\s)[\s|]*([^|;]+)",
    re.IGNORECASE,
)
_CLASS_WORD = re.compile(
    r"(\d{1,2}\s?[«\"'-]?\s?[А-ЯЁA-Zа-яё]?)[»\"']?\s*(?:класс|кл\.)", re.IGNORECASE
)
_SCHOOL = re.compile(r"школ|сош|оош|гимнази|лице|интернат", re.IGNORECASE)
_YEAR = re.compile(r"(20\d\d)\s*[-–—/]\s*(?:20)?\d\d(?!\d|[./])")


@dataclass(frozen=True, slots=True)
class Page:
    """What stands above a table."""

    school: str = ""
    class_: str = ""
    subject: str = ""
    teacher: str = ""
    year: SchoolYear | None = None


def told(page: Page, lines: Sequence[str]) -> Page:
    """What lines say: «Класс: 5А», «Предмет: Алгебра | Учитель: …», «2026/2027 учебный год»."""
    for line in lines:
        for found in _SAID.finditer(line):
            label, value = found[1].casefold(), tidy(found[2]).strip(" .,")
            if label == "класс":
                page = replace(page, class_=_class(value) or page.class_)
            elif "предмет" in label:
                page = replace(page, subject=value)
            elif label in ("учитель", "педагог", "преподаватель"):
                page = replace(page, teacher=value)
            else:
                page = replace(page, school=value)
        if year := _YEAR.search(line):
            page = replace(page, year=SchoolYear(int(year[1])))
        elif page.year is None and (full := FULL_DATE.search(line)):
            day = journal_date(full[0])
            page = page if isinstance(day, Bad) else replace(page, year=SchoolYear.of(day))
        if word := _CLASS_WORD.search(line):
            page = replace(page, class_=_class(word[1]) or page.class_)
        if not page.school and _SCHOOL.search(line) and "|" not in line and ":" not in line:
            page = replace(page, school=line)
    return page


def named(page: Page, place: Place) -> Page:
    """Class and subject from the names: sheet «5А Математика», file «5А.xlsx»."""
    stem = re.sub(r"\.[a-z]{3,4}$", "", place.file.rsplit("/", maxsplit=1)[-1])
    for name in (place.sheet, stem):
        found = _CLASS.search(name)
        rest = name.replace(found[0], " ") if found else name
        subject = re.sub(r"класс|журнал|отметки|лист\s*\d*|sheet\s*\d*", " ", rest, flags=re.I)
        subject = tidy(re.sub(r"[\d_.,;|()«»\"'-]+", " ", subject))
        page = replace(
            page,
            class_=page.class_ or (_class(found[1]) if found else ""),
            subject=page.subject or (subject if name == place.sheet else ""),
        )
    if not page.subject and not place.sheet and found:
        page = replace(page, subject=subject)
    return page


def _class(text: str) -> str:
    found = journal_class(tidy(text).replace(" ", ""))
    return "" if isinstance(found, Bad) else found

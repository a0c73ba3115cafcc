"""Lines above and between the tables of Ф1: the work, the school, what they declare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from objektiv.protocols.cells import tidy

TITLE = re.compile(
    r"^\W*(\S+?)[\s.,]+(20\d\d)\W+(.+?)\W+(\d{1,2})\W{0,3}(?:класс|кл\b)", re.IGNORECASE
)
COUNT = re.compile(r"(?:кол-во|количество|число)\s+участников\D{0,5}(\d{1,6})", re.IGNORECASE)
_MAXIMUM = re.compile(r"максимальный\s+(?:первичный\s+)?балл\D{0,8}(\d{1,4})", re.IGNORECASE)
_SUBJECT = re.compile(r"^предмет\W+(.+?)\s*(?:\||$)", re.IGNORECASE)
_LOGIN = re.compile(r"\b(?:edu|sch|oo)_?\d{3,12}\b", re.IGNORECASE)
TOTALS = re.compile(
    r"^(?:итог|всего|средн|процент|%|максимальн|дата|предмет|отч[её]т)", re.IGNORECASE
)
_SCHOOL = re.compile(r"школ|сош|оош|гимнази|лице|интернат|оу\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the lines above a table say."""

    procedure: str = ""
    year: int = 0
    subject: str = ""
    grade: int = 0
    variant_of: str = ""
    maximum: int | None = None
    school: str = ""
    login: str = ""


def line_of(texts: Iterable[str | None]) -> str:
    return " | ".join(tidy(text) for text in texts if text)


def told(line: str, texts: Sequence[str | None], now: Heading) -> Heading:
    if match := TITLE.match(line):
        subject, variant = _subject(match[3])
        now = replace(
            Heading(),
            procedure=match[1].strip('«»".'),
            year=int(match[2]),
            subject=subject,
            grade=int(match[4]),
            variant_of=variant,
        )
    elif (match := _SUBJECT.match(line)) and not now.subject:
        subject, variant = _subject(match[1])
        now = replace(now, subject=subject, variant_of=variant)
    if match := _MAXIMUM.search(line):
        now = replace(now, maximum=int(match[1]))
    if _is_schoolline_of(line, texts):
        login = _LOGIN.search(line)
        first = line.split("|", maxsplit=1)[0]
        name = _LOGIN.sub("", first).replace("()", "")
        name = COUNT.sub("", name).strip(" .,;:|()")
        now = replace(now, school=name, login=login[0].lower() if login else "")
    return now


def _is_schoolline_of(line: str, texts: Sequence[str | None]) -> bool:
    if _LOGIN.search(line) or COUNT.search(line):
        return True
    few = sum(text is not None for text in texts) <= 2
    return few and bool(_SCHOOL.search(line)) and not TITLE.match(line) and not TOTALS.match(line)


def _subject(text: str) -> tuple[str, str]:
    """Subject without its level, and the level.

    >>> _subject("Математика (углублённый уровень)")
    ('Математика', 'advanced')
    """
    lower = text.casefold().replace("ё", "е")
    variant = "advanced" if "углуб" in lower or "профил" in lower else ""
    variant = variant or ("base" if re.search(r"\bбазов", lower) else "")
    plain = re.sub(
        r"[\s(,.«\"]*(?:базов|углубл|профил)\S*(?:\s+уров\S*)?[)\"»]*",
        "",
        text,
        flags=re.IGNORECASE,
    )
    plain = plain.strip(' .,;:«»"()-–—')
    return plain[:1].upper() + plain[1:], variant

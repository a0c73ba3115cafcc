"""What a schedule consists of: one class writes one procedure on one day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from objektiv.protocols.cells import same_letters, tidy

LEVELS = {
    "federal": "федеральный",
    "regional": "региональный",
    "municipal": "муниципальный",
    "school": "школьный",
}
_GRADE = re.compile(r"(\d{1,2})(?!\d)")

# Lessons a week by `class_key` and `subject_key`.
Hours = Mapping[tuple[str, str], Fraction]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a schedule. `lesson` is the first of the `lessons` it takes, counted from 1;
    `last_lesson` the number of the class's last lesson that day; None where not stated."""

    day: date
    lesson: int | None
    last_lesson: int | None
    class_: str
    subject: str
    procedure: str
    level: str  # a key of LEVELS
    lessons: int = 1

    @property
    def grade(self) -> int:
        return grade_of(self.class_)

    @property
    def class_key(self) -> str:
        return class_key(self.class_)

    @property
    def subject_key(self) -> str:
        return subject_key(self.subject)


def grade_of(class_: str) -> int:
    """The grade a class's name begins with; 0 when it begins with none of 1…12.

    >>> grade_of("10-1"), grade_of("5 «А»"), grade_of("А5")
    (10, 5, 0)
    """
    match = _GRADE.match(class_.strip())
    grade = int(match[1]) if match else 0
    return grade if grade <= 12 else 0


def class_key(class_: str) -> str:
    """What does not change with quotes, spaces, case and look-alike letters.

    >>> class_key('5 "а"') == class_key("5-A") == class_key("5А"), class_key("10-1")
    (True, '10-1')
    """
    plain = re.sub(r"[«»\"'„“”]", "", class_)
    return re.sub(r"(?<=\d)-(?=\D)", "", same_letters(plain))


def subject_key(subject: str) -> str:
    """What does not change with case, spaces and «ё».

    >>> subject_key("Русский  язык") == subject_key("русский язык")
    True
    """
    return tidy(subject).casefold().replace("ё", "е")

"""The class journal: marks with their weights, and what the local act of a school says of them.

Everything a border is asked of is exact: weights are whole thousandths in tables and
`Fraction` in the norms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from objektiv.schema.work import MARKS

if TYPE_CHECKING:
    import polars as pl

WEIGHT_UNIT = 1000  # a weight of 1 in a column of weights

# What a cell of a journal says beside marks.
ABSENT, ILL, EXEMPT = "н", "б", "осв"
POINT = "."  # work was done, its mark is still to come
JOINED, LEFT = "прибыл", "выбыл"
AWAY = (ABSENT, ILL, EXEMPT)

# Column -> polars dtype name. One row per mark; a note without a mark has mark 0.
EVENT_COLUMNS = {
    "school": "String",
    "class": "String",
    "pupil": "String",  # code, never a name
    "subject": "String",
    "teacher": "String",  # code or ""
    "date": "Date",
    "mark": "UInt8",  # 0: no mark
    "original": "UInt8",  # the mark before a correction, 0: not corrected
    "weight": "Int32",  # thousandths, null: as the norms say
    "kind": "String",  # «контрольная работа» or ""
    "note": "String",  # one of the notes above or ""
}
LESSON_COLUMNS = ("school", "class", "subject", "teacher", "date")


@dataclass(frozen=True)
class Journal:
    """Marks and notes of a school, and the days on which each group had its lessons."""

    events: pl.DataFrame  # EVENT_COLUMNS
    lessons: pl.DataFrame  # LESSON_COLUMNS, distinct


@dataclass(frozen=True, slots=True)
class MarkPeriod:
    """A quarter, trimester or half-year; both ends belong to it."""

    name: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class WeightScheme:
    """Weights of forms of work, in force for a subject from a day to a day."""

    name: str
    weights: Mapping[str, Fraction]  # by `plain_name` of the form of work
    subject: str = ""  # "": every subject
    start: date = date.min
    end: date = date.max
    published: date | None = None
    default: Fraction = Fraction(1)  # of a form of work that is not named

    def covers(self, subject: str, day: date) -> bool:
        """Is this scheme in force for the subject on that day?"""
        same = not self.subject or plain_name(self.subject) == plain_name(subject)
        return same and self.start <= day <= self.end


@dataclass(frozen=True)
class MarkNorms:
    """What the local act of a school says of marks."""

    periods: tuple[MarkPeriod, ...]
    base: Fraction = Fraction(1)
    per_weekly_hour: Fraction = Fraction(2)
    # Lessons a week by subject: one number, or one for each grade («5»), class («5А») and for
    # all others ("").
    hours: Mapping[str, Fraction | Mapping[str, Fraction]] = field(default_factory=dict)
    rounding: tuple[Fraction, ...] = (Fraction(26, 10), Fraction(36, 10), Fraction(46, 10))
    schemes: tuple[WeightScheme, ...] = ()  # the first that covers a mark gives its weight
    marks: tuple[int, ...] = MARKS
    reduce_for: tuple[str, ...] = AWAY  # lessons missed for these reasons lower the norm
    final_least: int = 1  # marks without which there is no final mark

    def weekly_hours(self, subject: str, class_: str) -> Fraction | None:
        """Lessons a week of a subject in a class; None where the norms do not say.

        >>> norms = MarkNorms((), hours={"Алгебра": {"7": Fraction(3), "7Б": Fraction(4)}})
        >>> [norms.weekly_hours("алгебра", one) for one in ("7А", "7Б", "8А")]
        [Fraction(3, 1), Fraction(4, 1), None]
        """
        wanted = plain_name(subject)
        found = next((v for name, v in self.hours.items() if plain_name(name) == wanted), None)
        if not isinstance(found, Mapping):
            return found
        grade = "".join(one for one in class_[:2] if one.isdigit())
        return found.get(class_, found.get(grade, found.get("")))

    def required(self, subject: str, class_: str) -> Fraction | None:
        """Marks a pupil needs in a whole period: base + per_weekly_hour × hours.

        >>> MarkNorms((), hours={"Математика": Fraction(5)}).required("Математика", "5А")
        Fraction(11, 1)
        """
        hours = self.weekly_hours(subject, class_)
        return None if hours is None else self.base + self.per_weekly_hour * hours

    def weight(self, subject: str, kind: str, day: date) -> Fraction:
        """Weight of a mark that has none of its own.

        >>> scheme = WeightScheme("2026", {"контрольная работа": Fraction(3)})
        >>> norms = MarkNorms((), schemes=(scheme,))
        >>> str(norms.weight("Физика", "Контрольная  работа", date(2026, 9, 7)))
        '3'
        """
        scheme = next((one for one in self.schemes if one.covers(subject, day)), None)
        return scheme.weights.get(plain_name(kind), scheme.default) if scheme else Fraction(1)


@lru_cache(maxsize=4096)  # a year of marks asks for the same few names tens of thousands of times
def plain_name(text: str) -> str:
    """A name of a subject or form of work as it is compared.

    >>> plain_name(" Зачёт  устный ")
    'зачет устный'
    """
    return " ".join(text.casefold().replace("ё", "е").split())

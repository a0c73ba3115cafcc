"""A work: one subject × grade × year of a procedure, its items and its scale."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

MARKS = (2, 3, 4, 5)


class Level(StrEnum):
    """Level of difficulty of an item, as printed above the header of Ф1."""

    BASE = "Б"
    ADVANCED = "П"
    HIGH = "В"


@dataclass(frozen=True, slots=True)
class Item:
    """One scored column of a work (`9.1`, `1К1`)."""

    code: str
    max: int
    level: Level | None = None
    open: bool = False
    skills: tuple[str, ...] = ()
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A side condition of a scale: the mark needs `at_least` points on `items`."""

    mark: int
    items: tuple[str, ...]
    at_least: int


@dataclass(frozen=True, slots=True)
class Scale:
    """Score to mark: bands `(from, to, mark)` in ascending order, with side conditions.

    >>> scale = Scale(((0, 6, 2), (7, 12, 3), (13, 18, 4), (19, 24, 5)))
    >>> scale.mark(12), scale.mark(13)
    (3, 4)
    >>> scale.cuts
    {3: 7, 4: 13, 5: 19}
    """

    bands: tuple[tuple[int, int, int], ...]
    conditions: tuple[Condition, ...] = ()
    source: str = ""
    status: str = "house"

    @property
    def cuts(self) -> dict[int, int]:
        """Lowest score of each mark above the lowest one."""
        return {mark: low for low, _, mark in self.bands[1:]}

    def mark(self, score: int) -> int:
        """Mark of a score by the bands alone (side conditions need item scores)."""
        for low, high, mark in self.bands:
            if low <= score <= high:
                return mark
        raise ValueError(f"score {score} is outside the scale {self.bands}")


@dataclass(frozen=True, slots=True)
class Work:
    """What was written: procedure, year, grade, subject, items, scale."""

    procedure: str
    year: int
    grade: int
    subject: str
    items: tuple[Item, ...]
    scale: Scale | None = None
    variant_of: str = ""
    codes: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", tuple(item.code for item in self.items))

    @property
    def max_score(self) -> int:
        return sum(item.max for item in self.items)

    @property
    def key(self) -> tuple[str, int, str, int, str]:
        """What tells two works apart: procedure, year, subject, grade, variant."""
        return (self.procedure, self.year, self.subject, self.grade, self.variant_of)

    @property
    def title(self) -> str:
        """As people say it: «ВПР 2026, Математика, 5 класс».

        >>> Work("ВПР", 2026, 5, "Математика", ()).title
        'ВПР 2026, Математика, 5 класс'
        """
        suffix = {"base": ", базовый уровень", "advanced": ", углублённый уровень"}
        return (
            f"{self.procedure} {self.year}, {self.subject}, {self.grade} класс"
            f"{suffix.get(self.variant_of, '')}"
        )

"""Weighted marks of one pupil: the mean, the final mark, what the next marks would change.

Everything is exact (`Fraction`): a mean of exactly 3.6 reaches a border of 3.6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

ROUNDING = (Fraction(13, 5), Fraction(18, 5), Fraction(23, 5))  # 2.6, 3.6, 4.6
LOWEST = 2  # the mark below the first border


@dataclass(frozen=True, slots=True)
class Weighed:
    """A mark and how much it weighs."""

    mark: int
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the marks stand now."""

    mean: Fraction | None  # None: nothing that weighs anything
    final: int | None


def weighted_mean(marks: Iterable[Weighed]) -> Fraction | None:
    """Σ(mark × weight) / Σ weight; None where no mark weighs anything.

    >>> mean = weighted_mean([Weighed(5, Fraction(3)), Weighed(5), Weighed(4, Fraction(5))])
    >>> mean, round(float(mean), 2)
    (Fraction(40, 9), 4.44)
    """
    points, weight = Fraction(0), Fraction(0)
    for one in marks:
        points += one.mark * one.weight
        weight += one.weight
    return points / weight if weight else None


def final_mark(mean: Fraction | None, rounding: Sequence[Fraction] = ROUNDING) -> int | None:
    """The mark whose border the mean reaches: `rounding` holds the least mean for 3, 4, 5.

    >>> [final_mark(Fraction(one)) for one in ("2.59", "2.6", "3.6", "3.5999", "4.6")]
    [2, 3, 4, 3, 5]
    """
    if mean is None:
        return None
    return LOWEST + sum(mean >= border for border in rounding)


def standing(marks: Iterable[Weighed], rounding: Sequence[Fraction] = ROUNDING) -> Standing:
    """Mean and final mark together."""
    mean = weighted_mean(marks)
    return Standing(mean, final_mark(mean, rounding))


def what_if(
    marks: Iterable[Weighed], more: Iterable[Weighed], rounding: Sequence[Fraction] = ROUNDING
) -> Standing:
    """Where the marks would stand after some more.

    >>> what_if([Weighed(3), Weighed(4)], [Weighed(5, Fraction(3))]).final
    4
    """
    return standing((*marks, *more), rounding)


def marks_needed(
    marks: Iterable[Weighed],
    target: int,
    mark: int = 5,
    weight: Fraction = Fraction(1),
    rounding: Sequence[Fraction] = ROUNDING,
) -> int | None:
    """How many marks of one kind in a row reach the final mark `target`; None: none ever do.

    From (S + n·m·w) / (W + n·w) ≥ b follows n ≥ (b·W − S) / (w·(m − b)).

    >>> marks_needed([Weighed(3), Weighed(3)], 4), marks_needed([Weighed(3)], 5, mark=4)
    (1, None)
    """
    marks = tuple(marks)
    border = rounding[target - LOWEST - 1]
    total = sum((one.weight for one in marks), Fraction(0))
    points = sum((one.mark * one.weight for one in marks), Fraction(0))
    if total and points >= border * total:
        return 0
    gain = weight * (mark - border)
    if not total:
        return 1 if gain >= 0 and weight else None
    return ceil((border * total - points) / gain) if gain > 0 else None

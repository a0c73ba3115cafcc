"""How much a share or a mean changed from one year to another, and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # normal quantile of a 95 % interval


@dataclass(frozen=True, slots=True)
class Change:
    """Now less before, with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """The interval leaves out zero."""
        return self.low > 0 or self.high < 0


def share_change(now: float, n_now: float, before: float, n_before: float) -> Change:
    """Difference of two shares: Newcombe (1998), method 10, from Wilson's intervals.

    n: pupils; less than the pupils where they hang together (`effective`).

    >>> found = share_change(56 / 70, 70, 48 / 80, 80)  # Newcombe's example (a)
    >>> round(found.low, 4), round(found.high, 4)
    (0.0524, 0.3339)
    """
    low, high = wilson(now, n_now)
    low_before, high_before = wilson(before, n_before)
    value = now - before
    return Change(
        value,
        value - sqrt((now - low) ** 2 + (high_before - before) ** 2),
        value + sqrt((high - now) ** 2 + (before - low_before) ** 2),
    )


def mean_change(now: float, se_now: float, before: float, se_before: float) -> Change:
    """Difference of two means of other pupils.

    >>> mean_change(0.5, 0.04, 0.4, 0.04).clear
    False
    """
    value, half = now - before, Z * sqrt(se_now**2 + se_before**2)
    return Change(value, value - half, value + half)


def difference(first: Change, second: Change) -> Change:
    """One change less another: what is a unit's own where the other is everybody's.

    Errors are added as if the two were independent: where the unit is part of the whole this
    errs to the wide side.

    >>> wide = difference(Change(0.10, 0.05, 0.15), Change(0.04, 0.01, 0.07))
    >>> round(wide.value, 2), round(wide.low, 3)
    (0.06, 0.002)
    """
    value = first.value - second.value
    return Change(
        value,
        value - sqrt((first.value - first.low) ** 2 + (second.high - second.value) ** 2),
        value + sqrt((first.high - first.value) ** 2 + (second.value - second.low) ** 2),
    )


def effective(share: float, se: float | None, n: int) -> float:
    """Pupils that would give a share this error if they were chosen one by one; at most n.

    >>> effective(0.5, 0.05, 400)
    100.0
    >>> effective(0.0, 0.0, 30)
    30.0
    """
    if not se or not 0 < share < 1:
        return float(n)
    return min(float(n), max(1.0, round(share * (1 - share) / se**2, 6)))


def wilson(share: float, n: float) -> tuple[float, float]:
    """Wilson (1927): 95 % interval of a share of n independent answers.

    >>> [round(x, 4) for x in wilson(0.5, 10)]
    [0.2366, 0.7634]
    """
    middle = share + Z * Z / (2 * n)
    half = Z * sqrt(max(share * (1 - share), 0.0) / n + Z * Z / (4 * n * n))
    whole = 1 + Z * Z / n
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)

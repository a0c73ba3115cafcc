"""Class against school: one class far from the other classes of its school.

Formula
    For every class r_c = mean score − expected mean (as in `level`), d_c = r_c − mean of r
    over the other classes of the school, variance v_c + v_others + natural variance between
    classes. A class has z_c; a school the largest z_c corrected for the number k of its
    classes: z = Φ⁻¹(Φ(z_max)^k).
Null
    N(0, 1).
Source
    Deletion residual of a class within its school (R. Cook, S. Weisberg 1982).

>>> import numpy as np
>>> largest(np.array([0.5, 2.0, 1.0]), np.array([0, 0, 1]), 2).round(2)
array([1.7, nan])
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from objektiv.evidence import units as of_units
from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.signs import level
from objektiv.evidence.tails import normal_log_cdf, normal_quantile
from objektiv.evidence.units import Units, roll
from objektiv.profiles import Profile
from objektiv.russian import interval, number

CODE, TITLE = "class", "Один класс против остальных"
WHY = "Класс не сравнивается с другими: в школе он один"


def largest(z: Floats, of: NDArray[np.int64], units: int) -> Floats:
    """Largest z of each unit as if it were one of k; NaN with fewer than two."""
    known = np.isfinite(z)
    count = np.bincount(of[known], minlength=units)
    top = np.full(units, -np.inf)
    np.maximum.at(top, of[known], z[known])
    log = np.maximum(count, 1) * normal_log_cdf(np.where(np.isfinite(top), top, 0))
    return np.where(count >= 2, normal_quantile(np.clip(-np.expm1(log), 1e-15, 1 - 1e-12)), np.nan)


def differences(units: Units, table: Reference, profile: Profile) -> tuple[Floats, Floats, Floats]:
    """z, difference and its standard deviation of every cell against the rest; (C,)."""
    cells = of_units.classes(units.cells, units.by_cell)
    cells = replace(cells, keep=units.keep[units.of])
    n = np.maximum(units.cells.n, 1).astype(float)
    mean = units.cells.score_sum / n
    usable = units.cells.n >= 5
    expected, within = level.expectation(cells, profile, mean, usable)
    school = school_of(units)
    count = int(school.max(initial=-1)) + 1
    weight = np.where(usable, n, 0.0)
    left = mean - expected
    others = roll(weight, school, count)[school] - weight
    total = roll(weight * left, school, count)[school] - weight * left
    several = usable & (others >= 5)
    difference = np.where(several, left - total / np.maximum(others, 1), 0.0)
    noise = within / n + within / np.maximum(others, 1)
    z, middle, sd = judge(
        difference, 0 * n, noise, np.ones(len(n)), several, keep=units.keep[units.of]
    )
    return z, difference - middle, sd


def school_of(units: Units) -> NDArray[np.int64]:
    """School number of every cell, whatever the units are."""
    keys = zip(units.cells.region, units.cells.municipality, units.cells.school, strict=True)
    number: dict[tuple[str, str, str], int] = {}
    return np.array([number.setdefault(key, len(number)) for key in keys], np.int64)


def measure(units: Units, table: Reference, profile: Profile) -> Measured:
    """The sign over all units; for schools the class that stands out most."""
    z, difference, sd = differences(units, table, profile)
    count = len(units.counts.n)
    known = np.where(np.isfinite(z), z, -np.inf)
    order = np.lexsort((known, units.of))
    last = np.zeros(count, np.int64)
    last[units.of[order]] = order  # the cell with the largest z of each unit
    whole = z if len(units.of) == count else largest(z, units.of, count)
    value, spread = difference[last], sd[last]

    def say(i: int) -> str:
        high = 1.96 * spread[i]
        return (
            f"Класс {units.cells.class_[last[i]]}: разница с остальными классами больше "
            f"прогноза на {number(value[i])} балла, ожидалось "
            f"{interval(round(float(-high), 1), round(float(high), 1))}"
        )

    return Measured(
        CODE, TITLE, "балла", units.counts.n, value, -1.96 * spread, 1.96 * spread, whole, say, WHY
    )

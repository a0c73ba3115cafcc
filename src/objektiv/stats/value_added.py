"""What a school adds: results given prior attainment and context, as an interval, never a rank.

Multilevel regression of the result on what the pupils brought; the school's effect is what is
left, shrunken by its size. Several years: school × year effects inside a stable school effect,
so that the years are weighted by how much each of them says. Goldstein & Spiegelhalter (1996),
JRSS A 159: ranks of such effects mean nothing, so none is computed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.multilevel import Multilevel, independent_columns, nested
from objektiv.stats.responses import Bools, Floats, Ints

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class ValueAdded:
    """One row per school, (J,), in units of the result; sorted by name, not by effect."""

    school: tuple[str, ...]
    n: Ints
    years: Ints  # years the school has results in
    expected: Floats  # mean result that pupils of such prior attainment and context have
    actual: Floats
    effect: Floats  # shrunken
    se: Floats
    low: Floats  # 95 % interval
    high: Floats
    clear: Bools  # the interval leaves out 0
    enough: Bools  # n ≥ minimum
    year_effect: dict[tuple[str, str], tuple[float, float]]  # (school, year): effect, SE
    model: Multilevel


def value_added(
    result: ArrayLike,
    prior: ArrayLike,
    school: ArrayLike,
    *,
    context: ArrayLike | None = None,
    year: ArrayLike | None = None,
    minimum: int = 10,
    degree: int = 3,
    school_prior: bool = True,
) -> ValueAdded:
    """Effects of schools on results given prior attainment.

    prior (N,), context (N, C) pupil or school characteristics, degree of the polynomial of the
    prior (its floor and ceiling bend the line), school_prior: the school's mean prior too, so
    that a strong intake is not taken for teaching. With `year`, each year has its own mean and
    the effect of a school is the stable part. Rows with a missing value are left out.

    Raises ValueError with fewer than two schools or fewer pupils than parameters.
    """
    y, x = np.asarray(result, dtype=float), np.asarray(prior, dtype=float)
    names = np.asarray(school).astype(str)
    C = np.zeros((len(y), 0)) if context is None else np.asarray(context, dtype=float)
    when = np.full(len(y), "") if year is None else np.asarray(year).astype(str)
    use = np.isfinite(y) & np.isfinite(x) & np.isfinite(C).all(axis=1)
    y, x, C, names, when = y[use], x[use], C[use], names[use], when[use]
    if len(y) < 3 or np.ptp(x) == 0:
        raise ValueError("prior attainment must be known and differ for value added")
    z = (x - x.mean()) / x.std()
    powers = [z**k for k in range(1, degree + 1)]
    labels, code = np.unique(names, return_inverse=True)
    periods, period = np.unique(when, return_inverse=True)
    n = np.bincount(code)
    if school_prior:
        # Within a year: the intake of that year, not of the school for ever.
        cell = code * len(periods) + period
        size = np.bincount(cell)
        powers.append((np.bincount(cell, weights=z) / np.maximum(size, 1))[cell])
    design = [np.ones(len(y)), *powers, *C.T, *(period == k for k in range(1, len(periods)))]
    X = np.column_stack(design).astype(float)
    X = X[:, independent_columns(X)]
    groups = [names] if len(periods) == 1 else [when, names]
    fit = nested(y, X, groups, reml=True)
    top = fit.levels[-1]
    expected = np.bincount(code, weights=X @ fit.beta) / n
    actual = np.bincount(code, weights=y) / n
    by_year: dict[tuple[str, str], tuple[float, float]] = {}
    pairs = np.unique(code * len(periods) + period)
    if len(periods) > 1:
        inner = fit.levels[0]
        for j, pair in enumerate(pairs):
            s, t = divmod(int(pair), len(periods))
            by_year[str(labels[s]), str(periods[t])] = (
                float(inner.total[j]),
                float(inner.total_se[j]),
            )
    low, high = top.effect - NORMAL_95 * top.se, top.effect + NORMAL_95 * top.se
    return ValueAdded(
        tuple(labels.tolist()),
        n,
        np.bincount(pairs // len(periods), minlength=len(labels)),
        expected,
        actual,
        top.effect,
        top.se,
        low,
        high,
        (low > 0) | (high < 0),
        n >= minimum,
        by_year,
        fit,
    )


@dataclass(frozen=True)
class Similar:
    """Schools that work in conditions like these, as the comparison."""

    school: str
    names: tuple[str, ...]  # nearest first: nearness of conditions, not of results
    distance: Floats
    mean: float  # of their results
    low: float  # range within which the middle 80 % of them lie
    high: float


def similar_schools(
    names: tuple[str, ...], context: ArrayLike, result: ArrayLike, *, count: int = 10
) -> tuple[Similar, ...]:
    """For every school the `count` nearest by context (J, C), in standard deviations.

    Schools with an unknown condition are compared with none; a condition that does not vary is
    ignored. Distance: root mean square of the differences, so that anyone can check it.

    >>> found = similar_schools(("а", "б", "в"), [[0.0], [0.1], [5.0]], [10, 12, 30], count=1)
    >>> found[0].names, found[0].mean
    (('б',), 12.0)
    """
    C, y = np.asarray(context, dtype=float), np.asarray(result, dtype=float)
    known = np.flatnonzero(np.isfinite(C).all(axis=1) & np.isfinite(y))
    nothing = np.zeros(0)
    rows: list[Similar] = []
    if len(known) < 2:
        return tuple(Similar(name, (), nothing, *[float("nan")] * 3) for name in names)
    centred = C[known] - C[known].mean(axis=0)
    spread = centred.std(axis=0)
    centred = centred[:, spread > 0] / spread[spread > 0]
    place = {int(j): k for k, j in enumerate(known)}
    for j, name in enumerate(names):
        if j not in place:
            rows.append(Similar(name, (), nothing, *[float("nan")] * 3))
            continue
        away = centred - centred[place[j]]
        distance = np.sqrt((away**2).mean(axis=1)) if away.shape[1] else np.zeros(len(known))
        distance[place[j]] = np.inf
        near = np.argsort(distance, kind="stable")[: min(count, len(known) - 1)]
        others = y[known[near]]
        rows.append(
            Similar(
                name,
                tuple(names[known[k]] for k in near),
                distance[near],
                float(others.mean()),
                float(np.quantile(others, 0.1)),
                float(np.quantile(others, 0.9)),
            )
        )
    return tuple(rows)

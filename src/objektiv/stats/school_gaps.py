"""All subjects and years of a school in one picture; journal marks drifting up; medals.

Every subject × year is compared on its own (`stats.comparison`), gaps in standard deviations of
pupils so that subjects can stand side by side, then put together per school.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.comparison import Comparison, compare
from objektiv.stats.items import benjamini_hochberg
from objektiv.stats.responses import Bools, Floats, Ints
from objektiv.stats.shrinkage import Effects, shrink

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Gap:
    """What one subject × year says of one school, in standard deviations of pupils."""

    school: str
    subject: str
    year: str
    n: int
    gap: float
    se: float
    shrunken: float
    shrunken_se: float
    p_value: float


@dataclass(frozen=True)
class Cell:
    """One school in one subject and year; gaps in standard deviations of pupils."""

    school: str
    subject: str
    year: str
    n: int
    gap: float  # shrunken
    low: float  # 95 % interval
    high: float
    q_value: float  # over all cells of the picture
    enough: bool


@dataclass(frozen=True)
class Picture:
    """Schools × subjects × years."""

    cells: tuple[Cell, ...]
    schools: tuple[str, ...]
    cells_of: Ints  # (J,) cells a school has
    same_way: Ints  # (J,) how many of them point the way its overall gap points
    overall: Effects  # (J,) gap over subjects and years, again with differences allowed for


def picture(
    internal: ArrayLike,
    external: ArrayLike,
    school: ArrayLike,
    subject: ArrayLike,
    year: ArrayLike,
    *,
    minimum: int = 10,
) -> Picture:
    """Gaps of all schools in all subjects and years; one row per pupil × subject × year.

    A subject × year with one school, or where a result does not vary, has no cells. In the
    overall gap the cells of a school count by their precision, and the differences between its
    own cells add to the error: a school that is lenient in one subject only is not lenient.
    """
    x, y = np.asarray(internal, dtype=float), np.asarray(external, dtype=float)
    names, sub, when = (np.asarray(a).astype(str) for a in (school, subject, year))
    found: list[Gap] = []
    for s, t in sorted(set(zip(sub.tolist(), when.tolist(), strict=True))):
        use = (sub == s) & (when == t)
        try:
            found += gaps_of(compare(x[use], y[use], names[use], minimum=minimum), s, t)
        except ValueError:
            continue
    return assembled(found, minimum=minimum)


def gaps_of(found: Comparison, subject: str, year: str) -> list[Gap]:
    """Gaps of the schools of one subject × year in standard deviations of pupils.

    Nothing where there is one school or gaps of pupils do not vary.
    """
    units, sd = found.schools, found.residual_sd
    if len(units.names) < 2 or not sd > 0:
        return []
    return [
        Gap(
            name,
            subject,
            year,
            int(units.n[j]),
            float(units.gap[j] / sd),
            float(units.se[j] / sd),
            float(units.effects.shrunken[j] / sd),
            float(units.effects.shrunken_se[j] / sd),
            float(units.effects.p_value[j]),
        )
        for j, name in enumerate(units.names)
    ]


def assembled(rows: Sequence[Gap], *, minimum: int = 10) -> Picture:
    """Schools × subjects × years from the gaps of each: what `picture` says, from less."""
    q = benjamini_hochberg([row.p_value for row in rows]) if rows else np.zeros(0)
    cells = tuple(
        Cell(
            row.school,
            row.subject,
            row.year,
            row.n,
            row.shrunken,
            row.shrunken - NORMAL_95 * row.shrunken_se,
            row.shrunken + NORMAL_95 * row.shrunken_se,
            float(q[j]),
            row.n >= minimum,
        )
        for j, row in enumerate(rows)
    )
    schools = tuple(sorted({row.school for row in rows}))
    place = {name: j for j, name in enumerate(schools)}
    raw, se_raw = np.array([row.gap for row in rows]), np.array([row.se for row in rows])
    code = np.array([place[row.school] for row in rows], dtype=np.int64)
    mean, se, same = _overall(raw, se_raw, code, len(schools))
    return Picture(
        cells, schools, np.bincount(code, minlength=len(schools)), same, shrink(mean, se, mean=0.0)
    )


def _overall(gap: Floats, se: Floats, code: Ints, size: int) -> tuple[Floats, Floats, Ints]:
    """Weighted mean of a school's cells; variance between cells pooled over schools."""
    w = 1 / se**2
    total = np.bincount(code, weights=w, minlength=size)
    first = np.bincount(code, weights=w * gap, minlength=size) / total
    several = np.bincount(code, minlength=size)[code] > 1
    q = float((w * (gap - first[code]) ** 2)[several].sum())
    df = int(several.sum()) - len(np.unique(code[several]))
    scale = float((w - w**2 / total[code])[several].sum())
    between = max(0.0, (q - df) / scale) if scale > 0 else 0.0
    w = 1 / (se**2 + between)
    total = np.bincount(code, weights=w, minlength=size)
    mean = np.bincount(code, weights=w * gap, minlength=size) / total
    same = np.bincount(code, weights=np.sign(gap) == np.sign(mean[code]), minlength=size)
    return mean, 1 / np.sqrt(total), same.astype(np.int64)


@dataclass(frozen=True)
class Drift:
    """How journal marks of a subject stand to the external result, and where they go."""

    subject: str
    years: tuple[str, ...]
    n: Ints  # (T,) pupils
    difference: Floats  # (T,) internal for an equal external result, against the first year
    se: Floats  # (T,) schools as clusters; 0 in the first year
    slope: float  # per year; nan for one year
    slope_se: float
    q_value: float  # of the slope, over subjects


def drifts(
    internal: ArrayLike, external: ArrayLike, school: ArrayLike, subject: ArrayLike, year: ArrayLike
) -> tuple[Drift, ...]:
    """Grade inflation by subject: does the same external result bring a higher internal mark?

    Only where the external results of the years are on one scale (equated or linked). Regression
    of internal on external and years, standard errors by leaving out a school at a time.
    """
    x, y = np.asarray(internal, dtype=float), np.asarray(external, dtype=float)
    names, sub, when = (np.asarray(a).astype(str) for a in (school, subject, year))
    known = np.isfinite(x) & np.isfinite(y)
    found: list[tuple[str, list[str], Ints, Floats, Floats, float, float]] = []
    for s in sorted(set(sub[known].tolist())):
        use = known & (sub == s)
        labels, t = np.unique(when[use], return_inverse=True)
        code = np.unique(names[use], return_inverse=True)[1]
        if code.max() < 2:
            continue
        steps = np.arange(len(labels))
        X = np.column_stack([np.ones(use.sum()), y[use], *(t == k for k in steps[1:])])
        trend = np.column_stack([np.ones(use.sum()), y[use], t])
        effect, error = _clustered(X.astype(float), x[use], code)
        slope, slope_se = _clustered(trend.astype(float), x[use], code)
        found.append(
            (
                s,
                labels.tolist(),
                np.bincount(t),
                np.concatenate([[0.0], effect[2:]]),
                np.concatenate([[0.0], error[2:]]),
                float(slope[2]) if len(labels) > 1 else float("nan"),
                float(slope_se[2]) if len(labels) > 1 else float("nan"),
            )
        )
    from objektiv.stats.items import two_sided

    q = benjamini_hochberg(two_sided([row[5] / row[6] for row in found])) if found else np.zeros(0)
    return tuple(
        Drift(s, tuple(labels), n, d, e, b, se, float(q[j]))
        for j, (s, labels, n, d, e, b, se) in enumerate(found)
    )


def _clustered(X: Floats, y: Floats, code: Ints) -> tuple[Floats, Floats]:
    """Least squares with the jackknife over clusters."""
    size, p = int(code.max()) + 1, X.shape[1]
    xx, xy = np.zeros((size, p, p)), np.zeros((size, p))
    np.add.at(xx, code, X[:, :, None] * X[:, None, :])
    np.add.at(xy, code, X * y[:, None])
    A, b = xx.sum(axis=0), xy.sum(axis=0)
    beta = np.linalg.pinv(A, hermitian=True) @ b
    left = np.array([np.linalg.pinv(A - xx[g], hermitian=True) @ (b - xy[g]) for g in range(size)])
    variance = (size - 1) / size * ((left - left.mean(axis=0)) ** 2).sum(axis=0)
    return beta, np.sqrt(variance)


@dataclass(frozen=True)
class Pretenders:
    """Pupils whose internal marks promise a medal, against what the exam says; (J,) schools.

    Pretenders, not medal holders: since 2023/24 the exam is part of the medal's rule, so medals
    themselves can no longer disagree with it.
    """

    school: tuple[str, ...]
    n: Ints  # pretenders
    below: Ints  # of them below the border in the exam
    expected: Floats  # number below among as many pretenders of the whole
    share: Floats  # shrunken share below
    p_value: Floats  # that many or more, schools honestly differing; nan where too few
    q_value: Floats
    rate: float  # share below among all pretenders
    between: float  # correlation of pupils of a school (0: schools do not differ)


def pretenders(below: ArrayLike, school: ArrayLike, *, minimum: int = 5) -> Pretenders:
    """Schools whose pretenders confirm their marks less often than others'.

    below: (N,) of pretenders only: the exam result is under the border. Beta-binomial: schools
    differ honestly; its correlation by moments (Kleinman, 1973, JASA 68).

    >>> found = pretenders([0, 0, 1, 0, 1, 1], ["а", "а", "а", "б", "б", "б"], minimum=3)
    >>> found.n.tolist(), found.below.tolist(), found.rate
    ([3, 3], [1, 2], 0.5)
    """
    from scipy.special import betaln, gammaln

    k_all = np.asarray(below, dtype=float)
    known = np.isfinite(k_all)
    names, code = np.unique(np.asarray(school).astype(str)[known], return_inverse=True)
    n = np.bincount(code)
    k = np.bincount(code, weights=k_all[known])
    rate = float(k.sum() / max(n.sum(), 1))
    rho = 0.0
    if 0 < rate < 1 and len(n) > 1:
        share = k / n
        spread = float((n * (share - rate) ** 2).sum())
        expected = rate * (1 - rate) * (1 - n / n.sum())
        inflation = float(((n - 1) * expected).sum())
        if inflation > 0:
            rho = min(max((spread - float(expected.sum())) / inflation, 0.0), 0.99)
    enough = n >= minimum
    p = np.full(len(n), np.nan)
    for j in np.flatnonzero(enough):
        m = np.arange(int(k[j]), int(n[j]) + 1)
        choose = gammaln(n[j] + 1) - gammaln(m + 1) - gammaln(n[j] - m + 1)
        if not 0 < rate < 1:
            p[j] = 1.0
        elif rho > 1e-9:
            a, b = rate * (1 / rho - 1), (1 - rate) * (1 / rho - 1)
            p[j] = np.exp(choose + betaln(m + a, n[j] - m + b) - betaln(a, b)).sum()
        else:
            p[j] = np.exp(choose + m * np.log(rate) + (n[j] - m) * np.log1p(-rate)).sum()
    p = np.minimum(p, 1.0)
    prior = 1 / rho - 1 if rho > 1e-9 else np.inf
    weight = n / (n + prior)
    return Pretenders(
        tuple(names.tolist()),
        n,
        k.astype(np.int64),
        np.asarray(n * rate, dtype=float),
        np.asarray(rate + weight * (k / n - rate), dtype=float),
        p,
        benjamini_hochberg(p),
        rate,
        rho,
    )


def clear(cells: tuple[Cell, ...], level: float) -> Bools:
    """Cells of the picture to speak of: enough pupils and q within the level."""
    return np.array([cell.enough and cell.q_value <= level for cell in cells], dtype=bool)

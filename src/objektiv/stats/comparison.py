"""Internal against external assessment: do they order pupils and schools alike, who differs.

Gap of a pupil: the internal result less what pupils with the same external result have on
average (regression over all pupils). Unlike the plain difference it needs no common scale and is
free of regression to the mean; the plain difference is given beside it. Gap of a school or a
teacher's group: mean over its pupils, judged against sampling error and honest differences
between schools (`stats.shrinkage`). Raudenbush & Bryk (2002), Hierarchical Linear Models.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.items import benjamini_hochberg, correlation
from objektiv.stats.responses import Bools, Floats, Ints
from objektiv.stats.shrinkage import Effects, Estimator, shrink

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Agreement:
    """How two results order the same people or schools."""

    n: int
    pearson: float
    ci: tuple[float, float]  # 95 %, Fisher's z, schools as clusters; nan when not determined
    spearman: float
    spearman_ci: tuple[float, float]
    corrected: float  # Pearson corrected for reliability; nan when that is not known


@dataclass(frozen=True)
class Units:
    """Gaps of schools or of teachers' groups, (J,)."""

    names: tuple[str, ...]
    parent: tuple[str, ...]  # school of a group; "" for schools
    n: Ints
    internal: Floats  # means
    external: Floats
    difference: Floats  # mean of internal − external, on the scales as they are
    gap: Floats  # mean residual
    se: Floats  # sampling error of the gap
    effects: Effects
    enough: Bools  # (J,) at least `minimum` pupils


def only(units: Units, keep: Sequence[int]) -> Units:
    """Some of the units as they stood among all: shrinkage and q stay those of the whole."""
    at = np.asarray(keep, dtype=np.int64)
    effects = replace(
        units.effects,
        **{
            name: getattr(units.effects, name)[at]
            for name in ("shrunken", "shrunken_se", "z", "p_value", "q_value")
        },
    )
    return replace(
        units,
        names=tuple(units.names[j] for j in at),
        parent=tuple(units.parent[j] for j in at),
        effects=effects,
        **{
            name: getattr(units, name)[at]
            for name in ("n", "internal", "external", "difference", "gap", "se", "enough")
        },
    )


@dataclass(frozen=True)
class Comparison:
    """Everything one pair of columns says."""

    n: int
    pupil: Agreement
    school: Agreement
    difference_mean: float
    difference_sd: float
    slope: float  # of internal on external, over all pupils
    intercept: float
    residual_sd: float  # of gaps within schools
    schools: Units
    groups: Units | None


def compare(
    internal: ArrayLike,
    external: ArrayLike,
    school: ArrayLike,
    *,
    group: ArrayLike | None = None,
    minimum: int = 10,
    reliability: tuple[float, float] | None = None,
    method: Estimator = "dl",
) -> Comparison:
    """Compare two results of the same pupils. Rows with a missing result are left out.

    group: teacher's group (class) inside the school; group results carry their own error and,
    in the error of a school, the differences between its groups count. minimum: pupils from
    which a unit may be spoken of; smaller ones keep their facts and get no verdict.
    reliability: of internal and external, for the corrected correlation of pupils; the one of
    schools is corrected by the pupils' own spread. Raises ValueError below three usable pupils,
    or when a column does not vary.

    >>> inside = [3, 4, 5, 4, 3, 5, 4, 4, 3, 5, 5, 4]
    >>> outside = [10, 14, 19, 15, 9, 18, 9, 10, 6, 16, 15, 11]
    >>> found = compare(inside, outside, ["а"] * 6 + ["б"] * 6, minimum=5)
    >>> found.schools.gap.round(2).tolist()
    [-0.34, 0.34]
    """
    x, y = np.asarray(internal, dtype=float), np.asarray(external, dtype=float)
    names = np.asarray(school).astype(str)
    use = np.isfinite(x) & np.isfinite(y)
    x, y, names = x[use], y[use], names[use]
    if len(x) < 3:
        raise ValueError("fewer than three pupils have both results")
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        raise ValueError("one of the two results is the same for all pupils")
    slope = float(np.cov(x, y)[0, 1] / y.var(ddof=1))
    intercept = float(x.mean() - slope * y.mean())
    gap = x - intercept - slope * y
    labels, code = np.unique(names, return_inverse=True)
    groups = None
    between_groups = 0.0
    if group is not None:
        own = np.asarray(group).astype(str)[use]
        pairs, first, inner = np.unique(
            np.char.add(np.char.add(names, "\x1f"), own), return_index=True, return_inverse=True
        )
        within = _within_sd(gap, inner, len(pairs))
        groups = _units(x, y, gap, inner, tuple(own[first]), within, minimum, method, names[first])
        between_groups = _group_variance(groups, code[first])
    sd = _within_sd(
        gap, code if groups is None else inner, len(labels if groups is None else pairs)
    )
    schools = _units(x, y, gap, code, tuple(labels), sd, minimum, method, None)
    if groups is not None and between_groups > 0:
        # Groups of a school differ: their number, not only the pupils', makes its mean firm.
        weight = np.bincount(code[first], weights=groups.n.astype(float) ** 2)
        se = np.sqrt(schools.se**2 + between_groups * weight / schools.n**2)
        schools = replace(schools, se=se, effects=_effects(schools.gap, se, schools.enough, method))
    pupil = _agreement(x, y, code)
    if reliability is not None:
        corrected = pupil.pearson / float(np.sqrt(reliability[0] * reliability[1]))
        pupil = replace(pupil, corrected=float(np.clip(corrected, -1, 1)))
    return Comparison(
        len(x),
        pupil,
        _school_agreement(x, y, code, schools),
        float((x - y).mean()),
        float((x - y).std(ddof=1)),
        slope,
        intercept,
        sd,
        schools,
        groups,
    )


def _within_sd(gap: Floats, code: Ints, size: int) -> float:
    n = np.bincount(code, minlength=size)
    mean = np.bincount(code, weights=gap, minlength=size) / np.maximum(n, 1)
    df = len(gap) - int((n > 0).sum())
    if df < 1:
        return float("nan")
    return float(np.sqrt(((gap - mean[code]) ** 2).sum() / df))


def _units(  # noqa: PLR0917
    x: Floats,
    y: Floats,
    gap: Floats,
    code: Ints,
    names: tuple[str, ...],
    sd: float,
    minimum: int,
    method: Estimator,
    parent: np.ndarray | None,
) -> Units:
    n = np.bincount(code, minlength=len(names))
    internal, external, mean = (
        np.bincount(code, weights=v, minlength=len(names)) / n for v in (x, y, gap)
    )
    se = sd / np.sqrt(n)
    return Units(
        tuple(str(name) for name in names),
        ("",) * len(names) if parent is None else tuple(str(p) for p in parent),
        n,
        internal,
        external,
        internal - external,
        mean,
        se,
        _effects(mean, se, n >= minimum, method),
        n >= minimum,
    )


def _effects(gap: Floats, se: Floats, enough: Bools, method: Estimator) -> Effects:
    """All units say how much units differ; only those spoken of share the false discoveries."""
    found = shrink(gap, se, mean=0.0, method=method)
    q = benjamini_hochberg(np.where(enough, found.p_value, np.nan))
    return replace(found, q_value=q)


def _group_variance(groups: Units, school: Ints) -> float:
    """Variance of groups inside schools, by the method of moments; 0 when no school has two."""
    w = 1 / groups.se**2
    total = np.bincount(school, weights=w)
    mean = np.bincount(school, weights=w * groups.gap) / total
    several = np.bincount(school) > 1
    inside = several[school]
    if not inside.any():
        return 0.0
    q = float((w * (groups.gap - mean[school]) ** 2)[inside].sum())
    df = int(inside.sum() - several.sum())
    scale = (
        total[several].sum() - (np.bincount(school, weights=w**2)[several] / total[several]).sum()
    )
    return max(0.0, (q - df) / float(scale)) if scale > 0 else 0.0


def _agreement(x: Floats, y: Floats, code: Ints | None) -> Agreement:
    u, v = _ranks(x), _ranks(y)
    r, rho = correlation(x, y), correlation(u, v)
    return Agreement(len(x), r, _interval(x, y, code), rho, _interval(u, v, code), float("nan"))


def _school_agreement(x: Floats, y: Floats, code: Ints, schools: Units) -> Agreement:
    found = _agreement(schools.internal, schools.external, None)
    return replace(found, corrected=_latent_correlation(x, y, code, schools.n))


def _latent_correlation(x: Floats, y: Floats, code: Ints, n: Ints) -> float:
    """Correlation of the schools' true means: between-school covariance by analysis of variance."""
    J, N = len(n), len(x)
    if J < 3 or N <= J:
        return float("nan")
    Z = np.column_stack([x, y])
    mean = np.column_stack([np.bincount(code, weights=c) / n for c in Z.T])
    inside = Z - mean[code]
    msw = inside.T @ inside / (N - J)
    away = mean - Z.mean(axis=0)
    msb = (away * n[:, None]).T @ away / (J - 1)
    size = (N - (n**2).sum() / N) / (J - 1)
    between = (msb - msw) / size
    if between[0, 0] <= 0 or between[1, 1] <= 0:
        return float("nan")
    return float(np.clip(between[0, 1] / np.sqrt(between[0, 0] * between[1, 1]), -1, 1))


def _ranks(x: Floats) -> Floats:
    """Mid-ranks."""
    _, code, n = np.unique(x, return_inverse=True, return_counts=True)
    upper = n.cumsum()
    return np.asarray((upper - (n - 1) / 2)[code], dtype=float)


def _interval(x: Floats, y: Floats, code: Ints | None) -> tuple[float, float]:
    """95 % interval of a correlation: Fisher's z, its error by leaving out a school at a time.

    Pupils of a school are alike, so the number of schools decides, not of pupils. Without
    clusters, or with fewer than six, Fisher's own error 1/sqrt(n − 3).
    """
    nothing = (float("nan"), float("nan"))
    r, n = correlation(x, y), len(x)
    if not np.isfinite(r) or n < 4 or abs(r) >= 1:
        return nothing
    z = float(np.arctanh(r))
    se = 1 / np.sqrt(n - 3)
    if code is not None and code.max() >= 5:
        x, y = x - x.mean(), y - y.mean()
        columns = (np.ones(n), x, y, x * x, y * y, x * y)
        by_school = np.array([np.bincount(code, weights=c) for c in columns])
        m, sx, sy, sxx, syy, sxy = by_school.sum(axis=1, keepdims=True) - by_school
        with np.errstate(divide="ignore", invalid="ignore"):
            left = (sxy - sx * sy / m) / np.sqrt((sxx - sx**2 / m) * (syy - sy**2 / m))
        moved = np.arctanh(np.clip(left, -0.999999, 0.999999))
        moved = moved[np.isfinite(moved)]
        if len(moved) > 5:
            J = len(moved)
            se = max(se, float(np.sqrt((J - 1) / J * ((moved - moved.mean()) ** 2).sum())))
    return float(np.tanh(z - NORMAL_95 * se)), float(np.tanh(z + NORMAL_95 * se))


@dataclass(frozen=True)
class MarkAgreement:
    """Journal marks against marks of the work: counts of pupils."""

    lowered: int  # mark of the work below the journal's
    confirmed: int
    raised: int
    by_two: int  # differ by two marks or more
    table: Ints  # (4, 4): journal mark 2…5 by mark of the work 2…5
    kappa: float  # quadratic weighted


def mark_agreement(journal: ArrayLike, mark: ArrayLike) -> MarkAgreement:
    """Lowered, confirmed, raised. Marks outside 2…5 are left out.

    >>> found = mark_agreement([5, 4, 3, 4], [4, 4, 3, 5])
    >>> found.lowered, found.confirmed, found.raised
    (1, 2, 1)
    """
    from objektiv.stats.raters import weighted_kappa

    a, b = np.asarray(journal, dtype=float), np.asarray(mark, dtype=float)
    use = np.isin(a, (2, 3, 4, 5)) & np.isin(b, (2, 3, 4, 5))
    u, v = a[use].astype(int), b[use].astype(int)
    table = np.zeros((4, 4), dtype=np.int64)
    np.add.at(table, (u - 2, v - 2), 1)
    return MarkAgreement(
        int((v < u).sum()),
        int((v == u).sum()),
        int((v > u).sum()),
        int((np.abs(v - u) >= 2).sum()),
        table,
        weighted_kappa(u, v, categories=(2, 3, 4, 5)),
    )

"""Does an item treat pupils of equal level alike, whatever their group?

Groups: sex, variant, type of school, language of instruction. Pupils are matched on the sum of
points within the same booklet, so level never counts as difference. Mantel & Haenszel (1959);
Holland & Thayer (1988); Mantel (1963), JASA 58; Somes (1986), Am. Stat. 40; Swaminathan & Rogers
(1990), JEM 27; Zumbo (1999). A difference is a question to the item's content, not a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.items import benjamini_hochberg
from objektiv.stats.optimise import NotConverged, newton
from objektiv.stats.responses import Bools, Floats, Ints, totals


@dataclass(frozen=True)
class MantelHaenszel:
    """A dichotomous item, focal against reference."""

    chi2: float  # with the continuity correction, 1 df
    p_value: float
    odds_ratio: float  # α of the reference group; 1: no difference
    delta: float  # −2.35 ln α, ETS delta scale; negative: harder for the focal group
    delta_se: float  # Phillips & Holland (1987) = Robins, Breslow & Greenland (1986)
    n_reference: int
    n_focal: int


def mantel_haenszel(right: ArrayLike, focal: ArrayLike, stratum: ArrayLike) -> MantelHaenszel:
    """Mantel–Haenszel test of one item. right, focal: (N,) 0/1; stratum: (N,) matching code.

    nan where no stratum holds both groups and both answers.

    >>> found = mantel_haenszel([1, 1, 0, 1, 0, 0], [0, 0, 0, 1, 1, 1], [5] * 6)
    >>> round(found.odds_ratio, 1)
    4.0
    """
    from scipy.special import gammaincc

    y, f = np.asarray(right).astype(bool), np.asarray(focal).astype(bool)
    code = np.unique(np.asarray(stratum), return_inverse=True)[1]
    size = int(code.max(initial=-1)) + 1

    def count(rows: Bools) -> Floats:
        return np.bincount(code[rows], minlength=size).astype(float)

    a, b, c, d = count(~f & y), count(~f & ~y), count(f & y), count(f & ~y)
    t = a + b + c + d
    use = t > 1
    a, b, c, d, t = a[use], b[use], c[use], d[use], t[use]
    expected = (a + b) * (a + c) / t
    variance = ((a + b) * (c + d) * (a + c) * (b + d) / (t**2 * (t - 1))).sum()
    r, s = (a * d / t).sum(), (b * c / t).sum()
    people = (int((~f).sum()), int(f.sum()))
    if variance <= 0 or r <= 0 or s <= 0:
        nothing = float("nan")
        return MantelHaenszel(nothing, nothing, nothing, nothing, nothing, *people)
    difference = abs(float((a - expected).sum()))
    chi2 = max(difference - min(0.5, difference), 0.0) ** 2 / float(variance)
    own, cross = (a + d) / t, (b + c) / t
    rr, ss = a * d / t, b * c / t
    log_variance = (
        (own * rr).sum() / (2 * r**2)
        + ((own * ss) + (cross * rr)).sum() / (2 * r * s)
        + (cross * ss).sum() / (2 * s**2)
    )
    return MantelHaenszel(
        chi2,
        float(gammaincc(0.5, chi2 / 2)),
        float(r / s),
        float(-2.35 * np.log(r / s)),
        float(2.35 * np.sqrt(log_variance)),
        *people,
    )


@dataclass(frozen=True)
class GeneralisedMantelHaenszel:
    """An item of any number of points, any number of groups."""

    chi2: float
    df: int
    p_value: float
    groups: tuple[str, ...]
    mean_difference: Floats  # (G,) points from what pupils of the same level have, by group
    standardised: Floats  # (G,) the same in SDs of the item


def generalised(
    points: ArrayLike, group: ArrayLike, stratum: ArrayLike, *, ordinal: bool = True
) -> GeneralisedMantelHaenszel:
    """Generalised Mantel–Haenszel test of group × points given the stratum.

    ordinal: compares mean points (Mantel's test when there are two groups), else any difference
    in the distribution of points. For each stratum the counts are multivariate hypergeometric.

    >>> found = generalised([0, 1, 2, 0, 1, 2], ["а", "а", "а", "б", "б", "б"], [1] * 6)
    >>> found.chi2, found.df
    (0.0, 1)
    """
    from scipy.special import gammaincc

    y = np.asarray(points)
    names, g = np.unique(np.asarray(group).astype(str), return_inverse=True)
    values, category = np.unique(y, return_inverse=True)
    code = np.unique(np.asarray(stratum), return_inverse=True)[1]
    G, K, S = len(names), len(values), int(code.max(initial=-1)) + 1
    table = np.zeros((S, G, K))
    np.add.at(table, (code, g, category), 1)
    A = values[None, :].astype(float) if ordinal else np.eye(K)[:-1]
    away = np.zeros((G - 1) * len(A))
    variance = np.zeros((len(away), len(away)))
    lead = np.zeros(G)
    for n in table:
        t = n.sum()
        if t < 2:
            continue
        row, column = n.sum(axis=1), n.sum(axis=0)
        expected = np.outer(row, column) / t
        away += ((n - expected)[:-1] @ A.T).ravel()
        rows = (np.diag(row) - np.outer(row, row) / t)[:-1, :-1]
        columns = A @ (np.diag(column) - np.outer(column, column) / t) @ A.T
        variance += np.kron(rows, columns) / (t - 1)
        lead += (n - expected) @ values
    size = np.bincount(g, minlength=G)
    rank = int(np.linalg.matrix_rank(variance, hermitian=True)) if len(away) else 0
    spread = float(y.std(ddof=1)) if len(y) > 1 else 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = lead / size
        standardised = difference / spread
    if not rank:
        nothing = float("nan")
        return GeneralisedMantelHaenszel(
            nothing, 0, nothing, tuple(names), difference, standardised
        )
    chi2 = float(away @ np.linalg.pinv(variance, hermitian=True) @ away)
    return GeneralisedMantelHaenszel(
        chi2, rank, float(gammaincc(rank / 2, chi2 / 2)), tuple(names), difference, standardised
    )


@dataclass(frozen=True)
class LogisticDif:
    """Nested cumulative logit models: level; + group; + group × level."""

    uniform_chi2: float
    uniform_p: float
    nonuniform_chi2: float
    nonuniform_p: float
    both_p: float
    r2_change: float  # Nagelkerke's, of group and interaction together
    df: int
    effect: Floats  # (G−1,) log odds of each group against the first, model 2


def logistic_dif(points: ArrayLike, group: ArrayLike, level: ArrayLike) -> LogisticDif:
    """Logistic (for graded items proportional odds) regression of an item on level and group.

    nan everywhere when a model has no finite maximum (a group without spread).

    >>> rng = np.random.default_rng(1)
    >>> level = rng.normal(size=600)
    >>> right = rng.random(600) < 1 / (1 + np.exp(-level))
    >>> bool(logistic_dif(right, ["а", "б"] * 300, level).both_p > 0.01)
    True
    """
    from scipy.special import gammaincc

    y = np.asarray(points)
    names, g = np.unique(np.asarray(group).astype(str), return_inverse=True)
    t = np.asarray(level, dtype=float)
    spread = t.std()
    t = (t - t.mean()) / spread if spread > 0 else t * 0
    dummy = (g[:, None] == np.arange(1, len(names))).astype(float)
    df = len(names) - 1
    try:
        empty = _cumulative_logit(y, np.zeros((len(y), 0)))
        base = _cumulative_logit(y, t[:, None])
        shifted = _cumulative_logit(y, np.column_stack([t, dummy]))
        full = _cumulative_logit(y, np.column_stack([t, dummy, dummy * t[:, None]]))
    except (NotConverged, ValueError, np.linalg.LinAlgError):
        nothing = float("nan")
        return LogisticDif(
            nothing, nothing, nothing, nothing, nothing, nothing, df, np.full(df, np.nan)
        )

    def nagelkerke(loglik: float) -> float:
        n = len(y)
        return float((1 - np.exp(2 * (empty[0] - loglik) / n)) / (1 - np.exp(2 * empty[0] / n)))

    uniform = max(2 * (shifted[0] - base[0]), 0.0)
    nonuniform = max(2 * (full[0] - shifted[0]), 0.0)
    return LogisticDif(
        uniform,
        float(gammaincc(df / 2, uniform / 2)),
        nonuniform,
        float(gammaincc(df / 2, nonuniform / 2)),
        float(gammaincc(df, (uniform + nonuniform) / 2)),
        nagelkerke(full[0]) - nagelkerke(base[0]),
        df,
        shifted[1][1:],
    )


def _cumulative_logit(y: ArrayLike, X: Floats) -> tuple[float, Floats]:
    """Proportional odds: P(y ≥ k) = logistic(xβ − τ_k). Log-likelihood and β (McCullagh, 1980)."""
    values, category = np.unique(np.asarray(y), return_inverse=True)
    K, p = len(values) - 1, X.shape[1]
    if K < 1:
        raise ValueError("all answers are equal")
    n = np.bincount(category)
    above = n[::-1].cumsum()[::-1][1:] / n.sum()
    start = np.concatenate([-np.log(above / (1 - above)), np.zeros(p)])
    # Design of the upper and lower cumulative logits of each pupil's category.
    rows = np.arange(len(X))
    upper = np.zeros((len(X), K + p))  # P(y ≥ category)
    lower = np.zeros((len(X), K + p))  # P(y ≥ category + 1)
    has_upper, has_lower = category > 0, category < K
    upper[rows[has_upper], category[has_upper] - 1] = -1.0
    lower[rows[has_lower], category[has_lower]] = -1.0
    upper[:, K:] = X
    lower[:, K:] = X

    def evaluate(x: Floats) -> tuple[float, Floats, Floats]:
        if np.any(np.diff(x[:K]) <= 0):
            return -np.inf, x, np.eye(len(x))
        u = np.where(has_upper, 1 / (1 + np.exp(-np.clip(upper @ x, -500, 500))), 1.0)
        v = np.where(has_lower, 1 / (1 + np.exp(-np.clip(lower @ x, -500, 500))), 0.0)
        prob = np.maximum(u - v, 1e-300)
        du, dv = u * (1 - u), v * (1 - v)
        slope_u, slope_v = du / prob, dv / prob
        own = slope_u[:, None] * upper - slope_v[:, None] * lower
        bend_u, bend_v = slope_u * (1 - 2 * u), slope_v * (1 - 2 * v)
        hessian = (upper.T * bend_u) @ upper - (lower.T * bend_v) @ lower - own.T @ own
        return float(np.log(prob).sum()), own.sum(axis=0), hessian

    x, value, _ = newton(evaluate, start)
    return value, x[K:]


@dataclass(frozen=True)
class DifTable:
    """All items at once; (I,) each. The matching sum leaves out the items found to differ."""

    chi2: Floats
    p_value: Floats
    q_value: Floats
    delta: Floats  # ETS delta for right/wrong items and two groups, else nan
    standardised: Floats  # greatest difference of two groups of equal level, in SDs of the item
    r2_change: Floats  # logistic
    nonuniform_q: Floats  # logistic, Benjamini–Hochberg
    flagged: Bools  # q ≤ level: left out of the matching sum
    groups: tuple[str, ...]
    n: Ints  # pupils per group


def dif_table(x: ArrayLike, group: ArrayLike, *, level: float = 0.05, rounds: int = 3) -> DifTable:
    """Generalised Mantel–Haenszel and logistic DIF of every item, the matching purified.

    x (N, I) with −1 where not presented. Items with q ≤ level are taken out of the sum (the item
    under study stays in) and all are tested again, at most `rounds` times.
    """
    matrix = np.asarray(x)
    g = np.asarray(group).astype(str)
    names, code = np.unique(g, return_inverse=True)
    items = matrix.shape[1]
    form = _form(matrix)
    flagged = np.zeros(items, dtype=bool)
    rows: list[tuple[float, ...]] = []
    q = np.full(items, np.nan)
    for _ in range(rounds):
        rows = []
        for i in range(items):
            use = matrix[:, i] >= 0
            keep = ~flagged
            keep[i] = True
            total = totals(matrix[:, keep])
            stratum = form * (int(total.max(initial=0)) + 1) + total
            y = matrix[use, i]
            if len(np.unique(y)) < 2 or len(np.unique(g[use])) < 2:
                rows.append((np.nan,) * 6)
                continue
            test = generalised(y, g[use], stratum[use])
            delta = np.nan
            if len(names) == 2 and len(np.unique(y)) == 2:
                delta = mantel_haenszel(y == y.max(), code[use] == 1, stratum[use]).delta
            share = total[use] / np.maximum(np.where(matrix[use][:, keep] >= 0, 1, 0).sum(1), 1)
            logistic = logistic_dif(y, g[use], share)
            worst = float(np.nanmax(test.standardised) - np.nanmin(test.standardised))
            rows.append(
                (test.chi2, test.p_value, delta, worst, logistic.r2_change, logistic.nonuniform_p)
            )
        q = benjamini_hochberg([row[1] for row in rows])
        found = np.nan_to_num(q, nan=1.0) <= level
        if np.array_equal(found, flagged) or found.sum() > items // 2:
            flagged = found
            break
        flagged = found
    chi2, p, delta_, standardised, r2, nonuniform = np.array(rows).T
    return DifTable(
        chi2,
        p,
        q,
        delta_,
        standardised,
        r2,
        benjamini_hochberg(nonuniform),
        flagged,
        tuple(names.tolist()),
        np.bincount(code),
    )


def _form(matrix: np.ndarray) -> Ints:
    presented = np.packbits(matrix >= 0, axis=1)
    return np.asarray(np.unique(presented, axis=0, return_inverse=True)[1], dtype=np.int64).ravel()

r"""Did a measure help? Schools that took it against similar schools that did not.

Schools take a measure after a bad year, and after a bad year results rise by themselves:
regression to the mean. The plain difference in differences counts that rise as the effect.
Here the result of the year after is regressed on the results of the years before, so what
such schools reach without the measure is estimated from the schools without it:

    after = α + β·before + γ·context + τ·treated + ε,   Var ε = σ² + se²

τ is the effect. When schools were chosen by the *measured* results before, this is unbiased
as it stands (Rubin 1977, assignment on the basis of a covariate, J. Educ. Stat. 2(1)). σ² is
the variation of schools beyond sampling error, by moments; the standard error is HC2 with the
degrees of freedom of Bell and McCaffrey (2002, Survey Methodology 28(2)), because treated
schools are few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.multilevel import independent_columns
from objektiv.stats.responses import Floats

ROUNDS = 50  # of σ² by moments; it settles in a few


@dataclass(frozen=True)
class Effect:
    """Effect of a measure in units of the result.

    `plain` is the difference in differences without any correction, kept to show how much of it
    was regression to the mean: `regression = plain − effect`.
    """

    treated: int
    others: int
    change_treated: float  # mean change of schools with the measure
    change_others: float
    plain: float
    effect: float
    se: float
    df: float
    low: float
    high: float
    p_value: float
    regression: float
    slope: float  # β of the (first) year before
    between: float  # σ: variation of schools beyond sampling error


def effect(
    before: ArrayLike,
    after: ArrayLike,
    treated: ArrayLike,
    *,
    se_after: ArrayLike | None = None,
    context: ArrayLike | None = None,
    level: float = 0.95,
) -> Effect:
    """Effect of a measure on schools, one row per school.

    before (J,) or (J, Y) results of the year(s) before, latest first; after (J,); treated (J,)
    booleans; se_after (J,) standard errors of `after` (known sampling error of a school's mean;
    none: equal weights); context (J, C) characteristics. Results must be comparable between
    years, e.g. in standard deviations of the region. Rows with a missing value are left out.

    Raises ValueError with fewer than two schools of either kind or fewer schools than parameters.

    >>> rng = np.random.default_rng(1)
    >>> true = rng.normal(0, 1, 200)
    >>> before = true + rng.normal(0, 0.5, 200)
    >>> treated = before < np.quantile(before, 0.2)  # the worst of a year, nothing is done
    >>> found = effect(before, true + rng.normal(0, 0.5, 200), treated)
    >>> round(found.plain, 2), found.low < 0 < found.high
    (0.48, True)
    """
    X0 = np.asarray(before, dtype=float)
    X0 = X0[:, None] if X0.ndim == 1 else X0
    y, t = np.asarray(after, dtype=float), np.asarray(treated, dtype=bool)
    s = np.zeros(len(y)) if se_after is None else np.asarray(se_after, dtype=float)
    C = np.zeros((len(y), 0)) if context is None else np.asarray(context, dtype=float)
    use = np.isfinite(y) & np.isfinite(X0).all(1) & np.isfinite(C).all(1) & np.isfinite(s)
    X0, y, t, s, C = X0[use], y[use], t[use], s[use], C[use]
    if t.sum() < 2 or (~t).sum() < 2:
        raise ValueError("at least two schools with the measure and two without are needed")
    X = np.column_stack([t.astype(float), np.ones(len(y)), X0, C])
    X = X[:, independent_columns(X)]
    if len(y) <= X.shape[1] + 1:
        raise ValueError("there are fewer schools than the comparison has parameters")
    between = _between(X, y, s**2)
    w = np.sqrt(1 / (between + s**2)) if between + s.max() > 0 else np.ones(len(y))
    beta, se, df = _first(X * w[:, None], y * w)
    change = y - X0[:, 0]
    with_, without = float(change[t].mean()), float(change[~t].mean())
    half, p = _student(beta[0], se, df, level)
    return Effect(
        treated=int(t.sum()),
        others=int((~t).sum()),
        change_treated=with_,
        change_others=without,
        plain=with_ - without,
        effect=float(beta[0]),
        se=se,
        df=df,
        low=float(beta[0] - half),
        high=float(beta[0] + half),
        p_value=p,
        regression=with_ - without - float(beta[0]),
        slope=float(beta[2]) if len(beta) > 2 else float("nan"),
        between=float(np.sqrt(between)),
    )


def _between(X: Floats, y: Floats, v: Floats) -> float:
    """σ² by moments: the weighted residual sum of squares equals its expectation (Paule–Mandel)."""
    wanted = len(y) - X.shape[1]
    known = 0.0
    if not v.any():
        beta = np.linalg.lstsq(X, y, rcond=None)[0]
        return float(((y - X @ beta) ** 2).sum() / wanted)
    v = np.maximum(v, v[v > 0].min() * 1e-6)
    for _ in range(ROUNDS):
        w = 1 / (known + v)
        root = np.sqrt(w)
        beta = np.linalg.lstsq(X * root[:, None], y * root, rcond=None)[0]
        r2 = (y - X @ beta) ** 2
        step = float(((w * r2).sum() - wanted) / (w**2 * r2).sum())
        known = max(0.0, known + step)
        if abs(step) < 1e-12 * (1 + known) or (known == 0 and step <= 0):
            break
    return known


def _first(X: Floats, y: Floats) -> tuple[Floats, float, float]:
    """Least squares: all coefficients, HC2 standard error of the first and its df."""
    inverse = np.linalg.pinv(X.T @ X)
    beta = inverse @ X.T @ y
    M = np.eye(len(y)) - X @ inverse @ X.T
    m = np.maximum(np.diag(M), 1e-12)
    a = X @ inverse[0]
    residual = M @ y
    d = a**2 / m
    variance = float((d * residual**2).sum())
    # V = y'M diag(d) M y: Satterthwaite with independent errors of equal variance.
    df = float((d @ m) ** 2 / (d @ (M**2) @ d))
    return beta, variance**0.5, df


def _student(estimate: float, se: float, df: float, level: float) -> tuple[float, float]:
    from scipy.special import stdtr, stdtrit

    if se == 0:
        return 0.0, float(estimate == 0)
    half = float(stdtrit(df, 0.5 + level / 2)) * se
    return half, float(2 * stdtr(df, -abs(estimate) / se))

"""Classical item analysis: how hard, how telling, how often left out, which options work.

x is (N, I) from `stats.responses` (−1: not presented), `top` the maxima of the items (I,).
Lord & Novick (1968), Statistical Theories of Mental Test Scores; Ebel (1954).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from objektiv.schema import Few
from objektiv.stats.responses import Floats, Ints


@dataclass(frozen=True)
class ItemAnalysis:
    """One number per item, (I,); nan where it would mean nothing (no pupils, no spread)."""

    n: Ints  # pupils to whom the item was presented
    mean: Floats  # points
    sd: Floats  # points, n − 1
    p_value: Floats  # share of the maximum earned: difficulty as schools know it
    rest_correlation: Floats  # item with the sum of the others
    total_correlation: Floats  # item with the sum, itself included
    discrimination: Floats  # p_value of the upper 27 % minus that of the lower 27 % by the sum
    omitted: Floats  # share of «X» among the presented; nan when omissions are not given
    at_maximum: Floats  # share with full points
    at_zero: Floats  # share with none


def item_analysis(
    x: ArrayLike, top: ArrayLike, *, omitted: ArrayLike | None = None
) -> ItemAnalysis:
    """Item statistics of a response matrix.

    omitted: (N, I) where the answer was «X» (already 0 points in x). The sum of the others is
    taken as a share of its maximum, so that pupils of different booklets can be compared; with
    complete answers this is the usual corrected item-total correlation.

    >>> found = item_analysis([[1, 0], [1, 1], [0, 0], [1, 2]], [1, 2])
    >>> found.p_value.tolist(), found.rest_correlation.round(4).tolist()
    ([0.75, 0.375], [0.5222, 0.5222])
    """
    matrix = np.asarray(x)
    maximum = np.asarray(top, dtype=float)
    seen = matrix >= 0
    points = np.where(seen, matrix, 0).astype(float)
    earned, possible = points.sum(axis=1), seen @ maximum
    items = matrix.shape[1]
    columns: list[tuple[float, ...]] = []
    for i in range(items):
        use = seen[:, i]
        y = points[use, i]
        n = int(use.sum())
        if not n:
            columns.append((0.0, *[np.nan] * 8))
            continue
        others = possible[use] - maximum[i]
        with np.errstate(divide="ignore", invalid="ignore"):
            rest = (earned[use] - y) / others
            whole = earned[use] / possible[use]
        columns.append(
            (
                n,
                y.mean(),
                y.std(ddof=1) if n > 1 else np.nan,
                y.mean() / maximum[i],
                correlation(y, rest),
                correlation(y, whole),
                _upper_lower(y / maximum[i], whole),
                float((y == maximum[i]).mean()),
                float((y == 0).mean()),
            )
        )
    n_, mean, sd, p, rest_r, total_r, d, full, none = np.array(columns).T.reshape(9, items)
    left = np.full(items, np.nan)
    if omitted is not None:
        with np.errstate(invalid="ignore"):
            left = (np.asarray(omitted, dtype=bool) & seen).sum(axis=0) / n_
    return ItemAnalysis(n_.astype(np.int64), mean, sd, p, rest_r, total_r, d, left, full, none)


def correlation(a: ArrayLike, b: ArrayLike) -> float:
    """Pearson correlation over pairs without nan; nan for fewer than three or no spread.

    >>> correlation([1, 2, 3, 4], [1, 2, 3, 5])
    0.9827076298239908
    >>> correlation([1, 1, 1], [1, 2, 3])
    nan
    """
    u, v = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    use = np.isfinite(u) & np.isfinite(v)
    u, v = u[use] - u[use].mean() if use.any() else u[use], v[use]
    if len(u) < 3:
        return float("nan")
    v = v - v.mean()
    spread = float(np.sqrt((u @ u) * (v @ v)))
    return float(u @ v) / spread if spread > 1e-12 * max(1.0, len(u)) else float("nan")


def _upper_lower(share: Floats, whole: Floats) -> float:
    """Difference of the extreme 27 % (Kelley, 1939); needs ten pupils."""
    n = len(share)
    if n < 10:
        return float("nan")
    size = round(0.27 * n)
    order = np.argsort(whole, kind="stable")
    return float(share[order[-size:]].mean() - share[order[:size]].mean())


def item_analysis_by(
    x: ArrayLike, top: ArrayLike, group: ArrayLike, *, minimum: int = 10
) -> dict[str, ItemAnalysis | Few]:
    """Item analysis by school, class, sex or variant; `Few` where a group is too small.

    >>> found = item_analysis_by([[1], [0], [1]], [1], ["ж", "м", "ж"], minimum=2)
    >>> found["ж"].p_value.tolist(), found["м"]
    ([1.0], Few(n=1))
    """
    matrix = np.asarray(x)
    return {
        name: item_analysis(matrix[rows], top) if len(rows) >= minimum else Few(len(rows))
        for name, rows in group_rows(group).items()
    }


@dataclass(frozen=True)
class Option:
    """One option of one closed item."""

    item: int
    option: str
    key: bool
    n: int
    share: float
    rest_mean: float  # mean share of points on the other items of who chose it
    correlation: float  # choosing it with the rest: negative for a working distractor
    works: bool  # key: attracts the strong; distractor: chosen by ≥ 5 %, attracts the weak


def distractors(
    options: ArrayLike, keys: Sequence[str], *, least_share: float
) -> tuple[Option, ...]:
    """Which options are chosen, and by whom. options: (N, I) str, "" where left out.

    A distractor that almost nobody chooses is no distractor (`least_share`, Haladyna & Downing,
    1993, EPM 53); one that the strong prefer means a wrong key or a second right answer.

    >>> found = distractors([["а", "б"], ["б", "б"], ["а", "в"]], ["а", "б"], least_share=0.05)
    >>> [(one.option, one.n, one.key) for one in found[:2]]
    [('а', 2, True), ('б', 1, False)]
    """
    given = np.asarray(options).astype(str)
    right = given == np.asarray(keys)
    rows: list[Option] = []
    for i in range(given.shape[1]):
        rest = np.delete(right, i, axis=1).mean(axis=1) if given.shape[1] > 1 else right[:, i] * 0.0
        for option in sorted(set(given[:, i].tolist()) - {""} | {keys[i]}):
            chose = given[:, i] == option
            n = int(chose.sum())
            r = correlation(chose, rest)
            key = option == keys[i]
            works = bool(r > 0) if key else bool(chose.mean() >= least_share and r < 0)
            rows.append(
                Option(
                    i,
                    option,
                    key,
                    n,
                    float(chose.mean()),
                    float(rest[chose].mean()) if n else float("nan"),
                    r,
                    works,
                )
            )
    return tuple(rows)


@dataclass(frozen=True)
class Equivalence:
    """Are the variants of one work equally hard? They are dealt at random inside a class."""

    variants: tuple[str, ...]
    n: Ints  # (V,)
    mean: Floats  # (V,) of the sum of points
    difference: Floats  # (V,) from the mean of all, classes taken into account
    se: Floats  # (V,)
    item_difference: Floats  # (V, I) of the share of points
    item_q: Floats  # (V, I) Benjamini–Hochberg over all cells
    p_value: float  # that all variants are equal; nan with fewer than two


def variant_equivalence(
    x: ArrayLike, top: ArrayLike, variant: ArrayLike, block: ArrayLike
) -> Equivalence:
    """Compare variants inside classes (`block`), where chance dealt them.

    Item differences and the difference of sums are within-block contrasts: the class, strong or
    weak, drops out. p_value: Wald χ² over variants.

    >>> x = [[1, 1], [0, 1], [1, 0], [0, 0]] * 10
    >>> found = variant_equivalence(x, [1, 1], ["1", "2"] * 20, ["А"] * 40)
    >>> found.difference.round(9).tolist()
    [0.5, -0.5]
    """
    from scipy.special import gammaincc

    matrix = np.asarray(x)
    share = np.where(matrix >= 0, matrix, np.nan) / np.asarray(top, dtype=float)
    names, code = np.unique(np.asarray(variant).astype(str), return_inverse=True)
    where = np.unique(np.asarray(block).astype(str), return_inverse=True)[1]
    total = np.where(matrix >= 0, matrix, 0).sum(axis=1).astype(float)
    sizes = np.bincount(code)
    means = np.bincount(code, weights=total) / sizes
    if len(names) < 2:
        nothing = np.full(len(names), np.nan)
        empty = np.full((len(names), matrix.shape[1]), np.nan)
        return Equivalence(tuple(names), sizes, means, nothing, nothing, empty, empty, float("nan"))
    effect, covariance = _within(total, code, where, len(names))
    item_effect = np.zeros((len(names), matrix.shape[1]))
    z = np.zeros_like(item_effect)
    for i in range(matrix.shape[1]):
        use = np.isfinite(share[:, i])
        item_effect[:, i], cov = _within(share[use, i], code[use], where[use], len(names))
        with np.errstate(divide="ignore", invalid="ignore"):
            z[:, i] = item_effect[:, i] / np.sqrt(np.diag(cov))
    statistic = float(effect @ np.linalg.pinv(covariance, hermitian=True) @ effect)
    return Equivalence(
        tuple(names),
        sizes,
        means,
        effect,
        np.sqrt(np.diag(covariance)),
        item_effect,
        benjamini_hochberg(two_sided(z)),
        float(gammaincc((len(names) - 1) / 2, statistic / 2)),
    )


def _within(y: Floats, code: Ints, where: Ints, variants: int) -> tuple[Floats, Floats]:
    """Effects of variants that sum to zero, block means removed, with their covariance."""
    D = (code[:, None] == np.arange(variants)).astype(float)
    blocks = np.bincount(where, minlength=where.max(initial=0) + 1)

    def centred(column: Floats) -> Floats:
        return column - (np.bincount(where, weights=column) / np.maximum(blocks, 1))[where]

    D, y = np.column_stack([centred(column) for column in D.T]), centred(y)
    inverse = np.linalg.pinv(D.T @ D, hermitian=True)
    effect = inverse @ (D.T @ y)
    residual = y - D @ effect
    df = max(len(y) - int((blocks > 0).sum()) - variants + 1, 1)
    centre = np.eye(variants) - 1 / variants
    return centre @ effect, centre @ inverse @ centre * float(residual @ residual) / df


def two_sided(z: ArrayLike) -> Floats:
    """Two-sided normal p-values.

    >>> two_sided([1.959964]).round(4).tolist()
    [0.05]
    """
    from scipy.special import erfc

    return np.asarray(erfc(np.abs(np.asarray(z, dtype=float)) / np.sqrt(2)))


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """q-values of Benjamini & Hochberg (1995), JRSS B 57; nan stays nan and is not counted.

    >>> benjamini_hochberg([0.01, 0.04, float("nan"), 0.03]).round(4).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    values = np.asarray(p, dtype=float)
    flat = values.ravel()
    q = np.full(flat.shape, np.nan)
    known = np.flatnonzero(np.isfinite(flat))
    if len(known):
        order = known[np.argsort(flat[known], kind="stable")]
        scaled = flat[order] * len(known) / np.arange(1, len(known) + 1)
        q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q.reshape(values.shape)


def group_rows(group: ArrayLike) -> dict[str, NDArray[np.intp]]:
    """Rows of each group, to give any analysis by school, class, sex or variant.

    >>> {name: rows.tolist() for name, rows in group_rows(["б", "а", "б"]).items()}
    {'а': [1], 'б': [0, 2]}
    """
    names, code = np.unique(np.asarray(group).astype(str), return_inverse=True)
    order = np.argsort(code, kind="stable")
    edges = np.searchsorted(code[order], np.arange(len(names) + 1))
    return {str(name): order[edges[j] : edges[j + 1]] for j, name in enumerate(names)}

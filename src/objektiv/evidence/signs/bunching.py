"""Bunching: pupils just above the cut of a mark instead of just below it.

Formula
    p(t) is the unit's expected distribution of scores: the campaign's, by the pupils' groups
    of prediction, tilted to the unit's own mean, p ∝ p̄(t)·exp(λt + κt²). Lifting a share ε
    of the pupils one, two, three points below a cut (with weights `LIFTED`) to the cut and
    one above (`LANDED`) changes p by ε·d; the efficient score is U = Σ_t h_t·s(t), s = d/p
    bounded by `MOST`, with variance n·Var s, natural variance τ² added. All cuts are added.
    The printed range is the exact conditional binomial A | A + B ~ Bin(A + B, π) of the
    strongest cut, A pupils with c … c + w − 1 points, B with c − w … c − 1.
Null
    N(0, 1) for z, exact for the printed range.
Source
    T. Dee, W. Dobbie, B. Jacob, J. Rockoff (2019), AEJ Applied 11(3); a score test replaces
    a density test because whole-number scores have few mass points (M. Cattaneo,
    M. Jansson, X. Ma 2020 assume continuity).

>>> import numpy as np
>>> flat = np.full(11, 1 / 11)
>>> p = tilted(flat, np.array([5.0, 8.0]), np.array([4.0, 4.0]))
>>> (p @ np.arange(11)).round(3), (p @ np.arange(11) ** 2 - (p @ np.arange(11)) ** 2).round(3)
(array([5., 8.]), array([4., 4.]))
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objektiv.evidence.measured import Measured, judge
from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import Floats
from objektiv.evidence.tails import binomial_quantile
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.russian import NBSP, counted, interval

LIFTED, LANDED = (1.0, 0.9, 0.4), (0.75, 0.25)
MOST = 2.0  # the score of one pupil is bounded: rare scores decide nothing alone
CODE, TITLE = "bunching", "Скопление у границы отметки"


def tilted(base: Floats, mean: Floats, variance: Floats, rounds: int = 30) -> Floats:
    """Distributions p(t) ∝ base(t)·exp(λt + κt²) with the given means and variances.

    `base` (S+1,), `mean` and `variance` (U,); returns (U, S+1). Newton's method on the two
    parameters of each unit, damped; a target at the edge is drawn half a point inside.
    """
    top = base.shape[-1] - 1
    t = np.arange(top + 1) / max(top, 1)
    goal = np.clip(mean, 0.5, top - 0.5) / max(top, 1)
    spread = np.clip(variance, 0.25, None) / max(top, 1) ** 2
    moments = np.stack([goal, spread + goal**2], axis=1)
    features = np.stack([t, t**2], axis=1)
    log_base = np.log(np.maximum(base, 1e-6))  # (S+1,) or (U, S+1)
    beta = np.zeros((len(goal), 2))
    for _ in range(rounds):
        score = log_base + beta @ features.T
        p = np.exp(score - score.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        now = p @ features
        second = np.einsum("ut,ta,tb->uab", p, features, features, optimize=True)
        hessian = second - now[:, :, None] * now[:, None, :] + 1e-9 * np.eye(2)
        step = np.linalg.solve(hessian, (moments - now)[:, :, None])[:, :, 0]
        length = np.abs(step).max(axis=1, keepdims=True)
        beta += step * np.minimum(1.0, 20.0 / np.maximum(length, 1e-12))
    return np.asarray(p)


def expected_scores(units: Units, table: Reference) -> Floats:
    """Expected number of pupils at each score in an honest unit of this mean, (U, S+1)."""
    counts = units.counts
    n = np.maximum(counts.n, 1).astype(float)
    square = counts.score_sq - counts.score_sum**2 / n
    within = square.sum() / max(float((n - 1).sum()), 1.0)
    grand = counts.score_sum.sum() / max(float(n.sum()), 1.0)
    # Half a point of shrinkage per pupil missing to five keeps tiny units off the edges.
    mean = (counts.score_sum + 2 * grand) / (n + 2)
    if units.given is None:
        return tilted(table.score, mean, np.full(len(n), within)) * counts.n[:, None]
    by = units.predicted
    t = np.arange(by.score.shape[1])
    usual = by.score @ t**2 - (by.score @ t) ** 2
    mean = (counts.score_sum + 4 * by.mean) / (n + 4)
    return tilted(by.score, mean, usual) * counts.n[:, None]


def lift(p: Floats, cuts: list[int]) -> Floats:
    """Direction d(t) of scores lifted over the cuts, (U, S+1); sums to zero.

    >>> lift(np.full((1, 6), 1 / 6), [4]).round(3).tolist()
    [[0.0, -0.067, -0.15, -0.167, 0.288, 0.096]]
    """
    d = np.zeros_like(p)
    top = p.shape[1] - 1
    for cut in cuts:
        moved = np.zeros(len(p))
        for back, share in enumerate(LIFTED, start=1):
            if cut - back >= 0:
                d[:, cut - back] -= share * p[:, cut - back]
                moved += share * p[:, cut - back]
        for on, share in enumerate(LANDED):
            d[:, min(cut + on, top)] += share * moved
    return d


def missing_share(histogram: Floats, cut: int, reach: int) -> float:
    """Share of pupils missing just below a cut against a line through both sides.

    For whole regions: the line goes through `reach` scores below the window
    cut − reach … cut − 1 and `reach` scores above cut … cut + reach − 1. Source: Dee et al.
    2019, a linear counterfactual.

    >>> round(missing_share(np.array([10.0] * 4 + [2.0] * 4 + [18.0] * 4 + [10.0] * 4), 8, 4), 2)
    0.8
    """
    t = np.arange(len(histogram))
    low, high = cut - reach, cut + reach
    around = ((t >= low - reach) & (t < low)) | ((t >= high) & (t < high + reach))
    line = np.polyfit(t[around], histogram[around], 1)
    window = (t >= low) & (t < cut)
    return float(1 - histogram[window].sum() / np.polyval(line, t[window]).sum())


def windows(cut: int, width: int, top: int) -> tuple[slice, slice]:
    """Scores just below and from the cut.

    >>> windows(7, 2, 24)
    (slice(5, 7, None), slice(7, 9, None))
    """
    return slice(max(cut - width, 0), cut), slice(cut, min(cut + width, top + 1))


def measure(units: Units, table: Reference, profile: Profile) -> Measured:
    """The sign over all units."""
    counts = units.counts
    scale = profile.scale(counts.work)
    n = counts.n.astype(float)
    empty = np.full(len(n), np.nan)
    if scale is None:
        why = "Скопление у границ не оценивается: официальная шкала не загружена"
        return Measured(CODE, TITLE, "учеников", counts.n, empty, empty, empty, empty, str, why)
    top = counts.histogram.shape[1] - 1
    width = int(profile.value("evidence.bunching_width"))
    expected = expected_scores(units, table)
    cuts = [(mark, cut) for mark, cut in scale.cuts.items() if 0 < cut <= top]
    above, both, chance = (np.zeros((len(cuts), len(n))) for _ in range(3))
    for k, (_, cut) in enumerate(cuts):
        below, over = windows(cut, width, top)
        above[k] = counts.histogram[:, over].sum(axis=1)
        both[k] = above[k] + counts.histogram[:, below].sum(axis=1)
        share = expected[:, over].sum(axis=1)
        chance[k] = share / np.maximum(share + expected[:, below].sum(axis=1), 1e-9)
    around = both.sum(axis=0)
    p = np.maximum(expected / np.maximum(n, 1)[:, None], 1e-6)
    score = np.clip(lift(p, [cut for _, cut in cuts]) / p, -MOST, MOST)
    z, _, _ = judge(
        (counts.histogram * score).sum(axis=1),
        n * (p * score).sum(axis=1),
        n * ((p * score**2).sum(axis=1) - (p * score).sum(axis=1) ** 2),
        n,
        around >= profile.value("evidence.bunching_pupils"),
        keep=units.keep,
        context=units.context_and_score,
    )
    strongest, low, high = _strongest(above, both, chance)
    pick = np.arange(len(n))

    def say(i: int) -> str:
        mark, cut = cuts[strongest[i]]
        who = counted(int(above[strongest[i], i]), "ученик", "ученика", "учеников")
        return (
            f"{who} с баллами {interval(cut, cut + width - 1, 0)} (у нижней границы отметки "
            f"«{mark}»), ожидалось {interval(low[i], high[i], 0)}; "
            f"ниже границы, с баллами{NBSP}{interval(cut - width, cut - 1, 0)}, "
            f"{int(both[strongest[i], i] - above[strongest[i], i])}"
        )

    why = "Скопление у границ не оценивается: у границ слишком мало учеников"
    value = above[strongest, pick] if cuts else empty
    return Measured(CODE, TITLE, "учеников", around.astype(int), value, low, high, z, say, why)


def _strongest(
    above: Floats, both: Floats, chance: Floats
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """The cut that stands out most in each unit and its exact 95 % range."""
    deviation = (above - both * chance) / np.sqrt(np.maximum(both * chance * (1 - chance), 1e-9))
    strongest = np.argmax(deviation, axis=0)
    pick = np.arange(above.shape[1])
    size, p = both[strongest, pick], np.clip(chance[strongest, pick], 1e-6, 1 - 1e-6)
    return strongest, binomial_quantile(0.025, size, p), binomial_quantile(0.975, size, p)

"""Is there a peak at a cut? Two conditional tests; both look at a window around the cut.

Of the pupils whose score is within `peaks.window` points of the cut, how many are at it or
above it, against how many an honest unit of this level and spread would have there.

* School and class: the rest of the region is the reference. In the window the unit's pupils
  and the rest's form a 2 × 2 table (above/below the cut × unit/rest). With both margins
  fixed, the unit's count above has Fisher's non-central hypergeometric distribution whose
  odds ratio is the one between the unit's honest distribution and the rest's: the rest
  tilted to the unit's mean and variance, p_k ∝ r_k·exp(a·k + b·k²). What is peculiar to the
  work itself (two-point items, an item just at the cut) is in the reference already, and
  the reference's own sampling error is in the conditioning.
* Municipality, region, nation: there is no rest to speak of, so the unit's own neighbours
  are: a Poisson log-quadratic curve through the scores around the window, the window left
  out. Its error, with the scatter of the neighbours about it (quasi-likelihood dispersion,
  at least 1), goes into the binomial probability as a Student distribution of its logit.

The p-value is one-sided and includes the observed count, so it is conservative. Why not a
rule «bin ≥ 1.5 of the mean bin»: it flags the ordinary scatter of small protocols.

Sources: Fog (2008), Sampling methods for Wallenius' and Fisher's noncentral hypergeometric
distributions; Efron & Tibshirani (1996), Using specially designed exponential families for
density estimation; Dee, Dobbie, Jacob, Rockoff (2019) on the counterfactual at a cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_NEWTON = 50  # steps; a handful is enough, the cap only guards against a loop
_POINTS = 300  # on each side, to integrate the error of the fitted logit
_TAIL = 23.0  # logit of the last tail probability, 1e-10
_SMOOTH = 3  # parameters of the log-quadratic curve


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of a test at one cut."""

    around: int
    observed: int
    expected: float
    interval: tuple[int, int]
    p_value: float


def window(cut: int, width: int, max_score: int) -> tuple[int, int]:
    """Scores `low…high`, both included: `width` points below the cut, `width` from it up.

    >>> window(10, 2, 24), window(24, 2, 24)
    ((8, 11), (22, 24))
    """
    return max(cut - width, 0), min(cut + width - 1, max_score)


def against_rest(unit: Ints, rest: Ints, weights: Floats, cut: int, width: int) -> Outcome | None:
    """Test of a unit's histogram (S+1,) against the rest of the region's (S+1,).

    `weights` are `tilt(unit, rest)`, the same for every cut of the unit. None where the
    window holds nobody of the unit, or nobody of the rest on either side of the cut.

    >>> rest = np.array([10, 20, 40, 80, 120, 150, 120, 80, 40, 20, 10])
    >>> honest = np.array([0, 1, 2, 4, 6, 8, 6, 4, 2, 1, 0])
    >>> bunched = np.array([0, 1, 2, 7, 0, 0, 13, 7, 2, 1, 1])
    >>> tests = [
    ...     against_rest(unit, rest, tilt(unit, rest), 6, 2) for unit in (honest, bunched)
    ... ]
    >>> [(test.around, test.observed, round(test.p_value, 4)) for test in tests]
    [(24, 10, 0.573), (20, 20, 0.0)]
    """
    low, high = window(cut, width, len(unit) - 1)
    below, above = slice(low, cut), slice(cut, high + 1)
    around, observed = int(unit[low : high + 1].sum()), int(unit[above].sum())
    rest_below, rest_above = int(rest[below].sum()), int(rest[above].sum())
    if around == 0 or rest_below == 0 or rest_above == 0:
        return None
    tilted_below = float((rest[below] * weights[below]).sum())
    tilted_above = float((rest[above] * weights[above]).sum())
    odds = (tilted_above / tilted_below) / (rest_above / rest_below)
    support, chances = _fisher(around, rest_below + rest_above, observed + rest_above, odds)
    return _outcome(around, observed, support, chances)


def against_neighbours(unit: Ints, cut: int, width: int, neighbours: int) -> Outcome | None:
    """Test of a large unit's histogram (S+1,) against a smooth curve through its neighbours.

    `neighbours` scores on each side of the window carry the curve. None where they are too
    few for a parabola and its error, or hold nobody.

    >>> smooth = np.round(4000 * np.exp(-0.5 * ((np.arange(25) - 13) / 5) ** 2)).astype(int)
    >>> heaped = smooth.copy(); heaped[8:10] -= 600; heaped[10:12] += 600
    >>> [against_neighbours(unit, 10, 2, 6).p_value < 0.001 for unit in (smooth, heaped)]
    [False, True]
    """
    from scipy.special import expit, stdtrit

    size = len(unit)
    low, high = window(cut, width, size - 1)
    around, observed = int(unit[low : high + 1].sum()), int(unit[cut : high + 1].sum())
    scores = np.arange(max(low - neighbours, 0), min(high + neighbours, size - 1) + 1)
    outside = scores[(scores < low) | (scores > high)]
    freedom = len(outside) - _SMOOTH
    if around == 0 or freedom < 2 or (unit[outside] > 0).sum() <= _SMOOTH:
        return None
    design = _parabola(outside, cut, neighbours)
    coefficients, covariance, dispersion = _poisson(design, unit[outside].astype(np.float64))
    inside = np.arange(low, high + 1)
    rows = _parabola(inside, cut, neighbours)
    means = np.exp(rows @ coefficients)
    is_above = inside >= cut
    up, down = float(means[is_above].sum()), float(means[~is_above].sum())
    if down == 0 or up == 0:
        return None
    gradient = means[is_above] @ rows[is_above] / up - means[~is_above] @ rows[~is_above] / down
    # Error of the curve, and the scatter beyond Poisson that the window's own scores have.
    variance = dispersion * float(gradient @ covariance @ gradient)
    variance += (dispersion - 1) * (1 / up + 1 / down)
    # Points dense in both tails: a tail of Student's law decides a small p-value.
    half = np.linspace(0, _TAIL, _POINTS)
    lower = expit(-half)
    errors = stdtrit(freedom, lower)
    logits = np.log(up / down) + np.sqrt(variance) * np.concatenate([errors, -errors])
    weights = np.tile(lower * (1 - lower), 2)
    return _mixture(around, observed, logits, weights / weights.sum())


def _mixture(around: int, observed: int, logits: Floats, weights: Floats) -> Outcome:
    """Binomial whose logit is spread over values with weights that sum to 1."""
    from scipy.special import bdtr, bdtrc, expit

    probabilities = expit(logits)
    p_value = 1.0
    if observed > 0:  # bdtrc(k, n, p): more than k of n
        p_value = float(bdtrc(observed - 1, around, probabilities) @ weights)

    def smallest(level: float) -> int:
        low, high = 0, around
        while low < high:
            middle = (low + high) // 2
            if float(bdtr(middle, around, probabilities) @ weights) >= level:
                high = middle
            else:
                low = middle + 1
        return low

    expected = float(around * (probabilities @ weights))
    return Outcome(
        around, observed, expected, (smallest(0.025), smallest(0.975)), min(p_value, 1.0)
    )


def _outcome(around: int, observed: int, support: Ints, chances: Floats) -> Outcome:
    below = np.cumsum(chances)

    def quantile(level: float) -> int:
        return int(support[min(int(np.searchsorted(below, level)), len(support) - 1)])

    return Outcome(
        around=around,
        observed=observed,
        expected=float((support * chances).sum()),
        interval=(quantile(0.025), quantile(0.975)),
        p_value=min(float(chances[support >= observed].sum()), 1.0),
    )


def _fisher(draws: int, rest: int, above: int, odds: float) -> tuple[Ints, Floats]:
    """Fisher's non-central hypergeometric: support and probabilities.

    Of `draws` pupils of the unit and `rest` others, `above` are above the cut:
    P(x) ∝ C(draws, x) · C(rest, above − x) · odds^x.
    """
    from scipy.special import gammaln

    x = np.arange(max(0, above - rest), min(draws, above) + 1)
    y = above - x
    logs = (
        -gammaln(x + 1)
        - gammaln(draws - x + 1)
        - gammaln(y + 1)
        - gammaln(rest - y + 1)
        + x * np.log(odds)
    )
    weights = np.exp(logs - logs.max())
    return x, weights / weights.sum()


def tilt(unit: Ints, rest: Ints) -> Floats:
    """Weights exp(a·z + b·z²) that bring the rest to the unit's mean and variance.

    Greatest likelihood of the unit's scores with a standard normal prior on (a, b), which
    is worth one observation and keeps a unit of equal scores from running away; concave,
    by Newton with step halving. z: the score standardised by the rest.
    """
    scores = np.arange(len(rest), dtype=np.float64)
    share = rest / rest.sum()
    mean = float(scores @ share)
    sd = max(float(np.sqrt((scores - mean) ** 2 @ share)), 1e-9)
    z = (scores - mean) / sd
    basis = np.stack([z, z * z])
    n = float(unit.sum())
    target = basis @ unit

    def value(theta: Floats) -> float:
        exponent = theta @ basis
        top = float(exponent[rest > 0].max())
        total = float(share @ np.exp(np.minimum(exponent - top, 0)))
        return float(theta @ target - n * (top + np.log(total)) - theta @ theta / 2)

    theta = np.zeros(2)
    current = value(theta)
    for _ in range(_NEWTON):
        exponent = theta @ basis
        weights = share * np.exp(np.minimum(exponent - exponent[rest > 0].max(), 0))
        weights /= weights.sum()
        moments = basis @ weights
        gradient = target - n * moments - theta
        hessian = n * ((basis * weights) @ basis.T - np.outer(moments, moments)) + np.eye(2)
        step = np.linalg.solve(hessian, gradient)
        while (proposed := value(theta + step)) < current and np.abs(step).max() > 1e-10:
            step = step / 2
        if proposed - current < 1e-10:
            break
        theta, current = theta + step, proposed
    exponent = theta @ basis
    tilted: Floats = np.exp(np.minimum(exponent - exponent[rest > 0].max(), 0))
    return tilted


def _parabola(scores: Ints, centre: int, scale: int) -> Floats:
    z = (scores - centre) / scale
    design: Floats = np.stack([np.ones_like(z), z, z * z], axis=1)
    return design


def _poisson(design: Floats, counts: Floats) -> tuple[Floats, Floats, float]:
    """Poisson regression with log link: coefficients, covariance at dispersion 1, dispersion.

    Iterated weighted least squares; the dispersion is Pearson's χ² over its freedom, not
    below 1 (McCullagh & Nelder 1989, 9.2).
    """
    eta = np.log(counts + 0.5)
    for _ in range(_NEWTON):
        mu = np.exp(eta)
        information = design.T @ (design * mu[:, None])
        inverse = np.linalg.pinv(information)
        coefficients = inverse @ (design.T @ (mu * eta + counts - mu))
        before, eta = eta, np.clip(design @ coefficients, -30, 30)
        if np.abs(eta - before).max() < 1e-10:
            break
    mu = np.exp(eta)
    chi = float(((counts - mu) ** 2 / mu).sum())
    dispersion = max(1.0, chi / (len(counts) - design.shape[1]))
    return np.asarray(coefficients, float), np.asarray(inverse, float), dispersion

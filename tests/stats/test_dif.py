"""Differential item functioning against R's mantelhaen.test and simulation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

from objektiv.stats.dif import dif_table, generalised, logistic_dif, mantel_haenszel

Load = Callable[[str], pl.DataFrame]


@pytest.mark.parametrize(
    ("item", "chi2", "alpha", "delta"),
    [
        (1, 69.84321, 0.43741, 1.94315),
        (2, 14.36323, 0.68938, 0.87410),
        (5, 0.0, 1.00746, -0.01748),
        (7, 6.55769, 1.29172, -0.60153),
    ],
)
def test_mantel_haenszel_gmat(
    reference: Load, item: int, chi2: float, alpha: float, delta: float
) -> None:
    frame = reference("difNLR_GMAT_2000x22.csv")
    x = frame[:, :20].to_numpy()
    found = mantel_haenszel(x[:, item - 1], frame["group"].to_numpy() == 0, x.sum(axis=1))

    assert found.chi2 == pytest.approx(chi2, abs=1e-5)
    assert found.odds_ratio == pytest.approx(alpha, abs=1e-5)
    assert found.delta == pytest.approx(delta, abs=1e-5)


def test_generalised_test_of_a_dichotomous_item_is_the_uncorrected_one() -> None:
    rng = np.random.default_rng(1)
    y, g, s = rng.integers(0, 2, 300), rng.integers(0, 2, 300), rng.integers(0, 5, 300)
    found = generalised(y, g.astype(str), s)

    away = variance = 0.0
    for k in range(5):
        a = ((y == 1) & (g == 0) & (s == k)).sum()
        n0, n1 = ((g == 0) & (s == k)).sum(), ((g == 1) & (s == k)).sum()
        m1, m0 = ((y == 1) & (s == k)).sum(), ((y == 0) & (s == k)).sum()
        t = n0 + n1
        away += a - n0 * m1 / t
        variance += n0 * n1 * m1 * m0 / (t**2 * (t - 1))
    assert found.chi2 == pytest.approx(away**2 / variance, rel=1e-10)
    assert found.df == 1


def test_under_no_difference_p_values_are_uniform() -> None:
    rng = np.random.default_rng(2)
    p = []
    for _ in range(200):
        theta = rng.normal(size=300)
        y = (rng.random((2, 300)) < 1 / (1 + np.exp(-theta))).sum(axis=0)
        s = np.digitize(theta, [-1, -0.5, 0, 0.5, 1])
        p.append(generalised(y, rng.choice(["а", "б", "в"], 300), s).p_value)

    assert np.mean(np.array(p) < 0.1) == pytest.approx(0.1, abs=0.06)
    assert np.mean(p) == pytest.approx(0.5, abs=0.07)


def _answers(rng: np.random.Generator, n: int, shift: np.ndarray) -> np.ndarray:
    theta = rng.normal(size=n) - shift[:, -1]
    p1 = 1 / (1 + np.exp(-(theta[:, None] - np.linspace(-1, 1, 12) - shift[:, :12])))
    return (rng.random((n, 12)) < p1).astype(int) + (rng.random((n, 12)) < p1)


def test_table_finds_the_item_and_spares_a_weaker_group() -> None:
    # Group б is weaker by 0.7 everywhere and has one item harder by 1: only the item is DIF.
    rng = np.random.default_rng(3)
    group = np.repeat(["а", "б"], 700)
    shift = np.zeros((1400, 13))
    shift[700:, 12] = 0.7
    shift[700:, 4] = 1.0
    found = dif_table(_answers(rng, 1400, shift), group)

    assert found.q_value[4] < 1e-6
    assert found.flagged.sum() <= 2
    assert found.standardised[4] > 2 * np.delete(found.standardised, 4).max()
    assert found.n.tolist() == [700, 700]


def test_logistic_sees_crossing_curves_that_mantel_haenszel_does_not() -> None:
    rng = np.random.default_rng(4)
    theta, group = rng.normal(size=3000), np.repeat(["а", "б"], 1500)
    slope = np.where(group == "а", 2.0, 0.3)
    y = rng.random(3000) < 1 / (1 + np.exp(-slope * theta))
    found = logistic_dif(y, group, theta)

    assert found.nonuniform_p < 1e-10
    assert found.uniform_p > 0.001
    assert found.r2_change > 0.05


def test_logistic_effect_of_a_graded_item_is_recovered() -> None:
    rng = np.random.default_rng(5)
    theta = rng.normal(size=6000)
    group = rng.choice(["а", "б", "в"], 6000)
    eta = theta + np.select([group == "б", group == "в"], [0.5, -0.3])
    noise = rng.logistic(size=6000)
    y = np.digitize(eta + noise, [-0.5, 0.8])

    assert_allclose(logistic_dif(y, group, theta).effect, [0.5, -0.3], atol=0.15)


def test_one_group_or_constant_item_gives_no_number() -> None:
    assert np.isnan(mantel_haenszel([1, 0, 1], [0, 0, 0], [1, 1, 1]).chi2)
    assert np.isnan(generalised([1, 1, 1], ["а", "б", "а"], [1, 1, 1]).p_value)
    assert np.isnan(logistic_dif([1, 1, 1], ["а", "б", "а"], [1, 2, 3]).both_p)
    assert np.isnan(dif_table([[1, 1], [1, 0], [1, 1], [1, 0]], ["а", "а", "б", "б"]).chi2[0])

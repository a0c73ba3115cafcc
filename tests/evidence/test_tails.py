"""The tails against scipy.stats, which is right but slow to load."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from objektiv.evidence.tails import (
    beta_binomial_mid,
    binomial_quantile,
    negative_binomial_mid,
    normal_log_cdf,
    normal_quantile,
    student,
)


def test_normal_and_student():
    p = np.geomspace(1e-15, 0.999, 60)
    z = np.linspace(-9, 9, 60)

    assert normal_quantile(p) == pytest.approx(stats.norm.isf(p), rel=1e-9, abs=1e-9)
    assert normal_log_cdf(z) == pytest.approx(stats.norm.logcdf(z), rel=1e-9)
    for freedom in (2.0, 7.5, 300.0):
        assert student(z, freedom) == pytest.approx(stats.t.sf(z, freedom), rel=1e-7)


@pytest.mark.parametrize("shape", [0.5, 2.0, 20.0])
def test_negative_binomial(shape):
    x = np.arange(0.0, 60.0)
    for expected in (0.01, 0.7, 9.0):
        chance = np.full(len(x), shape / (shape + expected))
        known = stats.nbinom.sf(x, shape, chance) + stats.nbinom.pmf(x, shape, chance) / 2
        assert negative_binomial_mid(x, shape, chance) == pytest.approx(known, rel=1e-6, abs=1e-15)


def test_beta_binomial():
    rng = np.random.default_rng(1)
    size = rng.integers(2, 150, 300).astype(float)
    x = np.floor(rng.random(300) * (size + 1))
    a, b = rng.uniform(0.2, 30, 300), rng.uniform(0.2, 30, 300)

    known = stats.betabinom.sf(x, size, a, b) + stats.betabinom.pmf(x, size, a, b) / 2

    assert beta_binomial_mid(x, size, a, b) == pytest.approx(known, rel=1e-7, abs=1e-12)


def test_binomial_quantiles_are_the_smallest_that_reach():
    rng = np.random.default_rng(2)
    size = rng.integers(0, 120, 2000).astype(float)
    chance = np.r_[rng.random(1996), 0.0, 1.0, 1e-6, 1 - 1e-6]

    for p in (0.025, 0.5, 0.975):
        ours = binomial_quantile(p, size, chance)
        assert (stats.binom.cdf(ours, size, chance) >= p - 1e-12).all()
        below = ours > 0
        assert (stats.binom.cdf(ours - 1, size, chance) < p)[below].all()

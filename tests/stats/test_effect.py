"""Effect of a measure: regression to the mean taken out, intervals that cover, known numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.stats.effect import effect


def schools(rng, *, n=120, share=0.2, tau=0.0, noise=0.5, chosen="worst"):
    """Schools of which the worst of the year before (or any) get a measure worth `tau`."""
    true = rng.normal(0, 1, n)
    before = true + rng.normal(0, noise, n)
    treated = before <= np.quantile(before, share) if chosen == "worst" else rng.random(n) < share
    after = true + rng.normal(0, noise, n) + tau * treated
    return before, after, treated


@pytest.mark.parametrize("tau", [0.0, 0.3])
def test_the_worst_of_a_year_rise_by_themselves_and_that_is_not_counted(tau):
    rng = np.random.default_rng(7)
    found = [effect(*schools(rng, tau=tau)) for _ in range(300)]
    plain = np.mean([one.plain for one in found])
    mean, error = np.mean([one.effect for one in found]), np.std([one.effect for one in found])

    assert plain - tau > 0.3  # what a naive comparison would claim
    assert abs(mean - tau) < 4 * error / 300**0.5


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_the_interval_covers_at_its_level_also_with_few_treated(share):
    rng = np.random.default_rng(11)
    inside = [
        (one := effect(*schools(rng, tau=0.2, share=share))).low < 0.2 < one.high
        for _ in range(1000)
    ]

    assert 0.93 < np.mean(inside) < 0.97


def test_equal_weights_are_ordinary_least_squares():
    """Against the normal equations by hand and the published form of HC2."""
    rng = np.random.default_rng(3)
    before, after, treated = schools(rng, n=30, chosen="any")
    X = np.column_stack([treated, np.ones(30), before])
    beta, rss, *_ = np.linalg.lstsq(X, after, rcond=None)
    H = X @ np.linalg.inv(X.T @ X) @ X.T
    meat = X.T @ np.diag((after - X @ beta) ** 2 / (1 - np.diag(H))) @ X
    V = np.linalg.inv(X.T @ X) @ meat @ np.linalg.inv(X.T @ X)

    found = effect(before, after, treated)

    assert found.effect == pytest.approx(beta[0])
    assert found.se == pytest.approx(V[0, 0] ** 0.5)
    assert found.between**2 == pytest.approx(rss[0] / 27)


def test_two_groups_without_a_covariate_give_welch():
    """Without a slope the df is Bell–McCaffrey's; for equal groups of n it is 2(n − 1)."""
    treated = np.repeat([True, False], 8)
    found = effect(np.zeros(16), np.random.default_rng(5).normal(size=16), treated)

    assert found.df == pytest.approx(14)


def test_a_school_known_badly_weighs_less():
    before = np.zeros(20)
    treated = np.arange(20) < 4
    after = np.where(treated, 0.5, 0.0) + np.tile([0.01, -0.01], 10)
    after[0] = 5.0  # of six pupils
    se = np.full(20, 0.1)
    se[0] = 3.0

    found = effect(before, after, treated, se_after=se)

    assert found.effect == pytest.approx(0.5, abs=0.02)


def test_what_is_missing_is_left_out():
    rng = np.random.default_rng(2)
    before, after, treated = schools(rng)
    base = effect(before, after, treated)
    more = effect(np.append(before, np.nan), np.append(after, 1.0), np.append(treated, True))

    assert more == base


def test_too_few_are_refused():
    with pytest.raises(ValueError, match="two schools"):
        effect([0, 1, 2, 3], [0, 1, 2, 3], [True, False, False, False])


@settings(max_examples=30, deadline=None)
@given(shift=st.floats(-50, 50), scale=st.floats(0.1, 20), seed=st.integers(0, 99))
def test_the_answer_does_not_depend_on_the_scale(shift, scale, seed):
    before, after, treated = schools(np.random.default_rng(seed), n=40, share=0.3)
    one = effect(before, after, treated)
    other = effect(before * scale + shift, after * scale + shift, treated)

    assert other.effect == pytest.approx(one.effect * scale, rel=1e-6, abs=1e-7)
    assert other.p_value == pytest.approx(one.p_value, rel=1e-5)

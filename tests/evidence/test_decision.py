"""Decisions and their parts against other software and by brute force."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, false_discovery_control, norm

from objektiv.evidence import calibration, free
from objektiv.evidence.decision import q_values, strictest
from objektiv.evidence.judgement import with_classes
from objektiv.evidence.robust import between_variance, centre
from objektiv.evidence.signs.bunching import tilted
from objektiv.profiles import load_profile

PROFILE = load_profile()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_q_values_are_scipys(p):
    assert np.allclose(q_values(np.array(p)), false_discovery_control(p))


@given(st.floats(0.0, 4.0), st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_variance_between_units_is_found_again(tau2, seed):
    random = np.random.default_rng(seed)
    noise = random.uniform(0.1, 1.0, 4000)
    values = 5 + random.normal(0, np.sqrt(noise + tau2))

    middle = centre(values, noise + tau2)

    assert abs(middle - 5) < 0.2
    assert abs(float(between_variance(values - middle, noise)) - tau2) < 0.1 + 0.15 * tau2


def test_a_tenth_of_suspects_moves_the_variance_little():
    random = np.random.default_rng(3)
    values = random.normal(0, 1.5, 5000)
    values[:500] += 20

    found = float(between_variance(values - centre(values, np.ones(5000)), np.ones(5000)))

    assert 1.0 < found < 2.4  # 1.25 without suspects, 44 by plain moments


def test_bonferroni_and_class_rule_hold_the_level_when_all_is_chance():
    random = np.random.default_rng(4)
    z = random.normal(size=(40_000, 12))
    p = strictest(z, 1e6)
    assert np.mean(p < 0.05) < 0.053

    school = random.uniform(size=20_000)
    joined = with_classes(
        school, random.uniform(size=60_000), np.repeat(np.arange(20_000), 3), PROFILE
    )
    assert np.mean(joined < 0.05) < 0.053


def test_the_null_is_uniform_at_every_size_and_cautious_beyond_the_data():
    random = np.random.default_rng(5)
    n = np.exp(random.uniform(np.log(10), np.log(150), 60_000))
    statistic = random.exponential(1 + 10 / n)
    null = calibration.fit(statistic[:30_000], n[:30_000])

    logs = calibration.log_p(null, statistic[30_000:], n[30_000:])

    for low, high in ((10, 20), (20, 50), (50, 150)):
        rows = (n[30_000:] >= low) & (n[30_000:] < high)
        assert 0.007 < np.mean(logs[rows] < np.log(0.01)) < 0.014
    assert np.mean(logs < np.log(1e-5)) < 1e-4
    assert calibration.log_p(null, np.array([30.0]), np.array([50.0]))[0] > -30


def test_a_heavy_bulk_holds_probabilities_back_and_a_light_one_changes_nothing():
    even = np.log(np.arange(1, 2001) / 2001)
    every = np.full(2000, True)

    assert np.allclose(calibration.against_bulk(2 * even, every), even, rtol=0.02)
    assert np.allclose(calibration.against_bulk(0.5 * even, every), 0.5 * even)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=10, deadline=None)
def test_more_suspicion_never_lowers_the_sign_free_sum(seed):
    random = np.random.default_rng(seed)
    tails = free.fit(random.normal(size=(5000, 4)), np.array([True, True, False, True]))
    z = random.normal(size=(50, 4))
    more = z.copy()
    more[:, 0] += random.uniform(0, 3, 50)

    assert np.all(free.statistic(tails, more) >= free.statistic(tails, z) - 1e-9)


def test_tilting_a_binomial_gives_the_binomial_of_another_rate():
    base = binom.pmf(np.arange(21), 20, 0.5)
    goal = binom.pmf(np.arange(21), 20, 0.7)

    found = tilted(base, np.array([14.0]), np.array([4.2]))

    assert np.allclose(found[0], goal, atol=1e-3)


def test_normal_tail_of_the_explanation_is_scipys():
    from objektiv.evidence.decision import upper_tail

    assert np.isclose(upper_tail(2.5), norm.sf(2.5))

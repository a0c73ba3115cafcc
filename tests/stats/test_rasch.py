"""Rasch family against eRm 1.0-2, TAM 4.3-25 and ltm 1.2-0, and against brute force."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from objektiv.stats.optimise import NotConverged
from objektiv.stats.persons import ability, expected_ability, item_fit
from objektiv.stats.rasch_cml import andersen, conditional, rating_scale_design, symmetric
from objektiv.stats.rasch_mml import marginal_rasch, rasch_items
from objektiv.stats.reliability import eap_reliability, wle_reliability
from objektiv.stats.sufficient import score_counts

Load = Callable[[str], pl.DataFrame]
LSAT6 = [-2.8719712, -1.0630294, -0.2576109, -1.3880588, -2.2187785]


def test_conditional_lsat6(reference: Load) -> None:
    fit = conditional(score_counts(reference("LSAT6_1000x5.csv").to_numpy()))

    assert_allclose(
        fit.intercepts, [1.256128, -0.474907, -1.235981, -0.168410, 0.623170], atol=1e-5
    )
    assert fit.loglik == pytest.approx(-1091.57, abs=0.005)


def test_conditional_raschdat1(reference: Load) -> None:
    x = reference("eRm_raschdat1.csv").to_numpy()
    total = x.sum(axis=1)
    fit = conditional(score_counts(x))

    assert_allclose(
        fit.intercepts[[0, 1, 2, 13]], [1.565270, 0.051172, 0.782190, -2.116117], atol=1e-3
    )
    assert fit.loglik == pytest.approx(-1434.482, abs=1e-3)
    low = total <= np.median(total)
    test = andersen(fit, [score_counts(x[low]), score_counts(x[~low])])
    assert test.statistic == pytest.approx(32.5415, abs=1e-3)
    assert test.df == 29
    assert test.p_value == pytest.approx(0.2966, abs=1e-4)

    items = rasch_items(fit.counts, fit.intercepts)
    theta = ability(x, items, estimator="mle").theta
    for score, expected in ((1, -3.6674), (5, -1.8335), (10, -0.8188)):
        assert theta[total == score][0] == pytest.approx(expected, abs=1e-3)
    fitted = item_fit(x, items, np.where((total > 0) & (total < 30), theta, np.nan))
    assert fitted.infit[0] == pytest.approx(0.9560, abs=1e-4)
    assert fitted.outfit[0] == pytest.approx(0.8196, abs=1e-4)


def test_conditional_partial_credit_pcmdat2(reference: Load) -> None:
    fit = conditional(score_counts(reference("eRm_pcmdat2.csv").to_numpy()))

    expected = [
        [-0.1042855, 2.1800904],
        [0.5713475, 1.9955337],
        [-2.3146051, 0.5967797],
        [-0.9832435, 0.8891693],
    ]
    assert_allclose([fit.thresholds(i) for i in range(4)], expected, atol=1e-3)
    assert fit.loglik == pytest.approx(-485.0172, abs=1e-3)


def test_conditional_rating_scale_rsmdat(reference: Load) -> None:
    counts = score_counts(reference("eRm_rsmdat.csv").to_numpy())
    fit = conditional(counts, design=rating_scale_design(counts))

    assert fit.loglik == pytest.approx(-107.5618, abs=1e-3)
    assert fit.df == 7


def test_marginal_lsat6_unit_variance(reference: Load) -> None:
    fit = marginal_rasch(score_counts(reference("LSAT6_1000x5.csv").to_numpy()), fix_variance=True)

    assert_allclose(-fit.intercepts, LSAT6, atol=1e-4)
    assert fit.loglik == pytest.approx(-2473.054, abs=1e-3)


def test_marginal_lsat6_free_variance_is_the_one_parameter_model(reference: Load) -> None:
    fit = marginal_rasch(score_counts(reference("LSAT6_1000x5.csv").to_numpy()))

    assert fit.sd == pytest.approx(0.7551347, abs=1e-4)
    assert_allclose(
        -fit.intercepts / fit.sd,
        [-3.6152665, -1.3224208, -0.3176306, -1.7300903, -2.7801716],
        atol=1e-4,
    )
    assert fit.loglik == pytest.approx(-2466.938, abs=1e-3)


def test_marginal_lsat7_with_weights(reference: Load) -> None:
    frame = reference("LSAT7_patterns.csv")
    fit = marginal_rasch(score_counts(frame.drop("freq").to_numpy(), frame["freq"].to_numpy()))

    assert fit.sd == pytest.approx(1.01097, abs=1e-3)
    assert fit.loglik == pytest.approx(-2664.901, abs=1e-3)


def test_two_way_margin_of_lsat6(reference: Load) -> None:
    x = reference("LSAT6_1000x5.csv").to_numpy()
    fit = marginal_rasch(score_counts(x), fix_variance=True)
    nodes = np.linspace(-8, 8, 161)
    weights = np.exp(-(nodes**2) / 2)
    p = 1 / (1 + np.exp(-(nodes + fit.intercepts[:, None])))
    expected = 1000 * float((1 - p[1]) * (1 - p[3]) @ weights / weights.sum())
    observed = int(((x[:, 1] == 0) & (x[:, 3] == 0)).sum())

    assert observed == 81
    assert expected == pytest.approx(98.69, abs=5e-3)
    assert (observed - expected) ** 2 / expected == pytest.approx(3.17, abs=5e-3)


def test_marginal_sim_rasch_with_reliabilities(reference: Load) -> None:
    x = reference("TAM_data.sim.rasch.csv").to_numpy()
    fit = marginal_rasch(score_counts(x), grid="tam")

    assert -2 * fit.loglik == pytest.approx(84155.77, abs=1e-2)
    assert fit.variance == pytest.approx(1.404465, abs=1e-5)
    assert_allclose(-fit.intercepts[:2], [-1.958427, -1.856436], atol=1e-5)
    items = rasch_items(fit.counts, fit.intercepts)
    wle = ability(x, items)
    total = x.sum(axis=1)
    for score, theta in ((19, -0.11568), (14, -0.79062), (35, 2.37335)):
        assert wle.theta[total == score][0] == pytest.approx(theta, abs=1e-4)
    assert wle.se[total == 19][0] == pytest.approx(0.36559, abs=1e-4)
    eap = expected_ability(x, items, sd=fit.sd)
    assert wle_reliability(wle.theta, wle.se) == pytest.approx(0.89374, abs=1e-4)
    assert eap_reliability(eap.theta, eap.se) == pytest.approx(0.8992, abs=1e-4)


def test_marginal_partial_credit_gpcm_data(reference: Load) -> None:
    fit = marginal_rasch(score_counts(reference("TAM_data.gpcm.csv").to_numpy()))

    assert -2 * fit.loglik == pytest.approx(2464.099, abs=1e-3)
    assert fit.variance == pytest.approx(0.6542729, abs=1e-4)
    assert_allclose(fit.thresholds(0), [-1.302073, 2.455801, 2.726018], atol=1e-3)


def test_marginal_partial_credit_timss_on_the_published_grid(reference: Load) -> None:
    frame = reference("TAM_data.timssAusTwn.scored.csv")
    counts = score_counts(frame.select(pl.col("^M0.*$").fill_null(-1)).to_numpy())
    published = marginal_rasch(counts, grid="tam")
    exact = marginal_rasch(counts)

    assert -2 * published.loglik == pytest.approx(21616.18, abs=1e-2)
    assert published.variance == pytest.approx(3.0779, abs=1e-4)
    # The exact integral fits better: 21 nodes from −6 to 6 cut the tails of σ = 1.75.
    assert exact.loglik > published.loglik
    assert exact.variance == pytest.approx(3.0986, abs=1e-4)


def test_marginal_science_partial_credit(reference: Load) -> None:
    counts = score_counts(reference("mirt_Science_392x4.csv").to_numpy())
    fit = marginal_rasch(counts, fix_variance=True)

    assert fit.loglik == pytest.approx(-1619.274, abs=1e-3)
    assert_allclose(fit.thresholds(0), [-3.085, -2.595, 1.388], atol=2e-3)


def test_marginal_fims_and_its_sex_facets(reference: Load) -> None:
    frame = reference("TAM_data.fims.Aus.Jpn.scored.csv").filter(pl.col("country") == 1)
    x = frame.drop("SEX", "country").to_numpy()
    fit = marginal_rasch(score_counts(x), grid="tam")

    assert len(x) == 4320
    assert -2 * fit.loglik == pytest.approx(61970.31, abs=1e-2)
    assert fit.variance == pytest.approx(0.712135, abs=1e-5)
    assert_allclose(-fit.intercepts[[0, 12]], [-1.31929, 2.67785], atol=1e-4)

    # Items by sex as twice the items: each pupil answers the half of the own sex.
    wide = np.full((len(x), 28), -1)
    first = frame["SEX"].to_numpy() == 1
    wide[first, :14], wide[~first, 14:] = x[first], x[~first]
    b = -marginal_rasch(score_counts(wide), grid="tam").intercepts.reshape(2, 14)
    interaction = (b - b.mean(axis=1, keepdims=True))[0] - (b - b.mean(axis=1, keepdims=True))[1]
    assert_allclose(interaction[[0, 4, 12]] / 2, [0.2216, -0.3321, -0.2897], atol=1e-3)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-2, 2), min_size=3, max_size=6))
def test_symmetric_functions_equal_their_definition(d: list[float]) -> None:
    x = np.array(list(product([0, 1], repeat=len(d))))
    counts = score_counts(x)
    gamma, log_scale = symmetric(counts, np.array(d), list(range(len(d))))

    brute = np.bincount(x.sum(axis=1), weights=np.exp(x @ np.array(d)))
    assert_allclose(gamma * np.exp(log_scale), brute, rtol=1e-10)


def test_conditional_gradient_is_zero_and_hessian_is_its_derivative() -> None:
    from objektiv.stats.rasch_cml import _loglik

    rng = np.random.default_rng(3)
    x = rng.integers(0, 3, (60, 5))
    x[::3, 4] = -1
    counts = score_counts(x)
    d = rng.normal(size=len(counts.item))
    _, gradient, hessian = _loglik(counts, d)
    for j in range(len(d)):
        step = np.eye(len(d))[j] * 1e-5
        up, down = _loglik(counts, d + step), _loglik(counts, d - step)
        assert (up[0] - down[0]) / 2e-5 == pytest.approx(gradient[j], abs=1e-5)
        assert_allclose((up[1] - down[1]) / 2e-5, hessian[j], atol=1e-5)


def test_booklets_recover_the_same_items() -> None:
    rng = np.random.default_rng(5)
    b = np.linspace(-1.5, 1.5, 12)
    theta = rng.normal(size=6000)
    x = (rng.random((6000, 12)) < 1 / (1 + np.exp(b - theta[:, None]))).astype(int)
    x[:3000, 8:] = -1
    x[3000:, :4] = -1
    difficulty = -conditional(score_counts(x)).intercepts

    assert_allclose(difficulty, b - b.mean(), atol=0.15)


def test_many_items_do_not_overflow() -> None:
    rng = np.random.default_rng(6)
    b = np.linspace(-4, 4, 80)
    theta = rng.normal(size=3000) * 1.5
    x = (rng.random((3000, 80)) < 1 / (1 + np.exp(b - theta[:, None]))).astype(int)
    counts = score_counts(x)
    difference = -conditional(counts).intercepts - (
        -marginal_rasch(counts).intercepts + marginal_rasch(counts).intercepts.mean()
    )

    assert np.abs(difference).max() < 0.1


def test_booklets_without_overlap_are_refused() -> None:
    x = np.full((40, 6), -1)
    x[:20, :3] = np.random.default_rng(1).integers(0, 2, (20, 3))
    x[20:, 3:] = np.random.default_rng(2).integers(0, 2, (20, 3))

    with pytest.raises(ValueError, match="overlap"):
        conditional(score_counts(x))


def test_item_all_right_has_no_parameter_and_leaves_the_others_alone() -> None:
    rng = np.random.default_rng(7)
    x = rng.integers(0, 2, (200, 4))
    with_constant = np.column_stack([x, np.ones(200, dtype=int)])
    fit, wider = marginal_rasch(score_counts(x)), marginal_rasch(score_counts(with_constant))

    assert_allclose(wider.intercepts, fit.intercepts, atol=1e-8)
    assert rasch_items(wider.counts, wider.intercepts)[4] is None


@pytest.mark.parametrize("x", [np.ones((5, 3), int), np.zeros((1, 3), int), np.ones((4, 1), int)])
def test_nothing_to_estimate_is_said(x: np.ndarray) -> None:
    with pytest.raises(ValueError, match="nothing to estimate"):
        marginal_rasch(score_counts(x))
    with pytest.raises(ValueError, match="two items"):
        conditional(score_counts(x))


def test_separated_data_are_not_given_a_number() -> None:
    # Whoever solved the second item solved the first: no finite difference between them.
    with pytest.raises(NotConverged):
        conditional(score_counts([[1, 0], [1, 0], [1, 1], [0, 0]]))

"""Person and item fit against aberrance 0.3.0 and PerFit 1.4.6."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from objektiv.stats.irt import Item, curves, expected_score
from objektiv.stats.patterns import graded_patterns, patterns
from objektiv.stats.persons import ability, expected_ability, information, item_fit, person_fit

Load = Callable[[str], pl.DataFrame]


def test_parametric_fit_of_inadequacy(reference: Load) -> None:
    x = reference("PerFit_InadequacyData.csv").to_numpy()
    table = reference("ltm_2PL_InadequacyData_params.csv")
    items = [
        Item("gpcm", (0, 1), a, (-a * b,))
        for a, b in zip(table["Dscrmn"], table["Dffclt"], strict=True)
    ]
    expected = reference("personfit_InadequacyData_aberrance030.csv")
    theta = ability(x, items, estimator="mle", bound=4.0).theta
    fit = person_fit(x, items, theta, estimator="mle")

    assert_allclose(fit.lz, expected["L_S_NO"], atol=1e-4)
    assert_allclose(fit.lz_star, expected["L_S_TS"], atol=1e-4)
    assert fit.lz[0] == pytest.approx(-0.443541, abs=1e-4)
    assert fit.lz_star[0] == pytest.approx(-1.149446, abs=1e-4)
    assert fit.lz.std(ddof=1) == pytest.approx(0.573, abs=1e-3)
    assert fit.lz_star.std(ddof=1) == pytest.approx(1.010, abs=1e-3)
    assert (fit.lz_star < -1.645).mean() == pytest.approx(0.0583, abs=1e-4)
    assert (fit.lz < -1.645).mean() == pytest.approx(0.0099, abs=1e-4)


def test_pattern_indices_of_inadequacy(reference: Load) -> None:
    x = reference("PerFit_InadequacyData.csv").to_numpy()
    expected = reference("personfit_InadequacyData_aberrance030.csv")
    found = patterns(x)

    assert_allclose(found.guttman, expected["G_S"])
    assert_allclose(found.u3, expected["U3_S"], atol=1e-6)
    assert_allclose(found.zu3, expected["ZU3_S"], atol=1e-6)
    assert_allclose(found.ht, expected["HT_S"], atol=1e-6)
    assert found.u3.mean() == pytest.approx(0.270723, abs=1e-6)
    assert found.ht.mean() == pytest.approx(0.199145, abs=1e-6)
    assert found.zu3.std(ddof=1) == pytest.approx(1.183764, abs=1e-6)
    assert_allclose(
        found.guttman_normed[:6], [0.3646, 0.1562, 0.3625, 0.4439, 0.3304, 0.4479], atol=1e-4
    )


def test_graded_indices_of_physical_functioning(reference: Load) -> None:
    found = graded_patterns(reference("PerFit_PhysFuncData.csv").to_numpy(), 2)

    assert_allclose(found.u3[:6], [0.2633, 0.0776, 0.3437, 0, 0.0348, 0], atol=1e-4)
    assert found.u3.mean() == pytest.approx(0.051643, abs=1e-4)
    assert_allclose(found.guttman[:6], [12, 5, 3, 0, 2, 0])
    assert found.guttman.mean() == pytest.approx(3.060224, abs=1e-6)
    assert_allclose(found.guttman_normed[:6], [0.2927, 0.1220, 0.2, 0, 0.0606, 0], atol=1e-4)
    assert found.guttman_normed.mean() == pytest.approx(0.051741, abs=1e-6)


def test_right_or_wrong_is_a_special_case_of_graded(reference: Load) -> None:
    x = reference("PerFit_InadequacyData.csv").to_numpy()
    narrow, wide = patterns(x), graded_patterns(x, 1)

    assert_allclose(wide.guttman, narrow.guttman)
    assert_allclose(wide.guttman_normed, narrow.guttman_normed)
    assert_allclose(wide.u3, narrow.u3, atol=1e-12)


KINDS = [
    Item("gpcm", (0, 1, 2), 1.3, (0.4, -0.2)),
    Item("grm", (0, 1, 2), 0.9, (0.8, -0.7)),
    Item("3pl", (0, 1), 1.1, (0.3,), 0.2),
    Item("gpcm", (1, 3, 4), 0.7, (0.1, 0.2)),
]


@settings(max_examples=20, deadline=None)
@given(st.floats(-4, 4), st.integers(0, 3))
def test_curves_are_probabilities_with_right_derivatives(theta: float, which: int) -> None:
    item, h = KINDS[which], 1e-4
    at, up, down = (curves(item, theta + step) for step in (0.0, h, -h))

    assert at.p.sum() == pytest.approx(1.0)
    assert_allclose(at.first, (up.p - down.p) / (2 * h), atol=1e-6)
    assert_allclose(at.second, (up.first - down.first) / (2 * h), atol=1e-6)
    assert item.scores[0] < expected_score(item, theta)[0] < item.scores[-1]


def test_lz_star_is_standard_normal_when_the_model_holds() -> None:
    rng = np.random.default_rng(21)
    items = [Item("gpcm", (0, 1, 2), 1.0, (d, 2 * d - 0.3)) for d in np.linspace(-1.5, 1.5, 30)]
    theta = rng.normal(size=4000)
    x = np.column_stack(
        [
            (rng.random(4000) > curves(item, theta).p.cumsum(axis=0)[:-1]).sum(axis=0)
            for item in items
        ]
    )
    wle = ability(x, items).theta
    fit = person_fit(x, items, wle)

    assert fit.lz_star.mean() == pytest.approx(0, abs=0.08)
    assert fit.lz_star.std() == pytest.approx(1, abs=0.06)
    fitted = item_fit(x, items, theta)
    assert_allclose(fitted.infit, 1, atol=0.08)
    assert_allclose(fitted.outfit, 1, atol=0.12)


def test_a_pupil_without_items_has_no_number() -> None:
    item = Item("gpcm", (0, 1), 1.0, (0.0,))
    x = [[-1, -1], [1, 0]]
    found = ability(x, [item, item])

    assert np.isnan(found.theta[0])
    assert np.isnan(found.se[0])
    assert found.theta[1] == pytest.approx(0.0)
    assert np.isnan(person_fit(x, [item, item], found.theta).lz_star[0])


def test_error_of_ability_is_one_over_root_information() -> None:
    items = [Item("gpcm", (0, 1), 1.0, (d,)) for d in (-1.0, 0.0, 1.0)]
    found = ability([[1, 0, 1]], items)

    assert found.se[0] == pytest.approx(information(items, found.theta)[0] ** -0.5)
    # A narrow population pulls the estimate to its mean.
    assert abs(expected_ability([[1, 1, 1]], items, sd=0.1).theta[0]) < 0.05


def test_pupil_with_all_or_nothing_cannot_misfit() -> None:
    found = patterns([[1, 1, 1], [0, 0, 0], [1, 0, 0], [0, 1, 0]])

    assert found.guttman[:2].tolist() == [0, 0]
    assert np.isnan(found.ht[:2]).all()
    assert np.isnan(found.zu3[:2]).all()

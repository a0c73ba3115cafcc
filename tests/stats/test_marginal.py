"""2PL, 3PL, GPCM, GRM against ltm 1.2-0 and mirt, and against the numbers that made the data."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

from objektiv.stats.irt import Item, curves, hermite_quadrature, normal_quadrature
from objektiv.stats.marginal import marginal

Load = Callable[[str], pl.DataFrame]


def slopes(items: tuple[Item | None, ...]) -> list[float]:
    return [item.slope for item in items if item is not None]


def test_two_parameters_lsat6(reference: Load) -> None:
    fit = marginal(reference("LSAT6_1000x5.csv").to_numpy(), "gpcm")

    assert fit.loglik == pytest.approx(-2466.653, abs=1e-3)
    assert_allclose(
        slopes(fit.items), [0.8253715, 0.7229499, 0.8904748, 0.6885502, 0.6574516], atol=1e-3
    )
    # ltm stops at 1e-8 of the likelihood; b = −d/a of a flat item keeps only three digits of it.
    difficulty = [float(item.thresholds[0]) for item in fit.items if item]
    assert_allclose(
        difficulty, [-3.3597341, -1.3696497, -0.2798983, -1.8659189, -3.1235725], rtol=1e-3
    )


def test_two_parameters_lsat7(reference: Load) -> None:
    frame = reference("LSAT7_patterns.csv")
    fit = marginal(frame.drop("freq").to_numpy(), "gpcm", weights=frame["freq"].to_numpy())

    assert fit.loglik == pytest.approx(-2658.805, abs=1e-3)
    assert_allclose(
        slopes(fit.items), [0.9877086, 1.0808416, 1.7066397, 0.7650036, 0.7357208], atol=1e-3
    )
    assert_allclose(
        [item.intercepts[0] for item in fit.items if item],
        [1.8561, 0.808, 1.8043, 0.486, 1.8545],
        atol=1e-3,
    )
    difficulty = [float(item.thresholds[0]) for item in fit.items if item]
    assert_allclose(
        difficulty, [-1.8791363, -0.7475388, -1.0573431, -0.6353278, -2.5206726], atol=1e-3
    )


def test_three_parameters_lsat7(reference: Load) -> None:
    frame = reference("LSAT7_patterns.csv")
    fit = marginal(frame.drop("freq").to_numpy(), "3pl", weights=frame["freq"].to_numpy())
    d = [item.intercepts[0] for item in fit.items if item]

    assert_allclose(
        [d[0], d[2], d[3], d[4]], [1.86562047, 1.78051762, 0.48189021, 1.86845282], atol=1e-3
    )
    # The second item's guessing is hardly determined; mirt stopped its EM a hair before the top.
    errors = fit.errors[1]
    assert errors is not None
    assert abs(d[1] - 0.09404091) < 0.03 * errors[1]


def test_graded_and_partial_credit_science(reference: Load) -> None:
    x = reference("mirt_Science_392x4.csv").to_numpy()
    published = hermite_quadrature(21)
    graded = marginal(x, "grm", quadrature=published)
    credit = marginal(x, "gpcm", quadrature=published)

    assert graded.loglik == pytest.approx(-1608.871, abs=1e-3)
    assert_allclose(slopes(graded.items), [1.041, 1.226, 2.299, 1.094], atol=1e-3)
    assert credit.loglik == pytest.approx(-1612.683, abs=1e-3)
    assert_allclose(slopes(credit.items), [0.861, 0.840, 2.234, 0.721], rtol=1e-3)
    # mirt integrates finely: −1608.870
    assert marginal(x, "grm").loglik == pytest.approx(-1608.870, abs=1e-3)


def test_two_parameters_wirs(reference: Load) -> None:
    x = reference("ltm_WIRS.csv").to_numpy()
    fit = marginal(x, "gpcm", quadrature=hermite_quadrature(21))

    assert fit.loglik == pytest.approx(-3420.066, abs=1e-3)
    assert_allclose(
        slopes(fit.items),
        [0.1534064, 0.3676923, 1.7179970, 1.0101043, 2.0324137, 1.3745785],
        atol=1e-3,
    )


def test_two_parameters_abortion_needs_a_fine_integral(reference: Load) -> None:
    x = reference("ltm_Abortion.csv").to_numpy()
    published = marginal(x, "gpcm", quadrature=hermite_quadrature(21))
    exact = marginal(x, "gpcm")

    assert published.loglik == pytest.approx(-706.3369, abs=1e-4)
    finest = marginal(x, "gpcm", quadrature=normal_quadrature(401, 8.0))
    assert exact.loglik == pytest.approx(finest.loglik, abs=1e-4)


def test_two_parameters_inadequacy(reference: Load) -> None:
    x = reference("PerFit_InadequacyData.csv").to_numpy()
    table = reference("ltm_2PL_InadequacyData_params.csv")
    fit = marginal(x, "gpcm", quadrature=hermite_quadrature(21), standard_errors=False)

    assert fit.loglik == pytest.approx(-9989.042, abs=1e-3)
    assert_allclose(slopes(fit.items), table["Dscrmn"], rtol=2e-3)


def test_generalised_partial_credit_gpcm_data(reference: Load) -> None:
    fit = marginal(reference("TAM_data.gpcm.csv").to_numpy(), "gpcm")

    assert -2 * fit.loglik == pytest.approx(2450.69, abs=1e-3)
    assert_allclose(slopes(fit.items), [1.2745508, 0.3745974, 1.2648920], rtol=2e-3)


@pytest.mark.parametrize("kind", ["gpcm", "grm", "3pl"])
def test_recovers_what_made_the_data(kind: str) -> None:
    rng = np.random.default_rng(11)
    theta = rng.normal(size=8000)
    truth, columns = [], []
    for i in range(8):
        slope = 0.8 + 0.15 * i
        if kind == "3pl":
            item = Item("3pl", (0, 1), slope, (-0.5 + 0.2 * i,), 0.2)
        else:
            item = Item(kind, (0, 1, 2), slope, (1.0 - 0.1 * i, -0.5 - 0.1 * i))
        cumulative = curves(item, theta).p.cumsum(axis=0)
        columns.append((rng.random(8000) > cumulative[:-1]).sum(axis=0))
        truth.append(item)
    prior = (-1.4, 0.5) if kind == "3pl" else None
    fit = marginal(np.column_stack(columns), kind, guess_prior=prior)

    for item, found, errors in zip(truth, fit.items, fit.errors, strict=True):
        assert found is not None
        assert errors is not None
        assert abs(found.slope - item.slope) < 4 * errors[0]
        assert np.all(
            np.abs(np.subtract(found.intercepts, item.intercepts))
            < 4 * errors[1:][: len(item.intercepts)]
        )


def test_gradient_is_the_derivative_for_every_model() -> None:
    from objektiv.stats.marginal import _code, _evaluate, _first_guess, _parameters, _unpack

    rng = np.random.default_rng(2)
    x = np.column_stack(
        [
            rng.integers(0, 2, 80),
            rng.integers(0, 3, 80),
            rng.integers(0, 3, 80),
            rng.integers(0, 2, 80),
        ]
    )
    x[:10, 0] = -1
    items = _first_guess(x, np.ones(80), ["3pl", "grm", "gpcm", "gpcm"])
    data = _code(x, np.ones(80), items)
    at = np.concatenate([_parameters(item) for item in items])
    gradient = _evaluate(data, items, normal_quadrature(21), None)[1]
    for j in range(len(at)):
        step = np.eye(len(at))[j] * 1e-5
        up = _evaluate(data, _unpack(items, at + step), normal_quadrature(21), None)[0]
        down = _evaluate(data, _unpack(items, at - step), normal_quadrature(21), None)[0]
        assert (up - down) / 2e-5 == pytest.approx(gradient[j], abs=1e-5)


def test_cross_product_errors_agree_with_exact_ones() -> None:
    from objektiv.stats.marginal import _code, _covariance, _cross_product

    rng = np.random.default_rng(4)
    theta = rng.normal(size=6000)
    b = np.linspace(-1, 1, 6)
    x = (rng.random((6000, 6)) < 1 / (1 + np.exp(b - theta[:, None]))).astype(int)
    fit = marginal(x, "gpcm", standard_errors=False)
    items = [item for item in fit.items if item]
    data = _code(x, np.ones(len(x)), items)
    q = normal_quadrature(41)
    exact = np.sqrt(np.diag(_covariance(data, items, q, None)))
    crossed = np.sqrt(np.diag(np.linalg.inv(_cross_product(data, items, q))))

    assert_allclose(crossed, exact, rtol=0.05)


def test_a_category_nobody_took_has_no_parameter() -> None:
    rng = np.random.default_rng(8)
    x = rng.integers(0, 3, (300, 4))
    x[:, 0] = np.where(x[:, 0] == 1, 3, x[:, 0])  # 0, 2, 3 points only
    fit = marginal(x, "gpcm")

    assert fit.items[0] is not None
    assert fit.items[0].scores == (0, 2, 3)
    assert len(fit.items[0].thresholds) == 2


def test_constant_items_are_left_out_and_nothing_is_said() -> None:
    rng = np.random.default_rng(9)
    x = (rng.random((300, 5)) < 1 / (1 + np.exp(-rng.normal(size=(300, 1))))).astype(int)
    x[:, 2] = 1

    assert marginal(x, "grm").items[2] is None
    with pytest.raises(ValueError, match="three items"):
        marginal(x[:, 1:4], "gpcm")
    with pytest.raises(ValueError, match="nothing to estimate"):
        marginal(np.ones((10, 3), int), "gpcm")

"""Multilevel models against lme4 and against the full covariance matrix."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

from objektiv.stats.multilevel import nested, random_slopes
from objektiv.stats.shrinkage import between_variance, shrink
from objektiv.stats.value_added import similar_schools, value_added

Load = Callable[[str], pl.DataFrame]


def _exam(real: Load) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    frame = real("Exam_LRT_London.csv.gz")
    X = np.column_stack([np.ones(len(frame)), frame["standLRT"].to_numpy()])
    return frame["normexam"].to_numpy(), X, frame["school"].cast(str).to_numpy()


def test_exam_random_intercept(real: Load) -> None:
    y, X, school = _exam(real)
    fit = nested(y, X, [school])
    level = fit.levels[0]

    assert_allclose(fit.beta, [0.002390757, 0.563371165], atol=1e-6)
    assert level.variance == pytest.approx(0.09212927, abs=1e-5)
    assert fit.residual_variance == pytest.approx(0.56573100, abs=1e-5)
    assert fit.loglik == pytest.approx(-4678.622, abs=1e-3)
    effects = dict(zip(level.names, level.effect, strict=True))
    assert_allclose([effects[k] for k in "123"], [0.37376075, 0.50204393, 0.50388972], atol=1e-5)
    assert level.effect.min() == pytest.approx(-0.6583699, abs=1e-5)
    assert level.effect.max() == pytest.approx(0.7233148, abs=1e-5)


def test_exam_random_slope(real: Load) -> None:
    y, X, school = _exam(real)
    fit = random_slopes(y, X, X, school)

    assert fit.loglik == pytest.approx(-4658.435, abs=1e-3)
    assert_allclose(fit.beta, [-0.01150516, 0.55673007], atol=1e-5)
    assert_allclose(
        fit.random_covariance, [[0.09044335, 0.01804029], [0.01804029, 0.01453746]], atol=1e-4
    )


def test_chemistry_three_levels(real: Load) -> None:
    frame = real("Chem97.csv.gz")
    X = np.column_stack([np.ones(len(frame)), frame["gcsecnt"].to_numpy()])
    fit = nested(
        frame["score"].to_numpy(),
        X,
        [frame["school"].cast(str).to_numpy(), frame["lea"].cast(str).to_numpy()],
    )

    assert_allclose(fit.beta, [5.635013, 2.472553], atol=1e-5)
    assert fit.levels[0].variance == pytest.approx(1.16616, abs=1e-4)
    assert fit.levels[1].variance == pytest.approx(0.013596, abs=1e-4)
    assert fit.residual_variance == pytest.approx(5.154073, abs=1e-4)
    assert fit.loglik == pytest.approx(-70842.78, abs=1e-2)


def test_high_school_and_beyond_null_model(real: Load) -> None:
    frame = real("nlme_MathAchieve.csv.gz")
    fit = nested(
        frame["MathAch"].to_numpy(), np.ones((len(frame), 1)), [frame["School"]], reml=True
    )

    assert fit.levels[0].variance == pytest.approx(8.614025, abs=1e-4)
    assert fit.residual_variance == pytest.approx(39.148322, abs=1e-4)


def test_effects_and_errors_equal_the_full_matrix() -> None:
    rng = np.random.default_rng(1)
    n = 80
    a, b = rng.integers(0, 5, n), rng.integers(0, 3, n)
    X = np.column_stack([np.ones(n), rng.normal(size=n)])
    y = rng.normal(size=n) + rng.normal(size=5)[a] + 0.7 * rng.normal(size=15)[a * 3 + b]
    fit = nested(y, X, [b, a])
    inner, outer = fit.levels

    Z = np.hstack([(a * 3 + b)[:, None] == np.arange(15), a[:, None] == np.arange(5)]).astype(float)
    D = np.diag([inner.variance] * 15 + [outer.variance] * 5)
    V = fit.residual_variance * np.eye(n) + Z @ D @ Z.T
    W = np.linalg.inv(V)
    beta = np.linalg.solve(X.T @ W @ X, X.T @ W @ y)
    effect = D @ Z.T @ W @ (y - X @ beta)
    posterior = D - D @ Z.T @ W @ Z @ D
    error = np.sqrt(np.diag(posterior))
    both = np.hstack([np.eye(15), np.kron(np.eye(5), np.ones((3, 1)))])
    assert_allclose(inner.total, both @ effect, atol=1e-10)
    assert_allclose(inner.total_se, np.sqrt(np.diag(both @ posterior @ both.T)), atol=1e-10)
    assert_allclose(fit.beta, beta, atol=1e-10)
    assert_allclose(np.concatenate([inner.effect, outer.effect]), effect, atol=1e-10)
    assert_allclose(np.concatenate([inner.se, outer.se]), error, atol=1e-10)
    assert 0 < fit.icc < 1


def test_classes_of_different_schools_may_share_a_name() -> None:
    rng = np.random.default_rng(2)
    fit = nested(
        rng.normal(size=40), np.ones((40, 1)), [["5А", "5Б"] * 20, ["ш1"] * 20 + ["ш2"] * 20]
    )

    assert fit.levels[0].names == ("5А", "5Б", "5А", "5Б")
    assert fit.levels[0].n.tolist() == [10, 10, 10, 10]


def test_no_groups_or_too_few_pupils_is_said() -> None:
    with pytest.raises(ValueError, match="two groups"):
        nested(np.arange(5.0), np.ones((5, 1)), [["а"] * 5])
    with pytest.raises(ValueError, match="fewer observations"):
        nested([1.0, 2.0], np.ones((2, 1)), [["а", "б"]])


def test_between_variance_is_unbiased_and_zero_where_there_is_none() -> None:
    rng = np.random.default_rng(3)
    se = rng.uniform(0.2, 1.0, 60)
    for method in ("dl", "reml"):
        found = [
            between_variance(0.5 * rng.normal(size=60) + se * rng.normal(size=60), se, method)
            for _ in range(200)
        ]
        assert np.mean(found) == pytest.approx(0.25, abs=0.02)
    assert between_variance(np.full(10, 3.0), np.ones(10)) == 0.0


def test_z_of_honest_units_is_standard_normal() -> None:
    rng = np.random.default_rng(4)
    se = rng.uniform(0.1, 1.0, 500)
    found = shrink(0.5 * rng.normal(size=500) + se * rng.normal(size=500), se)

    assert found.z.std() == pytest.approx(1, abs=0.1)
    assert (found.q_value > 0.05).mean() > 0.99
    assert (np.abs(found.shrunken - found.mean) <= np.abs(found.shrunken - found.mean) + 1).all()


def test_value_added_recovers_schools_and_spares_strong_intakes() -> None:
    rng = np.random.default_rng(5)
    schools, n = 60, 50
    truth = 0.3 * rng.normal(size=schools)
    intake = rng.normal(size=schools)
    code = np.repeat(np.arange(schools), n)
    prior = intake[code] + rng.normal(size=schools * n)
    result = 0.7 * prior + truth[code] + 0.7 * rng.normal(size=schools * n)
    names = np.array([f"ш{k:02}" for k in code])
    found = value_added(result, prior, names)

    assert np.corrcoef(found.effect, truth)[0, 1] > 0.9
    assert abs(np.corrcoef(found.effect, intake)[0, 1]) < 0.25
    covered = (found.low <= truth - truth.mean()) & (truth - truth.mean() <= found.high)
    assert covered.mean() > 0.85
    assert list(found.school) == sorted(found.school)  # by name: no rank


def test_years_are_weighted_by_what_they_say() -> None:
    rng = np.random.default_rng(6)
    rows = []
    for s in range(40):
        effect = 0.4 * rng.normal()
        for year, size in (("2024", 10), ("2025", 80)):
            shift = effect + 0.25 * rng.normal() + (0.5 if year == "2025" else 0)
            for _ in range(size):
                prior = rng.normal()
                rows.append((0.6 * prior + shift + rng.normal(), prior, f"ш{s:02}", year))
    y, x, school, year = (np.array(c) for c in zip(*rows, strict=True))
    found = value_added(y.astype(float), x.astype(float), school, year=year)

    assert (found.years == 2).all()
    assert len(found.year_effect) == 80
    latest = np.array([found.year_effect[s, "2025"][1] for s in found.school])
    earlier = np.array([found.year_effect[s, "2024"][1] for s in found.school])
    assert (earlier > latest).all()
    one = value_added(
        y.astype(float)[year == "2025"], x.astype(float)[year == "2025"], school[year == "2025"]
    )
    assert np.corrcoef(one.effect, found.effect)[0, 1] > 0.9


def test_similar_schools_are_near_in_conditions_only() -> None:
    context = np.array([[0.0, 1], [0.1, 1.1], [5, 9], [5.1, 9.2], [np.nan, 1]])
    found = similar_schools(tuple("абвгд"), context, [1.0, 2, 3, 4, 5], count=1)

    assert [one.names for one in found[:4]] == [("б",), ("а",), ("г",), ("в",)]
    assert found[4].names == ()


def test_value_added_needs_prior_attainment() -> None:
    with pytest.raises(ValueError, match="prior"):
        value_added([1.0, 2, 3, 4], [1.0, 1, 1, 1], ["а", "а", "б", "б"])

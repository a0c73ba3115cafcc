"""Reliability against direct computation and simulation."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

from objektiv.stats.irt import Item, curves
from objektiv.stats.reliability import alpha, covariance, mark_decisions, omega, sum_distribution

Load = Callable[[str], pl.DataFrame]


def test_alpha_is_the_textbook_formula(reference: Load) -> None:
    x = reference("eRm_raschdat1.csv").to_numpy()
    C = np.cov(x.T)
    found = alpha(x)

    assert found.value == pytest.approx(30 / 29 * (1 - np.trace(C) / C.sum()), abs=1e-12)
    rest = np.delete(x, 3, axis=1)
    assert found.if_deleted[3] == pytest.approx(alpha(rest).value, abs=1e-12)
    assert found.low < found.value < found.high


def test_alpha_interval_covers_the_truth() -> None:
    rng = np.random.default_rng(1)
    truth = 8 * 0.5 / (1 + 7 * 0.5)  # parallel items with correlation one half
    covered = 0
    for _ in range(200):
        common = rng.normal(size=(60, 1))
        scores = np.round(100 + 10 * (common + rng.normal(size=(60, 8))))
        found = alpha(scores.astype(int))
        covered += found.low <= truth <= found.high

    assert 0.90 <= covered / 200 <= 0.99


def test_omega_equals_alpha_for_equal_loadings_and_exceeds_it_otherwise() -> None:
    rng = np.random.default_rng(2)
    common = rng.normal(size=(20000, 1))

    def scores(loadings: np.ndarray) -> np.ndarray:
        return np.round(1000 + 100 * (common * loadings + rng.normal(size=(20000, 6)))).astype(int)

    equal = scores(np.ones(6))
    assert omega(equal) == pytest.approx(alpha(equal).value, abs=2e-3)
    loadings = np.array([0.2, 0.4, 0.8, 1.2, 1.6, 2.0])
    assert omega(scores(loadings)) == pytest.approx(
        loadings.sum() ** 2 / (loadings.sum() ** 2 + 6), abs=5e-3
    )
    assert omega(scores(loadings)) > alpha(scores(loadings)).value + 0.02


@pytest.mark.parametrize(
    "x", [np.ones((5, 3), int), np.zeros((1, 3), int), np.arange(6).reshape(6, 1), -np.ones((4, 4))]
)
def test_no_reliability_where_it_means_nothing(x: np.ndarray) -> None:
    assert np.isnan(alpha(x).value)
    assert np.isnan(omega(x))


def test_booklets_without_overlap_have_no_covariance() -> None:
    x = np.array([[1, 0, -1], [0, 1, -1], [-1, 1, 0], [-1, 0, 1]])

    assert np.isnan(covariance(x)[0, 2])
    assert np.isnan(alpha(x).value)


ITEMS = [
    Item("gpcm", (0, 1), 1.0, (0.5,)),
    Item("gpcm", (0, 1, 2), 0.8, (0.2, -0.5)),
    Item("grm", (0, 1, 2), 1.2, (0.7, -0.6)),
]


def test_distribution_of_the_sum_equals_enumeration() -> None:
    theta = np.array([-1.0, 0.3])
    p = [curves(item, theta).p for item in ITEMS]
    brute = np.zeros((2, 6))
    for pattern in product(range(2), range(3), range(3)):
        brute[:, sum(pattern)] += np.prod([p[i][k] for i, k in enumerate(pattern)], axis=0)

    assert_allclose(sum_distribution(ITEMS, theta), brute, atol=1e-12)


def test_mark_consistency_equals_simulation() -> None:
    rng = np.random.default_rng(3)
    items = [*ITEMS] * 5
    bands = [(0, 8, 2), (9, 13, 3), (14, 18, 4), (19, 25, 5)]
    found = mark_decisions(items, bands, sd=1.2)
    theta = rng.normal(size=40000) * 1.2
    sums = [
        sum((rng.random(40000) > curves(i, theta).p.cumsum(axis=0)[:-1]).sum(axis=0) for i in items)
        for _ in range(2)
    ]
    edges = [9, 14, 19]
    first, second = (np.searchsorted(edges, s, side="right") for s in sums)

    assert found.consistency == pytest.approx((first == second).mean(), abs=0.01)
    assert found.cut_consistency[4] == pytest.approx(
        ((first >= 2) == (second >= 2)).mean(), abs=0.01
    )
    assert_allclose(found.share, np.bincount(first) / 40000, atol=0.01)
    assert found.mark_error == pytest.approx(np.std(first - second) / np.sqrt(2), abs=0.02)
    assert found.score_error == pytest.approx(np.std(sums[0] - sums[1]) / np.sqrt(2), abs=0.05)
    assert found.accuracy > found.consistency


def test_bands_must_cover_every_sum() -> None:
    with pytest.raises(ValueError, match="cover"):
        mark_decisions(ITEMS, [(0, 2, 2), (4, 5, 3)])

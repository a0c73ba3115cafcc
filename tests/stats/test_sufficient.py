"""Sufficient statistics: from answers and from the kernel's cube, the same fit."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from objektiv.analysis.calibrating import calibrate_counts
from objektiv.schema import MISSING, NOT_ATTEMPTED, NOT_TAUGHT, Counts, Item, Work
from objektiv.stats.rasch_cml import conditional
from objektiv.stats.rasch_mml import marginal_rasch
from objektiv.stats.responses import responses, totals, unique_rows
from objektiv.stats.sufficient import counts_of_cube, linked, score_counts

TOP = (1, 2, 1, 3)


def _codes(rng: np.random.Generator, n: int = 500) -> np.ndarray:
    theta = rng.normal(size=(n, 1))
    codes = np.zeros((n, 4), dtype=np.uint8)
    for i, top in enumerate(TOP):
        codes[:, i] = (rng.random((n, top)) < 1 / (1 + np.exp(-theta + 0.3 * i))).sum(axis=1)
    return codes


def _cube(codes: np.ndarray, variant: np.ndarray) -> Counts:
    """The kernel's cube by brute force; the other fields are of no use here."""
    work = Work("ВПР", 2026, 5, "Математика", tuple(Item(str(i), t) for i, t in enumerate(TOP)))
    names, code = np.unique(variant, return_inverse=True)
    cube = np.zeros((len(names), sum(TOP) + 1, 4, max(TOP) + 4), dtype=np.int64)
    category = {NOT_ATTEMPTED: max(TOP) + 1, NOT_TAUGHT: max(TOP) + 2, MISSING: max(TOP) + 3}
    for row, v in zip(codes, code, strict=True):
        score = sum(int(c) for c in row if c < NOT_TAUGHT)
        for i, c in enumerate(row):
            cube[v, score, i, category.get(int(c), int(c))] += 1
    values = dict.fromkeys(Counts.__dataclass_fields__, np.zeros(0, dtype=np.int64))
    return Counts(**(values | {"work": work, "cube": cube, "variants": tuple(names)}))


def test_cube_and_answers_give_the_same_fit() -> None:
    codes = _codes(np.random.default_rng(1))
    codes[:20, 1] = NOT_ATTEMPTED
    cube = counts_of_cube(_cube(codes, np.full(500, "1")))
    counted = score_counts(responses(codes))

    assert_allclose(cube.histogram.sum(axis=0)[:8], counted.histogram.sum(axis=0))
    assert_allclose(cube.taken, counted.taken)
    assert cube.approximate == 0
    assert_allclose(marginal_rasch(cube).intercepts, marginal_rasch(counted).intercepts, atol=1e-8)
    kernel, answers = calibrate_counts(cube), calibrate_counts(counted)
    assert kernel.items == answers.items
    assert_allclose(conditional(cube).intercepts, conditional(counted).intercepts, atol=1e-8)


def test_an_item_of_one_variant_only_is_missing_by_design() -> None:
    codes = _codes(np.random.default_rng(2))
    variant = np.repeat(["1", "2"], 250)
    codes[250:, 3] = MISSING
    cube = counts_of_cube(_cube(codes, variant))
    counted = score_counts(responses(codes))

    assert cube.presented.tolist() == [[True] * 4, [True, True, True, False]]
    assert cube.approximate == 0
    assert_allclose(marginal_rasch(cube).intercepts, marginal_rasch(counted).intercepts, atol=1e-8)


def test_what_the_cube_cannot_know_is_said() -> None:
    codes = _codes(np.random.default_rng(3))
    codes[:50, 0] = NOT_TAUGHT
    cube = counts_of_cube(_cube(codes, np.full(500, "1")))

    assert cube.approximate == pytest.approx(50 / 2000)
    assert cube.n == 500


def test_a_fit_does_not_depend_on_the_number_of_pupils() -> None:
    codes = responses(_codes(np.random.default_rng(4)))
    once = marginal_rasch(score_counts(codes))
    thousandfold = marginal_rasch(score_counts(codes, np.full(500, 1000.0)))

    assert_allclose(once.intercepts, thousandfold.intercepts, atol=1e-6)
    assert thousandfold.loglik == pytest.approx(1000 * once.loglik)
    assert_allclose(once.covariance / 1000, thousandfold.covariance, rtol=1e-5)


def test_choice_for_x_is_stated_and_can_be_changed() -> None:
    codes = [[1, NOT_ATTEMPTED, NOT_TAUGHT, MISSING]]

    assert responses(codes).tolist() == [[1, 0, -1, -1]]
    assert responses(codes, not_attempted="absent").tolist() == [[1, -1, -1, -1]]
    assert totals(responses(codes)).tolist() == [1]


def test_unique_rows_keep_the_weight() -> None:
    x = np.random.default_rng(5).integers(-1, 3, (300, 3))
    rows, weight = unique_rows(x)

    assert weight.sum() == 300
    assert len({tuple(r) for r in rows.tolist()}) == len(rows)
    assert_allclose(weight @ rows, x.sum(axis=0))


def test_chains_of_booklets_are_linked() -> None:
    x = [[0, 1, -1, -1], [-1, 1, 0, -1], [-1, -1, 0, 1]]

    assert linked(score_counts(x)) == [[0, 1, 2, 3]]

"""Classical item analysis against direct computation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from objektiv.stats.items import (
    benjamini_hochberg,
    distractors,
    group_rows,
    item_analysis,
    variant_equivalence,
)

Load = Callable[[str], pl.DataFrame]
NAN = float("nan")


def test_complete_answers_equal_the_textbook(reference: Load) -> None:
    x = reference("eRm_raschdat1.csv").to_numpy()
    found = item_analysis(x, np.ones(30))
    total = x.sum(axis=1)

    assert_allclose(found.p_value, x.mean(axis=0), atol=1e-12)
    assert_allclose(found.sd, x.std(axis=0, ddof=1), atol=1e-12)
    rest = [np.corrcoef(x[:, i], total - x[:, i])[0, 1] for i in range(30)]
    assert_allclose(found.rest_correlation, rest, atol=1e-12)
    whole = [np.corrcoef(x[:, i], total)[0, 1] for i in range(30)]
    assert_allclose(found.total_correlation, whole, atol=1e-12)


def test_an_item_not_presented_is_not_zero() -> None:
    found = item_analysis([[1, -1], [1, 1], [0, -1]], [1, 1])

    assert found.n.tolist() == [3, 1]
    assert_allclose(found.p_value, [2 / 3, 1.0])


def test_omissions_count_among_the_presented() -> None:
    x = [[0, 1], [0, 1], [1, -1]]
    omitted = [[True, False], [False, False], [False, False]]

    assert_allclose(item_analysis(x, [1, 1], omitted=omitted).omitted, [1 / 3, 0])


@pytest.mark.parametrize(
    "x", [np.zeros((0, 2), int), np.ones((1, 2), int), np.ones((5, 1), int), np.ones((5, 3), int)]
)
def test_degenerate_answers_give_no_correlation(x: np.ndarray) -> None:
    found = item_analysis(x, np.ones(x.shape[1]))

    assert np.isnan(found.rest_correlation).all()
    assert np.isnan(found.p_value).all() == (len(x) == 0)


def test_a_wrong_key_and_an_idle_distractor_are_seen() -> None:
    rng = np.random.default_rng(1)
    theta = rng.normal(size=400)
    right = rng.random((400, 4)) < 1 / (1 + np.exp(-theta[:, None]))
    options = np.where(right, "а", np.where(rng.random((400, 4)) < 0.5, "б", "в"))
    found = {
        (one.item, one.option): one
        for one in distractors(options, ["б", "а", "а", "а"], least_share=0.05)
    }

    assert not found[0, "б"].works  # the key of the first item is wrong
    assert found[0, "а"].correlation > 0.2
    assert found[1, "а"].works
    assert found[1, "б"].works
    idle = np.where(options == "в", "б", options)
    idle[0, 1] = "г"
    assert not next(
        o for o in distractors(idle, ["а"] * 4, least_share=0.05) if (o.item, o.option) == (1, "г")
    ).works


def test_variants_are_compared_inside_classes() -> None:
    # The strong class got variant 1 more often; inside classes the variants are equal.
    rng = np.random.default_rng(2)
    block = np.repeat(["5А", "5Б"], 300)
    variant = np.where(rng.random(600) < np.where(block == "5А", 0.8, 0.2), "1", "2")
    p = np.where(block == "5А", 0.8, 0.4)[:, None]
    x = (rng.random((600, 6)) < p).astype(int)
    fair = variant_equivalence(x, np.ones(6), variant, block)
    x[:, 2] = rng.random(600) < np.where(variant == "1", 0.9, 0.2)
    unfair = variant_equivalence(x, np.ones(6), variant, block)

    assert abs(fair.mean[0] - fair.mean[1]) > 1
    assert fair.p_value > 0.01
    assert (fair.item_q > 0.05).all()
    assert unfair.p_value < 1e-6
    assert (unfair.item_q[:, 2] < 1e-6).all()
    assert unfair.item_difference[0, 2] == pytest.approx(0.35, abs=0.06)


def test_one_variant_has_nothing_to_compare() -> None:
    assert np.isnan(variant_equivalence([[1], [0]], [1], ["1", "1"], ["А", "А"]).p_value)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_values_keep_the_order_and_are_not_below_p(p: list[float]) -> None:
    q = benjamini_hochberg(p)

    assert (q >= np.array(p) - 1e-15).all()
    assert (np.diff(q[np.argsort(p, kind="stable")]) >= -1e-15).all()
    # Definition: reject all p ≤ the greatest p_(k) ≤ k/m·α.
    alpha = 0.2
    ordered = np.sort(p)
    passed = np.flatnonzero(ordered <= alpha * np.arange(1, len(p) + 1) / len(p) + 1e-15)
    assert (q <= alpha + 1e-12).sum() >= (passed[-1] + 1 if len(passed) else 0)


def test_rows_of_groups_cover_everyone_once() -> None:
    rows = group_rows(["5Б", "5А", "5Б", "5В"])

    assert sorted(np.concatenate(list(rows.values())).tolist()) == [0, 1, 2, 3]
    assert rows["5Б"].tolist() == [0, 2]

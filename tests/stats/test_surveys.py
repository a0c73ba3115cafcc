"""Surveys: against formulas by hand, brute force and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from objektiv.stats.surveys import (
    Index,
    changed_index,
    changed_share,
    chosen_shares,
    draw_sample,
    effective_number,
    index_of,
    shares_of,
    shown_groups,
    weigh,
)


def test_weights_bring_the_answers_to_the_population():
    strata = ["а"] * 40 + ["б"] * 10
    found = weigh(strata, {"а": 100, "б": 100}, most=5)
    answers = np.array([1] * 40 + [0] * 10)

    assert shares_of(answers, 2, found.weights).shares.tolist() == pytest.approx([0.5, 0.5])
    # Kish by hand: weights 0.625 (40 answers) and 2.5 (10): 50² / (40·0.390625 + 10·6.25)
    assert found.effective == pytest.approx(2500 / (15.625 + 62.5))
    assert found.trimmed == 0


def test_a_weight_above_the_largest_is_cut_and_counted():
    found = weigh(["а"] * 99 + ["б"], {"а": 100, "б": 900}, most=5)

    assert found.trimmed == 1
    assert found.weights.mean() == pytest.approx(1)
    assert found.weights.max() / found.weights.min() < 90


def test_an_answer_of_nobody_is_refused():
    with pytest.raises(ValueError, match="сколько всего людей"):
        weigh(["а"], {"б": 10}, most=5)


@given(st.lists(st.sampled_from("абв"), min_size=1, max_size=60))
def test_weighted_strata_have_their_share(strata):
    population = {"а": 10, "б": 20, "в": 70}
    found = weigh(strata, population, most=1000)
    there = set(strata)
    whole = sum(population[one] for one in there)
    for one in there:
        mine = found.weights[[x == one for x in strata]].sum() / len(strata)
        assert mine == pytest.approx(population[one] / whole)
    assert 1 <= found.effective <= len(strata) + 1e-9
    assert set(found.missing) == set(population) - there


def test_shares_with_an_interval_of_the_effective_number():
    weights = np.array([3.0, 1, 1, 1, 1, 1])
    found = shares_of([1, 0, 0, 0, 0, -1], 2, weights)

    assert found.n == 5
    assert found.shares.tolist() == pytest.approx([4 / 7, 3 / 7])
    assert found.effective == pytest.approx(49 / 13)
    assert found.low[1] < 3 / 7 < found.high[1]


def test_nobody_answered():
    found = shares_of([-1, -1], 3)

    assert found.n == 0
    assert np.isnan(found.shares).all()
    assert index_of(np.full((2, 2), -1), 1, 5, enough=0.5).n == 0


def test_several_options_may_be_chosen():
    found = chosen_shares([[1, 1, 0], [1, 0, 0], [0, 0, 0]], [1, 1, 0])

    assert found.shares.tolist() == [1.0, 0.5, 0.0]
    assert found.n == 2


def test_an_index_is_the_mean_of_people_and_its_error_that_of_a_mean():
    rng = np.random.default_rng(3)
    x = rng.integers(1, 6, (200, 4))
    found = index_of(x, 1, 5, enough=0.5)
    own = 25 * (x.mean(axis=1) - 1)

    assert found.value == pytest.approx(own.mean())
    assert found.se == pytest.approx(own.std(ddof=1) / np.sqrt(200))
    assert 0 <= found.low < found.value < found.high <= 100


def test_who_answered_less_than_half_is_left_out():
    rows = [[5, -1, -1], [1, 1, -1]]

    assert index_of(rows, 1, 5, enough=0.5).n == 1
    assert index_of(rows, 1, 5, enough=0.3).n == 2


def test_changes_over_years():
    before, now = shares_of([0] * 30 + [1] * 70, 2), shares_of([0] * 60 + [1] * 40, 2)

    assert changed_share(now, before, 0).clear
    assert changed_share(now, before, 0).value == pytest.approx(0.3)
    assert not changed_index(Index(50, 5, 30), Index(48, 5, 30)).clear


@given(st.dictionaries(st.integers(0, 8), st.integers(0, 40), max_size=9))
def test_no_group_is_computed_from_the_total_and_the_shown_ones(counts):
    shown = shown_groups(counts, 10)
    rest = sum(n for one, n in counts.items() if one not in shown)

    assert all(counts[one] >= 10 for one in shown)
    assert rest == 0 or rest >= 10 or not shown


def test_a_lot_is_repeatable_and_within_its_group():
    groups = {"Ш1": [("Ш1", n) for n in range(9)], "Ш2": [("Ш2", 0)]}
    first, again = (draw_sample(groups, 3, seed=7) for _ in range(2))

    assert first == again
    assert len(first) == len(set(first)) == 4
    assert draw_sample(groups, 3, seed=8) != first


def test_equal_weights_lose_nothing():
    assert effective_number(np.ones(17)) == 17

"""Changes of shares and means: published numbers, and what must hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objektiv.stats.changes import Change, difference, effective, mean_change, share_change


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [  # Newcombe (1998), Statistics in Medicine 17, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0000),
    ],
)
def test_intervals_of_a_difference_are_the_published_ones(now, before, low, high):
    found = share_change(now[0] / now[1], now[1], before[0] / before[1], before[1])

    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


counts = st.integers(10, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
def test_a_change_lies_in_its_interval_and_turns_round_with_the_years(now, before):
    (k, n), (j, m) = now, before
    found = share_change(k / n, n, j / m, m)
    back = share_change(j / m, m, k / n, n)

    assert found.low <= found.value <= found.high
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low))


def test_a_school_that_changed_as_everybody_has_no_change_of_its_own():
    change = mean_change(0.5, 0.01, 0.4, 0.01)

    own = difference(change, change)

    assert change.clear
    assert own.value == 0
    assert not own.clear


def test_pupils_who_hang_together_count_for_less():
    assert effective(0.2, 0.04, 1000) == pytest.approx(100)
    assert effective(0.2, None, 50) == 50
    assert effective(0.2, 0.001, 50) == 50


def test_the_border_belongs_to_no_change():
    assert not Change(0.1, 0.0, 0.2).clear
    assert Change(0.1, 1e-9, 0.2).clear

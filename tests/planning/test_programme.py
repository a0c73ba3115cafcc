"""Hours for deficits: within what is left, larger shortfalls never get less."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from objektiv.planning.programme import propose_hours

SHORT = st.dictionaries(st.sampled_from("абвгдежзиклм"), st.floats(-0.2, 0.9), max_size=12)


@given(SHORT, st.integers(0, 200), st.integers(1, 100), st.integers(1, 6))
def test_hours_stay_within_what_is_left_and_follow_the_shortfall(short, left, share, most):
    hours = propose_hours(short, left, share=share, most=most)

    assert sum(hours.values()) <= left * share // 100
    assert all(1 <= one <= most for one in hours.values())
    assert all(short[one] > 0 for one in hours)
    for one in hours:
        for other in hours:
            if short[one] > short[other]:
                assert hours[one] >= hours[other]
    named = [one for one in short if short[one] > 0]
    left_out = [one for one in named if one not in hours]
    if left_out:  # only when every hour is already given
        assert sum(hours.values()) == left * share // 100
        assert max(short[one] for one in left_out) <= min((short[one] for one in hours), default=1)

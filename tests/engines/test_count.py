"""The kernel against a recount in plain Python."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.engines import count
from objektiv.schema import Sittings, item_column


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    items=st.integers(1, 30),
    top=st.sampled_from([1, 2, 4, 5, 12, 13, 28, 29, 252]),
    variants=st.integers(1, 4),
    journal=st.booleans(),
    prior=st.booleans(),
)
def test_count_is_the_recount(sittings_of, recount, differing, seed, items, top, **kind):
    if top > 100:  # the cube of a long work with such items would only cost time
        items = min(items, 6)
    sittings = sittings_of(seed, items=items, top=top, **kind)

    assert differing(count(sittings), recount(sittings)) == []


@pytest.mark.parametrize("items", [20, 21, 22, 42, 43, 64, 65, 130])
def test_count_at_the_border_of_a_packed_word(sittings_of, recount, differing, items):
    sittings = sittings_of(7, items=items, top=1, pupils=12, schools=2)

    assert differing(count(sittings), recount(sittings)) == []


def test_count_of_a_class_with_large_points_does_not_wrap(sittings_of, recount, differing):
    """The squares of two items of 252 points do not fit 16 bits."""
    sittings = sittings_of(3, items=4, top=252, schools=1, pupils=40)
    one = Sittings(sittings.work, sittings.frame.with_columns(pl.lit("5А").alias("class")))

    counts = count(one)

    assert differing(counts, recount(one)) == []
    assert counts.item_sq.max() > 65_535


def test_count_of_nobody_has_the_shapes_of_the_work(sittings_of):
    sittings = sittings_of(1)

    counts = count(Sittings(sittings.work, sittings.frame.clear()))

    assert counts.histogram.shape == (0, sittings.work.max_score + 1)
    assert counts.mark_item_sum.shape == (0, 4, 5)
    assert counts.variants == ()
    assert counts.cube.shape[0] == 0


def test_count_of_a_class_where_all_were_absent(sittings_of, recount, differing):
    sittings = sittings_of(5)
    absent = sittings.frame.with_columns(
        participated=pl.lit(False), score=pl.lit(None, pl.Int16), mark=pl.lit(0, pl.UInt8)
    )
    nobody = Sittings(sittings.work, absent)

    counts = count(nobody)

    assert differing(counts, recount(nobody)) == []
    assert counts.n.sum() == 0
    assert counts.absent.sum() == len(absent)


def test_count_refuses_a_score_that_is_not_the_sum_of_its_items(sittings_of):
    sittings = sittings_of(2)
    wrong = sittings.frame.with_columns(score=pl.col("score") + 1)

    with pytest.raises(ValueError, match="не равна первичному баллу"):
        count(Sittings(sittings.work, wrong))


def test_count_refuses_an_item_above_its_maximum(sittings_of):
    sittings = sittings_of(2)
    wrong = sittings.frame.with_columns(pl.lit(9, pl.UInt8).alias(item_column("q1")))

    with pytest.raises(ValueError, match="выше максимального"):
        count(Sittings(sittings.work, wrong))


def test_count_refuses_rows_of_a_class_that_do_not_stand_together(sittings_of):
    sittings = sittings_of(4, schools=3, pupils=9)
    shuffled = sittings.frame.sort("pupil", "school")

    with pytest.raises(ValueError, match="встретился дважды"):
        count(Sittings(sittings.work, shuffled))

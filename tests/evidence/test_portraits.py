"""What is drawn of a protocol agrees with its counts and with what the signs say."""

from __future__ import annotations

import numpy as np
import pytest

from objektiv.charts import describe_items, describe_scores, item_profile, score_curve
from objektiv.charts.portrait import outside_range
from objektiv.engines import count
from objektiv.evidence import find
from objektiv.profiles import load_profile
from objektiv.schema import Verdict
from objektiv.simulation.demo import demo_region

PROFILE = load_profile(2026)


@pytest.fixture(scope="module")
def counted():
    sittings = demo_region(2026, schools=40).sittings[0]
    counts = count(sittings)
    return sittings, counts, find(counts, PROFILE, seed=1, data_hash="")


def test_those_that_stand_out_and_only_they_are_drawn(counted):
    *_, found = counted

    drawn = {one.school for one in found.schools if one.portrait}
    assert drawn == {
        one.school for one in found.schools if one.verdict in (Verdict.VERIFY, Verdict.LOOK)
    }
    assert drawn
    assert not any(one.portrait for one in found.classes)


def test_a_portrait_holds_the_schools_own_numbers(counted):
    sittings, _, found = counted
    for one in found.schools:
        if one.portrait is None:
            continue
        rows = sittings.frame.filter(
            (sittings.frame["school"] == one.school) & sittings.frame["participated"]
        )
        scores = np.bincount(rows["score"], minlength=sittings.work.max_score + 1)
        assert one.portrait.histogram == tuple(scores)
        # The curve promises as many pupils as there are.
        assert sum(one.portrait.expected) == pytest.approx(one.n, rel=1e-3)
        assert sum(item.points for item in one.portrait.items) == int(rows["score"].sum())
        assert dict(one.portrait.cuts) == dict(sittings.work.scale.cuts)


def test_scores_lifted_over_a_cut_are_seen_in_the_picture(counted):
    *_, found = counted
    lifted = next(one for one in found.schools if one.school == "edu900009")

    said = describe_scores(lifted.portrait)

    assert "балл 15: 8 при ожидаемых" in said
    assert score_curve(lifted.portrait).count("<rect") == sum(
        pupils > 0 for pupils in lifted.portrait.histogram
    )


def test_hard_items_given_away_are_seen_in_the_picture(counted):
    sittings, _, found = counted
    helped = next(one for one in found.schools if one.school == "edu900006")

    outside = [one for one in helped.portrait.items if outside_range(one)]

    assert len(outside) >= 3
    assert all(one.code in describe_items(helped.portrait) for one in outside)
    assert item_profile(helped.portrait).count("<circle") == len(sittings.work.items)

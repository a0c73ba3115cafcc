"""One line per unit against sums made by hand from the sittings."""

from __future__ import annotations

import numpy as np
import pytest

from objektiv import engines
from objektiv.reports.summary import summaries
from objektiv.simulation import simulate
from objektiv.simulation.plan import base


@pytest.fixture(scope="module")
def sittings():
    return simulate(base(30), seed=3).sittings[0]


def test_every_unit_is_the_sum_of_its_pupils(sittings):
    found = {(one.unit.level, one.unit.path): one for one in summaries(engines.count(sittings))}
    wrote = sittings.frame.filter(sittings.frame["participated"])
    for school in wrote["school"].unique().to_list()[:8]:
        own = wrote.filter(wrote["school"] == school)
        one = next(
            v for (level, path), v in found.items() if level == "school" and path[2] == school
        )
        score = own["score"].to_numpy().astype(float) / sittings.work.max_score
        assert one.n == len(own)
        assert one.mean == pytest.approx(score.mean())
        if len(own) > 1:
            assert one.mean_se == pytest.approx(score.std(ddof=1) / np.sqrt(len(own)))
        mark, journal = own["mark"].to_numpy(), own["journal_mark"].to_numpy()
        assert one.marks == tuple(int((mark == m).sum()) for m in (2, 3, 4, 5))
        both = (mark > 1) & (journal > 1)
        assert one.journal == (
            int((mark < journal)[both].sum()),
            int((mark == journal)[both].sum()),
            int((mark > journal)[both].sum()),
        )


def test_above_the_school_schools_are_the_sample(sittings):
    region = next(one for one in summaries(engines.count(sittings)) if one.unit.level == "region")
    wrote = sittings.frame.filter(sittings.frame["participated"])
    score = wrote["score"].to_numpy().astype(float) / sittings.work.max_score

    assert region.mean == pytest.approx(score.mean())
    assert region.mean_se > 2 * score.std(ddof=1) / np.sqrt(len(score))

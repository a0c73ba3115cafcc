"""Real data as controls: where nobody cheated few stand out, where marks were lifted it shows."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm
from tests.evidence.real import dutch, gcse, polish, regents

from objektiv.evidence.decision import q_values
from objektiv.evidence.measured import judge
from objektiv.evidence.signs.bunching import missing_share

PUPIL_SD = 24.0  # of the Polish test, points of a hundred, given the school
MARK_SD = 0.6  # of the gap of two Dutch marks of one pupil


def all_of(n):
    return np.full(len(n), True)


def test_coursework_accuses_28_of_73_schools_only_without_variance_between_schools():
    n, mean, variance = gcse()

    naive = np.abs(mean) / np.sqrt(variance)
    z, _, _ = judge(mean, 0 * mean, variance, np.ones(len(n)), all_of(n), keep=all_of(n))

    assert (len(n), int((naive > 1.96).sum())) == (73, 28)
    assert np.abs(z).max() < 2.6
    assert q_values(2 * norm.sf(np.abs(z))).min() > 0.3


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_polish_schools_change_from_year_to_year_as_expected(year):
    n, mean, before = polish(year)
    x = (before - before.mean()) / before.std()
    context = np.column_stack([np.ones(len(n)), x, x**2])

    z, _, _ = judge(
        mean, 0 * mean, PUPIL_SD**2 / n, np.ones(len(n)), all_of(n), keep=all_of(n), context=context
    )

    assert len(n) > 6000
    assert 0.005 < np.mean(z > norm.isf(0.01)) < 0.015
    assert (q_values(norm.sf(z)) <= 0.05).sum() <= 5


@pytest.mark.parametrize("track", ["VMBO", "HAVO", "VWO"])
def test_dutch_schools_give_their_own_marks_as_others_do(track):
    n, gap = dutch(track)

    z, _, _ = judge(gap, 0 * gap, MARK_SD**2 / n, np.ones(len(n)), all_of(n), keep=all_of(n))

    assert 0.005 < np.mean(z > norm.isf(0.01)) < 0.015
    assert (q_values(norm.sf(z)) <= 0.05).sum() == 0


def test_new_york_lifted_scores_over_65():
    missing = {name: missing_share(h, 65, 5) for name, h in regents().items()}

    assert {name: round(share, 2) for name, share in missing.items()} == {
        "integrated_algebra": 0.35,
        "global_history": 0.65,
        "living_environment": 0.48,
        "english": 0.68,
        "us_history": 0.65,
    }

"""Agreement and severity of markers: Shrout & Fleiss's table, brute force, simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from objektiv.stats.raters import (
    agreement,
    facets,
    intraclass,
    needs_calibration,
    third_marker,
    weighted_kappa,
)

SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]


def test_intraclass_of_shrout_and_fleiss() -> None:
    found = intraclass(SHROUT_FLEISS)

    assert found.single == pytest.approx(0.2898, abs=1e-4)
    assert found.mean_of_k == pytest.approx(0.6201, abs=1e-4)
    assert found.low == pytest.approx(0.0188, abs=1e-3)  # psych::ICC
    assert found.high == pytest.approx(0.7611, abs=1e-3)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=3, max_size=40))
def test_kappa_equals_its_definition(pairs: list[tuple[int, int]]) -> None:
    a, b = np.array(pairs).T
    observed = np.mean((a - b) ** 2)
    expected = np.mean((a[:, None] - b[None, :]) ** 2)

    if expected == 0:
        assert np.isnan(weighted_kappa(a, b))
    else:
        assert weighted_kappa(a, b) == pytest.approx(1 - observed / expected)


def test_agreement_leaves_out_works_marked_once() -> None:
    found = agreement([2, 1, -1, 0], [2, 3, 1, 1])

    assert found.n == 3
    assert found.exact == pytest.approx(1 / 3)
    assert found.adjacent == pytest.approx(2 / 3)
    assert agreement([-1], [1]).n == 0


def _markings(
    rng: np.random.Generator, works: int, severity: np.ndarray, noise: float = 0.0
) -> np.ndarray:
    rows = []
    for n in range(works):
        theta = rng.normal()
        for r in rng.choice(len(severity), 2, replace=False):
            for i in range(4):
                b = -0.6 + 0.4 * i + severity[r]
                t = rng.normal() * 2 if noise and r == 0 and rng.random() < noise else theta
                logits = np.array([0.0, t - b + 0.3, 2 * (t - b)])
                p = np.exp(logits) / np.exp(logits).sum()
                rows.append((n, i, r, rng.choice(3, p=p)))
    return np.array(rows)


def test_severity_is_recovered_with_its_error() -> None:
    severity = np.array([-0.5, 0.0, 0.1, 0.4])
    rows = _markings(np.random.default_rng(1), 500, severity)
    found = facets(*rows.T)

    assert_allclose(found.severity, severity - severity.mean(), atol=4 * found.se.max())
    assert found.severity.sum() == pytest.approx(0)
    assert found.q_value[0] < 1e-6
    assert found.points[0] > 0 > found.points[3]
    assert found.separated > 0.9
    assert needs_calibration(found, logits=0.3, infit=1.5).tolist() == [True, False, False, True]


def test_equal_markers_are_left_in_peace() -> None:
    flagged = 0
    for seed in range(10):
        found = facets(*_markings(np.random.default_rng(seed), 120, np.zeros(5)).T)
        flagged += needs_calibration(found, logits=0.3, infit=1.5).sum()

    assert flagged <= 1


def test_an_erratic_marker_has_the_greatest_infit() -> None:
    found = facets(*_markings(np.random.default_rng(3), 400, np.zeros(4), noise=0.6).T)

    assert np.argmax(found.infit) == 0
    assert found.infit[0] > 1.2 * found.infit[1:].max()


def test_markers_who_share_nothing_are_not_compared() -> None:
    rows = _markings(np.random.default_rng(4), 40, np.zeros(2))
    apart = rows.copy()
    apart[:, 2] = apart[:, 0] % 2  # every work is seen by one marker

    with pytest.raises(ValueError, match="share no works"):
        facets(*apart.T)


def test_third_marker_rule_at_its_border() -> None:
    first = [[3, 1, 1], [3, 1, 1], [3, 1, 1]]
    second = [[1, 1, 1], [2, 1, 1], [2, 0, 1]]

    assert third_marker(first, second, [3, 1, 1], item_difference=2, sum_difference=2).tolist() == [
        True,
        False,
        True,
    ]

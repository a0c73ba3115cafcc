"""Linking of calibrations and equating of forms: Kolen & Brennan's numbers, known truths."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from objektiv.stats.equating import (
    ANCHOR_METHODS,
    equate,
    equipercentile,
    linear_se,
    moments,
    percentile_ranks,
    smooth,
)
from objektiv.stats.irt import Item, curves
from objektiv.stats.linking import METHODS, link, rescale
from objektiv.stats.rasch_mml import marginal_rasch, rasch_items
from objektiv.stats.sufficient import score_counts

Load = Callable[[str], pl.DataFrame]
OLD = [
    Item("gpcm", (0, 1), 1.2, (0.4,)),
    Item("gpcm", (0, 1, 2), 0.8, (0.6, -0.3)),
    Item("grm", (0, 1, 2), 1.5, (1.0, -0.9)),
    Item("3pl", (0, 1), 1.1, (-0.2,), 0.2),
]


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(METHODS), st.floats(0.5, 2), st.floats(-1.5, 1.5))
def test_every_method_finds_an_exact_shift(method: str, slope: float, intercept: float) -> None:
    new = [rescale(item, 1 / slope, -intercept / slope) for item in OLD]
    found = link(OLD, new, method=method)

    assert found.slope == pytest.approx(slope, abs=1e-4)
    assert found.intercept == pytest.approx(intercept, abs=1e-4)
    assert found.rmsd == pytest.approx(0, abs=1e-3)


def test_rescaling_leaves_probabilities_where_they_were() -> None:
    theta = np.linspace(-3, 3, 7)
    for item in OLD:
        moved = rescale(item, 0.7, 0.4)
        assert_allclose(curves(moved, 0.7 * theta + 0.4).p, curves(item, theta).p, atol=1e-12)


def test_a_better_year_is_told_from_an_easier_test() -> None:
    # Next year's pupils are better by 0.3 and half of the items is new and easier by 1.
    rng = np.random.default_rng(1)
    b = np.linspace(-1.2, 1.2, 12)

    def fit(
        theta: np.ndarray, difficulty: np.ndarray
    ) -> tuple[list[Item | None], list[np.ndarray]]:
        x = rng.random((len(theta), len(difficulty))) < 1 / (
            1 + np.exp(difficulty - theta[:, None])
        )
        found = marginal_rasch(score_counts(x.astype(int)))
        return list(rasch_items(found.counts, found.intercepts)), [
            found.threshold_errors(i) for i in range(len(difficulty))
        ]

    old, old_errors = fit(rng.normal(size=4000), b)
    new, new_errors = fit(rng.normal(size=4000) + 0.3, np.concatenate([b[:6], b[6:] - 1]))
    found = link(
        old[:6], new[:6], unit_slope=True, old_errors=old_errors[:6], new_errors=new_errors[:6]
    )

    # The calibrations put both populations at 0: the shift is the pupils' gain.
    assert found.slope == 1
    assert found.intercept == pytest.approx(0.3, abs=4 * found.intercept_se)
    assert 0.01 < found.intercept_se < 0.1
    assert (np.abs(found.displacement_z) < 4).all()


def test_a_shared_item_that_drifted_stands_out() -> None:
    new = [rescale(item, 1.0, 0.0) for item in OLD]
    new[1] = rescale(new[1], 1.0, 0.8)
    found = link(OLD, new, unit_slope=True, method="mean-sigma")

    assert np.argmax(np.abs(found.displacement)) == 1
    assert found.intercept_items > 0.1


def test_sampling_error_of_linking_equals_simulation() -> None:
    rng = np.random.default_rng(2)
    base = [Item("gpcm", (0, 1), 1.0, (d,)) for d in np.linspace(-1.5, 1.5, 8)]
    errors = [np.array([0.1])] * 8
    found = link(base, base, method="mean-sigma", old_errors=errors, new_errors=errors)
    drawn = []
    for _ in range(400):
        pair = [
            [Item("gpcm", (0, 1), 1.0, (i.intercepts[0] + 0.1 * rng.normal(),)) for i in base]
            for _ in range(2)
        ]
        one = link(pair[0][:], pair[1][:], method="mean-sigma")
        drawn.append((one.slope, one.intercept))

    assert_allclose(
        np.std(drawn, axis=0), [found.slope_sampling, found.intercept_sampling], rtol=0.15
    )


def test_linking_refuses_what_cannot_be_linked() -> None:
    with pytest.raises(ValueError, match="two shared"):
        link(OLD[:1], OLD[:1])
    with pytest.raises(ValueError, match="categories"):
        link(OLD[:2], [OLD[0], OLD[0]])
    same = [Item("gpcm", (0, 1), 1.0, (0.0,))] * 3
    with pytest.raises(ValueError, match="equally hard"):
        link(same, same)
    assert link(same, same, unit_slope=True).intercept == pytest.approx(0)


def test_moments_of_the_act_forms(reference: Load) -> None:
    frame = reference("equate_ACTmath.csv")

    for column, expected in (
        ("xcount", (19.8524, 8.2116, 0.3753, 2.3024)),
        ("ycount", (18.9798, 8.9393, 0.3527, 2.1464)),
    ):
        found = moments(frame[column].to_numpy())
        assert_allclose((found.mean, found.sd, found.skewness, found.kurtosis), expected, atol=5e-5)


def _kolen_brennan(reference: Load) -> list[np.ndarray]:
    frame = reference("equate_KBneat.csv")
    tables = []
    for form in ("x", "y"):
        one = frame.filter(pl.col("form") == form)
        table = np.zeros((37, 13))
        np.add.at(table, (one["total"].to_numpy(), one["anchor"].to_numpy()), 1)
        tables.append(table)
    return tables


@pytest.mark.parametrize(
    ("method", "weight", "slope", "intercept"),
    [("tucker", 1, 1.0289, 0.5368), ("levine", 1, 1.0112, 0.2513), ("tucker", 0.5, 1.0292, 0.5378)],
)
def test_anchor_designs_of_kolen_and_brennan(
    reference: Load, method: str, weight: float, slope: float, intercept: float
) -> None:
    x, y = _kolen_brennan(reference)
    found = equate(x, y, method=method, weight=weight, draws=0)

    assert found.slope == pytest.approx(slope, abs=5e-5)
    assert found.intercept == pytest.approx(intercept, abs=5e-5)


def test_curved_anchor_methods_stay_close_to_the_lines(reference: Load) -> None:
    x, y = _kolen_brennan(reference)
    lines = equate(x, y, method="tucker", draws=0).equivalent
    for method in ANCHOR_METHODS:
        curve = equate(x, y, method=method, draws=0).equivalent
        assert np.abs(curve - lines)[8:32].max() < 1.5
        assert (np.diff(curve) > -1e-9).all()


def test_bootstrap_errors_agree_with_the_formula(reference: Load) -> None:
    frame = reference("equate_ACTmath.csv")
    x, y = frame["xcount"].to_numpy(), frame["ycount"].to_numpy()
    found = equate(x, y, method="linear", draws=400, seed=1)

    at = np.array([5, 15, 20, 30])
    assert_allclose(found.se[at], linear_se(moments(x), moments(y), at), rtol=0.12)
    again = equate(x, y, method="linear", draws=400, seed=1)
    assert_allclose(found.se, again.se, rtol=0)


def test_equipercentile_of_a_form_with_itself_is_itself(reference: Load) -> None:
    counts = reference("equate_ACTmath.csv")["xcount"].to_numpy()
    taken = counts > 0

    assert_allclose(equipercentile(counts, counts)[taken], np.arange(len(counts))[taken], atol=1e-9)
    assert percentile_ranks(counts)[-1] < 1


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 200), min_size=8, max_size=30), st.integers(2, 5))
def test_smoothing_keeps_the_moments(counts: list[int], degree: int) -> None:
    smoothed = smooth(counts, degree)

    score = np.arange(len(counts))
    for power in range(degree + 1):
        assert smoothed @ score**power == pytest.approx(np.array(counts) @ score**power, rel=1e-5)


def test_equating_refuses_forms_without_differences() -> None:
    with pytest.raises(ValueError, match="differ in score"):
        equate([0, 5, 0], [1, 2, 1])
    with pytest.raises(ValueError, match="anchor"):
        equate([1, 2], [2, 1], method="tucker")

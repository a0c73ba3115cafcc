"""Fit of the whole model (mirt's M2) and similarity of pairs (aberrance's ω and GBT)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

from objektiv.stats.irt import Item
from objektiv.stats.marginal import marginal
from objektiv.stats.model_fit import m2
from objektiv.stats.persons import ability
from objektiv.stats.rasch_mml import marginal_rasch, rasch_items
from objektiv.stats.similarity import pair_similarity
from objektiv.stats.sufficient import score_counts

Load = Callable[[str], pl.DataFrame]


def test_m2_of_lsat6(reference: Load) -> None:
    x = reference("LSAT6_1000x5.csv").to_numpy()
    items = [item for item in marginal(x, "gpcm").items if item]
    found = m2(x, items)

    assert found.m2 == pytest.approx(4.737141, abs=2e-3)  # mirt stops its EM at 1e-4
    assert found.df == 5


def test_m2_is_chi_square_when_the_model_holds_and_large_when_it_does_not() -> None:
    rng = np.random.default_rng(1)
    b = np.linspace(-1, 1, 6)
    p = []
    for _ in range(60):
        x = (rng.random((400, 6)) < 1 / (1 + np.exp(b - rng.normal(size=(400, 1))))).astype(int)
        fit = marginal_rasch(score_counts(x))
        items = [item for item in rasch_items(fit.counts, fit.intercepts) if item]
        p.append(m2(x, items, free_slopes=False, sd=fit.sd).p_value)
    assert np.mean(p) == pytest.approx(0.5, abs=0.12)

    x[:, 1] = x[:, 0]  # one answer written twice
    fit = marginal_rasch(score_counts(x))
    items = [item for item in rasch_items(fit.counts, fit.intercepts) if item]
    found = m2(x, items, free_slopes=False, sd=fit.sd)
    assert found.p_value < 1e-6
    assert np.unravel_index(np.argmax(found.residual), (6, 6)) in ((0, 1), (1, 0))


def test_similarity_of_inadequacy(reference: Load) -> None:
    x = reference("PerFit_InadequacyData.csv").to_numpy()
    table = reference("ltm_2PL_InadequacyData_params.csv")
    items = [
        Item("gpcm", (0, 1), a, (-a * b,))
        for a, b in zip(table["Dscrmn"], table["Dffclt"], strict=True)
    ]
    theta = ability(x, items, estimator="mle", bound=4.0).theta[:40]
    found = pair_similarity(x[:40], items, theta)
    expected = reference("similarity_Inadequacy_rows1_40_aberrance.csv").to_numpy()

    assert len(found.gbt) == 780
    assert_allclose(found.gbt, expected[:, 1].astype(float), atol=1e-4)
    assert_allclose(found.omega, expected[:, 2].astype(float), atol=1e-4)
    assert found.omega.max() == pytest.approx(2.49716, abs=1e-4)


def test_similarity_counts_items_given_to_both_only() -> None:
    coin = Item("gpcm", (0, 1), 1.0, (0.0,))
    found = pair_similarity([[1, -1], [1, 1]], [coin, coin], [0.0, 0.0])

    assert found.matches.tolist() == [1]
    assert found.gbt.tolist() == pytest.approx([0.5])

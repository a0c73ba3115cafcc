"""Skills against what the own level lets expect: a planted deficit is found, nothing else is."""

from __future__ import annotations

import numpy as np
import pytest

from objektiv.schema import Item, Work
from objektiv.stats.deficits import against_level

WORK = Work(
    "ВПР", 2026, 5, "Математика",
    tuple(Item(str(i), 1, skills=(("а", "б", "в", "г")[i // 5],)) for i in range(20)),
)  # fmt: skip


def written(planted: bool, seed: int = 1):
    random = np.random.default_rng(seed)
    size, pupils = 40, 60
    level = np.repeat(random.normal(0, 0.8, size), pupils) + random.normal(0, 0.8, size * pupils)
    hard = np.tile(np.linspace(-1.2, 1.2, 5), 4)
    chance = 1 / (1 + np.exp(-(level[:, None] - hard)))
    school = np.repeat(np.arange(size), pupils)
    if planted:  # school 7 was not taught skill «в» well
        chance[np.ix_(school == 7, range(10, 15))] *= 0.45
    x = (random.random(chance.shape) < chance).astype(int)
    score = x.sum(axis=1)
    cube = np.zeros((21, 20, 5), int)
    for s in range(21):
        own = x[score == s]
        cube[s, :, 1], cube[s, :, 0] = own.sum(axis=0), (1 - own).sum(axis=0)
    points = np.array([x[school == j].sum(axis=0) for j in range(size)])
    histogram = np.array([np.bincount(score[school == j], minlength=21) for j in range(size)])
    return points, np.full((size, 20), pupils), histogram, cube


def test_a_planted_deficit_is_found_and_named():
    found = against_level(*written(planted=True), WORK)

    flagged = {(int(j), found.skills[s]) for j, s in np.argwhere(found.q_value <= 0.05)}
    assert (7, "в") in flagged
    assert {skill for j, skill in flagged if j != 7} == set()
    assert found.difference[7, 2] < -0.1


def test_schools_of_any_level_have_no_deficit_of_their_own():
    found = against_level(*written(planted=False), WORK)

    assert (found.q_value > 0.05).all()


def test_what_is_expected_of_all_is_what_all_did():
    points, pupils, histogram, cube = written(planted=False)
    found = against_level(
        points.sum(axis=0, keepdims=True), pupils.sum(axis=0, keepdims=True),
        histogram.sum(axis=0, keepdims=True), cube, WORK,
    )  # fmt: skip

    assert found.difference == pytest.approx(0, abs=1e-12)

"""Deficits and achievements in words."""

from __future__ import annotations

import numpy as np

from objektiv.analysis.deficits import level_borders, report_skills
from objektiv.schema import Item, Level, Work
from objektiv.stats.skill_origins import origins

WORK = Work(
    "ВПР",
    2026,
    6,
    "Математика",
    (
        Item("1", 1, Level.BASE, skills=("6.1",)),
        Item("2", 1, Level.BASE, skills=("6.1",)),
        Item("3", 1, Level.BASE, skills=("6.2",)),
        Item("4", 2, Level.ADVANCED, skills=("6.2",)),
    ),
)


def _answers(rng: np.random.Generator, p: list[float], n: int = 120) -> np.ndarray:
    return (rng.random((n, 4)) < p).astype(int)


def test_borders_come_from_the_profile() -> None:
    found = level_borders()

    assert found[Level.BASE].sufficient == 0.60
    assert found[Level.HIGH].insufficient == 0.285


def test_systemic_deficit_and_achievement_are_named() -> None:
    found = report_skills(_answers(np.random.default_rng(1), [0.3, 0.4, 0.9, 0.9]), WORK)

    assert found.sentences[0].startswith("Освоено недостаточно, причём в большинстве заданий: 6.1")
    assert any(line.startswith("Освоено: 6.2") for line in found.sentences)


def test_deficit_of_one_class_is_not_of_the_school() -> None:
    rng = np.random.default_rng(2)
    x = _answers(rng, [0.85, 0.85, 0.85, 0.85])
    x[80:, :2] = rng.random((40, 2)) < 0.3
    found = report_skills(x, WORK, group=np.repeat(["6А", "6Б", "6В"], 40))

    assert any(line.startswith("6В, умение 6.1") for line in found.sentences)
    assert not any(line.startswith(("6А", "6Б")) for line in found.sentences)


def test_few_pupils_are_said_to_be_few() -> None:
    found = report_skills(_answers(np.random.default_rng(3), [0.6] * 4, n=12), WORK)

    assert any("Учеников мало" in line for line in found.sentences)


def test_an_earlier_skill_is_offered_as_the_likely_cause() -> None:
    rng = np.random.default_rng(4)
    earlier = rng.random((150, 2))
    known = np.column_stack([0.8 * earlier[:, 1]] * 2 + [np.full(150, 0.9)] * 2)
    x = (rng.random((150, 4)) < known).astype(int)
    shares = np.column_stack([x[:, :2].mean(axis=1), x[:, 2:].mean(axis=1)])
    causes = origins(shares, ["6.1", "6.2"], earlier, ["5.1", "5.2"])
    found = report_skills(x, WORK, origins=causes)

    assert any("умение 5.2 прошлого года" in line for line in found.sentences)
    assert not any("умение 5.1 прошлого года" in line for line in found.sentences)


def test_a_work_without_skills_says_so() -> None:
    plain = Work("ВПР", 2026, 6, "Математика", (Item("1", 1, Level.BASE),))

    assert "не названы умения" in report_skills([[1], [0]], plain).sentences[0]

"""Skills, zones and where a deficit comes from."""

from __future__ import annotations

import numpy as np
import pytest

from objektiv.schema import Item, Level, Work
from objektiv.stats.deficits import (
    NORMAL_95,
    Borders,
    group_gaps,
    skills,
    skills_of_groups,
)
from objektiv.stats.skill_origins import origins

BORDERS = {
    Level.BASE: Borders(0.57, 0.60),
    Level.ADVANCED: Borders(0.285, 0.30),
    Level.HIGH: Borders(0.285, 0.30),
}
WORK = Work(
    "ВПР",
    2026,
    5,
    "Математика",
    (
        Item("1", 1, Level.BASE, skills=("5.1",)),
        Item("2", 1, Level.BASE, skills=("5.1",)),
        Item("3", 2, Level.ADVANCED, skills=("5.1", "5.2")),
        Item("4", 1, Level.BASE, skills=("5.2",)),
    ),
)


def _judge(x: np.ndarray) -> dict[str, object]:
    return {s.code: s for s in skills(x, WORK, BORDERS, systemic_share=0.5, systemic_items=2)}


def test_zone_borders_are_exact() -> None:
    x = np.zeros((100, 4), int)
    x[:57, 0] = 1
    x[:60, 1] = 1
    x[:56, 3] = 1
    x[:30, 2] = 2
    found = {i.name: i for s in _judge(x).values() for i in s.items}

    assert [found[k].zone for k in "1234"] == ["border", "enough", "enough", "low"]


def test_most_items_low_is_systemic_half_is_not() -> None:
    x = np.ones((50, 4), int)
    x[:, :2] = 0
    found = _judge(x)

    assert found["5.1"].systemic  # two of three
    assert found["5.1"].low_items == 2
    assert not found["5.2"].systemic  # none of two


def test_not_taught_says_nothing_about_the_pupil() -> None:
    x = np.ones((20, 4), int)
    x[:, 0] = -1
    found = _judge(x)["5.1"]

    assert found.items[0].n == 0
    assert found.items[0].zone is None
    assert found.share.n == 20


def test_interval_covers_and_the_zone_is_sure_only_with_enough_pupils() -> None:
    rng = np.random.default_rng(1)
    covered = sure = 0
    for _ in range(300):
        p = 1 / (1 + np.exp(-(rng.normal(size=(25, 1)) + 0.3)))
        x = (rng.random((25, 4)) < p).astype(int)
        share = _judge(x)["5.1"].items[0]
        covered += share.low <= 0.5662 <= share.high
        sure += share.sure
    assert covered / 300 > 0.9
    assert sure / 300 < 0.2  # the truth lies at the border: 25 pupils cannot tell


def test_a_class_with_its_own_gap_is_found_and_chance_is_not() -> None:
    rng = np.random.default_rng(2)
    group = np.repeat(["5А", "5Б", "5В"], 30)
    x = (rng.random((90, 4)) < 0.75).astype(int)
    quiet = group_gaps(x, WORK, group, BORDERS)
    x[60:, :2] = rng.random((30, 2)) < 0.25
    loud = group_gaps(x, WORK, group, BORDERS)

    assert not any(gap.own for gap in quiet)
    assert [(gap.group, gap.skill) for gap in loud if gap.own] == [("5В", "5.1")]
    found = next(gap for gap in loud if gap.own)
    assert found.value < found.shrunken < found.others


def test_groups_below_ten_are_left_out() -> None:
    x = np.ones((25, 4), int)
    x[::2, 0] = 0

    assert group_gaps(x, WORK, ["5А"] * 16 + ["5Б"] * 9, BORDERS) == ()


def test_the_earlier_skill_that_matters_comes_first() -> None:
    rng = np.random.default_rng(3)
    level = rng.normal(size=400)
    earlier = np.column_stack([level + rng.normal(size=400) for _ in range(3)])
    later = (0.9 * earlier[:, 1] + 0.3 * level + rng.normal(size=400))[:, None]
    found = origins(later, ["6.2"], earlier, ["5.1", "5.2", "5.3"])

    assert found[0].earlier == "5.2"
    assert found[0].q_value < 1e-6
    assert found[0].coefficient > 2 * abs(found[1].coefficient)
    assert origins(later[:20], ["6.2"], earlier[:20], ["5.1", "5.2", "5.3"]) == ()


@pytest.mark.parametrize("pupils", [0, 1])
def test_nobody_or_one_pupil(pupils: int) -> None:
    found = _judge(np.ones((pupils, 4), int))["5.1"].share

    assert found.n == pupils
    assert not found.sure


def plainly(x: np.ndarray, top: np.ndarray) -> tuple[int, float, float, float]:
    """Pupils, share and interval of one group, formula by formula."""
    seen = x >= 0
    earned, possible = np.where(seen, x, 0).sum(axis=1), seen @ top
    earned, possible = earned[possible > 0], possible[possible > 0]
    n = len(earned)
    if not n:
        return 0, np.nan, np.nan, np.nan
    value = earned.sum() / possible.sum()
    residual = earned - value * possible
    variance = residual @ residual / (n - 1) / n / possible.mean() ** 2 if n > 1 else 0.0
    spread = value * (1 - value)
    size = n if variance < 1e-15 or spread <= 0 else max(spread / variance, 1.0)
    z2 = NORMAL_95**2
    centre = (value + z2 / (2 * size)) / (1 + z2 / size)
    half = NORMAL_95 / (1 + z2 / size) * np.sqrt(spread / size + z2 / (4 * size**2))
    return n, value, max(0.0, centre - half), min(1.0, centre + half)


def test_many_groups_at_once_say_what_each_says_alone() -> None:
    rng = np.random.default_rng(5)
    items = tuple(
        Item(str(i), int(top), Level.BASE, skills=("а",) if i % 2 else ("а", "б"))
        for i, top in enumerate((1, 2, 3, 1, 2))
    )
    work = Work("ВПР", 2026, 5, "Математика", items)
    top = np.array([one.max for one in items])
    x = np.where(rng.random((400, 5)) < 0.1, -1, rng.integers(0, top + 1, (400, 5)))
    x[50:60] = 1  # of item 2 all the same third of the points
    everybody = np.arange(400)
    groups = [everybody, everybody[:0], everybody[7:8], everybody[50:60],
              *np.array_split(everybody, 25), rng.permutation(400)[:90]]  # fmt: skip
    borders = {Level.BASE: Borders(0.5, 0.6)}
    rules = {"systemic_share": 0.5, "systemic_items": 2}

    found = skills_of_groups(x, work, borders, groups, **rules)

    assert len(found) == len(groups)
    for rows, together in zip(groups, found, strict=True):
        assert [one.code for one in together] == ["а", "б"]
        for skill, own in zip(together, ([0, 1, 2, 3, 4], [0, 2, 4]), strict=True):
            for share, columns in [
                (skill.share, own),
                *zip(skill.items, [[i] for i in own], strict=True),
            ]:
                told = (share.n, share.value, share.low, share.high)
                assert told == pytest.approx(
                    plainly(x[np.ix_(rows, columns)], top[columns]), rel=1e-9, nan_ok=True
                )
        alone = skills(x[rows], work, borders, **rules)
        assert [(one.low_items, one.systemic, one.share.zone, one.share.sure) for one in alone] == [
            (one.low_items, one.systemic, one.share.zone, one.share.sure) for one in together
        ]

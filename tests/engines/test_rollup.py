"""Sums of cells against the recount of the same pupils put together."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from objektiv.engines import count, roll_up
from objektiv.schema import Counts

CELL = [f.name for f in fields(Counts) if f.name not in ("work", "variants", "cube")]
KEYS = ("region", "municipality", "school", "class_")


@pytest.mark.parametrize(("level", "stay"), [("school", 3), ("municipality", 2), ("region", 1)])
def test_roll_up_adds_the_cells_of_each_group(sittings_of, level, stay):
    counts = count(sittings_of(21, schools=8, pupils=9))
    keys = list(zip(*(getattr(counts, key) for key in KEYS), strict=True))
    groups = sorted({key[:stay] for key in keys})

    rolled = roll_up(counts, level)

    assert list(zip(*(getattr(rolled, key) for key in KEYS[:stay]), strict=True)) == groups
    for name in CELL:
        if name in KEYS:
            continue
        values = getattr(counts, name)
        for place, group in enumerate(groups):
            here = [k for k, key in enumerate(keys) if key[:stay] == group]
            assert np.array_equal(getattr(rolled, name)[place], sum(values[k] for k in here))


def test_roll_up_to_all_is_one_row_with_the_cube_untouched(sittings_of):
    counts = count(sittings_of(22, schools=5))

    rolled = roll_up(counts, "all")

    assert rolled.n.tolist() == [counts.n.sum()]
    assert rolled.school.tolist() == [""]
    assert rolled.cube is counts.cube
    assert rolled.cube[:, :, 0].sum() == rolled.n[0]


def test_roll_up_is_the_same_in_one_step_or_in_three(sittings_of):
    counts = count(sittings_of(23, schools=9))

    steps = roll_up(roll_up(roll_up(counts, "school"), "municipality"), "region")

    at_once = roll_up(counts, "region")
    assert all(np.array_equal(getattr(steps, name), getattr(at_once, name)) for name in CELL)


def test_roll_up_of_nothing(sittings_of):
    sittings = sittings_of(24)
    empty = type(sittings)(sittings.work, sittings.frame.clear())

    assert len(roll_up(count(empty), "school").n) == 0

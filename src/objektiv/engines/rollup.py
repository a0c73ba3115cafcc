"""Classes to schools, municipalities, regions and the whole: sums, nothing else."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Literal

import numpy as np

from objektiv.schema import Counts

KEYS = ("region", "municipality", "school", "class_")
LEVELS = {"school": 3, "municipality": 2, "region": 1, "all": 0}  # keys that stay
_WHOLE = ("work", "variants", "cube")  # not per cell


def roll_up(counts: Counts, level: Literal["school", "municipality", "region", "all"]) -> Counts:
    """Sum the cells of a school, municipality or region; keys below become "".

    Cells must be sorted, as `count` returns them. Sums are int64. Pairs stay pairs within
    a class: they are added, not formed anew. The cube is of the whole and stays.
    """
    stay = LEVELS[level]
    cells = len(counts.n)
    new = np.zeros(cells, bool)
    new[:1] = True
    for key in KEYS[:stay]:
        names = getattr(counts, key)
        new[1:] |= names[1:] != names[:-1]
    starts = np.flatnonzero(new)
    rolled = {}
    for field in fields(Counts):
        values = getattr(counts, field.name)
        if field.name in _WHOLE:
            continue
        if field.name in KEYS[:stay]:
            rolled[field.name] = values[starts]
        elif field.name in KEYS:
            rolled[field.name] = np.full(len(starts), "", object)
        else:
            rolled[field.name] = (
                np.add.reduceat(values, starts, axis=0, dtype=np.int64) if cells else values
            )
    return replace(counts, **rolled)

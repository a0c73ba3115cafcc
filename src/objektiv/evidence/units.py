"""Units under judgement: whole protocols (schools) and the classes inside them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objektiv.engines.conditional import Given
from objektiv.evidence.prediction import Predicted, describe, promises
from objektiv.evidence.robust import Floats
from objektiv.schema import Counts

WHOLE = ("work", "variants", "cube", "region", "municipality", "school", "class_")


@dataclass(frozen=True)
class Units:
    """U units with their counts, and the cells (classes) each is made of."""

    counts: Counts  # U rows
    cells: Counts  # C rows
    of: NDArray[np.int64]  # (C,) unit of each cell
    given: Given | None  # the second pass, by unit; None: not counted
    by_cell: Given | None  # the same by cell
    keep: NDArray[np.bool_]  # (U,) units that natural variation is estimated from

    @cached_property
    def predicted(self) -> Predicted:
        """What prior results and journal marks lead to expect (second pass only)."""
        if self.given is None:
            raise ValueError("no second pass: nothing is predicted")
        return promises(self.given.by_group, self.keep)

    @cached_property
    def context(self) -> Floats:
        """What the pupils of each unit are like, without their scores of this work."""
        return describe(self, score=False)

    @cached_property
    def context_and_score(self) -> Floats:
        """The same with the mean score: for signs given the total."""
        return describe(self, score=True)

    def roll(self, values: NDArray[Any]) -> NDArray[Any]:
        """Sum of a per-cell array over each unit."""
        return roll(values, self.of, len(self.counts.n))


def roll(values: NDArray[Any], of: NDArray[np.int64], units: int) -> NDArray[Any]:
    """Sums of rows with the same unit number.

    >>> roll(np.array([1, 2, 3]), np.array([0, 0, 1]), 2)
    array([3, 3])
    """
    total = np.zeros((units, *values.shape[1:]), values.dtype)
    if len(of) and np.all(np.diff(of) >= 0):  # sorted rows: one compiled pass
        first = np.flatnonzero(np.r_[True, of[1:] != of[:-1]])
        total[of[first]] = np.add.reduceat(values, first, axis=0, dtype=values.dtype)
    else:
        np.add.at(total, of, values)
    return total


def schools(counts: Counts, given: Given | None = None) -> Units:
    """Units that are whole protocols: cells of one school added up."""
    keys = list(zip(counts.region, counts.municipality, counts.school, strict=True))
    number = {key: i for i, key in enumerate(dict.fromkeys(keys))}
    of = np.array([number[key] for key in keys], np.int64)
    _, first = np.unique(of, return_index=True)
    rolled: dict[str, Any] = {
        field.name: roll(getattr(counts, field.name), of, len(number))
        for field in fields(counts)
        if field.name not in WHOLE
    }
    names: dict[str, Any] = {
        "region": counts.region[first],
        "municipality": counts.municipality[first],
        "school": counts.school[first],
        "class_": np.full(len(number), "", object),
    }
    whole = given and Given(
        **{field.name: roll(getattr(given, field.name), of, len(number)) for field in fields(given)}
    )
    return Units(
        replace(counts, **rolled, **names), counts, of, whole, given, np.full(len(number), True)
    )


def classes(counts: Counts, given: Given | None = None) -> Units:
    """Units that are single classes."""
    cells = np.arange(len(counts.n))
    return Units(counts, counts, cells, given, given, np.full(len(cells), True))

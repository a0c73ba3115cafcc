"""Units under judgement: whole protocols (schools) and the classes inside them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objektiv.schema import Counts

WHOLE = ("work", "variants", "cube", "region", "municipality", "school", "class_")


@dataclass(frozen=True)
class Units:
    """U units with their counts, and the cells (classes) each is made of."""

    counts: Counts  # U rows
    cells: Counts  # C rows
    of: NDArray[np.int64]  # (C,) unit of each cell
    keep: NDArray[np.bool_]  # (U,) units that natural variation is estimated from

    def roll(self, values: NDArray[Any]) -> NDArray[Any]:
        """Sum of a per-cell array over each unit."""
        return roll(values, self.of, len(self.counts.n))


def roll(values: NDArray[Any], of: NDArray[np.int64], units: int) -> NDArray[Any]:
    """Sums of rows with the same unit number.

    >>> roll(np.array([1, 2, 3]), np.array([0, 0, 1]), 2)
    array([3, 3])
    """
    total = np.zeros((units, *values.shape[1:]), values.dtype)
    np.add.at(total, of, values)
    return total


def schools(counts: Counts) -> Units:
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
    return Units(replace(counts, **rolled, **names), counts, of, np.full(len(number), True))


def classes(counts: Counts) -> Units:
    """Units that are single classes."""
    return Units(counts, counts, np.arange(len(counts.n)), np.full(len(counts.n), True))

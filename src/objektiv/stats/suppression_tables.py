"""Tables before publication: cells, the sums that tie them, and how tables are joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

Key = tuple[str, ...]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a table: which label is summed in which (`{"5а": "Школа 1"}`).

    results: the labels are results of pupils (marks, levels). Where one label holds all pupils of
    a group, the result of each of them is known, however many they are.
    """

    parents: Mapping[str, str] = field(default_factory=dict)
    results: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """`total` is the sum of `parts`; positions of cells."""

    total: int
    parts: tuple[int, ...]
    results: bool = False


@dataclass(frozen=True, slots=True)
class Cells:
    """All numbers of a publication with everything that ties them."""

    keys: tuple[Key, ...]
    values: Ints  # (C,) pupils
    sums: tuple[Sum, ...]
    weights: Ints  # (C,) what is lost when the cell is hidden: the cells it sums

    def matrix(self) -> Ints:
        """Sums × cells: parts 1, the total −1; times the values it is 0."""
        matrix = np.zeros((len(self.sums), len(self.keys)), np.int64)
        for row, one in enumerate(self.sums):
            matrix[row, list(one.parts)] = 1
            matrix[row, one.total] = -1
        return matrix


def cube(counts: Mapping[Key, int], axes: Sequence[Axis]) -> Cells:
    """A table with all its margins, from its finest cells.

    A key has one label for each axis. A combination without a key does not exist and everybody
    knows it (the class did not write this work); a count that merely came out as 0 is given as 0.
    An axis without parents has no margin (works whose participants nobody adds up).

    Raises ValueError when a count is negative or not whole, a key has too few or too many labels
    or is itself a margin of another, or a group has one result only on an axis of results.

    >>> marks = Axis({mark: "все" for mark in "2345"}, results=True)
    >>> counts = {("5а", mark): n for mark, n in zip("2345", (3, 11, 12, 4))}
    >>> table = cube(counts, (Axis(), marks))
    >>> dict(zip(table.keys, table.values.tolist()))[("5а", "все")]
    30
    """
    for key, count in counts.items():
        if len(key) != len(axes) or count < 0 or count != int(count):
            raise ValueError(
                f"Ячейка {key}: нужно целое число не меньше 0 и подписей — {len(axes)}"
            )
    values = {key: int(count) for key, count in counts.items()}
    weights = dict.fromkeys(values, 1)
    for place, axis in enumerate(axes):
        for key in list(values):
            for above in _above(key, place, axis):
                if above in counts:
                    raise ValueError(f"Ячейка {above} — итог других и даётся только ими")
                values[above] = values.get(above, 0) + values[key]
                weights[above] = weights.get(above, 0) + weights[key]
    keys = tuple(values)
    return Cells(keys, _array(values, keys), _sums(keys, axes), _array(weights, keys))


def join(*tables: Cells) -> Cells:
    """Several tables as one publication: cells with one key are one cell.

    Raises ValueError when two tables give one key different numbers.

    >>> whole = cube({("а", "2"): 5, ("а", "3"): 9}, (Axis(), Axis({"2": "все", "3": "все"})))
    >>> len(join(whole, whole).keys)
    3
    """
    values: dict[Key, int] = {}
    weights: dict[Key, int] = {}
    sums: dict[tuple[Key, frozenset[Key]], bool] = {}
    for table in tables:
        for key, value, weight in zip(table.keys, table.values, table.weights, strict=True):
            if values.setdefault(key, int(value)) != value:
                raise ValueError(f"Ячейка {key}: в одной таблице {values[key]}, в другой {value}")
            weights[key] = max(int(weight), weights.get(key, 0))
        for one in table.sums:
            name = table.keys[one.total], frozenset(table.keys[part] for part in one.parts)
            sums[name] = sums.get(name, False) or one.results
    keys = tuple(values)
    position = {key: index for index, key in enumerate(keys)}
    return Cells(
        keys,
        _array(values, keys),
        tuple(
            Sum(position[total], tuple(sorted(position[part] for part in parts)), results)
            for (total, parts), results in sums.items()
        ),
        _array(weights, keys),
    )


def _sums(keys: Sequence[Key], axes: Sequence[Axis]) -> tuple[Sum, ...]:
    """Every margin with what it sums, along every axis."""
    position = {key: index for index, key in enumerate(keys)}
    parts: dict[tuple[int, Key], list[int]] = defaultdict(list)
    for key, (place, axis) in product(keys, enumerate(axes)):
        for above in _above(key, place, axis)[:1]:
            parts[place, above].append(position[key])
    for (place, above), below in parts.items():
        if axes[place].results and len(below) < 2:
            raise ValueError(
                f"Группа {above}: дайте все результаты, и те, которых ни у кого нет (0)"
            )
    return tuple(
        Sum(position[above], tuple(below), axes[place].results)
        for (place, above), below in parts.items()
    )


def _above(key: Key, place: int, axis: Axis) -> list[Key]:
    """The margins of a key along one axis, nearest first."""
    found: list[Key] = []
    label = key[place]
    while label in axis.parents and len(found) <= len(axis.parents):
        label = axis.parents[label]
        found.append((*key[:place], label, *key[place + 1 :]))
    return found


def _array(numbers: Mapping[Key, int], keys: Sequence[Key]) -> Ints:
    return np.array([numbers[key] for key in keys], np.int64)

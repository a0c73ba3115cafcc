"""What a cell of an answer matrix means, decided once for all of measurement.

A matrix of responses is (N, I) int16: the score of pupil n on item i, or `ABSENT` (−1).
- «X», not attempted: the pupil saw the item and left it. It counts as 0 points, as in the
  regulator's own sum. `not_attempted="absent"` treats it as not presented instead.
- «N», not taught: the item says nothing about the pupil. Treated as not presented.
- empty: the item was not in the pupil's booklet (missing by design). Not presented.

"Not presented" drops out of every likelihood and every sum; it is never replaced by a guess.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from objektiv.schema import MISSING, NOT_ATTEMPTED, NOT_TAUGHT

ABSENT = -1

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Responses = NDArray[np.int16]


def responses(codes: ArrayLike, *, not_attempted: Literal["zero", "absent"] = "zero") -> Responses:
    """Item bytes of a store (0…252, 253 «N», 254 «X», 255 empty) as a response matrix.

    >>> responses([[2, 254, 253, 255]])
    array([[ 2,  0, -1, -1]], dtype=int16)
    >>> responses([[1, 254]], not_attempted="absent")
    array([[ 1, -1]], dtype=int16)
    """
    raw = np.asarray(codes)
    matrix = raw.astype(np.int16)
    matrix[(raw == NOT_TAUGHT) | (raw == MISSING)] = ABSENT
    matrix[raw == NOT_ATTEMPTED] = 0 if not_attempted == "zero" else ABSENT
    return matrix


def totals(matrix: ArrayLike) -> Ints:
    """Sum of the presented items of each pupil, (N,).

    >>> totals([[1, -1, 2], [0, 1, -1]])
    array([3, 1])
    """
    x = np.asarray(matrix)
    return np.asarray(np.where(x >= 0, x, 0).sum(axis=1, dtype=np.int64))


def counted(code: Ints, weights: Floats, size: int) -> Floats:
    """Sum of weights by code, (size,)."""
    return np.asarray(np.bincount(code, weights=weights, minlength=size), dtype=float)


def unique_rows(matrix: ArrayLike, weights: ArrayLike | None = None) -> tuple[Responses, Floats]:
    """Different answer vectors and how many pupils (or how much weight) have each.

    >>> rows, count = unique_rows([[0, 1], [1, 1], [0, 1]])
    >>> rows.tolist(), count.tolist()
    ([[0, 1], [1, 1]], [2.0, 1.0])
    """
    x = np.ascontiguousarray(np.asarray(matrix), dtype=np.int16)
    w = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=float)
    if not len(x):
        return x, w
    packed = x.astype(np.int8) if x.max(initial=0) < 128 else x
    keys = np.ascontiguousarray(packed).view(f"V{packed.itemsize * x.shape[1]}").ravel()
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return x[first], counted(inverse, w, len(first))

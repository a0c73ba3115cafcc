"""The one compiled kernel: class-aligned columns of sittings in, integers out.

Every engine brings batches to `count_classes`; nothing else in the project counts sittings.
Pupils of a class are gathered into rows of codes, packed into 64-bit words (b bits an item,
b the least number that holds all categories of the work), and compared pairwise by XOR.
The machine code is kept on disk after the first compilation and works without the GIL.
"""
# Types here are numba's, not Python's.
# mypy: disable-error-code="assignment, arg-type, call-arg, no-untyped-call"

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

from objektiv.schema import MISSING, NOT_ATTEMPTED, NOT_TAUGHT

# What stopped the kernel; 0: nothing did.
BAD_ITEM, BAD_SCORE, BAD_MARK = 1, 2, 3
NO_PRIOR = -32768  # stands for null in the column of prior scores

# Columns of the scalar sums, named as the fields of `Counts`.
SUMS = (
    "n",
    "absent",
    "score_sum",
    "score_sq",
    "prior_n",
    "prior_sum",
    "prior_sq",
    "prior_score",
    "prior_of_score",
    "enrolled_prior_n",
    "enrolled_prior_sum",
    "pairs",
    "pair_agreements",
    "pair_agreements_sq",
    "identical_pairs",
    "identical_pupils",
)
# Rows of the item table, then rows by mark 2…5 of points and of pupils.
BY_ITEM = ("item_sum", "item_sq", "not_attempted", "not_taught", "missing")
BY_MARK = ("mark_item_sum", "mark_item_n")

_KINDS = (types.uint16, types.int64)  # width of a cell's small counts; see `cell_width`


def _signature(width: Any) -> Any:
    u8, i64 = types.uint8, types.int64

    def array(kind: Any, dims: int) -> Any:
        return types.Array(kind, dims, "C")

    def given(kind: Any) -> Any:  # Arrow's own memory cannot be written to
        return types.Array(kind, 1, "C", readonly=True)

    return types.UniTuple(i64, 2)(
        array(u8, 2),
        given(u8),
        given(u8),
        given(types.int16),
        given(u8),
        given(u8),
        given(types.int16),
        given(types.int32),
        given(i64),
        i64,
        array(i64, 2),
        array(width, 2),
        array(width, 3),
        array(width, 3),
        array(width, 4),
        array(i64, 4),
    )


@intrinsic
def _popcount(typingctx: Any, word: Any) -> Any:
    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.ctpop(args[0])

    return types.uint64(types.uint64), codegen


@njit(nogil=True)
def _differing(a: int, b: int, ones: int, bits: int) -> int:
    """Number of fields in which two words differ: each field is folded onto its lowest bit."""
    x = a ^ b
    y = x
    for shift in range(1, bits):
        y |= x >> np.uint64(shift)
    return _popcount(y & ones)


@njit([_signature(kind) for kind in _KINDS], nogil=True, cache=True)
def count_classes(  # noqa: C901, PLR0912, PLR0915, PLR0917
    items: Any,  # (I, R) uint8 codes, one row per item
    maxima: Any,  # (I,) uint8
    wrote: Any,  # (R,) uint8, 1: participated
    score: Any,  # (R,) int16, −1: null
    mark: Any,  # (R,) uint8, 0: none
    journal: Any,  # (R,) uint8, 0: none
    prior: Any,  # (R,) int16, NO_PRIOR: null
    variant: Any,  # (R,) int32, index into the variants of the batch
    starts: Any,  # (C+1,) first row of each class, then R
    bits: int,  # bits an item takes in a packed word
    sums: Any,  # (C, 16) int64, out, as SUMS
    histogram: Any,  # (C, S+1), out
    marks: Any,  # (C, 6, 6), out
    by_item: Any,  # (C, 5, I), out, as BY_ITEM
    by_mark: Any,  # (C, 2, 4, I), out, as BY_MARK
    cube: Any,  # (V, S+1, I, K+4) int64, out, added to
) -> tuple[int, int]:
    """Count all classes of a batch; out arrays come zeroed. Returns (what is wrong, row).

    One long function on purpose: one pass over a class while it is in the cache, and one
    piece of machine code to keep.
    """
    n_items = items.shape[0]
    n_cells = starts.shape[0] - 1
    top = cube.shape[3] - 4
    per_word = 64 // bits
    n_words = max(1, (n_items + per_word - 1) // per_word)
    ones = np.uint64(0)
    for field in range(per_word):
        ones |= np.uint64(1) << np.uint64(field * bits)

    largest = 0
    for cell in range(n_cells):
        largest = max(largest, starts[cell + 1] - starts[cell])
    codes = np.empty((largest, max(1, n_items)), np.uint8)
    words = np.empty((largest, n_words), np.uint64)
    twin = np.empty(largest, np.uint8)
    category = np.empty(256, np.uint8)
    for code in range(256):
        category[code] = min(code, top)
    category[NOT_ATTEMPTED] = top + 1
    category[NOT_TAUGHT] = top + 2
    category[MISSING] = top + 3

    for cell in range(n_cells):
        first, last = starts[cell], starts[cell + 1]
        total = sums[cell]

        # 1. Who wrote the work: rows of codes beside each other, checked against the maxima.
        for i in range(n_items):
            column, limit = items[i], maxima[i]
            for r in range(first, last):
                code = column[r]
                if code > limit and code < NOT_TAUGHT and wrote[r]:
                    return BAD_ITEM, r
                codes[r - first, i] = code

        # 2. Pupil by pupil.
        n = 0
        for r in range(first, last):
            if prior[r] != NO_PRIOR:
                total[9] += 1
                total[10] += prior[r]
            if not wrote[r]:
                total[1] += 1
                continue
            row = codes[r - first]
            points = 0
            for i in range(n_items):
                code = row[i]
                points += code if code < NOT_TAUGHT else 0
            if score[r] != points:
                return BAD_SCORE, r
            if mark[r] > 5 or journal[r] > 5:
                return BAD_MARK, r

            total[2] += points
            total[3] += points * points
            if prior[r] != NO_PRIOR:
                before = np.int64(prior[r])
                total[4] += 1
                total[5] += before
                total[6] += before * before
                total[7] += before * points
                total[8] += points
            histogram[cell, points] += 1
            marks[cell, mark[r], journal[r]] += 1

            of_item = by_item[cell]
            for i in range(n_items):
                code = np.int64(row[i])
                value = code if code < NOT_TAUGHT else 0
                of_item[0, i] += value
                of_item[1, i] += value * value
                of_item[2, i] += code == NOT_ATTEMPTED
                of_item[3, i] += code == NOT_TAUGHT
                of_item[4, i] += code == MISSING
            if mark[r] >= 2:
                of_points, of_pupils = by_mark[cell, 0, mark[r] - 2], by_mark[cell, 1, mark[r] - 2]
                for i in range(n_items):
                    code = np.int64(row[i])
                    of_points[i] += code if code < NOT_TAUGHT else 0
                    of_pupils[i] += code < NOT_TAUGHT or code == NOT_ATTEMPTED

            layer = cube[variant[r], points]
            i = 0
            for w in range(n_words):
                word = np.uint64(0)
                for field in range(min(per_word, n_items - w * per_word)):
                    kind = category[row[i]]
                    layer[i, kind] += 1
                    word |= np.uint64(kind) << np.uint64(field * bits)
                    i += 1
                words[n, w] = word
            n += 1
        total[0] = n

        # 3. Pair by pair.
        agreements, squares, same = 0, 0, 0
        twin[:n] = 0
        for a in range(n):
            for b in range(a):
                differing = np.uint64(0)
                for w in range(n_words):
                    differing += _differing(words[a, w], words[b, w], ones, bits)
                agreeing = n_items - np.int64(differing)
                agreements += agreeing
                squares += agreeing * agreeing
                if differing == 0:
                    same += 1
                    twin[a] = 1
                    twin[b] = 1
        total[11] = n * (n - 1) // 2
        total[12] = agreements
        total[13] = squares
        total[14] = same
        for a in range(n):
            total[15] += twin[a]
    return 0, 0

"""The compiled kernel that asks of every pupil: copied from the best of the class?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from objektiv.engines.conditional import LOG_MOST, LOG_UNIT
from objektiv.schema import MISSING, NOT_ATTEMPTED, NOT_TAUGHT

LEAST = 3  # pupils of one variant


@njit(nogil=True, cache=True)
def copied_classes(  # noqa: C901, PLR0912, PLR0915, PLR0917
    items: Any,  # (I, R) uint8 codes
    wrote: Any,  # (R,) uint8
    score: Any,  # (R,) int16
    variant: Any,  # (R,) int32
    starts: Any,  # (C+1,) int64
    own: Any,  # (S+1, S+1) int32
    theirs: Any,  # (S+1, I, K+2, K+2) int32
    alone: Any,  # (S+1, I, K+2) int32
    usual: Any,  # (S+1, S+1, B+1) int32
    best: float,
    copiers: float,
    copied: Any,  # (C, 4) out
) -> None:
    """Evidence of copying within the variant, and of «copying» across variants beside it.

    `copied` gets per class: Σ over pupils of the evidence from the best with their own
    variant; the number of those pupils; the same Σ less the evidence from the best with
    another variant, who cannot be copied from, over pupils who have both; their number.
    """
    n_items, top = items.shape[0], alone.shape[2] - 2
    most = usual.shape[2] - 1
    largest = 0
    for cell in range(starts.shape[0] - 1):
        largest = max(largest, starts[cell + 1] - starts[cell])
    codes = np.empty((largest, max(1, n_items)), np.int64)
    total = np.empty(largest, np.int64)
    of = np.empty(largest, np.int64)
    above = np.empty(largest, np.int64)
    size = np.empty(largest, np.int64)

    for cell in range(starts.shape[0] - 1):
        n = 0
        for r in range(starts[cell], starts[cell + 1]):
            if not wrote[r]:
                continue
            for i in range(n_items):
                code = np.int64(items[i, r])
                if code == NOT_ATTEMPTED:
                    code = top + 1
                elif code in (NOT_TAUGHT, MISSING):
                    code = np.int64(-1)
                codes[n, i] = code
            total[n], of[n] = np.int64(score[r]), variant[r]
            n += 1
        for a in range(n):
            above[a], size[a] = 0, 0
            for b in range(n):
                if of[b] == of[a]:
                    size[a] += 1
                    above[a] += total[b] > total[a]
        for a in range(n):
            if size[a] < LEAST:
                continue
            mine, others = np.int64(0), np.int64(0)
            known = False
            for b in range(n):
                if b == a or size[b] < LEAST:
                    continue
                same = of[b] == of[a]
                count = max(1, int(np.rint(best * size[b])))
                if above[b] - (same and total[a] > total[b]) >= count:
                    continue
                before = own[total[a], total[b]]
                value = np.int64(0)
                for i in range(n_items):
                    if codes[a, i] >= 0 and codes[b, i] >= 0:
                        value += theirs[before, i, codes[b, i], codes[a, i]]
                        value -= alone[total[a], i, codes[a, i]]
                share = copiers / count
                gain = np.log1p(share * (np.exp(min(value / LOG_UNIT, LOG_MOST)) - 1))
                found = (
                    np.int64(np.rint(LOG_UNIT * gain)) - usual[total[a], total[b], min(count, most)]
                )
                if same:
                    mine += found
                else:
                    others += found
                    known = True
            copied[cell, 0] += mine
            copied[cell, 1] += 1
            if known:
                copied[cell, 2] += mine - others
                copied[cell, 3] += 1

"""The compiled kernel of the second pass; see `conditional`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from objektiv.schema import MISSING, NOT_ATTEMPTED, NOT_TAUGHT

FAR = 640  # z beyond which a pair counts, in 1/256: 2.5


@njit(nogil=True, cache=True)
def given_classes(  # noqa: C901, PLR0912, PLR0917
    items: Any,  # (I, R) uint8 codes
    wrote: Any,  # (R,) uint8
    score: Any,  # (R,) int16
    journal: Any,  # (R,) uint8
    prior: Any,  # (R,) int32, 0: none
    variant: Any,  # (R,) int32
    starts: Any,  # (C+1,) int64
    is_open: Any,  # (I,) uint8
    group: Any,  # (6, P) uint8
    weight: Any,  # (S+1, I, K+2) int32
    usual: Any,  # (S+1, S+1) int64
    scale: Any,  # (S+1, S+1) int64
    by_group: Any,
    by_journal: Any,
    by_closed: Any,
    cells: Any,
    by_variant: Any,
    alike: Any,
) -> None:
    """Count all classes of a batch; out arrays come zeroed."""
    n_items = items.shape[0]
    n_cells = starts.shape[0] - 1
    top = cells.shape[3] - 2
    largest = 0
    for cell in range(n_cells):
        largest = max(largest, starts[cell + 1] - starts[cell])
    codes = np.empty((largest, max(1, n_items)), np.int64)
    total = np.empty(largest, np.int64)
    group_of = np.empty(largest, np.int64)
    best = np.empty(largest, np.int64)

    for cell in range(n_cells):
        n = 0
        for r in range(starts[cell], starts[cell + 1]):
            if not wrote[r]:
                continue
            points = np.int64(score[r])
            by_group[cell, group[journal[r], prior[r]], points] += 1
            by_journal[cell, journal[r], points] += 1
            by_variant[cell, variant[r]] += 1
            closed, opened = np.int64(0), np.int64(0)
            layer = cells[cell, points]
            for i in range(n_items):
                code = np.int64(items[i, r])
                if code == NOT_ATTEMPTED:
                    code = top + 1
                elif code in (NOT_TAUGHT, MISSING):
                    codes[n, i] = -1 - n  # never equal to anybody's
                    continue
                elif is_open[i]:
                    opened += code
                else:
                    closed += code
                layer[i, code] += 1
                codes[n, i] = code
            by_closed[cell, closed, 0] += 1
            by_closed[cell, closed, 1] += opened
            total[n] = points
            group_of[n] = variant[r]
            n += 1

        best[:n] = 0
        for a in range(n):
            for b in range(a):
                if group_of[a] != group_of[b]:
                    continue
                both = weight[(total[a] + total[b]) // 2]
                found = np.int64(0)
                for i in range(n_items):
                    if codes[a, i] == codes[b, i]:
                        found += both[i, codes[a, i]]
                value = (found - usual[total[a], total[b]]) * scale[total[a], total[b]] >> 16
                best[a] = max(best[a], value)
                best[b] = max(best[b], value)
                if value > FAR:
                    alike[cell, 1] += value - FAR
        for a in range(n):
            alike[cell, 0] += best[a]

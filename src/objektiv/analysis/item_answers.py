"""Points that pupils of every place got for every item: integers, nothing else."""

from __future__ import annotations

import numpy as np

from objektiv.analysis.place_answers import Answers, Key
from objektiv.schema import NOT_ATTEMPTED, NOT_TAUGHT, item_column


def item_answers(found: Answers) -> dict[Key, dict[str, list[int]]]:
    """By place and code: pupils with 0, 1 … max points, then «X», then «N».

    Empty cells are left out: the item was not in the pupil's booklet.
    """
    work = found.sittings.work
    frame = found.sittings.frame
    raw = (
        frame.filter(frame["participated"]).select([item_column(c) for c in work.codes]).to_numpy()
    )
    made: dict[Key, dict[str, list[int]]] = {}
    for key, rows in found.rows.items():
        own = raw[rows]
        made[key] = {}
        for i, item in enumerate(work.items):
            seen = np.bincount(own[:, i], minlength=256)
            made[key][item.code] = [
                *(int(seen[points]) for points in range(item.max + 1)),
                int(seen[NOT_ATTEMPTED]),
                int(seen[NOT_TAUGHT]),
            ]
    return made

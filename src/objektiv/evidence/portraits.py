"""What an evidence page draws of a protocol: its scores and items beside what is expected.

The expected curve is that of the sign «Скопление у границы отметки», the expected points of
an item those of «Профиль заданий при том же балле»: pictures and facts speak of one thing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from objektiv.evidence.reference import Reference
from objektiv.evidence.signs import bunching, profile
from objektiv.evidence.units import Units
from objektiv.profiles import Profile
from objektiv.schema import ItemPart, Portrait

Z = 1.96  # ends of a 95 % range


def portraits(
    units: Units, table: Reference, rules: Profile, wanted: Sequence[int]
) -> dict[int, Portrait]:
    """Portraits of the wanted units by their number."""
    counts = units.counts
    expected = bunching.expected_scores(units, table)
    left = profile.residuals(units, table)
    scale = rules.scale(counts.work)
    cuts = tuple(scale.cuts.items()) if scale else ()

    def items(i: int) -> tuple[ItemPart, ...]:
        parts = []
        for k, item in enumerate(counts.work.items):
            most = item.max * int(counts.n[i] - counts.not_taught[i, k] - counts.missing[i, k])
            low, high = np.clip(left.expected[i, k] + np.array([-Z, Z]) * left.sd[i, k], 0, most)
            parts.append(
                ItemPart(
                    item.code,
                    int(left.points[i, k]),
                    most,
                    None if np.isnan(low) else round(float(low), 2),
                    None if np.isnan(high) else round(float(high), 2),
                )
            )
        return tuple(parts)

    return {
        i: Portrait(
            histogram=tuple(map(int, counts.histogram[i])),
            expected=tuple(round(float(one), 3) for one in expected[i]),
            cuts=cuts,
            items=items(i),
        )
        for i in wanted
    }

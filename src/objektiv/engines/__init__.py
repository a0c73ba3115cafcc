"""Counting: sorted sittings in, integer counts and sums per class out; the kernel is one.

Slow libraries are imported on the first call, not with the package.
"""

from __future__ import annotations

from objektiv.schema import Counts, Sittings


def count(sittings: Sittings) -> Counts:
    """Count the sittings of one work held in memory.

    Rows must be sorted as `schema.SORT` says; raises ValueError when they are not, or when
    a score does not fit the work.
    """
    from objektiv.engines.batches import of_sittings
    from objektiv.engines.parts import count_batch, merge

    return merge([count_batch(of_sittings(sittings), sittings.work)], sittings.work)

"""What the counting kernel returns for one work: integers only.

One row («cell») per school × class, sorted by region, municipality, school, class.
C cells, I items, S maximum score of the work, K largest item maximum.
Every total over cells is taken in int64, whatever the width of a cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from objektiv.schema.work import Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Counts:
    """Integer counts and sums of one work per class, and one cube for the whole."""

    work: Work
    region: NDArray[np.object_]  # (C,) str
    municipality: NDArray[np.object_]  # (C,) str
    school: NDArray[np.object_]  # (C,) str
    class_: NDArray[np.object_]  # (C,) str; "" after a roll-up to schools and above

    n: Ints  # (C,) pupils who wrote the work
    absent: Ints  # (C,) rows with participated = false
    score_sum: Ints  # (C,) Σ score
    score_sq: Ints  # (C,) Σ score²
    histogram: Ints  # (C, S+1) pupils by score
    marks: Ints  # (C, 6, 6) pupils by [mark, journal mark]; 0: no mark; 1 is unused

    prior_n: Ints  # (C,) pupils with a prior score (and a score)
    prior_sum: Ints  # (C,) Σ prior
    prior_sq: Ints  # (C,) Σ prior²
    prior_score: Ints  # (C,) Σ prior · score
    prior_of_score: Ints  # (C,) Σ score of pupils with a prior score
    enrolled_prior_n: Ints  # (C,) all rows with a prior score, absent pupils included
    enrolled_prior_sum: Ints  # (C,)

    item_sum: Ints  # (C, I) Σ item score
    item_sq: Ints  # (C, I) Σ item score²
    not_attempted: Ints  # (C, I) «X»
    not_taught: Ints  # (C, I) «N»
    missing: Ints  # (C, I) empty cells of pupils who wrote the work
    mark_item_sum: Ints  # (C, 4, I) Σ item score by mark 2, 3, 4, 5
    mark_item_n: Ints  # (C, 4, I) pupils by mark whose item counts (neither «N» nor empty)

    pairs: Ints  # (C,) pairs of pupils of the class
    pair_agreements: Ints  # (C,) Σ over pairs of the number of items with equal codes
    pair_agreements_sq: Ints  # (C,) Σ over pairs of its square
    identical_pairs: Ints  # (C,) pairs whose whole answer vectors are equal
    identical_pupils: Ints  # (C,) pupils who have at least one such partner in the class

    variants: tuple[str, ...]  # names of the V variants, sorted
    cube: Ints  # (V, S+1, I, K+4) pupils by variant, score, item, category:
    #             0…K points, then X, N, empty (at K+1, K+2, K+3)

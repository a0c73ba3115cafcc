"""Independent random streams, each named by what it draws.

A stream depends on the seed and its name alone, so adding a subject, a year or a region
to a plan leaves what was drawn for the others as it was.
"""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, *name: object) -> np.random.Generator:
    """A generator for one purpose.

    >>> a, b = stream(1, "items", 5), stream(1, "items", 5)
    >>> bool(a.random() == b.random() != stream(1, "items", 6).random())
    True
    """
    digest = hashlib.blake2b("|".join(map(str, name)).encode(), digest_size=8).digest()
    return np.random.default_rng([seed, int.from_bytes(digest, "big")])

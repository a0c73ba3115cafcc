"""All signs of a unit in one probability, and the likely kind where it is clear.

Two statistics stand beside each other: the likelihood ratio of known kinds (`network`) and
the sign-free sum (`free`), each turned into the probability of at least as much in an honest
unit of this size (`calibration`). They are joined by a weighted Bonferroni bound
p = min(p_ratio/w, p_free/(1 − w)), so a kind nobody taught is still caught by the second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from objektiv.evidence import calibration, free, network
from objektiv.evidence.robust import Floats
from objektiv.evidence.signatures import Signatures
from objektiv.profiles import Profile


@dataclass(frozen=True)
class Combined:
    """One probability per unit; U units."""

    p: Floats  # (U,)
    kind: NDArray[np.object_]  # (U,) likeliest kind
    confidence: Floats  # (U,) its share among the likelihoods of all kinds


def combine(
    learnt: Signatures,
    z: Floats,
    finer: Floats,
    n: Floats,
    profile: Profile,
    *,
    keep: Floats,
    pattern: int,
) -> Combined:
    """p-values of units from the z of their signs (U, K) and their details (U, D).

    `pattern` says which data the campaign has; `keep` marks units beyond suspicion.
    """
    ratios = network.log_ratios(learnt.network, np.hstack([z, finer]), n)
    of_ratio, of_free = learnt.nulls[pattern]
    known = calibration.log_p(of_ratio, network.evidence(ratios), n)
    other = calibration.log_p(of_free, free.statistic(learnt.tails, z), n)
    known, other = (calibration.against_bulk(part, keep) for part in (known, other))
    weight = profile.value("evidence.known_weight")
    p = np.exp(np.minimum(known - np.log(weight), other - np.log(1 - weight)))
    share = np.exp(ratios - ratios.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    likely = share.argmax(axis=1)
    return Combined(
        np.minimum(p, 1.0),
        np.array(learnt.network.kinds, object)[likely],
        share[np.arange(len(z)), likely],
    )

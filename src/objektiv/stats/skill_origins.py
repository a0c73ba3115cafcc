"""Which skills of an earlier grade go with the skills of this one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from objektiv.stats.items import benjamini_hochberg, two_sided


@dataclass(frozen=True)
class Origin:
    """How far a skill of an earlier grade goes with a skill of this one, other skills equal."""

    skill: str
    earlier: str
    coefficient: float  # standardised partial slope
    se: float
    q_value: float
    n: int


def origins(
    shares: ArrayLike,
    skill_names: Sequence[str],
    earlier: ArrayLike,
    earlier_names: Sequence[str],
    *,
    ridge: float = 0.02,
) -> tuple[Origin, ...]:
    """Which earlier skills explain which present ones: partial regressions over the same pupils.

    shares (N, S) and earlier (N, E): pupils' shares of points by skill, nan unknown. Only a
    likely explanation: pupils' general level is in all skills, so coefficients are partial and a
    small ridge keeps near-copies apart. Strongest first within a skill; fewer than 30 pupils or
    a skill without spread give nothing.
    """
    Y, X = np.asarray(shares, dtype=float), np.asarray(earlier, dtype=float)
    rows: list[tuple[str, str, float, float, int]] = []
    for s, name in enumerate(skill_names):
        use = np.isfinite(Y[:, s]) & np.isfinite(X).all(axis=1)
        y, Z = Y[use, s], X[use]
        spread = Z.std(axis=0)
        if use.sum() < 30 or y.std() == 0 or not (spread > 0).any():
            continue
        keep = np.flatnonzero(spread > 0)
        Z = (Z[:, keep] - Z[:, keep].mean(axis=0)) / spread[keep]
        y = (y - y.mean()) / y.std()
        n = len(y)
        inner = np.linalg.inv(Z.T @ Z + ridge * n * np.eye(len(keep)))
        beta = inner @ (Z.T @ y)
        residual = y - Z @ beta
        sigma2 = float(residual @ residual) / max(n - len(keep) - 1, 1)
        se = np.sqrt(sigma2 * np.diag(inner @ (Z.T @ Z) @ inner))
        rows += [
            (name, earlier_names[int(j)], float(b), float(e), n)
            for j, b, e in zip(keep, beta, se, strict=True)
        ]
    q = benjamini_hochberg(two_sided([r[2] / r[3] for r in rows])) if rows else np.zeros(0)
    found = [Origin(a, b, c, d, float(q[j]), n) for j, (a, b, c, d, n) in enumerate(rows)]
    order = {name: k for k, name in enumerate(skill_names)}
    return tuple(sorted(found, key=lambda one: (order[one.skill], -one.coefficient)))

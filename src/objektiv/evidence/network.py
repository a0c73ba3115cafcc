"""Likelihood ratios of known kinds of manipulation from the z of all signs.

A small ensemble of classification networks trained on simulated campaigns estimates
log P(kind | z, n)/P(honest | z, n), which differs from the log-likelihood ratio of the kind
by a constant (K. Cranmer, J. Pavez, G. Louppe 2015). Signs that cannot be computed enter as
zero with a flag, so any subset of signs is a valid input. Training is in
`benchmarks/signatures.py`; here is only the forward pass, NumPy alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from objektiv.evidence.robust import Floats

LOWEST, HIGHEST = -6.0, 9.0  # z beyond says nothing more


@dataclass(frozen=True)
class Network:
    """Members of the ensemble: weights and shifts of their layers.

    The first output of a member is «honest», then the kinds.
    """

    members: tuple[tuple[tuple[Floats, Floats], ...], ...]
    kinds: tuple[str, ...]


def features(z: Floats, n: Floats) -> Floats:
    """Input of the network (U, 2K + 1): clipped z, flags of missing ones, log size.

    >>> features(np.array([[1.0, np.nan]]), np.array([25.0])).tolist()
    [[1.0, 0.0, 0.0, 1.0, 0.0]]
    """
    known = np.isfinite(z)
    clipped = np.clip(np.where(known, z, 0.0), LOWEST, HIGHEST)
    size = np.log(np.maximum(n, 5.0) / 25.0)
    return np.concatenate([clipped, ~known, size[:, None]], axis=1).astype(np.float64)


def log_ratios(network: Network, z: Floats, n: Floats) -> Floats:
    """Log-likelihood ratio of every kind against honesty up to a constant, (U, kinds)."""
    entered = features(z, n)
    total = np.zeros((len(z), len(network.kinds)))
    for layers in network.members:
        value = entered
        for depth, (weight, shift) in enumerate(layers):
            value = value @ weight + shift
            if depth < len(layers) - 1:
                value = np.maximum(value, 0.0)
        total += value[:, 1:] - value[:, :1]
    return np.asarray(total / len(network.members))


def evidence(ratios: Floats) -> Floats:
    """One number for all kinds: log of the mean ratio, (U,).

    >>> evidence(np.log(np.array([[1.0, 3.0]]))).round(3)
    array([0.693])
    """
    top = ratios.max(axis=1)
    return np.asarray(top + np.log(np.mean(np.exp(ratios - top[:, None]), axis=1)))

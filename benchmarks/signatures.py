"""Builds src/objektiv/evidence/signatures.npz: what simulated manipulations look like.

    python benchmarks/signatures.py [--cache DIR] [--campaigns N]

Training and calibration campaigns have seeds of their own; the benchmark's tests have others.
"""

from __future__ import annotations

import argparse
import itertools
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from evidence_campaigns import Table, load, together

from objektiv.evidence import calibration, free, network, signatures
from objektiv.evidence.signs import ONE_SIDED

TRAINING, CALIBRATION = 1_000_000, 2_000_000  # first seeds
HIDDEN = (64, 32)
MEMBERS = 4
DECAY = np.float32(1e-4)
OUT = Path(signatures.__file__).with_name("signatures.npz")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--campaigns", type=int, default=60)
    options = parser.parse_args()
    taught = load("training", range(TRAINING, TRAINING + options.campaigns), options.cache)
    honest = load(
        "honest", range(CALIBRATION, CALIBRATION + 2 * options.campaigns // 3), options.cache
    )
    net = learn(together([table for pair in taught for table in pair]))
    arrays = signatures.packed_network(net)
    for place, level in enumerate(signatures.LEVELS):
        calm = together([pair[place] for pair in honest])
        arrays |= signatures.packed(level, calibrated(net, calm))
    np.savez_compressed(
        OUT,
        codes=np.array(signatures.COLUMNS),
        version=np.array(signatures.VERSION),
        seeds=np.array([TRAINING, CALIBRATION, options.campaigns]),
        **arrays,
    )
    print(f"{OUT.name}: {OUT.stat().st_size / 1024:.0f} кБ")


def learn(taught: Table, *, without: str = "", members: int = MEMBERS) -> network.Network:
    """The ensemble, from schools and classes of training campaigns alike."""
    kinds = tuple(sorted(set(taught.kind) - {"", without}))
    used = (taught.n >= 10) & np.isin(taught.kind, ["", *kinds])
    place = {kind: number for number, kind in enumerate(["", *kinds])}
    label = np.array([place[kind] for kind in taught.kind[used]])
    x = network.features(taught.columns[used], taught.n[used]).astype(np.float32)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        work = partial(train, x, label, len(kinds) + 1)
        return network.Network(tuple(pool.map(work, range(members))), kinds)


def calibrated(net: network.Network, honest: Table) -> signatures.Signatures:
    """Signatures with null distributions from honest campaigns, by the data they have."""
    fine = honest.n >= 10
    z, n = honest.z[fine], honest.n[fine].astype(float)
    tails = free.fit(z, np.array(ONE_SIDED))
    known = network.evidence(network.log_ratios(net, honest.columns[fine], n))
    total = free.statistic(tails, z)
    nulls = {}
    for number in np.unique(honest.pattern):
        rows = honest.pattern[fine] == number
        nulls[int(number)] = (
            calibration.fit(known[rows], n[rows]),
            calibration.fit(total[rows], n[rows]),
        )
    return signatures.Signatures(net, tails, nulls)


def train(x: np.ndarray, label: np.ndarray, outputs: int, seed: int, rounds: int = 14):
    """A network by Adam with weight decay and random loss of signs; deterministic."""
    random = np.random.default_rng(7 + seed)
    sizes = [x.shape[1], *HIDDEN, outputs]
    parts = [
        [random.normal(0, np.sqrt(2 / a), (a, b)).astype(np.float32), np.zeros(b, np.float32)]
        for a, b in itertools.pairwise(sizes)
    ]
    first = [[np.zeros_like(part) for part in layer] for layer in parts]
    second = [[np.zeros_like(part) for part in layer] for layer in parts]
    target = np.eye(outputs, dtype=np.float32)[label]
    signs = (x.shape[1] - 1) // 2
    step = 0
    for turn in range(rounds):
        rate = 1e-3 * (1 + np.cos(np.pi * turn / rounds))
        order = random.permutation(len(x))
        for start in range(0, len(order), 512):
            rows = order[start : start + 512]
            value = x[rows].copy()
            # Losing signs at random keeps the network from resting on one of them.
            lost = random.random((len(rows), signs)) < 0.04
            value[:, :signs][lost] = 0
            value[:, signs : 2 * signs][lost] = 1
            values = [value]
            for depth, (weight, shift) in enumerate(parts):
                value = values[-1] @ weight + shift
                values.append(np.maximum(value, 0) if depth < len(parts) - 1 else value)
            p = np.exp(values[-1] - values[-1].max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            error = (p - target[rows]) / np.float32(len(rows))
            step += 1
            for depth in range(len(parts) - 1, -1, -1):
                slopes = [values[depth].T @ error + DECAY * parts[depth][0], error.sum(axis=0)]
                if depth:
                    error = (error @ parts[depth][0].T) * (values[depth] > 0)
                for k, slope in enumerate(slopes):
                    first[depth][k] = 0.9 * first[depth][k] + 0.1 * slope
                    second[depth][k] = 0.999 * second[depth][k] + 0.001 * slope**2
                    mean = first[depth][k] / np.float32(1 - 0.9**step)
                    square = second[depth][k] / np.float32(1 - 0.999**step)
                    parts[depth][k] -= np.float32(rate) * mean / (np.sqrt(square) + 1e-8)
    return tuple((weight, shift) for weight, shift in parts)


if __name__ == "__main__":
    main()

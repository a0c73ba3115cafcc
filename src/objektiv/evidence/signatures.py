"""Signatures of manipulations and null distributions, learnt from simulated campaigns.

The data file beside this module is built by `benchmarks/signatures.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objektiv.evidence import details
from objektiv.evidence.calibration import Null
from objektiv.evidence.free import Tails
from objektiv.evidence.network import Network
from objektiv.evidence.robust import Floats
from objektiv.evidence.signs import CODES
from objektiv.schema import Counts

VERSION = 2
COLUMNS = (*CODES, *details.NAMES)  # what the network reads
LEVELS = ("school", "class")
FILE = Path(__file__).with_name("signatures.npz")


@dataclass(frozen=True)
class Signatures:
    """What the combination needs for units of one level."""

    network: Network
    tails: Tails
    nulls: dict[int, tuple[Null, Null]]  # by pattern: of the ratio, of the sign-free sum


def pattern(counts: Counts) -> int:
    """0…3: which data a campaign has; +1 without prior scores, +2 without journal marks."""
    return int(not counts.prior_n.any()) + 2 * int(not counts.marks[:, :, 2:].any())


def packed_network(network: Network) -> dict[str, NDArray[Any]]:
    """Arrays of the ensemble under their names in the file; half precision is enough."""
    arrays: dict[str, NDArray[Any]] = {"kinds": np.array(network.kinds)}
    for number, layers in enumerate(network.members):
        for depth, (weight, shift) in enumerate(layers):
            arrays[f"weight.{number}.{depth}"] = weight.astype(np.float16)
            arrays[f"shift.{number}.{depth}"] = shift.astype(np.float16)
    return arrays


def packed(level: str, learnt: Signatures) -> dict[str, NDArray[Any]]:
    """Arrays of one level under their names in the file."""
    arrays: dict[str, NDArray[Any]] = {}
    for field in fields(Tails):
        arrays[f"{level}.tails.{field.name}"] = getattr(learnt.tails, field.name)
    for number, nulls in learnt.nulls.items():
        for name, null in zip(("ratio", "free"), nulls, strict=True):
            for field in fields(Null):
                arrays[f"{level}.null.{number}.{name}.{field.name}"] = getattr(null, field.name)
    return arrays


@cache
def load(level: str) -> Signatures:
    """Signatures of «school» or «class».

    Raises ValueError when the file was built for other signs.

    >>> len(load("school").network.kinds) >= 8
    True
    """
    with np.load(FILE) as file:
        arrays = {name: file[name] for name in file.files}
    if tuple(arrays["codes"]) != COLUMNS or int(arrays["version"]) != VERSION:
        raise ValueError("signatures.npz does not fit the signs: run benchmarks/signatures.py")
    members: list[tuple[tuple[Floats, Floats], ...]] = []
    while f"weight.{len(members)}.0" in arrays:
        number = len(members)
        layers: list[tuple[Floats, Floats]] = []
        while f"weight.{number}.{len(layers)}" in arrays:
            place = f"{number}.{len(layers)}"
            layers.append(
                (arrays[f"weight.{place}"].astype(float), arrays[f"shift.{place}"].astype(float))
            )
        members.append(tuple(layers))
    nulls = {}
    for number in range(4):
        if f"{level}.null.{number}.ratio.places" in arrays:
            nulls[number] = (
                _null(arrays, f"{level}.null.{number}.ratio"),
                _null(arrays, f"{level}.null.{number}.free"),
            )
    return Signatures(
        Network(tuple(members), tuple(map(str, arrays["kinds"]))),
        Tails(**{field.name: arrays[f"{level}.tails.{field.name}"] for field in fields(Tails)}),
        nulls,
    )


def _null(arrays: dict[str, NDArray[Any]], name: str) -> Null:
    return Null(**{field.name: arrays[f"{name}.{field.name}"] for field in fields(Null)})

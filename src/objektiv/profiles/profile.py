"""Reading a profile: `profile.value("group.minimum")`, never a number in the code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from objektiv.schema import Condition, Scale, Work

STATUSES = ("official", "secondary", "house")


@dataclass(frozen=True, slots=True)
class Threshold:
    """One number of a method with where it comes from."""

    name: str
    value: float
    source: str
    status: str
    note: str = ""


@dataclass(frozen=True)
class Profile:
    """Thresholds and scales of one year."""

    name: str
    version: str
    thresholds: dict[str, Threshold]
    scales: dict[tuple[str, int, str, int, str], Scale]

    def value(self, name: str) -> float:
        """The number behind a name such as `"items.basic.sufficient"`."""
        return self.thresholds[name].value

    def scale(self, work: Work) -> Scale | None:
        """The scale a work may be judged by, None when there is none.

        The one that came with the work, else the profile's. A scale of the profile must have
        a source (not `house`) and end at the work's maximum: a scale of another version of
        the work is not its scale.
        """
        known = self.scales.get(work.key)
        if work.scale is not None and work.scale != known:
            return work.scale
        if known is None or known.status == "house" or known.bands[-1][1] != work.max_score:
            return None
        return known


@cache
def load_profile(year: int = 2026, folder: Path | None = None) -> Profile:
    """The profile of a year; of the nearest earlier year when there is none.

    Raises FileNotFoundError when the folder has no profile at or before the year,
    ValueError when a threshold lacks its source or status.

    >>> load_profile(2026).value("group.minimum")
    10.0
    """
    root = folder or Path(str(files("objektiv.profiles")))
    years = sorted(int(path.stem) for path in root.glob("[0-9]*.toml"))
    usable = [known for known in years if known <= year] or years[:1]
    if not usable:
        raise FileNotFoundError(f"no profile in {root}")
    path = root / f"{usable[-1]}.toml"
    return _parse(tomllib.loads(path.read_text(encoding="utf-8")), str(path))


def _parse(raw: dict[str, Any], where: str) -> Profile:
    thresholds = {}
    for name, entry in raw["thresholds"].items():
        if entry.get("status") not in STATUSES or not entry.get("source"):
            raise ValueError(f"{where}: threshold {name} needs source and status")
        thresholds[name] = Threshold(
            name, float(entry["value"]), entry["source"], entry["status"], entry.get("note", "")
        )
    scales = {}
    for entry in raw.get("scales", []):
        key = (
            entry["procedure"],
            entry["year"],
            entry["subject"],
            entry["grade"],
            entry.get("variant_of", ""),
        )
        scales[key] = Scale(
            tuple((low, high, mark) for low, high, mark in entry["bands"]),
            tuple(
                Condition(one["mark"], tuple(one["items"]), one["at_least"])
                for one in entry.get("conditions", [])
            ),
            entry["source"],
            entry["status"],
        )
    return Profile(raw["name"], raw["version"], thresholds, scales)

"""Rules of marking by a commission: what two and three markings of one work give."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from objektiv.profiles.profile import STATUSES

TWO = ("mean_up", "first")
THREE = ("third",)


@dataclass(frozen=True, slots=True)
class MarkingRules:
    """How markings are resolved; `references`: works to mark before the discussion."""

    version: str
    two: str  # of TWO
    three: str  # of THREE
    references: int
    sources: dict[str, str]


@cache
def marking_rules() -> MarkingRules:
    """The rules that come with the program.

    >>> marking_rules().two, marking_rules().references
    ('mean_up', 3)
    """
    path = files("objektiv.profiles") / "marking_rules.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    parts = {name: raw[name] for name in ("two", "three", "references")}
    for name, part in parts.items():
        if part["status"] not in STATUSES or not part["source"]:
            raise ValueError(f"{name}: a rule needs a source and a status")
    if raw["two"]["rule"] not in TWO or raw["three"]["rule"] not in THREE:
        raise ValueError("an unknown rule of resolution")
    return MarkingRules(
        raw["version"],
        raw["two"]["rule"],
        raw["three"]["rule"],
        int(raw["references"]["least"]),
        {name: part["source"] for name, part in parts.items()},
    )

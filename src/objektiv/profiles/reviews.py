"""Terms of a review and of keeping what it left, as data with source and status."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from objektiv.profiles.profile import STATUSES


@dataclass(frozen=True, slots=True)
class Rule:
    """One term with where it comes from."""

    value: int
    unit: str
    source: str
    status: str
    note: str


@cache
def review_rules() -> dict[str, Rule]:
    """Rules by name. Raises ValueError for one without source or status.

    >>> review_rules()["appeal_days"].value
    10
    """
    raw = files("objektiv.profiles").joinpath("reviews.toml").read_text(encoding="utf-8")
    found = {name: Rule(**entry) for name, entry in tomllib.loads(raw)["rules"].items()}
    for name, rule in found.items():
        if rule.status not in STATUSES or not rule.source or rule.value < 1:
            raise ValueError(f"reviews.toml: {name} needs a value, source and status")
    return found

"""Terms and bounds of sealed materials and participant codes, as data with source and status."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from objektiv.profiles.profile import STATUSES


@dataclass(frozen=True, slots=True)
class SealingRule:
    """A rule with where it comes from; what it counts in is `unit`."""

    value: int | str
    unit: str
    source: str
    status: str
    note: str


@cache
def sealing_rules() -> dict[str, SealingRule]:
    """Rules by name. Raises ValueError for one without source or status.

    >>> sealing_rules()["opens_before"].value
    60
    """
    raw = files("objektiv.profiles").joinpath("sealing.toml").read_text(encoding="utf-8")
    found = {name: SealingRule(**entry) for name, entry in tomllib.loads(raw)["rules"].items()}
    for name, rule in found.items():
        if rule.status not in STATUSES or not rule.source or not rule.value:
            raise ValueError(f"sealing.toml: {name} needs a value, source and status")
    return found


def sealing_bound(name: str) -> int:
    """The value of a rule that is a number.

    >>> sealing_bound("most_megabytes")
    20
    """
    return int(sealing_rules()[name].value)

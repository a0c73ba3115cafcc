"""How hours for deficits are proposed, as data with source and status."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from objektiv.profiles.profile import STATUSES
from objektiv.profiles.reviews import Rule


@cache
def programme_rules() -> dict[str, Rule]:
    """Rules by name. Raises ValueError for one without source or status.

    >>> programme_rules()["share"].value
    15
    """
    text = files("objektiv.profiles").joinpath("programmes.toml").read_text(encoding="utf-8")
    found = {name: Rule(**entry) for name, entry in tomllib.loads(text)["rules"].items()}
    for name, rule in found.items():
        if rule.status not in STATUSES or not rule.source or rule.value < 1:
            raise ValueError(f"programmes.toml: {name} needs a value, source and status")
    return found

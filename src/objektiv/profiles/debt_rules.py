"""The way of an academic debt as data: how many tries, how long, what does not count as time."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from objektiv.profiles.profile import STATUSES
from objektiv.profiles.reviews import Rule


@dataclass(frozen=True)
class DebtRules:
    """Rules by name, reasons that stop the clock, what parents may choose afterwards."""

    rules: Mapping[str, Rule]
    pauses: Mapping[str, str]
    choices: Mapping[str, str]

    def __getitem__(self, name: str) -> int:
        return self.rules[name].value


@cache
def debt_rules() -> DebtRules:
    """Raises ValueError for a rule without source or status.

    >>> debt_rules()["tries"], debt_rules().rules["tries"].status
    (2, 'secondary')
    """
    raw = tomllib.loads(
        files("objektiv.profiles").joinpath("debt.toml").read_text(encoding="utf-8")
    )
    found = {name: Rule(**entry) for name, entry in raw["rules"].items()}
    for name, rule in found.items():
        if rule.status not in STATUSES or not rule.source or rule.value < 1:
            raise ValueError(f"debt.toml: {name} needs a value, source and status")
    return DebtRules(found, raw["pauses"], raw["choices"])

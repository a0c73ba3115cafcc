"""When it is worth talking with a pupil: rules as data with source and status."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from objektiv.profiles.profile import STATUSES

FACTS = ("marks", "mean", "low_streak", "drop", "absent", "lessons", "missing", "low_works")


@dataclass(frozen=True, slots=True)
class AttentionRule:
    """One fact against one border."""

    code: str
    fact: str
    at: Literal["least", "below"]
    border: float
    text: str  # «…{value}»
    source: str
    status: str
    guard: str = ""  # the fact that must be known well enough
    guard_least: float = 0

    def holds(self, facts: dict[str, float | None]) -> bool:
        """Does it say something of a pupil with these facts?

        >>> rule = attention_rules()[0]
        >>> [rule.holds({"mean": mean, "marks": n}) for mean, n in ((2.5, 3), (2.5, 2), (2.6, 9))]
        [True, False, False]
        """
        value = facts.get(self.fact)
        if value is None or (self.guard and (facts.get(self.guard) or 0) < self.guard_least):
            return False
        return value >= self.border if self.at == "least" else value < self.border


@cache
def attention_rules() -> tuple[AttentionRule, ...]:
    """Raises ValueError for a rule without a source or about an unknown fact."""
    text = files("objektiv.profiles").joinpath("attention.toml").read_text(encoding="utf-8")
    found = []
    for entry in tomllib.loads(text)["rules"]:
        guard = entry.pop("guard", {"fact": "", "least": 0})
        rule = AttentionRule(**entry, guard=guard["fact"], guard_least=guard["least"])
        known = rule.fact in FACTS and (not rule.guard or rule.guard in FACTS)
        if not known or rule.status not in STATUSES or not rule.source:
            raise ValueError(f"attention.toml: {rule.code} needs a known fact, source and status")
        found.append(rule)
    return tuple(found)

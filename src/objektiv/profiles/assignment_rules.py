"""Rules of assigning observers and experts: what may be, what a request may change."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files

from objektiv.profiles.profile import STATUSES

MODES = ("must", "prefer", "off")
SOFT = ("rotation",)  # the rules that may be only preferred
FIXED = ("overlap",)  # the rules that cannot be switched off


@dataclass(frozen=True, slots=True)
class AssignmentRule:
    """One rule with where it comes from."""

    code: str
    name: str  # Russian
    roles: tuple[str, ...]
    mode: str  # one of MODES
    source: str
    status: str


@dataclass(frozen=True)
class AssignmentRules:
    """All rules by code, and the numbers they use."""

    version: str
    rules: dict[str, AssignmentRule]
    briefing_days: int  # working days before the procedure, at least

    def must(self, code: str, role: str | None = None) -> bool:
        """Whether a rule holds, for a role where one is given."""
        rule = self.rules[code]
        return rule.mode == "must" and (role is None or role in rule.roles)

    def name(self, code: str) -> str:
        return self.rules[code].name

    def changed(
        self, modes: Mapping[str, str], briefing_days: int | None = None
    ) -> AssignmentRules:
        """The rules with other modes. Raises ValueError in Russian, all complaints at once.

        >>> load_assignment_rules().changed({"rotation": "prefer"}).must("rotation")
        False
        """
        wrong = []
        for code, mode in modes.items():
            if code not in self.rules:
                wrong.append(f"правила «{code}» нет. Есть: {', '.join(self.rules)}.")
            elif mode not in MODES or (mode == "prefer" and code not in SOFT):
                known = MODES if code in SOFT else ("must", "off")
                wrong.append(f"правило «{code}»: «{mode}» не подходит, можно {', '.join(known)}.")
            elif mode == "off" and code in FIXED:
                wrong.append(f"правило «{code}» нельзя отключить: {self.rules[code].source}.")
        if wrong:
            raise ValueError("\n".join(wrong))
        rules = {
            code: replace(rule, mode=modes.get(code, rule.mode))
            for code, rule in self.rules.items()
        }
        days = self.briefing_days if briefing_days is None else briefing_days
        return replace(self, rules=rules, briefing_days=days)


def load_assignment_rules() -> AssignmentRules:
    """The rules of the package. Raises ValueError when a rule lacks its source or status.

    >>> rules = load_assignment_rules()
    >>> rules.name("own_child"), rules.briefing_days
    ('школа или класс своего ребёнка', 1)
    """
    path = files("objektiv.profiles") / "assignment_rules.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    for name, entry in {**raw["rules"], **raw["numbers"]}.items():
        if entry.get("status") not in STATUSES or not entry.get("source"):
            raise ValueError(f"assignment_rules.toml: {name} needs source and status")
    rules = {
        code: AssignmentRule(
            code,
            one["name"],
            tuple(one["roles"]),
            one["mode"],
            one["source"],
            one["status"],
        )
        for code, one in raw["rules"].items()
    }
    return AssignmentRules(raw["version"], rules, raw["numbers"]["briefing_days"]["value"])

"""Words and rules of criteria, internal control and visits of lessons, as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from objektiv.profiles.profile import STATUSES


@dataclass(frozen=True)
class CriteriaRules:
    forms: dict[str, str]
    external: tuple[str, ...]
    journal: dict[str, str]  # word of a journal -> form

    def form_of(self, words: str) -> str:
        """The form of work that a journal's words speak of; "" where they say nothing.

        >>> criteria_rules().form_of("Контрольная работа № 2")
        'written'
        """
        low = words.casefold()
        return next((form for word, form in self.journal.items() if word in low), "")


@dataclass(frozen=True)
class VisitRule:
    """When a lesson is proposed for a visit; `words` say why."""

    code: str
    fact: str
    least: int
    words: str
    source: str
    status: str
    border: float = 0  # of an index, 0 to 100: below it there is a reason
    indices: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetLine:
    code: str
    section: str
    text: str


@dataclass(frozen=True)
class ControlRules:
    sections: dict[str, str]
    forms: dict[str, str]
    rules: dict[str, VisitRule]
    levels: tuple[str, ...]
    sheet: tuple[SheetLine, ...]
    tags: dict[str, str]


@cache
def criteria_rules() -> CriteriaRules:
    """Raises ValueError without source and status."""
    raw = _read("criteria.toml", "external")
    return CriteriaRules(raw["forms"], tuple(raw["external"]["names"]), raw["journal"])


@cache
def control_rules() -> ControlRules:
    """Raises ValueError without source and status.

    >>> control_rules().rules["external"].least
    2
    """
    raw = _read("control.toml", "levels")
    rules = [VisitRule(**{**one, "indices": tuple(one.get("indices", ()))}) for one in raw["rules"]]
    if any(one.status not in STATUSES or not one.source for one in rules):
        raise ValueError("control.toml: every rule needs source and status")
    return ControlRules(
        raw["sections"],
        raw["forms"],
        {one.code: one for one in rules},
        tuple(raw["levels"]["names"]),
        tuple(SheetLine(**one) for one in raw["sheet"]),
        raw["tags"],
    )


def _read(name: str, *sections: str) -> dict[str, Any]:
    raw = tomllib.loads(files("objektiv.profiles").joinpath(name).read_text("utf-8"))
    for one in (raw, *(raw[section] for section in sections)):
        if one.get("status") not in STATUSES or not one.get("source"):
            raise ValueError(f"{name}: source and status are needed")
    return raw

"""Default criteria of the evaluation sheet of ВСОКО, as data with source and status."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from objektiv.profiles.profile import STATUSES


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the sheet; `levels` say what 0, 1 and 2 mean, `fact` what may propose it."""

    code: str
    section: str
    text: str
    levels: tuple[str, ...]
    evidence: str = ""
    fact: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self) | {"levels": list(self.levels)}


@dataclass(frozen=True, slots=True)
class EvaluationRules:
    """The default sheet and from which shares the system proposes 2 and 1."""

    title: str
    highest: int
    full: float
    half: float
    source: str
    criteria: tuple[Criterion, ...]

    def proposed(self, part: int, whole: int) -> int:
        """The score for a share of something done.

        >>> rules = evaluation_rules()
        >>> rules.proposed(9, 10), rules.proposed(5, 10), rules.proposed(1, 10)
        (2, 1, 0)
        """
        share = part / whole
        return 2 if share >= self.full else 1 if share >= self.half else 0


def read_criteria(entries: list[dict[str, Any]]) -> tuple[Criterion, ...]:
    """Criteria from plain data. Raises ValueError for a missing field, a repeated code or
    another number of levels than three."""
    made = tuple(Criterion(**one | {"levels": tuple(one["levels"])}) for one in entries)
    if len({one.code for one in made}) != len(made):
        raise ValueError("codes of criteria repeat")
    if any(len(one.levels) != 3 or not one.text for one in made):
        raise ValueError("a criterion needs a text and three levels")
    return made


@cache
def evaluation_rules() -> EvaluationRules:
    """The built-in sheet. Raises ValueError without source and status.

    >>> evaluation_rules().criteria[0].code
    'acts'
    """
    raw = tomllib.loads(files("objektiv.profiles").joinpath("evaluation.toml").read_text("utf-8"))
    for section in (raw, raw["proposal"]):
        if section.get("status") not in STATUSES or not section.get("source"):
            raise ValueError("evaluation.toml: source and status are needed")
    return EvaluationRules(
        raw["title"],
        raw["highest"],
        raw["proposal"]["full"],
        raw["proposal"]["half"],
        raw["source"],
        read_criteria(raw["criteria"]),
    )

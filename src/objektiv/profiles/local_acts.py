"""Local acts a school is expected to have, when to look at them again, where they are used."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from objektiv.profiles.profile import STATUSES


@dataclass(frozen=True, slots=True)
class ExpectedAct:
    """One act of the set; `used`: words and the name of the page that applies it."""

    code: str
    title: str
    yearly: bool
    used: tuple[tuple[str, str], ...]
    sample: tuple[tuple[str, ...], ...]  # a heading and its paragraphs


@dataclass(frozen=True, slots=True)
class LocalActRules:
    """The set with its source; `review`: school years after which an act is looked at again."""

    acts: tuple[ExpectedAct, ...]
    review: int
    source: str
    status: str

    def one(self, code: str) -> ExpectedAct | None:
        """The act of this code, if the set has it."""
        return next((one for one in self.acts if one.code == code), None)


@cache
def local_act_rules() -> LocalActRules:
    """The set in the order of the file. Raises ValueError for an unknown status.

    >>> local_act_rules().acts[0].code, local_act_rules().one("schedule").yearly
    ('regulation', True)
    """
    data = tomllib.loads(files("objektiv.profiles").joinpath("local_acts.toml").read_text("utf-8"))
    if data["status"] not in STATUSES:
        raise ValueError(f"local_acts.toml: статус «{data['status']}» неизвестен")
    return LocalActRules(
        tuple(
            ExpectedAct(
                one["code"],
                one["title"],
                bool(one.get("yearly")),
                tuple((use["text"], use["page"]) for use in one["used"]),
                tuple(tuple(section) for section in one["sample"]),
            )
            for one in data["acts"]
        ),
        int(data["review"]),
        data["source"],
        data["status"],
    )

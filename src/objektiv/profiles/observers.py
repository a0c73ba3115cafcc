"""What is asked of observers, their consent and training, as data with source and status."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from objektiv.profiles.profile import STATUSES


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement; `check` names what of the data shows that it is met."""

    code: str
    text: str  # Russian
    check: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the test; `right` is the number of the right option, from 1."""

    text: str
    options: tuple[str, ...]
    right: int
    why: str


@dataclass(frozen=True, slots=True)
class Consent:
    version: str
    day: date
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObserverRules:
    """Requirements, consent, training and numbers."""

    version: str
    requirements: tuple[Requirement, ...]
    consent: Consent
    sections: tuple[tuple[str, str], ...]  # what training says: heading, text
    questions: tuple[Question, ...]
    border: int  # right answers that are enough
    tries_a_day: int
    numbers: dict[str, int]

    def right(self, answers: Sequence[int]) -> int:
        """How many answers are right.

        >>> rules = observer_rules()
        >>> rules.right([one.right for one in rules.questions]) == len(rules.questions)
        True
        """
        return sum(answer == one.right for answer, one in zip(answers, self.questions, strict=True))


@cache
def observer_rules() -> ObserverRules:
    """The rules. Raises ValueError where one lacks source or status, or a question its answer.

    >>> observer_rules().border, observer_rules().consent.version
    (8, '1')
    """
    raw = tomllib.loads(files("objektiv.profiles").joinpath("observers.toml").read_text("utf-8"))
    training = raw["training"]
    sourced = [*raw["requirements"], *raw["numbers"].values(), raw["consent"], training]
    for one in sourced:
        if one.get("status") not in STATUSES or not one.get("source"):
            raise ValueError(f"observers.toml: {one} needs source and status")
    questions = tuple(
        Question(one["text"], tuple(one["options"]), one["right"], one["why"])
        for one in training["questions"]
    )
    if not all(1 <= one.right <= len(one.options) for one in questions):
        raise ValueError("observers.toml: a question has no such answer")
    if not 0 < training["border"] <= len(questions):
        raise ValueError("observers.toml: nobody or everybody passes the test")
    consent = raw["consent"]
    return ObserverRules(
        raw["version"],
        tuple(Requirement(**one) for one in raw["requirements"]),
        Consent(consent["version"], consent["day"], tuple(consent["text"])),
        tuple((title, text) for title, text in training["sections"]),
        questions,
        training["border"],
        training["tries_a_day"],
        {name: one["value"] for name, one in raw["numbers"].items()},
    )

"""Blocks and levels of diagnostics, own trainings with a test."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import ceil

from objektiv.profiles.profile import STATUSES


@dataclass(frozen=True, slots=True)
class Block:
    """A side of the work with statements for a self-assessment."""

    code: str
    title: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """`least`: per cent of the points from which it holds."""

    code: str
    title: str
    least: float


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of a test; `right`: number of the right option."""

    text: str
    options: tuple[str, ...]
    right: int


@dataclass(frozen=True, slots=True)
class Training:
    """A short training: what to read, questions, the share of right answers that passes."""

    code: str
    title: str
    blocks: tuple[str, ...]
    passes: float
    text: tuple[str, ...]
    questions: tuple[Ask, ...]

    @property
    def enough(self) -> int:
        """Right answers that pass.

        >>> [(one.enough, len(one.questions)) for one in growth_rules().trainings]
        [(4, 5), (4, 4), (4, 4), (4, 5)]
        """
        return ceil(self.passes * len(self.questions) - 1e-9)

    def right(self, answers: Sequence[int | None]) -> int:
        """How many answers are right.

        >>> one = growth_rules().trainings[0]
        >>> one.right([ask.right for ask in one.questions]) == len(one.questions)
        True
        """
        return sum(answer == ask.right for answer, ask in zip(answers, self.questions, strict=True))


@dataclass(frozen=True, slots=True)
class FactRules:
    """What may become an own result: `visit`: line of the sheet -> block."""

    days: int
    marks: int
    marking: str
    visit: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GrowthRules:
    """The whole file."""

    blocks: tuple[Block, ...]
    levels: tuple[Level, ...]
    trainings: tuple[Training, ...]
    facts: FactRules
    smallest: int
    months: tuple[int, int]
    certificate_years: int
    source: str
    status: str

    def level(self, share: float) -> Level:
        """The level of a share of the points, 0 to 100.

        >>> growth_rules().level(60).code, growth_rules().level(75).code
        ('base', 'sure')
        """
        return [one for one in self.levels if share >= one.least][-1]

    def middle(self, code: str) -> float:
        """A share in the middle of a level: what a level that somebody named is kept as.

        >>> growth_rules().middle("base"), growth_rules().level(growth_rules().middle("sure")).code
        (62.5, 'sure')
        """
        borders = [*(one.least for one in self.levels), 100.0]
        place = [one.code for one in self.levels].index(code)
        return (borders[place] + borders[place + 1]) / 2

    @property
    def block_titles(self) -> Mapping[str, str]:
        return {one.code: one.title for one in self.blocks}


@cache
def growth_rules() -> GrowthRules:
    """The file, checked. Raises ValueError for an unknown block, status or right answer.

    >>> [one.code for one in growth_rules().blocks]
    ['normative', 'subject', 'methodical', 'pedagogical']
    """
    data = tomllib.loads(files("objektiv.profiles").joinpath("growth.toml").read_text("utf-8"))
    if data["status"] not in STATUSES:
        raise ValueError(f"growth.toml: статус «{data['status']}» неизвестен")
    blocks = tuple(
        Block(one["code"], one["title"], tuple(one["statements"])) for one in data["blocks"]
    )
    known = {one.code for one in blocks}
    trainings = tuple(
        Training(
            one["code"],
            one["title"],
            tuple(one["blocks"]),
            float(one["pass"]),
            tuple(one["text"]),
            tuple(
                Ask(ask["text"], tuple(ask["options"]), int(ask["right"]))
                for ask in one["questions"]
            ),
        )
        for one in data["trainings"]
    )
    for one in trainings:
        if not set(one.blocks) <= known:
            raise ValueError(f"growth.toml: у обучения «{one.title}» неизвестный блок")
        if any(not 0 <= ask.right < len(ask.options) for ask in one.questions):
            raise ValueError(f"growth.toml: в тесте «{one.title}» нет верного ответа")
    facts = data["facts"]
    if not {facts["marking"], *facts["visit"].values()} <= known:
        raise ValueError("growth.toml: в [facts] неизвестный блок")
    return GrowthRules(
        blocks,
        tuple(
            Level(one["code"], one["title"], float(one["from"]))
            for one in sorted(data["levels"], key=lambda one: one["from"])
        ),
        trainings,
        FactRules(int(facts["days"]), int(facts["marks"]), facts["marking"], facts["visit"]),
        int(data["smallest"]),
        (int(data["months"][0]), int(data["months"][1])),
        int(data["certificate_years"]),
        data["source"],
        data["status"],
    )

"""What a paper asks for and what the bank has: the words of the assembly."""

from __future__ import annotations

from dataclasses import dataclass, field

from objektiv import russian


@dataclass(frozen=True, slots=True)
class BankTask:
    """A task as the assembly sees it."""

    code: str
    kind: str
    level: str
    points: int
    minutes: int
    skills: frozenset[str] = frozenset()
    share: float = 0.5  # of the maximum that pupils are expected to reach
    uses: int = 0
    enemies: frozenset[str] = frozenset()  # tasks that give its answer away, or are its twin


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of the blueprint: so many tasks of this sort. What is empty does not matter."""

    tasks: int = 1
    skills: frozenset[str] = frozenset()  # one of them
    levels: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    points: int | None = None

    def takes(self, task: BankTask) -> bool:
        return (
            (not self.skills or bool(self.skills & task.skills))
            and (not self.levels or task.level in self.levels)
            and (not self.kinds or task.kind in self.kinds)
            and (self.points is None or task.points == self.points)
        )

    @property
    def words(self) -> str:
        """
        >>> Cell(skills=frozenset({"5.1"}), levels=frozenset({"Б"}), points=1).words
        'умение 5.1, уровень Б, 1\\xa0балл'
        """
        parts = []
        if self.skills:
            parts.append(f"умение {' или '.join(sorted(self.skills))}")
        if self.levels:
            parts.append(f"уровень {' или '.join(sorted(self.levels))}")
        if self.kinds:
            parts.append(" или ".join(sorted(self.kinds)))
        if self.points is not None:
            parts.append(russian.counted(self.points, "балл", "балла", "баллов"))
        return ", ".join(parts) or "любое задание"


@dataclass(frozen=True)
class Blueprint:
    """A paper: its cells in their order, how many variants, what must not be exceeded."""

    cells: tuple[Cell, ...]
    variants: int = 2
    minutes: int | None = None  # of one variant
    points: int | None = None  # of one variant; without it all variants have the same
    common: int = 0  # tasks that stand in every variant: they link the variants
    most_uses: int | None = None  # a task used so often is left out
    spread: float = 0.02  # of expected shares, within which variants are called equivalent
    left_out: frozenset[str] = field(default_factory=frozenset)

    @property
    def tasks(self) -> int:
        return sum(one.tasks for one in self.cells)

    def complaints(self) -> list[str]:
        """What makes no sense, in Russian sentences."""
        said = [] if self.cells else ["Добавьте хотя бы одну строку плана варианта."]
        if not 1 <= self.variants <= 12:
            said.append("Вариантов — от 1 до 12.")
        if any(not 1 <= one.tasks <= 40 for one in self.cells) or self.tasks > 60:
            said.append("В варианте — от 1 до 60 заданий.")
        if not 0 <= self.common <= self.tasks:
            said.append("Общих заданий не может быть больше, чем заданий в варианте.")
        return said


@dataclass(frozen=True)
class Placed:
    """A task on its place of a variant."""

    cell: int
    code: str


@dataclass(frozen=True)
class Variants:
    """Variants of one paper. `shares`: expected share of the maximum of each variant."""

    variants: tuple[tuple[Placed, ...], ...]
    shares: tuple[float, ...]
    points: tuple[int, ...]
    minutes: tuple[int, ...]
    equivalent: bool  # points equal and shares within the blueprint's spread
    proven: bool  # that no closer variants exist; else they are the closest found
    seed: int

    @property
    def spread(self) -> float:
        return max(self.shares) - min(self.shares)


@dataclass(frozen=True)
class Impossible:
    """No variants keep every rule. `sentences`: why, in Russian."""

    sentences: tuple[str, ...]
    seed: int

"""What a formula is made of; one reader makes it, one writer for each kind of document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Symbol:
    """One sign or word. `kind`: "letter", "number", "operator", "relation", "name" (sin), "text",
    "open", "close", "space"."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Fraction:
    above: Node
    below: Node
    line: bool = True  # without it: a binomial coefficient


@dataclass(frozen=True, slots=True)
class Root:
    body: Node
    degree: Node | None = None


@dataclass(frozen=True, slots=True)
class Script:
    base: Node
    sub: Node | None = None
    sup: Node | None = None


@dataclass(frozen=True, slots=True)
class Big:
    """Sum, product, integral with limits and what it is taken of."""

    sign: str
    sub: Node | None
    sup: Node | None
    body: Node


@dataclass(frozen=True, slots=True)
class Fenced:
    """Brackets that grow; an empty string is a bracket that is not drawn."""

    left: str
    body: Node
    right: str


@dataclass(frozen=True, slots=True)
class Accent:
    """`mark`: "line", "arrow", "hat", "under"."""

    mark: str
    body: Node


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells; `left` and `right` are its brackets. A system: «{» and nothing."""

    rows: tuple[tuple[Node, ...], ...]
    left: str = ""
    right: str = ""


Node: TypeAlias = Symbol | Row | Fraction | Root | Script | Big | Fenced | Accent | Grid


class FormulaRefused(ValueError):
    """A formula that is not understood; its text is a Russian sentence."""

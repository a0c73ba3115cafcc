"""Indicators of the internal system of assessment: goals, formulas as data, what they give.

A formula is arithmetic over named facts («100 * answered / asked») and nothing else; it is read by
Python's parser and walked here, so a text of a user runs no code.
"""

from __future__ import annotations

import ast
import operator
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_OPERATIONS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
LONGEST = 300  # letters of a formula
LARGEST = 100_000  # bytes of a set
BETTER = ("more", "less")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator; `target`: from (or up to) which value its goal is reached, None for none."""

    code: str
    goal: str
    title: str
    formula: str
    unit: str
    better: str
    target: float | None
    method: str  # how it is collected and processed
    names: tuple[str, ...]  # facts that the formula needs


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    """Goals in order and their indicators."""

    goals: Mapping[str, str]
    indicators: tuple[Indicator, ...]
    source: str
    status: str


class Wrong(ValueError):
    """Everything wrong with a set, a sentence each in `complaints`."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("; ".join(complaints))
        self.complaints = complaints


def read_indicators(text: str, known: Collection[str]) -> IndicatorSet:
    """A set from TOML. Raises Wrong with every complaint at once.

    known: names of facts that formulas may use.

    >>> found = read_indicators('''
    ... source = "Приказ"
    ... status = "house"
    ... [goals]
    ... open = "Открытость"
    ... [[indicators]]
    ... code = "told"
    ... goal = "open"
    ... title = "Ответили в срок"
    ... formula = "100 * told / asked"
    ... ''', {"told", "asked"})
    >>> found.indicators[0].names
    ('asked', 'told')
    """
    if len(text.encode()) > LARGEST:
        raise Wrong(["Текст показателей слишком велик."])
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Wrong([f"Это не TOML: {error}."]) from error
    goals, rows = data.get("goals"), data.get("indicators")
    if not isinstance(goals, dict) or not goals:
        raise Wrong(["Нет раздела [goals] с целями."])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or not rows:
        raise Wrong(["Нет ни одного показателя [[indicators]]."])
    complaints = [
        f"Показатель {number} («{row.get('title', '')}»): {words}"
        for number, row in enumerate(rows, 1)
        for words in _complaints(row, goals, known)
    ]
    codes = [str(row.get("code", "")) for row in rows]
    complaints += [
        f"Код «{code}» назван дважды." for code in sorted(set(codes)) if codes.count(code) > 1
    ]
    if complaints:
        raise Wrong(complaints)
    return IndicatorSet(
        {str(code): str(title) for code, title in goals.items()},
        tuple(_indicator(row) for row in rows),
        str(data.get("source", "")),
        str(data.get("status", "house")),
    )


def _complaints(
    row: Mapping[str, object], goals: Mapping[str, object], known: Collection[str]
) -> Iterator[str]:
    for name in ("code", "goal", "title", "formula"):
        if not str(row.get(name, "")).strip():
            yield f"нет поля {name}."
    if row.get("goal") not in goals:
        yield f"цели «{row.get('goal', '')}» нет среди [goals]."
    if row.get("better", "more") not in BETTER:
        yield "better — «more» или «less»."
    target = row.get("target", 0)
    if isinstance(target, bool) or not isinstance(target, int | float):
        yield "target — число."
    try:
        names = names_of(str(row.get("formula", "")))
    except ValueError as error:
        yield str(error)
    else:
        for name in names:
            if name not in known:
                yield f"данных «{name}» система не знает."


def _indicator(row: Mapping[str, Any]) -> Indicator:
    target = row.get("target")
    return Indicator(
        str(row["code"]),
        str(row["goal"]),
        str(row["title"]).strip(),
        str(row["formula"]),
        str(row.get("unit", "%")),
        str(row.get("better", "more")),
        None if target is None else float(target),
        str(row.get("method", "")),
        names_of(str(row["formula"])),
    )


def names_of(formula: str) -> tuple[str, ...]:
    """Facts of a formula, sorted. Raises ValueError for anything but arithmetic.

    >>> names_of("100 * (a + b) / c")
    ('a', 'b', 'c')
    """
    return tuple(sorted({one.id for one in ast.walk(_tree(formula)) if isinstance(one, ast.Name)}))


def evaluate(formula: str, facts: Mapping[str, float | None]) -> float | None:
    """The value; None where a fact is unknown or something is divided by nothing.

    >>> evaluate("100 * told / asked", {"told": 3, "asked": 4})
    75.0
    >>> evaluate("100 * told / asked", {"told": 0, "asked": 0}) is None
    True
    """
    try:
        value = _value(_tree(formula), facts)
    except (ZeroDivisionError, OverflowError):
        return None
    return value if value is not None and abs(value) < float("inf") else None


def reached(indicator: Indicator, value: float | None) -> bool | None:
    """Is the goal reached? None without a value or a target.

    >>> one = Indicator("a", "g", "А", "x", "%", "less", 10.0, "", ("x",))
    >>> reached(one, 10.0), reached(one, 12.0), reached(one, None)
    (True, False, None)
    """
    if value is None or indicator.target is None:
        return None
    if indicator.better == "less":
        return value <= indicator.target
    return value >= indicator.target


def _tree(formula: str) -> ast.expr:
    if len(formula) > LONGEST:
        raise ValueError("формула слишком длинная.")
    try:
        tree = ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"формула «{formula}» не читается.") from error
    for one in ast.walk(tree):
        arithmetic = isinstance(one, ast.BinOp) and type(one.op) in _OPERATIONS
        number = (
            isinstance(one, ast.Constant)
            and isinstance(one.value, int | float)
            and not isinstance(one.value, bool)
        )
        parts = isinstance(one, ast.Name | ast.Load | ast.operator | ast.USub)
        minus = isinstance(one, ast.UnaryOp) and isinstance(one.op, ast.USub)
        if not (arithmetic or number or parts or minus):
            raise ValueError(
                f"в формуле «{formula}» может быть только +, −, *, /, скобки, числа и данные."
            )
    return tree


def _value(tree: ast.expr, facts: Mapping[str, float | None]) -> float | None:
    if isinstance(tree, ast.Constant):
        return float(tree.value)  # type: ignore[arg-type]  # checked in _tree
    if isinstance(tree, ast.Name):
        known = facts.get(tree.id)
        return None if known is None else float(known)
    if isinstance(tree, ast.UnaryOp):
        inner = _value(tree.operand, facts)
        return None if inner is None else -inner
    if not isinstance(tree, ast.BinOp):  # _tree lets nothing else through
        raise TypeError(ast.dump(tree))
    left, right = _value(tree.left, facts), _value(tree.right, facts)
    if left is None or right is None:
        return None
    return _OPERATIONS[type(tree.op)](left, right)

"""Nodes → Russian words: what a screen reader says of a formula in a PDF."""

from __future__ import annotations

from objektiv.tasks.formulas.nodes import (
    Accent,
    Big,
    Fenced,
    Fraction,
    Grid,
    Node,
    Root,
    Row,
    Script,
    Symbol,
)
from objektiv.tasks.formulas.reading import read_formula

_SAID = {
    "=": "равно", "+": "плюс", "−": "минус", "·": "умножить на", "×": "умножить на",
    "÷": "разделить на", "≤": "меньше или равно", "≥": "больше или равно", "<": "меньше",
    ">": "больше", "≠": "не равно", "≈": "приближённо равно", "±": "плюс-минус",
    "∈": "принадлежит", "∞": "бесконечность", "°": "градусов", "∘": "градусов", "∠": "угол",
    "△": "треугольник", "∥": "параллельна", "⊥": "перпендикулярна", "⇒": "следует",
    "%": "процентов", "∑": "сумма", "∏": "произведение", "∫": "интеграл",
}  # fmt: skip
_MARKS = {"line": "с чертой", "arrow": "вектор", "hat": "с крышкой", "under": "подчёркнуто"}


def in_words(latex: str) -> str:
    """The formula read aloud.

    >>> in_words(r"\\sqrt{x} = 2")
    'корень из x равно 2'
    """
    return " ".join(_said(read_formula(latex)).split())


def _said(node: Node) -> str:
    match node:
        case Symbol():
            return _SAID.get(node.text, node.text)
        case Row():
            return " ".join(map(_said, node.parts))
        case Fraction():
            simple = all(isinstance(one, Symbol) for one in (node.above, node.below))
            above, below = _said(node.above), _said(node.below)
            if simple:
                return f"дробь {above} на {below}"
            return f"дробь, числитель {above}, знаменатель {below}, конец дроби"
        case Root():
            body = _said(node.body)
            end = "" if isinstance(node.body, Symbol) else ", конец корня"
            if node.degree is None:
                return f"корень из {body}{end}"
            return f"корень степени {_said(node.degree)} из {body}{end}"
        case Script():
            parts = [_said(node.base)]
            if node.sub is not None:
                parts.append(f"с индексом {_said(node.sub)}")
            if node.sup is not None:
                parts.append(_power(node.sup))
            return " ".join(parts)
        case Big():
            parts = [_said(Symbol(node.sign, "operator"))]
            parts += [f"от {_said(node.sub)}"] if node.sub is not None else []
            parts += [f"до {_said(node.sup)}"] if node.sup is not None else []
            return " ".join([*parts, _said(node.body)])
        case Fenced():
            return f"{node.left} {_said(node.body)} {node.right}"
        case Accent():
            return f"{_MARKS[node.mark]} {_said(node.body)}"
        case Grid():
            rows = "; ".join(", ".join(map(_said, row)) for row in node.rows)
            return f"{'система' if node.left == '{' else 'таблица'}: {rows}; конец"


def _power(node: Node) -> str:
    if isinstance(node, Symbol):
        known = {"2": "в квадрате", "3": "в кубе", "°": "градусов", "∘": "градусов"}
        if node.text.startswith("′"):
            return "штрих"
        if node.text in known:
            return known[node.text]
    return f"в степени {_said(node)}"

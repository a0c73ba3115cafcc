"""Nodes → Typst math: PDF. Only names that stand here reach the compiler; all else is quoted."""

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

_FENCES = {
    "(": "paren.l", ")": "paren.r", "[": "bracket.l", "]": "bracket.r", "{": "brace.l",
    "}": "brace.r", "|": "bar.v", "⟨": "chevron.l", "⟩": "chevron.r", "‖": "bar.v.double",
    "/": "slash",
}  # fmt: skip
_ACCENTS = {"line": "overline", "arrow": "arrow", "hat": "hat", "under": "underline"}
_LIMITS = ("lim", "max", "min", "sup", "inf")
# Signs that mean something to Typst itself, by their names.
_NAMED = {
    "/": "slash", "&": "amp", "#": "hash", "_": '"_"', "'": "prime", "′": "prime", "*": "ast.op",
    ",": "comma", ";": "semi", ":": "colon", "\\": "backslash", '"': '"″"', "^": "hat",
    "$": "dollar", "!": "excl", ".": "dot.basic", "<": "lt", ">": "gt", "=": "eq", "@": "at",
    "|": 'class("normal", bar.v)', "`": '"`"', "~": "tilde.op", "-": "minus",
}  # fmt: skip


def typst_math(latex: str) -> str:
    """The formula as the inside of a Typst equation.

    >>> typst_math(r"\\frac{1}{2}x")
    'frac("1", "2") x'
    """
    return _written(read_formula(latex))


def _text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _group(node: Node | None) -> str:
    return _written(node) if node is not None and _written(node) else '""'


def _written(node: Node) -> str:
    match node:
        case Symbol():
            return _symbol(node)
        case Row():
            return " ".join(filter(None, map(_written, node.parts)))
        case Fraction():
            call = "frac" if node.line else "mat"
            if node.line:
                return f"{call}({_group(node.above)}, {_group(node.below)})"
            return f"mat(delim: #none, {_group(node.above)}; {_group(node.below)})"
        case Root():
            if node.degree is None:
                return f"sqrt({_group(node.body)})"
            return f"root({_group(node.degree)}, {_group(node.body)})"
        case Script():
            base = _group(node.base)
            limits = isinstance(node.base, Symbol) and node.base.text in _LIMITS
            if limits and isinstance(node.base, Symbol):
                base = f"op({_text(node.base.text)}, limits: #true)"
            return _scripted(base, node.sub, node.sup)
        case Big():
            place = "scripts" if node.sign in "∫∮" else "limits"
            return f"{_scripted(f'{place}({node.sign})', node.sub, node.sup)} {_written(node.body)}"
        case Fenced():
            return _fenced(node.left, _group(node.body), node.right)
        case Accent():
            return f"{_ACCENTS[node.mark]}({_group(node.body)})"
        case Grid():
            rows = "; ".join(", ".join(map(_group, row)) for row in node.rows)
            return _fenced(node.left, f"mat(delim: #none, align: #left, {rows})", node.right)


def _symbol(node: Symbol) -> str:
    match node.kind:
        case "letter":
            return node.text if node.text.isalpha() or ord(node.text) > 127 else _text(node.text)
        case "number" | "text":
            return _text(node.text)
        case "name":
            return f"op({_text(node.text)})"
        case "space":
            return "thin" if node.text else ""
        case "open" | "close":
            return _FENCES[node.text]
    if len(node.text) > 1:
        return " ".join(_NAMED.get(one, one) for one in node.text)
    return _NAMED.get(node.text, node.text if ord(node.text) > 127 or node.text == "+" else
                      _text(node.text))  # fmt: skip


def _scripted(base: str, sub: Node | None, sup: Node | None) -> str:
    below = f"_({_group(sub)})" if sub is not None else ""
    above = f"^({_group(sup)})" if sup is not None else ""
    return f"{base}{below}{above}"


def _fenced(left: str, inside: str, right: str) -> str:
    if not left and not right:
        return inside
    signs = " ".join(filter(None, (_FENCES.get(left, ""), inside, _FENCES.get(right, ""))))
    return f"lr({signs})"

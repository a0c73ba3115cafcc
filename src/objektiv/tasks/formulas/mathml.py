"""Nodes → MathML Core: pages (browsers draw it themselves) and QTI."""

from __future__ import annotations

from xml.sax.saxutils import escape

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

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_MARKS = {"line": "¯", "arrow": "→", "hat": "^", "under": "_"}
_LIMITS = ("lim", "max", "min", "sup", "inf")


def mathml(latex: str, *, display: bool = False) -> str:
    """The formula as a `math` element; its source stands in the annotation, so it can be read
    back as it was written.

    >>> mathml("x_1").startswith('<math xmlns=')
    True
    """
    kind = ' display="block"' if display else ""
    return (
        f'<math xmlns="{NAMESPACE}"{kind}><semantics><mrow>{_written(read_formula(latex))}</mrow>'
        f'<annotation encoding="application/x-tex">{escape(latex.strip())}</annotation>'
        "</semantics></math>"
    )


def _row(node: Node) -> str:
    return f"<mrow>{_written(node)}</mrow>"


def _written(node: Node) -> str:
    match node:
        case Symbol():
            return _symbol(node)
        case Row():
            return "".join(map(_written, node.parts))
        case Fraction():
            thin = "" if node.line else ' linethickness="0"'
            return f"<mfrac{thin}>{_row(node.above)}{_row(node.below)}</mfrac>"
        case Root():
            if node.degree is None:
                return f"<msqrt>{_row(node.body)}</msqrt>"
            return f"<mroot>{_row(node.body)}{_row(node.degree)}</mroot>"
        case Script():
            return _script(node)
        case Big():
            sign = f'<mo largeop="true">{node.sign}</mo>'
            return _limits(sign, node.sub, node.sup) + _row(node.body)
        case Fenced():
            left, right = (_fence(one) for one in (node.left, node.right))
            return f"<mrow>{left}{_row(node.body)}{right}</mrow>"
        case Accent():
            tag = "munder" if node.mark == "under" else "mover"
            return f'<{tag}>{_row(node.body)}<mo stretchy="true">{_MARKS[node.mark]}</mo></{tag}>'
        case Grid():
            rows = "".join(
                "<mtr>" + "".join(f"<mtd>{_row(cell)}</mtd>" for cell in row) + "</mtr>"
                for row in node.rows
            )
            table = f"<mtable>{rows}</mtable>"
            return f"<mrow>{_fence(node.left)}{table}{_fence(node.right)}</mrow>"


def _symbol(node: Symbol) -> str:
    text = escape(node.text)
    match node.kind:
        case "letter":
            return f"<mi>{text}</mi>"
        case "number":
            return f"<mn>{text}</mn>"
        case "name":
            return f'<mi>{text}</mi><mspace width="0.17em"></mspace>'
        case "text":
            return "<mtext>" + text.replace(" ", "\u00a0") + "</mtext>"
        case "space":
            return '<mspace width="0.25em"></mspace>' if node.text else ""
        case "open" | "close":
            return f'<mo stretchy="false">{text}</mo>'
    return f"<mo>{text}</mo>"


def _fence(sign: str) -> str:
    return f'<mo stretchy="true">{escape(sign)}</mo>' if sign else ""


def _script(node: Script) -> str:
    if isinstance(node.base, Symbol) and node.base.text in _LIMITS:
        return _limits(f"<mo>{node.base.text}</mo>", node.sub, node.sup)
    base = _row(node.base)
    if node.sub is not None and node.sup is not None:
        return f"<msubsup>{base}{_row(node.sub)}{_row(node.sup)}</msubsup>"
    if node.sub is not None:
        return f"<msub>{base}{_row(node.sub)}</msub>"
    return f"<msup>{base}{_row(node.sup or Row(()))}</msup>"


def _limits(sign: str, sub: Node | None, sup: Node | None) -> str:
    if sub is not None and sup is not None:
        return f"<munderover>{sign}{_row(sub)}{_row(sup)}</munderover>"
    if sub is not None:
        return f"<munder>{sign}{_row(sub)}</munder>"
    if sup is not None:
        return f"<mover>{sign}{_row(sup)}</mover>"
    return sign

"""Nodes → Office Math (ECMA-376, part 1, 22.1): formulas that people edit in Word."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

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

NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FONT = '<w:rPr><w:rFonts w:ascii="Cambria Math" w:hAnsi="Cambria Math"/></w:rPr>'
_LIMITS = ("lim", "max", "min", "sup", "inf")
_CHARS = {"line": "\u0305", "arrow": "\u20d7", "hat": "\u0302"}


def omml(latex: str) -> str:
    """The formula as an `m:oMath` element with its namespaces.

    >>> omml("x").endswith("<m:t>x</m:t></m:r></m:oMath>")
    True
    """
    inside = _written(read_formula(latex))
    return f'<m:oMath xmlns:m="{NAMESPACE}" xmlns:w="{_WORD}">{inside}</m:oMath>'


def _in(tag: str, node: Node | None) -> str:
    return f"<m:{tag}>{_written(node) if node is not None else ''}</m:{tag}>"


def _run(text: str, *, plain: bool = False) -> str:
    style = '<m:rPr><m:sty m:val="p"/></m:rPr>' if plain else ""
    space = ' xml:space="preserve"' if text != text.strip() or " " in text else ""
    return f"<m:r>{style}{_FONT}<m:t{space}>{escape(text)}</m:t></m:r>"


def _written(node: Node) -> str:
    match node:
        case Symbol():
            if node.kind == "space" and not node.text:
                return ""
            text = node.text + ("\u2009" if node.kind == "name" else "")
            return _run(text, plain=node.kind in ("name", "text", "number"))
        case Row():
            return "".join(map(_written, node.parts))
        case Fraction():
            kind = "" if node.line else '<m:fPr><m:type m:val="noBar"/></m:fPr>'
            return f"<m:f>{kind}{_in('num', node.above)}{_in('den', node.below)}</m:f>"
        case Root():
            hide = "" if node.degree else '<m:radPr><m:degHide m:val="1"/></m:radPr>'
            return f"<m:rad>{hide}{_in('deg', node.degree)}{_in('e', node.body)}</m:rad>"
        case Script():
            return _script(node)
        case Big():
            hidden = "".join(
                f'<m:{name}Hide m:val="1"/>'
                for name, limit in (("sub", node.sub), ("sup", node.sup))
                if limit is None
            )
            place = "subSup" if node.sign in "∫∮" else "undOvr"
            head = (
                f"<m:naryPr><m:chr m:val={quoteattr(node.sign)}/>"
                f'<m:limLoc m:val="{place}"/>{hidden}</m:naryPr>'
            )
            limits = _in("sub", node.sub) + _in("sup", node.sup)
            return f"<m:nary>{head}{limits}{_in('e', node.body)}</m:nary>"
        case Fenced():
            return _delimited(node.left, _written(node.body), node.right)
        case Accent():
            if node.mark == "under":
                return (
                    '<m:bar><m:barPr><m:pos m:val="bot"/></m:barPr>' + _in("e", node.body)
                    + "</m:bar>"
                )  # fmt: skip
            head = f"<m:accPr><m:chr m:val={quoteattr(_CHARS[node.mark])}/></m:accPr>"
            return f"<m:acc>{head}{_in('e', node.body)}</m:acc>"
        case Grid():
            rows = "".join(
                "<m:mr>" + "".join(_in("e", cell) for cell in row) + "</m:mr>" for row in node.rows
            )
            columns = len(node.rows[0])
            head = (
                f'<m:mPr><m:mcs><m:mc><m:mcPr><m:count m:val="{columns}"/>'
                '<m:mcJc m:val="left"/></m:mcPr></m:mc></m:mcs></m:mPr>'
            )
            return _delimited(node.left, f"<m:m>{head}{rows}</m:m>", node.right)


def _delimited(left: str, inside: str, right: str) -> str:
    if not left and not right:
        return inside
    head = f"<m:dPr><m:begChr m:val={quoteattr(left)}/><m:endChr m:val={quoteattr(right)}/></m:dPr>"
    return f"<m:d>{head}<m:e>{inside}</m:e></m:d>"


def _script(node: Script) -> str:
    if isinstance(node.base, Symbol) and node.base.text in _LIMITS and node.sub is not None:
        under = f"<m:limLow>{_in('e', node.base)}{_in('lim', node.sub)}</m:limLow>"
        return under if node.sup is None else under + _in("sup", node.sup)
    base = _in("e", node.base)
    if node.sub is not None and node.sup is not None:
        return f"<m:sSubSup>{base}{_in('sub', node.sub)}{_in('sup', node.sup)}</m:sSubSup>"
    if node.sub is not None:
        return f"<m:sSub>{base}{_in('sub', node.sub)}</m:sSub>"
    return f"<m:sSup>{base}{_in('sup', node.sup)}</m:sSup>"

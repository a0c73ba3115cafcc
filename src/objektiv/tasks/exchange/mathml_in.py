"""MathML of other systems → LaTeX of our subset; what has no place in it is refused."""

from __future__ import annotations

from typing import Any

from objektiv.tasks.exchange.result import QuestionRefused
from objektiv.tasks.exchange.xml import local
from objektiv.tasks.formulas.commands import BIG, NAMES, SIGNS

_SIGN_TO_COMMAND = {
    sign: f"\\{name} "
    for name, (sign, kind) in SIGNS.items()
    if name.isalpha() and kind != "space" and len(sign) == 1 and sign not in "()<>|"
} | {sign: f"\\{name} " for name, sign in BIG.items()}
_PLAIN = {"\u2212": "-", "–": "-", "\u2061": "", "\u2062": "", "\u2063": "", "{": "\\{", "}": "\\}",
          "%": "\\%", "#": "\\#", "&": "\\&", "_": "\\_"}  # fmt: skip
_OVER = {"¯": "overline", "‾": "overline", "→": "vec", "⃗": "vec", "^": "hat", "ˆ": "hat"}


def latex_of(element: Any) -> str:
    """The formula of a `math` element: its own LaTeX where it has one, else written anew."""
    for one in element.iter():
        if local(one) == "annotation" and one.get("encoding") in ("application/x-tex", "TeX"):
            return "".join(one.itertext()).strip()
    return " ".join(_of(element).split())


def _of(element: Any) -> str:
    name = local(element)
    inside = [one for one in element if isinstance(one.tag, str)]
    if name in ("math", "mrow", "mstyle", "semantics", "mpadded"):
        return "".join(map(_of, inside if name != "semantics" else inside[:1]))
    text = "".join(element.itertext()).strip()
    if name in ("mi", "mn", "mo"):
        return _sign(text)
    if name in ("mtext", "ms"):
        return f"\\text{{{text}}}"
    if name == "mspace":
        return "\\,"
    if name in ("annotation", "annotation-xml", "mphantom"):
        return ""
    parts = [_of(one) for one in inside]
    if name == "mfrac" and len(parts) == 2:
        return f"\\frac{{{parts[0]}}}{{{parts[1]}}}"
    if name == "msqrt":
        return f"\\sqrt{{{''.join(parts)}}}"
    if name == "mroot" and len(parts) == 2:
        return f"\\sqrt[{parts[1]}]{{{parts[0]}}}"
    if name in ("msub", "munder") and len(parts) == 2:
        return f"{_base(parts[0])}_{{{parts[1]}}}"
    if name == "mover" and len(parts) == 2:
        over = "".join(inside[1].itertext()).strip()
        if over in _OVER:
            return f"\\{_OVER[over]}{{{parts[0]}}}"
        return f"{_base(parts[0])}^{{{parts[1]}}}"
    if name == "msup" and len(parts) == 2:
        return f"{_base(parts[0])}^{{{parts[1]}}}"
    if name in ("msubsup", "munderover") and len(parts) == 3:
        return f"{_base(parts[0])}_{{{parts[1]}}}^{{{parts[2]}}}"
    if name == "mfenced":
        left, right = element.get("open", "("), element.get("close", ")")
        mark = (element.get("separators") or ",")[:1]
        return f"\\left{_fence(left)}{mark.join(parts)}\\right{_fence(right)}"
    if name == "mtable":
        rows = [" & ".join(_of(cell) for cell in row) for row in inside]
        return "\\begin{matrix}" + " \\\\ ".join(rows) + "\\end{matrix}"
    if name in ("mtd", "mtr"):
        return "".join(parts)
    raise QuestionRefused(f"в формуле есть «{name}», его нет среди того, что умеют виды печати")


def _fence(sign: str) -> str:
    return {"": ".", "{": "\\{", "}": "\\}"}.get(sign, sign)


def _base(text: str) -> str:
    bare = text.strip()
    simple = len(bare) <= 1 or (bare.startswith("\\") and bare[1:].isalpha()) or bare.isdigit()
    return bare + (" " if bare[:1] == "\\" else "") if simple else f"{{{bare}}}"


def _sign(text: str) -> str:
    if text in NAMES:
        return f"\\{text} "
    if text in _PLAIN:
        return _PLAIN[text]
    if len(text) == 1:
        return _SIGN_TO_COMMAND.get(text, text)
    if text.isascii() and text.isalpha():
        return f"\\text{{{text}}}"
    if text.isalpha():
        return f"\\text{{{text}}}"
    return "".join(_PLAIN.get(one, _SIGN_TO_COMMAND.get(one, one)) for one in text)

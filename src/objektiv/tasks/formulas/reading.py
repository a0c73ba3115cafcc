"""LaTeX → nodes. A subset that is checked: what is not known is refused by name, never guessed."""

from __future__ import annotations

import re
from typing import NoReturn

from objektiv.tasks.formulas.commands import (
    ACCENTS,
    BIG,
    BLACKBOARD,
    FRACTIONS,
    GRIDS,
    IGNORED,
    NAMES,
    SIGNS,
    TEXTS,
)
from objektiv.tasks.formulas.nodes import (
    Accent,
    Big,
    Fenced,
    FormulaRefused,
    Fraction,
    Grid,
    Node,
    Root,
    Row,
    Script,
    Symbol,
)

LONGEST = 2000  # characters
DEEPEST = 40  # brackets within brackets
_TOKEN = re.compile(r"\\[A-Za-zА-я]+\*?|\\.|\d+(?:(?:[.,]|\{,\})\d+)*|[^\s]|\s+", re.DOTALL)
_RELATIONS = "=<>:"
_FENCES = {"(": "open", "[": "open", ")": "close", "]": "close"}


def read_formula(latex: str) -> Node:
    """The formula as nodes. Raises `FormulaRefused` with a Russian sentence.

    >>> read_formula("x^2")
    Script(base=Symbol(text='x', kind='letter'), sub=None, sup=Symbol(text='2', kind='number'))
    """
    if len(latex) > LONGEST:
        raise FormulaRefused(f"Формула длиннее {LONGEST} знаков. Разделите её.")
    return _Reader(latex).whole()


class _Reader:
    """Walks along the tokens of one formula."""

    def __init__(self, latex: str) -> None:
        self.latex = latex.strip()
        found = [one for one in _TOKEN.finditer(self.latex) if not one.group().isspace()]
        self.tokens: list[str] = [one.group() for one in found]
        self.ends = [one.end() for one in found]  # where each token ends in the formula
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        found = self._row(frozenset())
        if self.at < len(self.tokens):
            self._refuse(f"лишний знак «{self.tokens[self.at]}»")
        if found == Row(()):
            self._refuse("она пуста")
        return found

    def _refuse(self, why: str) -> NoReturn:
        raise FormulaRefused(f"Формула «{self.latex[:80]}» не понята: {why}.")

    def _next(self) -> str:
        if self.at >= len(self.tokens):
            self._refuse("она обрывается")
        self.at += 1
        return self.tokens[self.at - 1]

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _expect(self, sign: str) -> None:
        if self._peek() != sign:
            self._refuse(f"ожидался знак «{sign}»")
        self.at += 1

    def _row(self, ends: frozenset[str]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            self._refuse("слишком много вложенных скобок")
        parts: list[Node] = []
        while self._peek() and self._peek() not in ends:
            if self._peek() == "}":
                break
            parts.append(self._scripted())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Row(tuple(parts))

    def _scripted(self) -> Node:
        if self._peek() in ("^", "_"):
            base: Node = Row(())
        elif self._peek()[1:] in BIG and self._peek().startswith("\\"):
            return self._big()
        else:
            base = self._atom()
        sub, sup = self._scripts()
        return Script(base, sub, sup) if sub or sup else base

    def _scripts(self) -> tuple[Node | None, Node | None]:
        sub: Node | None = None
        sup: Node | None = None
        while self._peek() in ("^", "_", "'", "\\limits", "\\nolimits"):
            sign = self._next()
            if sign == "'":
                primes = 1
                while self._peek() == "'":
                    self._next()
                    primes += 1
                mark = Symbol("′" * primes, "operator")
                sup = mark if sup is None else Row((mark, sup))
            elif sign == "^":
                if sup is not None and not _prime(sup):
                    self._refuse("два верхних индекса подряд")
                given = self._argument()
                sup = given if sup is None else Row((sup, given))
            elif sign == "_":
                if sub is not None:
                    self._refuse("два нижних индекса подряд")
                sub = self._argument()
        return sub, sup

    def _big(self) -> Node:
        sign = BIG[self._next()[1:]]
        sub, sup = self._scripts()
        body: list[Node] = []
        while self._peek() and self._peek() not in ("}", "&", "\\\\", "\\right", "\\end"):
            sign = self._peek()
            relation = sign in _RELATIONS or SIGNS.get(sign[1:], ("", ""))[1] == "relation"
            if relation and body:
                break
            body.append(self._scripted())
        return Big(sign, sub, sup, body[0] if len(body) == 1 else Row(tuple(body)))

    def _argument(self) -> Node:
        """What follows ^, _ or a command: a group or one sign."""
        if self._peek() == "{":
            return self._group()
        sign = self._peek()
        if sign[:1].isdigit() and len(sign) > 1:  # x^23 is x² and a 3
            self.tokens[self.at : self.at + 1] = [sign[0], sign[1:]]
            self.ends.insert(self.at, self.ends[self.at] - len(sign) + 1)
        return self._atom()

    def _group(self) -> Node:
        self._expect("{")
        found = self._row(frozenset("}"))
        self._expect("}")
        return found

    def _atom(self) -> Node:
        sign = self._next()
        if sign == "{":
            self.at -= 1
            return self._group()
        if sign.startswith("\\"):
            return self._command(sign[1:].rstrip("*"))
        if sign[0].isdigit():
            return Symbol(sign.replace("{,}", ","), "number")
        if sign in _FENCES:
            return Symbol(sign, _FENCES[sign])
        if sign in ("}", "&", "^", "_", "$", "#", "%", "~"):
            self._refuse(f"лишний знак «{sign}»")
        if sign.isalpha():
            return Symbol(sign, "letter" if sign.isascii() or sign in "αβγ" else "text")
        return Symbol("−" if sign == "-" else sign, "relation" if sign in "=<>" else "operator")

    def _command(self, name: str) -> Node:
        if name in SIGNS:
            return Symbol(*SIGNS[name])
        if name in NAMES:
            return Symbol(name, "name")
        if name in FRACTIONS or name == "binom":
            above, below = self._argument(), self._argument()
            if name == "binom":
                return Fenced("(", Fraction(above, below, line=False), ")")
            return Fraction(above, below)
        if name in TEXTS:
            return Symbol(self._raw(), "name" if name == "operatorname" else "text")
        if name in ACCENTS:
            return Accent(ACCENTS[name], self._argument())
        simple = {"sqrt": self._root, "left": self._fenced, "begin": self._grid}
        if name in simple:
            return simple[name]()
        if name == "mathbb":
            letter = self._raw()
            return Symbol(BLACKBOARD.get(letter, letter), "letter")
        if name in IGNORED:
            return Row(())
        return self._refuse(f"команды \\{name} нет среди тех, что умеют все виды печати")

    def _raw(self) -> str:
        """Text inside braces as it stands, spaces included."""
        self._expect("{")
        position = self.ends[self.at - 1]
        end = self.latex.find("}", position)
        if end < 0 or "{" in self.latex[position:end]:
            self._refuse("скобки в тексте не закрыты")
        text = self.latex[position:end]
        self.at += sum(not one.isspace() for one in _TOKEN.findall(text))
        self._expect("}")
        if "\\" in text or "$" in text:
            self._refuse("внутри \\text нужен простой текст")
        return text

    def _root(self) -> Node:
        degree = None
        if self._peek() == "[":
            self._next()
            degree = self._row(frozenset("]"))
            self._expect("]")
        return Root(self._argument(), degree)

    def _fence(self) -> str:
        sign = self._next()
        if sign == ".":
            return ""
        drawn = SIGNS.get(sign[1:], ("", ""))[0] if sign.startswith("\\") else sign
        if drawn not in tuple("()[]|{}⟨⟩‖/"):
            self._refuse(f"после \\left и \\right нужна скобка, а не «{sign}»")
        return drawn

    def _fenced(self) -> Node:
        left = self._fence()
        body = self._row(frozenset({"\\right"}))
        self._expect("\\right")
        return Fenced(left, body, self._fence())

    def _grid(self) -> Node:
        name = self._raw()
        if name not in GRIDS:
            self._refuse(f"окружения {name} нет")
        if name == "array" and self._peek() == "{":
            self._raw()
        rows: list[list[Node]] = [[]]
        ends = frozenset({"&", "\\\\", "\\end"})
        while True:
            rows[-1].append(self._row(ends))
            sign = self._next()
            if sign == "\\\\":
                rows.append([])
            elif sign == "\\end":
                break
        if self._raw() != name:
            self._refuse("начало и конец таблицы не сходятся")
        if len(rows) > 1 and rows[-1] in ([], [Row(())]):
            rows.pop()
        width = max(map(len, rows))
        full = tuple((*row, *[Row(())] * (width - len(row))) for row in rows)
        return Grid(full, *GRIDS[name])


def _prime(node: Node) -> bool:
    return isinstance(node, Symbol) and node.text.startswith("′")

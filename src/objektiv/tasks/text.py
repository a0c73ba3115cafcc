"""Texts of tasks: paragraphs with formulas between dollars and pictures by name.

`$x^2$` stands in the line, `$$x^2$$` on a line of its own, `![name.png]` is a picture, `\\$` a
dollar. Nothing else means anything, so whatever a person types is shown as typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

from objektiv.tasks.formulas import FormulaRefused, read_formula

LONGEST = 20_000  # characters of one text
_PART = re.compile(r"\\\$|\$\$(.+?)\$\$|\$(.+?)\$|!\[([^\]\n]{1,120})\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Formula:
    latex: str
    display: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture by its name."""

    name: str


Run: TypeAlias = str | Formula | Shown


def paragraphs(text: str) -> list[list[Run]]:
    """Paragraphs (lines) of runs.

    >>> paragraphs("Дано: $x=2$.")
    [['Дано: ', Formula(latex='x=2', display=False), '.']]
    """
    return [_runs(line) for line in _lines(text) if line.strip()]


def _lines(text: str) -> list[str]:
    """Lines; a display formula may take several and stays whole."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    joined = re.sub(r"\$\$.+?\$\$", lambda m: m.group().replace("\n", " "), plain, flags=re.DOTALL)
    return joined.split("\n")


def _runs(line: str) -> list[Run]:
    runs: list[Run] = []
    at = 0

    def words(until: int) -> None:
        if until > at:
            runs.append(line[at:until])

    for found in _PART.finditer(line):
        words(found.start())
        at = found.end()
        if found.group() == "\\$":
            runs.append("$")
        elif found.group(3) is not None:
            runs.append(Shown(found.group(3)))
        else:
            display = found.group(1) is not None
            runs.append(Formula((found.group(1) or found.group(2)).strip(), display))
    words(len(line))
    return _joined(runs)


def _joined(runs: list[Run]) -> list[Run]:
    made: list[Run] = []
    for one in runs:
        if isinstance(one, str) and made and isinstance(made[-1], str):
            made[-1] += one
        else:
            made.append(one)
    return made


def written(parts: list[list[Run]]) -> str:
    """Back to the text that `paragraphs` reads.

    >>> written(paragraphs("Дано: $x=2$. ![чертёж.png]"))
    'Дано: $x=2$. ![чертёж.png]'
    """
    return "\n".join("".join(map(_run, line)) for line in parts)


def _run(run: Run) -> str:
    match run:
        case Formula():
            mark = "$$" if run.display else "$"
            return f"{mark}{run.latex}{mark}"
        case Shown():
            return f"![{run.name}]"
    return run.replace("$", "\\$")


def plain(text: str, most: int = 120) -> str:
    """One line for lists: formulas as typed, pictures left out.

    >>> plain("Найдите $x$:\\n![рис.png]")
    'Найдите x:'
    """
    words = " ".join(
        one if isinstance(one, str) else one.latex
        for line in paragraphs(text)
        for one in line
        if not isinstance(one, Shown)
    )
    words = re.sub(r"\s+", " ", words).strip()
    words = re.sub(r" ([.,;:?!])", r"\1", words)
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + "…"


def pictures_in(text: str) -> list[str]:
    return [one.name for line in paragraphs(text) for one in line if isinstance(one, Shown)]


def complaints_of(text: str, pictures: Collection[str] = ()) -> list[str]:
    """What cannot be printed: formulas not understood, pictures that are not there."""
    if len(text) > LONGEST:
        return [f"текст длиннее {LONGEST} знаков."]
    said = []
    for line in paragraphs(text):
        for one in line:
            if isinstance(one, Formula):
                try:
                    read_formula(one.latex)
                except FormulaRefused as refusal:
                    said.append(str(refusal))
            elif isinstance(one, Shown) and one.name not in pictures:
                said.append(f"рисунка «{one.name}» нет среди приложенных.")
    if any("$" in line.replace("\\$", "") for line in map(_without_formulas, _lines(text))):
        said.append("знак $ без пары: формула стоит между двумя знаками $, сам знак пишут \\$.")
    return said


def _without_formulas(line: str) -> str:
    return _PART.sub("", line)

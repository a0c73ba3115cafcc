"""Formulas in a checked part of LaTeX, written for pages, Word, PDF and screen readers.

One reader makes nodes, each writer covers every kind of node: what can be read can be printed
everywhere, and what cannot is refused when it is typed.
"""

from objektiv.tasks.formulas.mathml import mathml
from objektiv.tasks.formulas.nodes import FormulaRefused
from objektiv.tasks.formulas.omml import omml
from objektiv.tasks.formulas.reading import read_formula
from objektiv.tasks.formulas.typst import typst_math
from objektiv.tasks.formulas.words import in_words

__all__ = ["FormulaRefused", "in_words", "mathml", "omml", "read_formula", "typst_math"]

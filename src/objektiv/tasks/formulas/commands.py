"""The part of LaTeX that school formulas need: command -> sign and kind."""

from __future__ import annotations

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι "
    "kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ "
    "omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω infty ∞ "
    "emptyset ∅ varnothing ∅ partial ∂ nabla ∇ angle ∠ triangle △ degree ° prime ′ ell ℓ "
    "ldots … dots … cdots ⋯ forall ∀ exists ∃ hbar ℏ"
)
_OPERATORS = (
    "cdot · times × div ÷ pm ± mp ∓ ast ∗ circ ∘ cup ∪ cap ∩ setminus ∖ land ∧ lor ∨ wedge ∧ vee ∨ "
    "neg ¬ lnot ¬ colon :"
)
_RELATIONS = (
    "le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ approx ≈ equiv ≡ sim ∼ cong ≅ in ∈ "
    "notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ parallel ∥ perp ⊥ Rightarrow ⇒ "
    "Leftrightarrow ⇔ iff ⇔ implies ⇒ rightarrow → to → leftarrow ← mapsto ↦ leftrightarrow ↔ "
    "uparrow ↑ downarrow ↓ rightleftharpoons ⇌ vdots ⋮ mid ∣ lt < gt >"
)


def _pairs(text: str, kind: str) -> dict[str, tuple[str, str]]:
    words = text.split()
    return {name: (sign, kind) for name, sign in zip(words[::2], words[1::2], strict=True)}


SIGNS: dict[str, tuple[str, str]] = {
    **_pairs(_GREEK, "letter"),
    **_pairs(_OPERATORS, "operator"),
    **_pairs(_RELATIONS, "relation"),
    "lvert": ("|", "open"),
    "rvert": ("|", "close"),
    "langle": ("⟨", "open"),
    "rangle": ("⟩", "close"),
    "lbrace": ("{", "open"),
    "rbrace": ("}", "close"),
    "|": ("‖", "operator"),
    "{": ("{", "open"),
    "}": ("}", "close"),
    "%": ("%", "operator"),
    "&": ("&", "operator"),
    "#": ("#", "operator"),
    "_": ("_", "operator"),
    "$": ("$", "operator"),
    ",": ("\u2009", "space"),
    ":": ("\u2005", "space"),
    ">": ("\u2005", "space"),
    ";": ("\u2004", "space"),
    " ": ("\u2005", "space"),
    "!": ("", "space"),
    "quad": ("\u2003", "space"),
    "qquad": ("\u2003\u2003", "space"),
}
# Names of functions, as they are written in Russian schools too.
NAMES = frozenset(
    [
        "sin",
        "cos",
        "tan",
        "tg",
        "cot",
        "ctg",
        "sec",
        "arcsin",
        "arccos",
        "arctan",
        "arctg",
        "arcctg",
        "sh",
        "ch",
        "th",
        "ln",
        "lg",
        "log",
        "exp",
        "lim",
        "max",
        "min",
        "sup",
        "inf",
        "det",
        "dim",
        "gcd",
        "mod",
        "НОД",
        "НОК",
    ]
)
BIG = {"sum": "∑", "prod": "∏", "int": "∫", "oint": "∮", "bigcup": "⋃", "bigcap": "⋂"}
ACCENTS = {
    "overline": "line",
    "bar": "line",
    "vec": "arrow",
    "overrightarrow": "arrow",
    "hat": "hat",
    "widehat": "hat",
    "underline": "under",
}
TEXTS = frozenset(
    {"text", "mathrm", "textrm", "mbox", "operatorname", "textbf", "mathbf", "mathit"}
)
FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac"})
BLACKBOARD = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ", "P": "ℙ"}
GRIDS = {
    "cases": ("{", ""),
    "matrix": ("", ""),
    "array": ("", ""),
    "aligned": ("", ""),
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "vmatrix": ("|", "|"),
}
IGNORED = frozenset({"displaystyle", "textstyle", "limits", "nolimits", "left.", "right."})

"""One reader, four writers: what can be read prints everywhere; what cannot is refused by name."""

from __future__ import annotations

import json

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from objektiv.tasks.formulas import FormulaRefused, in_words, mathml, omml, typst_math

SCHOOL = (
    r"x^2+2x-3=0", r"\frac{a+b}{2}\ge\sqrt{ab}", r"\sqrt[3]{8}=2", r"\left(\frac12\right)^{-1}",
    r"\sum_{i=1}^{n} i=\frac{n(n+1)}{2}", r"\int_0^1 x^2\,dx", r"\vec{AB}+\overline{CD}",
    r"\begin{cases} x+y=5, \\ x-y=1 \end{cases}", r"30^\circ", r"\text{если } x>0", r"f'(x)",
    r"x\in[2;3)\cup(5;+\infty)", r"\lim_{x\to 0}\frac{\sin x}{x}", r"2,5\cdot10^{-3}", r"H_2SO_4",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", r"\binom{n}{k}", r"|x-1|<3", r"\log_2 8", r"a/b",
    r"\{1;2\}", r"\operatorname{НОД}(12;18)", r"\angle ABC=\alpha", r"x_{1}^{2}\ \%\,\&",
    r"\prod_{k=1}^n k\neq\hat{y}", r"\left\{x\right.", r"^{2}", r"A\Rightarrow B\quad\forall x",
)  # fmt: skip


def compiled(formulas) -> bytes:
    """All of them in one PDF that promises to be readable aloud."""
    lines = [
        f"#math.equation(block: true, alt: {json.dumps(in_words(one), ensure_ascii=False)}, "
        f'eval({json.dumps(typst_math(one), ensure_ascii=False)}, mode: "math"))'
        for one in formulas
    ]
    source = '#set document(title: "т")\n' + "\n".join(lines)
    return typst.compile(
        {"main.typ": source.encode()}, pdf_standards=["a-2a", "ua-1"], ignore_system_fonts=True,
        font_paths=typst.Fonts(include_system_fonts=False),
    )  # fmt: skip


def test_every_school_formula_prints_in_every_kind_of_document():
    for one in SCHOOL:
        etree.fromstring(mathml(one))
        etree.fromstring(omml(one))
        assert in_words(one)

    assert compiled(SCHOOL).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("latex", "said"),
    [
        (r"\frac{1}{2}", "дробь 1 на 2"),
        (r"x^2 \le 9", "x в квадрате меньше или равно 9"),
        (r"\sqrt[3]{a+b}", "корень степени 3 из a плюс b, конец корня"),
        (r"30^\circ", "30 градусов"),
    ],
)
def test_a_formula_is_read_aloud_in_russian(latex, said):
    assert in_words(latex) == said


@pytest.mark.parametrize(
    ("latex", "wrong"),
    [
        (r"\input{/etc/passwd}", r"\input"),
        (r"\def\x{1}", r"\def"),
        (r"\frac{1}", "обрывается"),
        ("x^2^3", "два верхних индекса"),
        ("{x", "ожидался знак «}»"),
        ("x}", "лишний знак «}»"),
        ("  ", "пуста"),
        (r"\left x\right)", "нужна скобка"),
        (r"\text{a\b}", "простой текст"),
        ("{" * 60 + "x" + "}" * 60, "вложенных"),
        ("x" * 3000, "длиннее"),
    ],
)
def test_what_is_not_understood_is_refused_and_named(latex, wrong):
    with pytest.raises(FormulaRefused) as refusal:
        omml(latex)

    assert wrong in str(refusal.value)


def test_a_row_of_digits_after_a_power_gives_only_its_first():
    assert in_words("x^23") == "x в квадрате 3"


def test_a_text_after_a_number_that_is_two_arguments_is_read_whole():
    assert in_words(r"\frac12 \text{ если }x") == in_words(r"\frac{1}{2} \text{ если }x")
    assert typst_math(r"x^23\operatorname{НОД}(1;2)") == typst_math(
        r"x^{2}3\operatorname{НОД}(1;2)"
    )


@given(st.text("xy12+-=()[]{}^_/<>|,;:'\"#$@&~% \\аж", max_size=25))
@settings(max_examples=300, deadline=None)
def test_whatever_is_typed_is_printed_safely_or_refused(text):
    try:
        typst_math(text)
    except FormulaRefused:
        return
    etree.fromstring(mathml(text))
    etree.fromstring(omml(text))
    inside = typst_math(text)
    assert "#" not in inside.replace("#none", "").replace("#left", "").replace("#true", "").replace(
        '"#"', ""
    )


@given(st.lists(st.sampled_from([*SCHOOL, "!", "@", '"', "`", ".", "*", "?"]), min_size=1,
                max_size=5))  # fmt: skip
@settings(max_examples=15, deadline=None)
def test_formulas_side_by_side_still_compile(parts):
    text = " ".join(f"{{{one}}}" for one in parts)

    assert compiled([text]).startswith(b"%PDF")

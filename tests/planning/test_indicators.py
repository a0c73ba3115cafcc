"""Formulas as data: arithmetic and nothing else; every complaint at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objektiv.planning.indicators import (
    Wrong,
    evaluate,
    names_of,
    read_indicators,
)

numbers = st.integers(-50, 50)


@given(numbers, numbers, numbers)
def test_a_formula_gives_what_arithmetic_gives(a, b, c):
    facts = {"a": a, "b": b, "c": c}

    assert evaluate("a + b * c - (a - c) * 2", facts) == a + b * c - (a - c) * 2
    assert evaluate("-a / 4", facts) == -a / 4
    whole = evaluate("100 * a / (b + c)", facts)
    assert whole is None if b + c == 0 else whole == pytest.approx(100 * a / (b + c))


def test_an_unknown_fact_makes_no_number():
    assert evaluate("a + b", {"a": 1, "b": None}) is None
    assert evaluate("a + b", {"a": 1}) is None


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')", "a.b", "a[0]", "f(a)", "a if b else c", "[a]", "'a'", "a ** 9",
        "a == b", "lambda: 1", "a and b", "True", "a;b", "", "(" * 400 + "a", "a" * 400, "~a",
        "1 // a",
        "{a}", "a := 1", "1j",
    ],
)  # fmt: skip
def test_anything_but_arithmetic_is_refused(text):
    with pytest.raises(ValueError, match=r"формул"):
        names_of(text)


@given(st.text(max_size=60))
def test_no_text_gets_through_with_something_else(text):
    try:
        names = names_of(text)
    except ValueError:
        return
    value = evaluate(text, dict.fromkeys(names, 2.0))
    assert value is None or isinstance(value, float)


def test_every_complaint_at_once():
    with pytest.raises(Wrong) as wrong:
        read_indicators(
            """
            source = "x"
            [goals]
            one = "Цель"
            [[indicators]]
            code = "a"
            goal = "two"
            title = "А"
            formula = "100 * x / y"
            target = "много"
            [[indicators]]
            code = "a"
            goal = "one"
            title = "Б"
            formula = "open('/etc/passwd')"
            better = "best"
            """,
            {"x"},
        )
    said = "\n".join(wrong.value.complaints)

    for words in ("«two»", "«y» система не знает", "target — число", "может быть только", "better",
                  "Код «a» назван дважды"):  # fmt: skip
        assert words in said


@pytest.mark.parametrize(
    "text", ["", "goals = 1", "[goals]\na='b'", "{", "[goals]\na='b'\nindicators=3"]
)
def test_what_is_no_set_says_so(text):
    with pytest.raises(Wrong):
        read_indicators(text, set())

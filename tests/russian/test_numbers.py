"""Numbers, plurals, dates: known forms, borders, and properties."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objektiv import russian
from objektiv.russian import MINUS, NBSP
from objektiv.schema import Few, Zoned


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (12.4, 1, "12,4"),
        (1234.5, 1, f"1{NBSP}234,5"),
        (-0.3, 1, f"{MINUS}0,3"),
        (-0.04, 1, "0,0"),  # no «−0,0»
        (0.25, 1, "0,3"),  # half away from zero, not to even
        (2.675, 2, "2,68"),  # the decimal that people wrote, not the binary below it
        (999.95, 1, f"1{NBSP}000,0"),
        (1_000_000, 0, f"1{NBSP}000{NBSP}000"),
    ],
)
def test_number(value: float, digits: int, text: str) -> None:
    assert russian.number(value, digits) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_number_refuses_what_is_no_number(value: float) -> None:
    with pytest.raises(ValueError, match="not a number to show"):
        russian.number(value)


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_number_reads_back_within_half_a_unit(value: float, digits: int) -> None:
    text = russian.number(value, digits)

    back = float(text.replace(NBSP, "").replace(",", ".").replace(MINUS, "-"))

    assert abs(back - value) <= 0.5 * 10**-digits * (1 + 1e-6) + abs(value) * 1e-12
    assert " " not in text  # an ordinary space would let the line break inside


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.0004, f"0,04{NBSP}%"),
        (0.0001, f"0,01{NBSP}%"),
        (0.00009, f"меньше 0,01{NBSP}%"),
        (0.0, f"меньше 0,01{NBSP}%"),
        (0.00999, f"1{NBSP}%"),
        (0.0995, f"10{NBSP}%"),
        (0.5, f"50{NBSP}%"),
        (1.0, f"100{NBSP}%"),
    ],
)
def test_probability(p: float, text: str) -> None:
    assert russian.probability(p) == text


@given(st.floats(0, 1), st.floats(0, 1))
def test_probability_never_says_zero_or_reverses_order(a: float, b: float) -> None:
    def rank(text: str) -> float:
        # «меньше» and «больше» lie just outside the number that they name
        edge = {"меньше": -1e-9, "больше": 0.5}
        first, _, rest = text.partition(" ")
        shown = rest if first in edge else text
        return float(shown.split(NBSP)[0].replace(",", ".")) + edge.get(first, 0.0)

    low, high = sorted((a, b))

    assert rank(russian.probability(low)) <= rank(russian.probability(high))
    assert not russian.probability(low).startswith("0" + NBSP)


@given(st.integers(0, 10_000))
def test_plural_follows_the_last_two_digits(n: int) -> None:
    form = russian.plural(n, "школа", "школы", "школ")

    tens, ones = divmod(n % 100, 10)
    if tens == 1 or ones in (0, 5, 6, 7, 8, 9):
        assert form == "школ"
    else:
        assert form == ("школа" if ones == 1 else "школы")


def test_dates() -> None:
    day = date(2026, 11, 22)

    assert russian.long_date(day) == f"22{NBSP}ноября 2026{NBSP}г."
    assert russian.short_date(day) == "22.11.2026"
    assert russian.period(date(2025, 12, 30), date(2026, 1, 8)) == (
        f"с 30{NBSP}декабря 2025{NBSP}г. по 8{NBSP}января 2026{NBSP}г."
    )


def test_cell_says_few_instead_of_a_number() -> None:
    assert russian.cell(Few(6), "share") == f"мало данных (n{NBSP}={NBSP}6)"
    assert russian.cell(Zoned(0.6, "enough"), "share") == f"60,0{NBSP}%"
    assert russian.cell(0, "int") == "0"
    assert russian.cell("", "text") == "—"

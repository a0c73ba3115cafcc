"""A check digit after Damm: every single wrong digit and every swap of neighbours is noticed.

Source: H. M. Damm, Total anti-symmetrische Quasigruppen, Marburg, 2004: the table of order 10.
"""

from __future__ import annotations

_TABLE = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def check_digit(digits: str) -> str:
    """The digit to write after the others.

    >>> check_digit("572")
    '4'
    """
    state = 0
    for digit in digits:
        state = int(_TABLE[state][int(digit)])
    return str(state)


def is_checked(digits: str) -> bool:
    """Does the last digit belong to the others?

    >>> is_checked("5724"), is_checked("5274"), is_checked("5725")
    (True, False, False)
    """
    return digits.isascii() and digits.isdigit() and check_digit(digits[:-1]) == digits[-1]

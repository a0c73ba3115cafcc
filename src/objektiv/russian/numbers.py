"""Numbers as Russians write them: «12,4 %», «1 234,5», «−0,3»."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

NBSP = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"  # between the ends of an interval


def number(value: float, digits: int = 1) -> str:
    """A number with a fixed count of decimals, rounded half away from zero.

    Raises ValueError for a number that is not finite: it must never reach a reader.

    >>> number(1234.5), number(-0.25), number(-0.04), number(12, 0)
    ('1\\xa0234,5', '−0,3', '0,0', '12')
    """
    if not isfinite(value):
        raise ValueError(f"{value} is not a number to show")
    # repr is the shortest decimal of the float: 0.285 stays 0.285 and rounds to 0.29.
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{abs(exact):,f}".replace(",", NBSP).replace(".", ",")
    return MINUS + text if exact < 0 else text


def integer(value: float) -> str:
    """A whole number with its thousands apart.

    >>> integer(1234567), integer(7)
    ('1\\xa0234\\xa0567', '7')
    """
    return number(value, 0)


def share(value: float, digits: int = 1) -> str:
    """A share 0…1 in percent.

    >>> share(0.124), share(1), share(0.285, 0)
    ('12,4\\xa0%', '100,0\\xa0%', '29\\xa0%')
    """
    return number(float(Decimal(repr(float(value))) * 100), digits) + NBSP + "%"


def signed(value: float, digits: int = 1) -> str:
    """A difference with its sign.

    >>> signed(0.31), signed(-2, 0), signed(0.01)
    ('+0,3', '−2', '0,0')
    """
    text = number(value, digits)
    return text if value <= 0 or not any(c in "123456789" for c in text) else "+" + text


def quantity(value: float, most: int = 1) -> str:
    """A number with as many decimals as it has, at most `most`.

    >>> quantity(9.0), quantity(9.25), quantity(1500)
    ('9', '9,3', '1\\xa0500')
    """
    text = number(value, most)
    return text.rstrip("0").rstrip(",") if "," in text else text


def interval(low: float, high: float, most: int = 1) -> str:
    """An interval: «3–6»; with words where a minus sign would meet the dash.

    >>> interval(3, 6), interval(-0.3, 0.3), interval(4, 4)
    ('3–6', 'от −0,3 до 0,3', '4')
    """
    first, last = quantity(low, most), quantity(high, most)
    if first == last:
        return first
    if low < 0 or high < 0:
        return f"от {first} до {last}"
    return f"{first}{DASH}{last}"


def probability(p: float) -> str:
    """A probability in percent for people: two significant digits, at most two decimals.

    >>> probability(0.0004), probability(0.0123), probability(0.2), probability(0.00001)
    ('0,04\\xa0%', '1,2\\xa0%', '20\\xa0%', 'меньше 0,01\\xa0%')
    >>> probability(0.9999), probability(1)
    ('больше 99\\xa0%', '100\\xa0%')
    """
    if not 0 <= p <= 1:
        raise ValueError(f"{p} is not a probability")
    if p < 0.0001:
        return f"меньше 0,01{NBSP}%"
    if 0.99 < p < 1:
        return f"больше 99{NBSP}%"
    percent = float(f"{p * 100:.2g}")
    digits = 0 if percent >= 10 else 1 if percent >= 1 else 2
    return quantity(percent, digits) + NBSP + "%"

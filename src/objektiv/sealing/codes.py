"""Codes of participants: drawn, not counted, so that a code says nothing of a pupil.

Seven digits: the first is not a nought (a table would drop it), the last is a check digit after
Damm. Digits alone: they are told apart in handwriting, and a slip is noticed at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection

from objektiv.sealing.digits import check_digit, is_checked

LENGTH = 7
_FIRST, _LAST = 10 ** (LENGTH - 2), 10 ** (LENGTH - 1) - 1


class CodeError(ValueError):
    """A code that cannot be one: the text says what is wrong with it."""


def new_codes(
    n: int, taken: Collection[str] = (), draw: Callable[[int], int] = secrets.randbelow
) -> list[str]:
    """`n` codes that differ from each other and from those taken, in the order of drawing.

    Raises ValueError where more than half of all codes would be in use.

    >>> codes = new_codes(3)
    >>> len(set(codes)), all(read_code(one) == one for one in codes)
    (3, True)
    """
    used = set(taken)
    if (len(used) + n) * 2 > _LAST - _FIRST:
        raise ValueError("the codes of this length are used up")
    found: list[str] = []
    while len(found) < n:
        bare = str(_FIRST + draw(_LAST - _FIRST + 1))
        code = bare + check_digit(bare)
        if code not in used:
            used.add(code)
            found.append(code)
    return found


def read_code(text: str) -> str:
    """The code in what was typed or read from a cell. Raises `CodeError`.

    >>> read_code(" 1000-015 "), read_code("1000015.0")
    ('1000015', '1000015')
    >>> read_code("1000016")
    Traceback (most recent call last):
    objektiv.sealing.codes.CodeError: в коде «1000016» опечатка: контрольная цифра не сходится
    """
    shown = text.strip()
    digits = shown.removesuffix(".0").replace(" ", "").replace("-", "").replace("\u00a0", "")
    if not (digits.isascii() and digits.isdigit()):
        raise CodeError(f"«{shown[:20]}» — не код: в коде только цифры")
    if len(digits) != LENGTH:
        raise CodeError(f"в коде «{digits[:20]}» цифр {len(digits)}, а нужно {LENGTH}")
    if not is_checked(digits):
        raise CodeError(f"в коде «{digits}» опечатка: контрольная цифра не сходится")
    return digits


def printed_code(code: str) -> str:
    """As it stands on paper.

    >>> printed_code("1000015")
    '1000-015'
    """
    return f"{code[:4]}-{code[4:]}"

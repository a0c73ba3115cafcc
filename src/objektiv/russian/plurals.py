"""Agreement of nouns with numbers: 1 школа, 3 школы, 5 школ, 2,5 балла."""

from __future__ import annotations

from objektiv.russian.numbers import NBSP, quantity


def plural(n: float, one: str, few: str, many: str) -> str:
    """The form of a noun that agrees with `n`; a fraction takes the second form.

    >>> [plural(n, "школа", "школы", "школ") for n in (1, 3, 5, 11, 21, 112, 0)]
    ['школа', 'школы', 'школ', 'школ', 'школа', 'школ', 'школ']
    >>> plural(12.4, "балл", "балла", "баллов")
    'балла'
    """
    if n != int(n):
        return few
    tail = abs(int(n)) % 100
    if 11 <= tail <= 14:
        return many
    last = tail % 10
    return one if last == 1 else few if 2 <= last <= 4 else many


def counted(n: float, one: str, few: str, many: str) -> str:
    """The number with its noun, which a line break never parts.

    >>> counted(25, "школа", "школы", "школ"), counted(1001, "ученик", "ученика", "учеников")
    ('25\\xa0школ', '1\\xa0001\\xa0ученик')
    """
    return quantity(n) + NBSP + plural(n, one, few, many)

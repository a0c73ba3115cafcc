"""Cells of finished tables as text: the same words on a page, on paper and in a chart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from objektiv.russian.numbers import NBSP, integer, number, share
from objektiv.schema import Cell, Few, Zoned

EMPTY = "\u2014"  # nothing to show


@dataclass(frozen=True, slots=True)
class Zone:
    """How a zone is shown where colour cannot be seen: a sign and a word."""

    sign: str
    word: str


ZONES = {
    "low": Zone("▼", "недостаточно"),
    "border": Zone("◆", "у границы"),
    "enough": Zone("●", "достаточно"),
    "watch": Zone("▲", "обратить внимание"),
    "note": Zone("○", "к сведению"),
}


def few(n: int) -> str:
    """What stands in place of a number of a small group.

    >>> few(6)
    'мало данных (n\\xa0=\\xa06)'
    """
    return f"мало данных (n{NBSP}={NBSP}{integer(n)})"


def cell(value: Cell, kind: str = "text") -> str:
    """A cell of a `schema.Table` as text; the zone is left to the caller.

    >>> cell(0.124, "share"), cell(Zoned(0.55, "low"), "share"), cell(Few(6)), cell(None)
    ('12,4\\xa0%', '55,0\\xa0%', 'мало данных (n\\xa0=\\xa06)', '—')
    >>> cell(1234, "int"), cell(12.345, "number"), cell("5А")
    ('1\\xa0234', '12,3', '5А')
    """
    if isinstance(value, Zoned):
        value = value.value
    if isinstance(value, Few):
        return few(value.n)
    if value is None or value == "":
        return EMPTY
    if isinstance(value, str):
        return value
    return _WRITERS.get(kind, str)(value)


_WRITERS: dict[str, Callable[[float], str]] = {"share": share, "int": integer, "number": number}

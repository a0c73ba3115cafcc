"""Sittings of one work as a wide table: one row per pupil × work, one byte per item.

The table is a polars frame; this module fixes its columns. Item columns are named
`item:<code>` in the order of `Work.items`. Rows are sorted by region, municipality,
school, class, pupil: the counting kernel relies on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from objektiv.schema.work import Work

if TYPE_CHECKING:
    import polars as pl

# Codes of an item cell beside scores 0…252.
NOT_TAUGHT = 253  # «N»: the topic was not taught; the item does not count for the pupil
NOT_ATTEMPTED = 254  # «X»: the pupil did not start the item; it counts as 0 points
MISSING = 255  # empty: the pupil was absent, or the item was not in the pupil's booklet
MAX_ITEM_SCORE = 252

ITEM_PREFIX = "item:"
# Column -> polars dtype name. Empty string: not known. 0 in a mark: no mark.
COLUMNS = {
    "region": "String",
    "municipality": "String",
    "school": "String",  # login where known («edu123456»), else the name as matched
    "class": "String",  # «5А»
    "pupil": "String",  # participant code, never a name
    "variant": "String",
    "sex": "String",  # "м", "ж" or ""
    "participated": "Boolean",
    "score": "Int16",  # sum of item scores; null when absent
    "mark": "UInt8",
    "journal_mark": "UInt8",
    "prior_score": "Int16",  # null: none
}
SORT = ("region", "municipality", "school", "class", "pupil")


def item_column(code: str) -> str:
    """Column of an item.

    >>> item_column("9.1")
    'item:9.1'
    """
    return ITEM_PREFIX + code


@dataclass(frozen=True, slots=True)
class School:
    """An organisation as the files name it."""

    id: str  # value of the column `school`
    name: str
    municipality: str = ""
    region: str = ""


@dataclass(frozen=True)
class Sittings:
    """All sittings of one work: the checked, sorted table and the schools in it."""

    work: Work
    frame: pl.DataFrame
    schools: dict[str, School] = field(default_factory=dict)

"""The vocabulary of the field as frozen dataclasses; no input or output."""

from objektiv.schema.counts import Counts
from objektiv.schema.findings import Finding, Findings, Guard, Marker, Sign, Verdict
from objektiv.schema.sittings import (
    COLUMNS,
    ITEM_PREFIX,
    MAX_ITEM_SCORE,
    MISSING,
    NOT_ATTEMPTED,
    NOT_TAUGHT,
    SORT,
    School,
    Sittings,
    item_column,
)
from objektiv.schema.tables import Cell, Column, Few, Table, Zoned
from objektiv.schema.work import MARKS, Condition, Item, Level, Scale, Work

__all__ = [
    "COLUMNS",
    "ITEM_PREFIX",
    "MARKS",
    "MAX_ITEM_SCORE",
    "MISSING",
    "NOT_ATTEMPTED",
    "NOT_TAUGHT",
    "SORT",
    "Cell",
    "Column",
    "Condition",
    "Counts",
    "Few",
    "Finding",
    "Findings",
    "Guard",
    "Item",
    "Level",
    "Marker",
    "Scale",
    "School",
    "Sign",
    "Sittings",
    "Table",
    "Verdict",
    "Work",
    "Zoned",
    "item_column",
]

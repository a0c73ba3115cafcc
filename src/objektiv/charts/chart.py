"""A chart: the specification, its alternative text and the table of the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Protocol, TypeVar

from objektiv import russian
from objektiv.charts.drawing import Spec, inline, svg
from objektiv.charts.theme import FONT, LIGHT
from objektiv.schema import Table
from objektiv.schema.reports import Unit

_SHEET = (
    f"margin:0;padding:0.75rem;max-width:32rem;background:{LIGHT['paper']};"
    f"color:{LIGHT['ink']};font-family:{FONT}"
)


@dataclass(frozen=True)
class Chart:
    """What a page, a document and a notebook draw; `table` holds every number of it."""

    code: str
    title: str
    description: str  # Russian: what the picture shows, for those who do not see it
    spec: Spec
    table: Table

    def _repr_html_(self) -> str:
        """For a notebook: on paper white whatever its theme, with the numbers folded below."""
        picture = inline(svg(self.spec), self.code, self.title, self.description, themed=False)
        head = "".join(f"<th>{escape(column.title)}</th>" for column in self.table.columns)
        rows = "".join(
            "<tr>"
            + "".join(
                f"<td>{escape(russian.cell(value, column.kind))}</td>"
                for value, column in zip(row, self.table.columns, strict=True)
            )
            + "</tr>"
            for row in self.table.rows
        )
        return (
            f'<figure style="{_SHEET}"><figcaption><b>{escape(self.title)}</b></figcaption>'
            f"{picture}<details><summary>Числа таблицей</summary>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details></figure>"
        )


class HasUnit(Protocol):
    @property
    def unit(self) -> Unit: ...


Row = TypeVar("Row", bound=HasUnit)
_ORDER = ("nation", "region", "municipality", "school", "class")


def fitting(rows: Sequence[Row], most: int) -> list[Row]:
    """Rows from the level in focus down, whole levels only, at most `most` of them.

    What stands above the focus has the same pupils and would only say it twice.
    Inside a level the order is that of the rows (alphabetical), never by result: a chart
    of schools is not a league table. The first level is cut when it alone is too long.
    """
    top = focus(rows)
    first = _ORDER.index(top.unit.level) if top else 0
    ranked = sorted(
        (row for row in rows if _ORDER.index(row.unit.level) >= first),
        key=lambda row: _ORDER.index(row.unit.level),
    )
    shown: list[Row] = []
    for _, group in groupby(ranked, key=lambda row: row.unit.level):
        level = list(group)
        if shown and len(shown) + len(level) > most:
            break
        shown += level[:most]
    return shown


def focus(rows: Sequence[Row]) -> Row | None:
    """The row that a whole report speaks of: the lowest level that has one unit only.

    A municipality's files give the municipality, one school's file the school; a class
    stands for itself only where there is nothing above it.
    """
    best: Row | None = None
    for level in _ORDER[:-1]:
        found = [row for row in rows if row.unit.level == level]
        if len(found) == 1:
            best = found[0]
    return best or (rows[0] if rows else None)

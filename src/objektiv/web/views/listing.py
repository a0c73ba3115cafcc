"""A table as the person asked for it: rows found, ordered, columns chosen; the address says how.

Tables of organisations or classes can be ordered by name and by number of pupils only: ordered
by a result they would be a league table (docs/decisions/2026-11-22-no-order-by-result.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict

from objektiv import russian
from objektiv.reports.units import natural
from objektiv.schema import Cell, Column, Few, Table, Zoned
from objektiv.web.tables import Shown, head_of, shown_rows

ROWS = 100  # of one page
MANY = 12  # rows from which a search among them helps
ORDER_OF_UNITS = ("unit", "n", "participants", "total")
EVERY = "all"
_RARE = re.compile(r"score\d+")  # columns that are hidden until asked for


@dataclass(frozen=True)
class Header:
    """A heading of a column; with `url` a link that orders the rows by it."""

    key: str
    title: str
    css: str
    hint: str
    url: str
    order: str  # "ascending", "descending" or "": for aria-sort


@dataclass(frozen=True)
class Listing:
    """What the page shows of a table, and how the address of its export says the same."""

    table: Table
    headers: list[Header]
    page: Page
    rows: list[list[Shown]]
    columns: list[tuple[Column, bool]]  # those that can be hidden: is it shown
    orders: list[tuple[str, str]]
    sort: str
    units: list[str]  # whose rows can be chosen
    unit: str
    find: str
    searchable: bool
    code: str
    query: str  # of the export

    @property
    def tall(self) -> bool:
        return len(self.rows) > MANY

    @property
    def has_filters(self) -> bool:
        return self.searchable or len(self.units) > 1 or self.tall or bool(self.find)


def listing(
    request: HttpRequest,
    table: Table,
    links: Mapping[str, str] | None = None,
    heads: Mapping[str, str] | None = None,
) -> Listing:
    """The table by the address (`sort`, `find`, `unit`, `page`) and the remembered columns.

    links: pages of rows by what stands in their heading; heads: pages of columns by their key.
    """
    asked = request.GET
    table, units, unit = _of_unit(table, asked.get("unit", ""))
    whole = len(table.rows)
    head = head_of(table)
    find = asked.get("find", "").strip()
    if find:
        at = [column.key for column in table.columns].index(head)
        table = replace(
            table,
            rows=tuple(
                row
                for row in table.rows
                if find.casefold() in russian.cell(row[at]).casefold()
                or find.casefold() in russian.short_school(russian.cell(row[at])).casefold()
            ),
        )
    sort = asked.get("sort", "")
    allowed = _orders(table)
    if sort.removeprefix("-") not in allowed:
        sort = ""
    if sort:
        table = replace(table, rows=_sorted(table, sort))
    hidden = set() if asked.get("columns") == EVERY else _hidden(request, table)
    columns = [(one, one.key not in hidden) for one in table.columns if one.key != head]
    shown = _without(table, hidden - {head})
    page = Paginator(shown.rows, ROWS).get_page(asked.get("page"))
    headers = [
        Header(
            one.key,
            one.title,
            "" if one.kind == "text" else "number",
            one.hint,
            _link(asked, sort=_next(one.key, sort))
            if one.key in allowed
            else (heads or {}).get(one.key, ""),
            "" if sort.removeprefix("-") != one.key
            else "descending" if sort.startswith("-") else "ascending",
        )
        for one in shown.columns
    ]  # fmt: skip
    orders = [("", "как в отчёте")] + [
        (sign + one.key, one.title + words)
        for one in table.columns
        if one.key in allowed
        for sign, words in (("", ", по возрастанию"), ("-", ", по убыванию"))
    ]
    return Listing(
        shown,
        headers,
        page,
        _linked(shown, page, links or {}),
        columns,
        orders,
        sort,
        units,
        unit,
        find,
        whole > MANY,
        table.code,
        _kept(asked),
    )


def _linked(table: Table, page: Page, links: Mapping[str, str]) -> list[list[Shown]]:
    rows = shown_rows(replace(table, rows=tuple(page.object_list)))
    if not links:
        return rows
    at = [column.key for column in table.columns].index(head_of(table))
    return [
        [replace(cell, url=links.get(str(row[at]), "")) if cell.heads else cell for cell in cells]
        for row, cells in zip(page.object_list, rows, strict=True)
    ]


def _of_unit(table: Table, asked: str) -> tuple[Table, list[str], str]:
    """Rows of one unit where every unit has many: the page's own unit until another is asked."""
    keys = [column.key for column in table.columns]
    if "unit" not in keys or head_of(table) == "unit":
        return table, [], ""
    at = keys.index("unit")
    units = list(dict.fromkeys(str(row[at]) for row in table.rows))
    if len(units) < 2 or asked == EVERY:
        return table, units, asked
    unit = asked if asked in units else units[0]
    return replace(table, rows=tuple(row for row in table.rows if row[at] == unit)), units, unit


def _orders(table: Table) -> set[str]:
    keys = {column.key for column in table.columns}
    if head_of(table) == "unit":
        return keys & set(ORDER_OF_UNITS)
    return keys - {"unit"}


def _sorted(table: Table, sort: str) -> tuple[tuple[Cell, ...], ...]:
    """Rows in order; what has no number stands last either way."""
    at = [column.key for column in table.columns].index(sort.removeprefix("-"))
    kind = table.columns[at].kind
    known = [row for row in table.rows if _value(row[at], kind) is not None]
    rest = [row for row in table.rows if _value(row[at], kind) is None]
    known.sort(key=lambda row: _value(row[at], kind), reverse=sort.startswith("-"))
    return (*known, *rest)


def _value(cell: Cell, kind: str):
    """What a cell is ordered by; charts write some of their numbers as texts."""
    if isinstance(cell, Zoned):
        return cell.value
    if cell is None or cell == "" or isinstance(cell, Few):
        return None
    if kind == "text":
        return natural(str(cell).casefold())
    if isinstance(cell, str):
        plain = cell.replace(russian.NBSP, "").replace(russian.MINUS, "-").replace(",", ".")
        try:
            return float(plain.removesuffix("%"))
        except ValueError:
            return None
    return cell


def cookie_of(code: str) -> str:
    return f"columns-{code}"


def written(hidden: list[str]) -> str:
    """What the cookie holds: keys of columns, codes of items may be Cyrillic."""
    return quote("|".join(hidden)[:1200])


def _hidden(request: HttpRequest, table: Table) -> set[str]:
    known = request.COOKIES.get(cookie_of(table.code))
    if known is None:
        return {one.key for one in table.columns if _RARE.fullmatch(one.key)}
    return set(unquote(known).split("|")) & {one.key for one in table.columns}


def _without(table: Table, hidden: set[str]) -> Table:
    kept = [i for i, column in enumerate(table.columns) if column.key not in hidden]
    return replace(
        table,
        columns=tuple(table.columns[i] for i in kept),
        rows=tuple(tuple(row[i] for i in kept) for row in table.rows),
    )


def _next(key: str, sort: str) -> str:
    """Once upwards, once downwards, then as it was."""
    return {key: f"-{key}", f"-{key}": ""}.get(sort, key)


def _link(asked: QueryDict, **changed: str) -> str:
    return "?" + _kept(asked, **changed)


def _kept(asked: QueryDict, **changed: str) -> str:
    kept = asked.copy()
    kept.pop("page", None)
    kept.pop("format", None)
    for name, value in changed.items():
        kept[name] = value
        if not value:
            del kept[name]
    return kept.urlencode()

"""Finished tables as a page, a file for a spreadsheet and a file for a program show them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from objektiv import __version__, russian
from objektiv.schema import Cell, Column, Few, Table, Work, Zoned
from objektiv.web.models import Analysis
from objektiv.web.models import Work as WorkRow

# Keys of the columns that name a row, first found first.
HEADS = ("year", "pupil", "item", "skill", "work", "unit")


@dataclass(frozen=True)
class Shown:
    """A cell on a page; a zone is a colour, a sign and a word."""

    text: str
    label: str
    css: str
    sign: str = ""
    word: str = ""
    heads: bool = False  # names the row
    url: str = ""


def table_of(plain: dict[str, Any]) -> Table:
    """The table that `actions.analysing.table_plain` wrote down."""
    return Table(
        plain["code"],
        plain["title"],
        plain["answer"],
        tuple(Column(**column) for column in plain["columns"]),
        tuple(tuple(_cell(cell) for cell in row) for row in plain["rows"]),
        tuple(plain["notes"]),
    )


def _cell(plain: Any) -> Cell:
    if isinstance(plain, dict):
        return Few(plain["few"]) if "few" in plain else Zoned(plain["value"], plain["zone"])
    return plain


def for_page(table: Table, school: str = "") -> Table:
    """Without the column «Уровень»: a page has its own organisation first, then those below.

    On the page of a school its classes are called by their own names: «5А».
    """
    kept = [i for i, column in enumerate(table.columns) if column.key != "level"]
    return replace(
        table,
        columns=tuple(table.columns[i] for i in kept),
        rows=tuple(tuple(_own(row[i], school) for i in kept) for row in table.rows),
    )


def _own(cell: Cell, school: str) -> Cell:
    if school and isinstance(cell, str) and cell.startswith(f"{school}, "):
        return cell.removeprefix(f"{school}, ")
    return cell


def by_year(years: list[tuple[int, dict[str, Any]]]) -> Table:
    """Marks of one organisation year by year: the first row of each year's report of marks.

    Years may have different columns: the method has grown since, or nobody had a mark.
    """
    columns: dict[str, Column] = {}
    found: list[dict[str, Cell]] = []
    for year, content in years:
        marks = for_page(next(table_of(one) for one in content["tables"] if one["code"] == "marks"))
        columns |= {column.key: column for column in marks.columns[1:]}
        keys = [column.key for column in marks.columns[1:]]
        found.append({"year": str(year), **dict(zip(keys, marks.rows[0][1:], strict=True))})
    rows = [tuple(one.get(key) for key in ("year", *columns)) for one in found]
    return Table(
        "years",
        "Отметки по годам",
        "",
        (Column("year", "Год"), *columns.values()),
        tuple(rows),
        ("Работы разных лет могут отличаться по трудности: сравнивайте осторожно.",),
    )


def shown_rows(table: Table) -> list[list[Shown]]:
    """Cells as they are shown; the row is named by its unit, or by its first cell."""
    head = head_of(table)
    return [
        [
            _shown(cell, column, column.key == head)
            for cell, column in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]


def head_of(table: Table) -> str:
    """Key of the column that names a row."""
    keys = [column.key for column in table.columns]
    return next((key for key in HEADS if key in keys), keys[0])


def _shown(cell: Cell, column: Column, heads: bool) -> Shown:
    if heads:
        return Shown(
            russian.short_school(russian.cell(cell, column.kind)), column.title, "", heads=True
        )
    text = russian.cell(cell, column.kind)
    css = "" if column.kind == "text" else "number"
    if isinstance(cell, Few):
        return Shown(text, column.title, f"{css} few")
    if isinstance(cell, Zoned) and cell.zone:
        zone = russian.ZONES[cell.zone]
        return Shown(text, column.title, f"{css} zone-{cell.zone}", zone.sign, zone.word)
    return Shown(text, column.title, css)


def csv_of(table: Table) -> bytes:
    """For a Russian spreadsheet: UTF-8 with a mark, «;», decimal comma; nothing is run."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.title for column in table.columns])
    for row in table.rows:
        writer.writerow([_written(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if isinstance(cell, Zoned):
        cell = cell.value
    if isinstance(cell, Few):
        return russian.few(cell.n)
    if isinstance(cell, float):
        return f"{cell:.6g}".replace(".", ",")
    text = "" if cell is None else str(cell)
    return "'" + text if text[:1] in ("=", "+", "@", "\t", "\r") else text


@dataclass(frozen=True)
class _Sheets:
    """What the workbook needs of a work: its name and the tables."""

    work: Work
    tables: tuple[Table, ...]
    findings: None = None


def xlsx_of(title: str, work: Work, tables: tuple[Table, ...], source: dict[str, Any]) -> bytes:
    from objektiv.documents import CampaignReport, Provenance, tables_xlsx

    campaign = CampaignReport(title, (cast(Any, _Sheets(work, tables)),), Provenance(**source))
    with TemporaryDirectory(prefix="objektiv-xlsx-") as folder:
        path = Path(folder) / "tables.xlsx"
        tables_xlsx(campaign, path)
        return path.read_bytes()


def workbook(analysis: Analysis, work: WorkRow, tables: Sequence[Table]) -> bytes:
    """Tables of one analysis as XLSX, with what is needed to make them again."""
    source = {name: getattr(analysis, name) for name in ("method", "profile", "data_hash", "seed")}
    source["version"] = __version__
    return xlsx_of(work.title, work.description, tuple(tables), source)


def workbook_of(title: str, analyses: Sequence[Analysis], tables: Sequence[Table]) -> bytes:
    """Tables of several works as XLSX; the source names every analysis."""
    work = Work("", 0, 0, title, ())
    told = {
        name: "; ".join(dict.fromkeys(str(getattr(one, name)) for one in analyses))
        for name in ("method", "profile", "data_hash")
    }
    seed = analyses[0].seed if analyses else 0
    source = {**told, "seed": seed, "version": __version__}
    return xlsx_of(title, work, tuple(tables), source)

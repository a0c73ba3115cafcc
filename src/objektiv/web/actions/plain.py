"""Tables, charts and answers of the library as plain data: what a report keeps as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from typing import Any

from objektiv.analysis.place_answers import PlaceAnswer
from objektiv.charts import Chart
from objektiv.schema import Cell, Column, Few, Table, Zoned


def table_plain(table: Table) -> dict[str, Any]:
    return {
        "code": table.code,
        "title": table.title,
        "answer": table.answer,
        "columns": [_column(column) for column in table.columns],
        "rows": [[cell_plain(cell) for cell in row] for row in table.rows],
        "notes": list(table.notes),
    }


@cache  # places of one work have the same columns
def _column(column: Column) -> dict[str, Any]:
    return asdict(column)


def cell_plain(cell: Cell) -> Any:
    if isinstance(cell, Few):
        return {"few": cell.n}
    if isinstance(cell, Zoned):
        return {"value": float(cell.value), "zone": cell.zone}
    return cell


def chart_plain(chart: Chart, hint: str = "") -> dict[str, Any]:
    return {
        "code": chart.code,
        "title": chart.title,
        "description": chart.description,
        "spec": chart.spec,
        "hint": hint,
        "table": table_plain(chart.table),
    }


def charts_plain(charts: Iterable[tuple[Chart, str]]) -> list[dict[str, Any]]:
    return [chart_plain(chart, hint) for chart, hint in charts]


def answer_plain(answer: PlaceAnswer) -> dict[str, Any]:
    return {
        "lines": [
            [line.text, line.quiet, *([line.class_] if line.class_ else [])]
            for line in answer.lines
        ],
        "charts": charts_plain(answer.charts),
        "table": table_plain(answer.table) if answer.table else None,
        "facts": dict(answer.facts),
    }

"""A finished report with the classes that a reader may see, and no others."""

from __future__ import annotations

from typing import Any

CLASS = "Класс"  # how the column «Уровень» of a report names a row of a class


def only_classes(content: dict[str, Any], classes: frozenset[str] | None) -> dict[str, Any]:
    """The content of a report without the rows of other classes; None leaves all.

    >>> table = {"code": "marks", "columns": [{"key": "level"}, {"key": "unit"}],
    ...          "rows": [["Школа", "СОШ № 1"], ["Класс", "5А"], ["Класс", "5Б"]]}
    >>> made = only_classes({"tables": [table], "charts": []}, frozenset({"5А"}))
    >>> made["tables"][0]["rows"]
    [['Школа', 'СОШ № 1'], ['Класс', '5А']]
    """
    if classes is None:
        return content
    tables = [_table(table, classes) for table in content["tables"]]
    hidden = {
        _name(row)
        for table in content["tables"]
        if _keys(table)[:2] == ["level", "unit"]
        for row in table["rows"]
        if row[0] == CLASS and _name(row) not in classes
    }
    charts = [_chart(chart, hidden) for chart in content["charts"]]
    return content | {"tables": tables, "charts": charts}


def _name(row: list[Any]) -> str:
    """The class of a row: tables write «СОШ № 1, 5А» where schools may be several."""
    return row[1].rsplit(", ", 1)[-1]


def _keys(table: dict[str, Any]) -> list[str]:
    return [column["key"] for column in table["columns"]]


def _table(table: dict[str, Any], classes: frozenset[str]) -> dict[str, Any]:
    if _keys(table)[:2] != ["level", "unit"]:
        return table
    rows = [row for row in table["rows"] if row[0] != CLASS or _name(row) in classes]
    return table | {"rows": rows}


def _chart(chart: dict[str, Any], hidden: set[str]) -> dict[str, Any]:
    """A chart with a row for every unit loses those of hidden classes; others have none."""
    table = chart["table"]
    if _keys(table)[:1] != ["unit"]:
        return chart
    kept = [i for i, row in enumerate(table["rows"]) if row[0] not in hidden]
    if len(kept) == len(table["rows"]):
        return chart
    place = {old: new for new, old in enumerate(kept)}
    was, now = (f"строк: {n}." for n in (len(table["rows"]), len(kept)))
    return chart | {
        "part": "-".join(map(str, kept)),  # which rows are left: pictures are kept by it
        "description": chart["description"].replace(was, now),
        "table": table | {"rows": [table["rows"][i] for i in kept]},
        "spec": _spec(chart["spec"], place),
    }


def _spec(part: Any, place: dict[int, int]) -> Any:
    """Data with a `row` keep the rows that have a place, under their new numbers."""
    if isinstance(part, list):
        return [
            _spec(one, place)
            for one in part
            if not (isinstance(one, dict) and "row" in one and one["row"] not in place)
        ]
    if not isinstance(part, dict):
        return part
    return {
        key: place[value] if key == "row" and isinstance(value, int) else _spec(value, place)
        for key, value in part.items()
    }

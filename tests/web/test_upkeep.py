"""The database knows how many rows there are of what; years of different shape stand together."""

from __future__ import annotations

import pytest
from django.db import connection

from objektiv.web.actions.upkeep import renew_statistics
from objektiv.web.tables import by_year, shown_rows


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL does it by itself")
def test_sqlite_learns_how_many_rows_there_are(world):
    renew_statistics()

    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'web_organisation'")
        assert 6 in {int(row[0].split()[0]) for row in cursor.fetchall()}


def marks(*keys: str) -> dict:
    columns = [{"key": key, "title": key, "kind": "int", "hint": ""} for key in keys]
    row = ["Школа", *range(1, len(keys))]
    table = {"code": "marks", "title": "", "answer": "", "columns": columns, "notes": []}
    return {"tables": [table | {"rows": [row]}]}


def test_years_with_different_columns_stand_in_one_table():
    table = by_year([(2024, marks("unit", "n")), (2025, marks("unit", "n", "mean"))])

    assert [column.key for column in table.columns] == ["year", "n", "mean"]
    assert table.rows == (("2024", 1, None), ("2025", 1, 2))
    assert len(shown_rows(table)) == 2

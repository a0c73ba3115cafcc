"""Results of schools in which every number tells the version that wrote it."""

from __future__ import annotations

import polars as pl
import pytest

from objektiv.schema import COLUMNS, SORT, Item, School, Sittings, Work, item_column

WORK = Work("ВПР", 2026, 5, "Математика", (Item("1", 1), Item("2", 3)))


def results(version: int, *, schools: int = 1, classes: str = "АБ", pupils: int = 3) -> Sittings:
    """Prior scores carry the version."""
    rows = [
        {
            "region": f"Край {school % 2}",
            "municipality": "Район",
            "school": f"edu{school:03}",
            "class": f"5{class_}",
            "pupil": f"{pupil:05}",
            "variant": "1",
            "sex": "",
            "participated": True,
            "score": 3,
            "mark": 4,
            "journal_mark": 4,
            "prior_score": version,
            item_column("1"): 1,
            item_column("2"): 2,
        }
        for school in range(schools)
        for class_ in classes
        for pupil in range(pupils)
    ]
    dtypes = {name: getattr(pl, kind) for name, kind in COLUMNS.items()}
    dtypes |= {item_column(code): pl.UInt8 for code in WORK.codes}
    names = {f"edu{s:03}": School(f"edu{s:03}", f"Школа № {s}") for s in range(schools)}
    return Sittings(WORK, pl.DataFrame(rows, schema=dtypes).sort(SORT), names)


@pytest.fixture(scope="session")
def results_of():
    return results

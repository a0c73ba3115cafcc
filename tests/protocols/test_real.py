"""Real item scores written as Ф1 and as wide tables come back to the same integers."""

from __future__ import annotations

import csv
import gzip
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.protocols.conftest import Save
from tests.protocols.made import AFTER, BEFORE, f1_rows

from objektiv.protocols import read_results, report_check
from objektiv.schema import MISSING, Item, Work

DATA = Path(__file__).parents[3] / "shared/data/real/CZmatura2019_15702.csv.gz"
PUPILS = 2_000


@cache
def real() -> tuple[tuple[str, ...], list[list[int | None]]]:
    """Codes of the marked columns `b1 … b26` and their scores; None where one is missing."""
    if not DATA.exists():
        pytest.skip(f"the data folder {DATA.parent} is not here")
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        codes = tuple(name for name in rows.fieldnames or () if name.startswith("b"))
        scores = [
            [int(row[code]) if row[code] else None for code in codes]
            for row, _ in zip(rows, range(PUPILS), strict=False)
        ]
    return codes, scores


def maxima(scores: list[list[int | None]]) -> list[int]:
    return [max(1, *(score or 0 for score in column)) for column in zip(*scores, strict=True)]


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods", "csv"])
def test_f1_of_real_scores(save: Save, suffix: str) -> None:
    codes, scores = real()
    items = [(code, most, "Б") for code, most in zip(codes, maxima(scores), strict=True)]
    count = PUPILS if suffix != "ods" else 400  # the library that writes ODS here is slow
    pupils: list[list[Any]] = []
    for i, row in enumerate(scores[:count]):
        school = f"edu{100001 + i // 100}"
        place = [school, "город Ручейск", f"СОШ № {i // 100 + 1}"]
        total = sum(score or 0 for score in row)
        pupils.append([*place, f"{i:05}", f"5{'АБВГ'[i // 25 % 4]}", 1, *row, total, None, None])
    reading = read_results([save(f"a.{suffix}", f1_rows(pupils, items=items))])

    assert len(reading.sittings) == 1, report_check(reading)
    frame = reading.sittings[0].frame.sort("pupil")
    assert frame["score"].to_list() == [sum(s or 0 for s in row) for row in scores[:count]]
    expected = [tuple(MISSING if s is None else s for s in row) for row in scores[:count]]
    assert (
        frame.select(f"item:{item.code}" for item in reading.sittings[0].work.items).rows()
        == expected
    )
    assert reading.understood[0].schools == count // 100
    assert len(BEFORE) + len(codes) + len(AFTER) == len(pupils[0])


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_wide_table_of_real_scores(save: Save, suffix: str) -> None:
    codes, scores = real()
    work = Work("МАТУРА", 2019, 11, "Математика", tuple(map(Item, codes, maxima(scores))))
    rows: list[list[Any]] = [["school", "class", "pupil", *codes]]
    rows += [["S1", "11А", f"{i:05}", *row] for i, row in enumerate(scores)]
    reading = read_results([save(f"a.{suffix}", rows)], work)

    frame = reading.sittings[0].frame
    assert frame["pupil"].to_list() == [f"{i:05}" for i in range(PUPILS)]
    expected = [tuple(MISSING if s is None else s for s in row) for row in scores]
    assert frame.select(f"item:{code}" for code in codes).rows() == expected

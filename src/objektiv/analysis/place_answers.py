"""What one work says of every place on one question: a sentence, pictures, a table, facts.

`skill_answers`, `journal_answers` and `similar_answers` give one `PlaceAnswer` per region,
municipality and school; pages only print them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objektiv.charts import Chart
from objektiv.schema import Sittings, Table, item_column
from objektiv.stats.responses import Responses, responses

# Level and path of a unit, as `Unit.level` and `Unit.path` have them.
Key = tuple[str, tuple[str, str, str, str]]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Line:
    """A sentence; quiet: it says that nothing stands out, and may be hidden."""

    text: str
    quiet: bool = False
    class_: str = ""  # the class that it speaks of, for those who may see it


@dataclass(frozen=True)
class PlaceAnswer:
    """One question answered for one place."""

    lines: tuple[Line, ...]  # the answer first
    charts: tuple[tuple[Chart, str], ...] = ()  # with what helps to read them
    table: Table | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)  # plain data for pages of many works


@dataclass(frozen=True)
class Answers:
    """Those who wrote the work, with the rows of every place; built once for all questions."""

    sittings: Sittings
    x: Responses  # (N, I), −1 not presented
    columns: Mapping[str, NDArray[Any]]  # school, class, score, mark, journal_mark, prior_score
    rows: Mapping[Key, Rows]  # region, municipality, school

    def name(self, school: str) -> str:
        known = self.sittings.schools.get(school)
        return known.name if known else school


def answers(sittings: Sittings) -> Answers:
    """Answers and marks of the pupils who wrote the work, as arrays; 0 marks become nan."""
    frame = sittings.frame.filter(sittings.frame["participated"])
    items = [item_column(code) for code in sittings.work.codes]
    columns: dict[str, NDArray[Any]] = {
        name: frame[name].to_numpy().astype(str)
        for name in ("region", "municipality", "school", "class")
    }
    for name in ("score", "mark", "journal_mark", "prior_score"):
        value = frame[name].to_numpy().astype(float)
        if name.endswith("mark"):
            value = np.where(value > 0, value, np.nan)
        columns[name] = value
    region, municipality, school = (columns[k] for k in ("region", "municipality", "school"))
    rows: dict[Key, Rows] = {}
    for level, parts in (
        ("region", (region,)),
        ("municipality", (region, municipality)),
        ("school", (region, municipality, school)),
    ):
        for path, own in _grouped(parts).items():
            if level != "municipality" or path[1]:
                rows[level, (*path, *[""] * (4 - len(path)))] = own  # type: ignore[index]
    return Answers(sittings, responses(frame.select(items).to_numpy()), columns, rows)


def _grouped(parts: tuple[NDArray[Any], ...]) -> dict[tuple[str, ...], Rows]:
    """Rows by the values of several columns, in one pass."""
    if not len(parts[0]):
        return {}
    code = np.zeros(len(parts[0]), np.int64)
    for part in parts:
        labels, inverse = np.unique(part, return_inverse=True)
        code = code * len(labels) + inverse
    order = np.argsort(code, kind="stable")
    first = np.flatnonzero(np.diff(code[order], prepend=-1))
    groups = np.split(order, first[1:])
    return {tuple(str(part[own[0]]) for part in parts): own for own in groups}

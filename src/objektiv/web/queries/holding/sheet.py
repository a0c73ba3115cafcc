"""The observation sheet as it stands now: items with the newest entry of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import timezone

from objektiv.profiles import SheetItem, holding_rules, sheet_rules
from objektiv.web.models import Observation, SheetEntry

FINISH = "finish"  # an entry with which the sheet is handed in
WORDS = {"yes": "да", "no": "нет", "na": "не видел(а)"}


@dataclass(frozen=True)
class Line:
    """An item with what was written. `other`: what another device wrote meanwhile, to choose."""

    item: SheetItem
    entry: SheetEntry | None
    other: SheetEntry | None

    @property
    def said(self) -> str:
        return said(self.item, self.entry) if self.entry else ""

    @property
    def other_said(self) -> str:
        return said(self.item, self.other) if self.other else ""


def said(item: SheetItem, entry: SheetEntry) -> str:
    """What an entry says, in words."""
    value = WORDS.get(entry.value, entry.value) if item.kind == "yes_no" else entry.value
    return ": ".join(filter(None, (value, entry.note)))


def items_of(observation: Observation) -> tuple[SheetItem, ...]:
    """As they were when the first entry came; until then those of today."""
    if observation.items:
        return tuple(SheetItem(**one) for one in observation.items)
    procedure = observation.site.day.procedure
    technology = holding_rules().technology(procedure.technology, procedure.kind).code
    return sheet_rules().items_for(technology)


def lines_of(observation: Observation) -> list[Line]:
    entries: dict[str, list[SheetEntry]] = {}
    for one in observation.entries.order_by("id"):
        entries.setdefault(one.item, []).append(one)
    lines = []
    for item in items_of(observation):
        written = entries.get(item.code, [])
        newest = written[-1] if written else None
        lines.append(Line(item, newest, _other(written)))
    return lines


def _other(written: Sequence[SheetEntry]) -> SheetEntry | None:
    """The entry that the newest was written past; None where there is nothing to choose."""
    if len(written) < 2 or not written[-1].conflict:
        return None
    newest, before = written[-1], written[-2]
    same = (newest.value, newest.note) == (before.value, before.note)
    return None if same else before


def by_phase(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    return [(phase, list(some)) for phase, some in groupby(lines, key=lambda one: one.item.phase)]


def newest(observation: Observation) -> dict[str, dict[str, Any]]:
    """What a phone compares itself with after sending."""
    return {
        one.item.code: _plain(one.entry) | {"other": one.other and _plain(one.other)}
        for one in lines_of(observation)
        if one.entry
    }


def _plain(entry: SheetEntry) -> dict[str, Any]:
    return {
        "client": str(entry.client),
        "value": entry.value,
        "note": entry.note,
        "at": f"{timezone.localtime(entry.at):%H:%M}",
    }

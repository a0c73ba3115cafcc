"""What changed from one schedule to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from objektiv.planning.schedule.entries import Entry, subject_key
from objektiv.russian import quoted, short_date


@dataclass(frozen=True, slots=True)
class Change:
    """One changed entry; `kind`: moved (another day), lesson (same day), added, removed."""

    kind: str
    before: Entry | None
    after: Entry | None
    text: str  # Russian

    @property
    def class_(self) -> str:
        return self._entry.class_

    @property
    def subject(self) -> str:
        return self._entry.subject

    @property
    def procedure(self) -> str:
        return self._entry.procedure

    @property
    def _entry(self) -> Entry:
        found = self.after or self.before
        assert found is not None  # noqa: S101 - one of the two is always there
        return found


def schedule_changes(old: Sequence[Entry], new: Sequence[Entry]) -> tuple[Change, ...]:
    """Changes in the order of classes and days. An entry is known by class, subject and
    procedure; those of the same name are taken in the order of their days."""
    groups: dict[tuple[str, str, str], tuple[list[Entry], list[Entry]]]
    groups = defaultdict(lambda: ([], []))
    for side, entries in enumerate((old, new)):
        for one in entries:
            key = (one.class_key, one.subject_key, subject_key(one.procedure))
            groups[key][side].append(one)
    found = []
    for before, after in groups.values():
        # What stands where it stood is no change, whatever else of its name has moved.
        same = {one.day for one in before} & {one.day for one in after}
        stayed = {one.day: one for one in before if one.day in same}
        found += [
            _change(stayed[one.day], one)
            for one in after
            if one.day in same and one.lesson != stayed[one.day].lesson
        ]
        left = sorted((one for one in before if one.day not in same), key=lambda e: e.day)
        came = sorted((one for one in after if one.day not in same), key=lambda e: e.day)
        found += [_change(a, b) for a, b in zip_longest(left, came)]
    found.sort(key=_order)
    return tuple(found)


def _order(change: Change) -> tuple[int, str, object, str]:
    one = change.after or change.before
    return (one.grade, one.class_key, one.day, one.subject_key) if one else (0, "", "", "")


def _change(before: Entry | None, after: Entry | None) -> Change:
    one = after or before
    if one is None:
        raise ValueError("a change needs an entry")
    named = f"{one.class_}, {one.subject}, {quoted(one.procedure)}"
    if before is None:
        return Change("added", None, after, f"{named}: добавлена {short_date(one.day)}.")
    if after is None:
        return Change("removed", before, None, f"{named}: отменена {short_date(one.day)}.")
    if before.day == after.day:
        text = (
            f"{named}: {short_date(one.day)}, урок {before.lesson or '—'} → {after.lesson or '—'}."
        )
        return Change("lesson", before, after, text)
    text = f"{named}: перенесена с {short_date(before.day)} на {short_date(after.day)}."
    return Change("moved", before, after, text)

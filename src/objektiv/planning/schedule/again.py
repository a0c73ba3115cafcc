"""An existing schedule as a request: what stands there, to be kept or moved as little as can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from objektiv.planning.schedule.entries import Entry, subject_key
from objektiv.planning.schedule.request import SPREAD, WorkRequest


@dataclass(frozen=True)
class Again:
    """Works of a request for entries that stand; `entries`: the same, under the works' names.

    Works of one name in a class get the number of their turn; `names` gives their own name back.
    """

    works: tuple[WorkRequest, ...]
    entries: tuple[Entry, ...]
    names: dict[str, str]

    def own_names(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """Entries of a solution with the names they had."""
        return tuple(
            replace(one, procedure=self.names.get(one.procedure, one.procedure)) for one in entries
        )


def works_again(
    entries: Sequence[Entry], span: tuple[date, date], *, line: int = 1, fixed: bool = False
) -> Again:
    """Entries as works, numbered from `line`.

    Works of the school may move within `span` (the days of lessons) unless `fixed`; a work of
    another level stands on its day. A parallel keeps writing a work within the days it took.

    >>> one = Entry(date(2026, 10, 5), 2, 6, "5А", "Химия", "Срез", "school")
    >>> again = works_again([one, replace(one, day=date(2026, 12, 7))],
    ...                     (date(2026, 9, 1), date(2027, 5, 26)))
    >>> [work.procedure for work in again.works]
    ['Срез (1-я)', 'Срез (2-я)']
    """
    turns: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for one in sorted(entries, key=lambda e: (e.day, e.lesson or 0)):
        turns[one.class_key, one.subject_key, subject_key(one.procedure)].append(one)
    names: dict[str, str] = {}
    renamed: list[tuple[Entry, int]] = []
    for mine in turns.values():
        for turn, one in enumerate(mine, start=1):
            name = f"{one.procedure} ({turn}-я)" if len(mine) > 1 else one.procedure
            names[name] = one.procedure
            renamed.append((replace(one, procedure=name), turn if len(mine) > 1 else 0))
    groups: dict[tuple[object, ...], list[tuple[Entry, int]]] = defaultdict(list)
    for one, turn in renamed:
        stands = fixed or one.level != "school"
        day = one.day if stands else None
        key = (one.grade, one.subject_key, subject_key(one.procedure), one.level, one.lessons, day)
        groups[key].append((one, turn))
    works = []
    lines: dict[tuple[object, ...], int] = {}
    for group in groups.values():
        first, turn = group[0]
        stands = fixed or first.level != "school"
        days = [one.day for one, _ in group]
        series = (first.grade, first.subject_key, names[first.procedure])
        number = lines.setdefault(series, line + len(lines))
        works.append(
            WorkRequest(
                number,
                first.procedure,
                first.subject,
                first.level,
                tuple(dict.fromkeys(one.class_ for one, _ in group)),
                days[0] if stands else span[0],
                days[0] if stands else span[1],
                first.lessons,
                first.level == "school" and not stands,
                max(SPREAD, (max(days) - min(days)).days),
                number if turn and not stands else 0,
                turn or 1,
            )
        )
    return Again(tuple(works), tuple(one for one, _ in renamed), names)

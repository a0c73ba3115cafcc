"""A whole school for a whole year: 40 classes × 15 subjects; then one thing moves; then it is
made impossible. Prints seconds on the wall and of the processor.

    python benchmarks/schedule.py [repetitions]
"""

from __future__ import annotations

import os
import random
import sys
import time
from dataclasses import replace
from datetime import date, timedelta

from objektiv.planning.schedule import check_schedule
from objektiv.planning.schedule.request import (
    ScheduleRequest,
    WorkRequest,
    timetable_of,
)
from objektiv.planning.schedule.solving import solve_schedule
from objektiv.profiles import load_schedule_rules
from objektiv.schema import SchoolYear

# subject, lessons a week, works a year
SUBJECTS = [
    ("Русский язык", 5, 8),
    ("Математика", 5, 8),
    ("Литература", 3, 5),
    ("Иностранный язык", 3, 5),
    ("История", 2, 4),
    ("География", 2, 4),
    ("Биология", 2, 4),
    ("Физика", 2, 4),
    ("Химия", 2, 4),
    ("Информатика", 1, 2),
    ("Обществознание", 1, 2),
    ("Музыка", 1, 2),
    ("Изобразительное искусство", 1, 2),
    ("Труд", 1, 2),
    ("ОБЗР", 1, 2),
]
START, END = date(2025, 9, 8), date(2026, 5, 22)


def school(seed: int = 2026, grades: range = range(2, 12), letters: str = "АБВГ"):
    """A request of a school with a random timetable: 32 lessons on five days."""
    random_ = random.Random(seed)
    rows, works, line = [], [], 0
    for grade in grades:
        classes = tuple(f"{grade}{letter}" for letter in letters)
        for class_ in classes:
            lessons = [name for name, hours, _ in SUBJECTS for _ in range(hours)]
            while not _everyone_has_a_place(lessons):
                random_.shuffle(lessons)
            for number, name in enumerate(lessons):
                rows.append((class_, number % 5, number // 5 + 1, name))
        for name, _, count in SUBJECTS:
            line += 1
            works += [
                WorkRequest(
                    line,
                    f"Контрольная работа № {n}",
                    name,
                    "school",
                    classes,
                    START,
                    END,
                    series=line,
                    number=n,
                    of=count,
                )
                for n in range(1, count + 1)
            ]
        if grade in (4, 5, 6, 7, 8, 10):
            for name in ("Русский язык", "Математика", "История", "География")[: 3 + (grade > 4)]:
                line += 1
                window = (date(2026, 4, 20), date(2026, 5, 20))
                works.append(
                    WorkRequest(line, "ВПР", name, "federal", classes, *window, own_lessons=False)
                )
    table = timetable_of(rows)
    return ScheduleRequest(SchoolYear(2025), tuple(works), table.hours, table)


def _everyone_has_a_place(lessons: list[str]) -> bool:
    """Has every subject of two or more lessons one that is neither first nor last?"""
    last = {day: max(range(day, len(lessons), 5)) for day in range(5)}
    inner = {name for n, name in enumerate(lessons) if n >= 5 and n != last[n % 5]}
    return inner >= {name for name, hours, _ in SUBJECTS if hours > 1}


def timed(what: str, run):
    wall, cpu = time.perf_counter(), time.process_time()
    result = run()
    print(
        f"{what}: {time.perf_counter() - wall:.1f} s, processor "
        f"{time.process_time() - cpu:.1f} s, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return result


def main(repetitions: int = 1) -> None:
    rules = load_schedule_rules(2026)
    request = school()
    for _ in range(repetitions):
        solved = timed("40 × 15, a year", lambda: solve_schedule(request, rules))
    assert solved.entries, solved.conflicts
    assert not check_schedule(solved.entries, rules, request.hours).broken
    weeks: dict[tuple[str, int], int] = {}
    for one in solved.entries:
        key = (one.class_, one.day.toordinal() // 7)
        weeks[key] = weeks.get(key, 0) + 1
    print(f"entries {len(solved.entries)}, most in a week of a class {max(weeks.values())}")

    moved = next(one for one in solved.entries if one.class_ == "7Б" and one.procedure != "ВПР")
    closed = {"closed": [{"start": moved.day, "reason": "карантин", "source": "Приказ школы"}]}
    after = load_schedule_rules(2026, closed)
    again = timed(
        f"the day {moved.day} is closed",
        lambda: solve_schedule(replace(request, previous=solved.entries), after),
    )
    on_day = sum(one.day == moved.day for one in solved.entries)
    changed = len(set(again.entries) - set(solved.entries))
    print(f"entries that stood on the day {on_day}, moved {changed}")

    first = request.works[0]
    tight = replace(first, line=999, procedure="Ещё одна", series=0, number=1, of=1)
    bad = [
        replace(tight, procedure=f"Срез № {n}", start=START, end=START + timedelta(days=20))
        for n in (1, 2, 3)
    ]
    impossible = replace(request, works=(*request.works, *bad))
    said = timed("impossible, explained", lambda: solve_schedule(impossible, rules))
    print(*(one.text for one in said.conflicts), sep="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)

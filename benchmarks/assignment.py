"""How long an assignment for a municipality takes.

    .venv/bin/python benchmarks/assignment.py [--schools 25] [--procedures 4] [--people 200]

Invented schools and people with conflicts of every kind, two observers and one expert to each
procedure. Prints processor time and the spread of loads of: a first assignment, the same after
somebody dropped out, and the explanation when the observers of one district are not trained.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import replace
from datetime import date, timedelta
from datetime import time as clock

from objektiv.planning.assignment import (
    Assignment,
    Child,
    Person,
    Procedure,
    Relation,
    StaffRequest,
    assign,
)
from objektiv.profiles import load_assignment_rules

SUBJECTS = ("Математика", "Русский язык", "История", "Биология")
FIRST = date(2026, 4, 20)


def made(schools: int, procedures: int, people: int, seed: int = 2026) -> StaffRequest:
    chance = random.Random(seed)
    names = [f"СОШ № {number}" for number in range(1, schools + 1)]
    places = [
        Procedure(
            f"{name} / {number}",
            "ВПР",
            name,
            SUBJECTS[number % len(SUBJECTS)],
            FIRST + timedelta(days=number % 5),
            classes=frozenset({"5А", "5Б"}),
            start=clock(9 + number % 3 * 2 + place % 2),
            end=clock(10 + number % 3 * 2 + place % 2),
            observers=2,
            experts=1,
        )
        for place, name in enumerate(names)
        for number in range(procedures)
    ]
    staff = []
    for number in range(people):
        expert = number % 2 == 1
        staff.append(
            Person(
                f"Человек {number:03}",
                frozenset({"expert" if expert else "observer"}),
                school=chance.choice(names),
                subjects=frozenset({chance.choice(SUBJECTS)}),
                children=(Child(chance.choice(names), "5А"),) if chance.random() < 0.6 else (),
                relations=(
                    (Relation(chance.choice(names), "родственник"),)
                    if chance.random() < 0.2
                    else ()
                ),
                trained=chance.random() < 0.95,
                accredited_until=date(2026, 6, 30),
                briefed=date(2026, 4, 10),
                last_schools=frozenset({chance.choice(names)}),
                load=chance.randrange(2),
            )
        )
    pairs = {frozenset(chance.sample(names, 2)) for _ in range(schools)}
    return StaffRequest(
        tuple(places), tuple(staff), load_assignment_rules(), distant=frozenset(pairs)
    )


def told(name: str, request: StaffRequest) -> object:
    start, wall = time.process_time(), time.perf_counter()
    found = assign(request)
    spent, passed = time.process_time() - start, time.perf_counter() - wall
    if isinstance(found, Assignment):
        what = f"spread {found.spread}, changes {found.changes}, proven {found.proven}"
    else:
        what = f"impossible: {len(found.shortages)} places, missing {found.missing}"
    print(f"{name:28} {spent:6.2f} s processor {passed:6.2f} s wall  {what}", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--schools", type=int, default=25)
    parser.add_argument("--procedures", type=int, default=4)
    parser.add_argument("--people", type=int, default=200)
    args = parser.parse_args()
    request = made(args.schools, args.procedures, args.people)
    first = told("first", request)
    if isinstance(first, Assignment):
        gone = first.assigned[0].person
        left = tuple(one for one in request.people if one.name != gone)
        told("one dropped out", replace(request, people=left, keep=first.assigned))
    few = tuple(replace(one, trained=number % 8 == 0) for number, one in enumerate(request.people))
    told("too few trained", replace(request, people=few))


if __name__ == "__main__":
    main()

"""Schedules that are found keep every rule; those that are not found do not exist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.planning.schedule import (
    Entry,
    ScheduleRequest,
    WorkRequest,
    check_schedule,
    schedule_changes,
    solve_schedule,
    timetable_of,
)
from objektiv.profiles import load_schedule_rules
from objektiv.schema import SchoolYear

YEAR = SchoolYear(2025)
RULES = load_schedule_rules(2026)
START, END = date(2025, 9, 8), date(2026, 5, 22)
HOURS = {(c, s): Fraction(5) for c in ("5А", "5Б") for s in ("математика", "история")}


def work(procedure: str = "КР", subject: str = "Математика", **changes) -> WorkRequest:
    usual = WorkRequest(1, procedure, subject, "school", ("5А", "5Б"), START, END)
    return replace(usual, **changes)


def series(count: int, **changes) -> tuple[WorkRequest, ...]:
    return tuple(
        work(f"КР № {n}", series=1, number=n, of=count, **changes) for n in range(1, count + 1)
    )


def request(*works: WorkRequest, **changes) -> ScheduleRequest:
    return replace(ScheduleRequest(YEAR, works, HOURS), **changes)


def strict(rules=RULES):
    """A schedule is checked with the distance it is planned with."""
    return replace(rules, interval_days=rules.plan_days)


def days_of(entries, class_: str) -> list[date]:
    return sorted(one.day for one in entries if one.class_ == class_)


def test_a_year_of_works_is_even_and_breaks_nothing():
    asked = request(*series(8), *(replace(w, subject="История", line=2) for w in series(4)))

    solved = solve_schedule(asked, RULES)

    assert solved.conflicts == ()
    assert len(solved.entries) == 24
    assert check_schedule(solved.entries, strict(), HOURS).broken == ()
    maths = [e for e in solved.entries if e.subject == "Математика" and e.class_ == "5А"]
    maths.sort(key=lambda one: one.day)
    assert [one.procedure for one in maths] == [f"КР № {n}" for n in range(1, 9)]
    gaps = [(b.day - a.day).days for a, b in pairwise(maths)]
    assert min(gaps) >= 18
    assert max(gaps) <= 60  # none of the quarters stays empty


def test_the_same_request_gives_the_same_schedule():
    asked = request(*series(6), work("Диктант", "История"))

    assert solve_schedule(asked, RULES).entries == solve_schedule(asked, RULES).entries


def test_lessons_follow_the_timetable():
    rows = [("5А", 1, n, s) for n, s in enumerate(["Математика", "История", "Труд"], 1)]
    rows += [("5А", 3, n, s) for n, s in enumerate(["Труд", "Математика", "История"], 1)]
    table = timetable_of(rows)
    asked = request(*series(3, classes=("5А",)), timetable=table, hours=table.hours)

    solved = solve_schedule(asked, RULES)

    assert {(e.day.weekday(), e.lesson, e.last_lesson) for e in solved.entries} == {(3, 2, 3)}


def test_one_lesson_a_week_may_stand_first():
    rows = [("5А", 1, 1, "Математика"), *(("5А", 1, n, "Труд") for n in (2, 3))]
    table = timetable_of(rows)
    asked = request(work(classes=("5А",)), timetable=table, hours=table.hours)

    assert [e.lesson for e in solve_schedule(asked, RULES).entries] == [1]


def test_federal_works_stay_in_their_window_and_take_any_lesson():
    rows = [("5А", d, n, "Труд") for d in range(5) for n in range(1, 6)]
    table = timetable_of([*rows, ("5А", 0, 1, "Математика"), ("5А", 1, 6, "Математика")])
    vpr = work("ВПР", level="federal", own_lessons=False, classes=("5А",), lessons=2)

    [entry] = solve_schedule(request(vpr, timetable=table), RULES).entries

    assert date(2026, 4, 20) <= entry.day <= date(2026, 5, 20)
    assert (entry.lesson, entry.lessons) == (2, 2)


def test_one_closed_day_moves_only_what_stood_on_it():
    asked = request(*series(8), *(replace(w, subject="История", line=2) for w in series(6)))
    before = solve_schedule(asked, RULES).entries
    day = days_of(before, "5А")[3]
    closed = load_schedule_rules(
        2026, {"closed": [{"start": day, "reason": "карантин", "source": "Приказ"}]}
    )

    after = solve_schedule(replace(asked, previous=before), closed).entries

    changes = schedule_changes(before, after)
    assert len(changes) == sum(one.day == day for one in before)
    assert {one.kind for one in changes} == {"moved"}
    assert check_schedule(after, strict(closed), HOURS).broken == ()
    assert solve_schedule(replace(asked, previous=before), RULES).entries == before


def test_days_gone_by_do_not_move():
    asked = request(*series(6))
    before = solve_schedule(asked, RULES).entries
    today = days_of(before, "5А")[2]
    more = request(*series(6), work("Срез"), previous=before, fixed_before=today)

    after = solve_schedule(more, RULES).entries

    assert [e for e in after if e.day < today] == [e for e in before if e.day < today]
    assert len(after) == len(before) + 2


def day(n: int) -> date:
    return date(2025, 9, 8) + timedelta(n)


@pytest.mark.parametrize(
    ("works", "lines", "rules"),
    [
        ([work("а", line=3, end=day(17)), work("б", line=7, end=day(15)), work("в", "История")],
         (3, 7), {"interval", "dates"}),
        ([work("а", line=3, start=day(0), end=day(0)),
          work("б", "История", line=7, start=day(0), end=day(0))],
         (3, 7), {"per_day", "dates"}),
        ([work("ВПР", level="federal", line=5, end=day(100))], (5,), {"window", "dates"}),
        ([work("а", line=5, start=date(2026, 1, 2), end=date(2026, 1, 5))],
         (5,), {"holiday", "dates"}),
        ([work("а", line=5, lessons=3)], (5,), {"length"}),
        ([work("а", line=5, lessons=5, classes=("1А",))], (5,), {"length"}),
    ],
)  # fmt: skip
def test_what_contradicts_is_named(works, lines, rules):
    solved = solve_schedule(request(*works), RULES)

    assert solved.entries == ()
    assert (solved.conflicts[0].lines, set(solved.conflicts[0].rules)) == (lines, rules)
    for line in lines:
        assert f"строка {line}" in solved.conflicts[0].text


def test_too_many_works_for_the_share():
    hours = {("5А", "математика"): Fraction(1)}
    works = [work(f"№ {n}", line=n, classes=("5А",)) for n in range(1, 5)]

    [conflict] = solve_schedule(request(*works, hours=hours), RULES).conflicts

    assert (conflict.rules, conflict.lines) == (("share",), (1, 2, 3, 4))
    assert "можно 3\xa0урока" in conflict.text


# Tiny schools: six open days in a fortnight and a distance of 4 days; every schedule is tried.
OPEN = [day(n) for n in (0, 1, 3, 4, 8, 9)]
TINY = replace(
    load_schedule_rules(
        2026,
        {
            "interval": {"days": 4, "source": "для проверки"},
            "closed": [
                {"start": day(n), "reason": "закрыто", "source": "для проверки"}
                for n in range(-7, 300)
                if day(n) not in OPEN
            ],
        },
    )
)


@st.composite
def tiny_requests(draw) -> ScheduleRequest:
    works = []
    for n in range(draw(st.integers(1, 3))):
        first = draw(st.integers(0, 5))
        last = draw(st.integers(first, 5))
        works.append(
            work(
                f"№ {n}",
                draw(st.sampled_from(["Математика", "История"])),
                line=n + 1,
                classes=draw(st.sampled_from([("5А",), ("5А", "5Б"), ("5Б",)])),
                start=OPEN[first],
                end=OPEN[last],
                spread=draw(st.sampled_from([0, 1, 6])),
            )
        )
    return request(*works)


def exists(asked: ScheduleRequest, rules=TINY) -> bool:
    wanted = [(one, class_) for one in asked.works for class_ in one.classes]
    choices = [[d for d in OPEN if one.start <= d <= one.end] for one, _ in wanted]
    for days in product(*choices):
        entries = [
            Entry(d, 2, 6, class_, one.subject, one.procedure, one.level)
            for d, (one, class_) in zip(days, wanted, strict=True)
        ]
        spans = {
            one.line: [e.day for e in entries if e.procedure == one.procedure]
            for one in asked.works
        }
        near = all((max(spans[w.line]) - min(spans[w.line])).days <= w.spread for w in asked.works)
        if near and not check_schedule(entries, rules, HOURS).broken:
            return True
    return False


@settings(max_examples=60, deadline=None)
@given(tiny_requests(), st.booleans())
def test_brute_force_agrees(asked, across):
    rules = replace(TINY, across_classes=across)
    solved = solve_schedule(asked, rules)

    assert bool(solved.entries) is exists(asked, rules)
    assert bool(solved.conflicts) is not bool(solved.entries)
    assert check_schedule(solved.entries, rules, HOURS).broken == ()
    assert len(solved.entries) in (0, sum(len(one.classes) for one in asked.works))


@settings(max_examples=25, deadline=None)
@given(tiny_requests())
def test_without_a_named_line_there_is_room_or_another_conflict(asked):
    """The named set contradicts by itself, and loses that when any line of it goes."""
    for conflict in solve_schedule(asked, TINY).conflicts:
        named = tuple(one for one in asked.works if one.line in conflict.lines)
        assert not exists(replace(asked, works=named), TINY)
        for line in conflict.lines:
            rest = tuple(one for one in named if one.line != line)
            assert not rest or exists(replace(asked, works=rest), TINY)

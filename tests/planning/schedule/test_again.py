"""An existing schedule as a request: nothing moves without need, names come back, days are free."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from objektiv.planning.schedule import (
    Entry,
    ScheduleRequest,
    check_schedule,
    free_days,
    solve_schedule,
    works_again,
)
from objektiv.planning.schedule.days import Days
from objektiv.profiles import load_schedule_rules
from objektiv.schema import SchoolYear

RULES = load_schedule_rules(2026)
DAYS = Days(SchoolYear(2025), RULES)
SPAN = DAYS.lessons
OPEN = DAYS.of_grade(5)


def work(day: date, class_="5А", procedure="Контрольная работа", **more) -> Entry:
    return Entry(day, 3, 6, class_, "Математика", procedure, "school", **more)


def standing() -> list[Entry]:
    """Four works of two classes under one name, a municipal one between; all keep the rules."""
    own = [work(OPEN[n], class_) for n in (10, 40, 70, 100) for class_ in ("5А", "5Б")]
    return [*own, replace(work(OPEN[130], procedure="МПР"), level="municipal")]


def solved(entries, **given):
    again = works_again(entries, SPAN, **given)
    request = ScheduleRequest(SchoolYear(2025), again.works, {}, previous=again.entries)
    found = solve_schedule(request, RULES)
    return again.own_names(found.entries), found


def test_what_keeps_the_rules_stays_where_it_is():
    entries, _ = solved(standing())

    def key(one: Entry):
        return one.day, one.class_, one.procedure

    assert sorted(entries, key=key) == sorted(standing(), key=key)


def test_one_work_on_a_closed_day_moves_and_no_other():
    sunday = next(
        SPAN[0] + timedelta(n) for n in range(60, 90)
        if (SPAN[0] + timedelta(n)).weekday() == 6
    )  # fmt: skip
    wrong = [*standing(), work(sunday, "5В", "Срез")]

    entries, _ = solved(wrong)

    assert len(set(wrong) - set(entries)) == 1
    assert check_schedule(entries, RULES).broken == ()
    assert {one.procedure for one in entries} == {"Контрольная работа", "МПР", "Срез"}


def test_a_work_of_another_level_never_moves():
    near = [*standing(), work(OPEN[131], procedure="Срез")]

    entries, _ = solved(near)

    assert next(one.day for one in entries if one.procedure == "МПР") == OPEN[130]
    assert next(one.day for one in entries if one.procedure == "Срез") != OPEN[131]


def test_fixed_works_that_contradict_are_named():
    entries, found = solved([work(OPEN[10]), work(OPEN[11], procedure="Срез")], fixed=True)

    assert entries == ()
    assert "interval" in found.conflicts[0].rules


def test_free_days_break_no_rule_and_are_the_nearest():
    entries = [work(OPEN[10]), work(OPEN[11], procedure="Срез"), work(OPEN[60], procedure="Тест")]
    one = entries[1]

    days = free_days(entries, one, RULES)

    assert len(days) == 4
    for day in days:
        moved = [replace(one, day=day) if it is one else it for it in entries]
        assert check_schedule(moved, RULES).broken == ()
    furthest = max(abs((day - one.day).days) for day in days)
    for away in range(1, furthest):
        for day in (one.day - timedelta(away), one.day + timedelta(away)):
            moved = [replace(one, day=day) if it is one else it for it in entries]
            if check_schedule(moved, RULES).broken == ():
                assert day in days


def test_a_search_that_nobody_wants_any_more_begins_nothing_new():
    class Enough(Exception):
        pass

    begun = []

    def step(done: int, total: int) -> None:
        begun.append((done, total))
        raise Enough

    again = works_again([work(OPEN[10 + g], f"{g}А", "Срез") for g in range(2, 12)], SPAN)
    request = ScheduleRequest(SchoolYear(2025), again.works, {}, previous=again.entries)
    with pytest.raises(Enough):
        solve_schedule(request, RULES, step)
    assert begun == [(1, 10)]

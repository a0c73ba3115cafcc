"""Every rule of the schedule at its exact border, and every broken one found."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.planning.schedule import Entry, check_schedule
from objektiv.planning.schedule.days import Days
from objektiv.profiles import load_schedule_rules
from objektiv.schema import SchoolYear

RULES = load_schedule_rules(2026)
OCTOBER = date(2025, 10, 1)  # a Wednesday
MATHS = {("5А", "математика"): Fraction(5), ("5Б", "математика"): Fraction(5)}


def entry(day: date = OCTOBER, **changes) -> Entry:
    usual = Entry(day, 3, 6, "5А", "Математика", "Контрольная работа № 1", "school", 1)
    return replace(usual, **changes)


def codes(*entries: Entry, rules=RULES, hours=MATHS) -> list[str]:
    return [one.rule for one in check_schedule(entries, rules, hours).broken]


@pytest.mark.parametrize(("apart", "broken"), [(1, True), (16, True), (17, False), (18, False)])
def test_interval_of_a_class(apart, broken):
    second = entry(date(2025, 9, 29), procedure="Контрольная работа № 2")
    first = entry(second.day - timedelta(days=apart))

    assert ("interval" in codes(first, second)) is broken


def test_interval_of_a_parallel():
    first = entry()
    later = entry(date(2025, 10, 10), class_="5Б")

    assert codes(first, later) == []  # the same work in another class
    assert codes(first, replace(later, procedure="Диктант")) == ["interval"]
    assert codes(first, replace(later, procedure="Диктант", class_="6Б")) == []
    assert codes(first, replace(later, procedure="Диктант", subject="История")) == []
    alone = load_schedule_rules(
        2026, {"interval": {"across_classes": False, "source": "Положение школы"}}
    )
    assert codes(first, replace(later, procedure="Диктант"), rules=alone) == []


@pytest.mark.parametrize(
    ("hours", "allowed"), [("0.5", 1), ("1", 3), ("2", 6), ("3", 10), ("5", 17), ("6", 20)]
)
def test_share_allows_exactly_ten_percent(hours, allowed):
    wide = load_schedule_rules(
        2026, {"interval": {"days": 1, "plan_days": 1, "source": "для теста"}}
    )
    days = Days(SchoolYear(2025), wide).of_grade(5)
    rows = [entry(day, procedure=f"№ {n}") for n, day in enumerate(days)]
    weekly = {("5А", "математика"): Fraction(hours)}

    assert codes(*rows[:allowed], rules=wide, hours=weekly) == []
    assert codes(*rows[: allowed + 1], rules=wide, hours=weekly) == ["share"]


def test_share_counts_works_of_two_lessons_and_of_every_level():
    rows = [
        entry(date(2025, 10, 1), lessons=2),
        entry(date(2026, 4, 22), procedure="ВПР", level="federal", lessons=2),
    ]
    found = check_schedule(rows, RULES, {("5А", "математика"): Fraction(1)}).broken

    assert [(one.rule, one.day) for one in found] == [("share", date(2026, 4, 22))]
    assert "4\xa0урока из 34" in found[0].message
    assert "3\xa0урока" in found[0].message


def test_share_without_hours_is_not_judged_and_said_so():
    checked = check_schedule([entry()], RULES)

    assert checked.broken == ()
    assert "5А — Математика" in checked.unchecked[0]


def test_one_a_day():
    other = entry(subject="История", lesson=4)

    assert codes(entry(), other) == ["per_day"]
    assert codes(entry(), replace(other, class_="5Б")) == []
    assert codes(entry(), replace(other, class_='5 "a"')) == ["per_day"]  # the same class


@pytest.mark.parametrize(
    ("lesson", "lessons", "broken"),
    [(1, 1, True), (2, 1, False), (5, 1, False), (6, 1, True), (4, 2, False), (5, 2, True)],
)
def test_first_and_last_lesson(lesson, lessons, broken):
    row = entry(lesson=lesson, lessons=lessons)

    assert codes(row) == (["first_last"] if broken else [])


def test_first_lesson_of_a_subject_that_has_one_a_week():
    row = entry(lesson=1)

    assert codes(row, hours={("5А", "математика"): Fraction(1)}) == []
    assert codes(row, hours={("5А", "математика"): Fraction("1.5")}) == ["first_last"]
    assert "раз в неделю" in check_schedule([row], RULES).broken[0].message


@pytest.mark.parametrize(
    ("class_", "lessons", "broken"),
    [("1А", 1, True), ("2А", 1, False), ("4А", 2, True), ("5А", 2, False), ("11А", 3, True)],
)
def test_length_by_grade(class_, lessons, broken):
    row = entry(class_=class_, lesson=2, lessons=lessons)

    assert codes(row) == (["length"] if broken else [])


@pytest.mark.parametrize(
    ("day", "broken"),
    [
        (date(2026, 4, 17), True),
        (date(2026, 4, 20), False),
        (date(2026, 5, 20), False),
        (date(2026, 5, 21), True),
    ],
)
def test_window_of_federal_works(day, broken):
    row = entry(day, procedure="ВПР по математике", level="federal")

    assert codes(row) == (["window"] if broken else [])
    assert codes(replace(row, level="school")) == []


def test_no_window_for_a_grade_and_for_a_year():
    row = entry(date(2026, 4, 22), procedure="ВПР", level="federal")

    assert codes(replace(row, class_="9А")) == ["window"]
    next_year = check_schedule([replace(row, day=date(2027, 4, 22))], RULES)
    assert next_year.broken == ()
    assert any("2026/27" in text for text in next_year.unchecked)


@pytest.mark.parametrize(
    ("day", "broken"),
    [
        (date(2025, 10, 24), False),
        (date(2025, 10, 27), True),  # autumn holidays
        (date(2025, 11, 3), True),  # a day off moved here
        (date(2025, 11, 5), False),
        (date(2026, 5, 16), False),  # a Saturday
        (date(2026, 5, 17), True),  # a Sunday
        (date(2026, 5, 9), True),  # a holiday on a Saturday
        (date(2026, 5, 26), False),  # the last day of lessons
        (date(2026, 5, 27), True),
        (date(2025, 8, 29), True),
    ],
)
def test_holidays_and_transferred_days(day, broken):
    assert codes(entry(day)) == (["holiday"] if broken else [])


def test_own_rules_of_a_school():
    own = {
        "name": "Школа № 6",
        "holiday": {"days_a_week": 5, "source": "График школы"},
        "closed": [
            {"start": date(2025, 10, 8), "reason": "день здоровья", "source": "Приказ школы"}
        ],
        "terms": {"holidays": {"autumn": {"days": ["10-06", "10-07"]}}},
    }
    rules = load_schedule_rules(2026, own)

    assert codes(entry(date(2025, 10, 4)), rules=rules) == ["holiday"]
    assert codes(entry(date(2025, 10, 6)), rules=rules) == ["holiday"]
    assert codes(entry(date(2025, 10, 27)), rules=rules) == []
    [broken] = check_schedule([entry(date(2025, 10, 8))], rules, MATHS).broken
    assert (broken.rule, broken.source) == ("holiday", "Приказ школы")
    assert "день здоровья" in broken.message


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"intervall": {}}, "intervall"),
        ({"interval": {"days": 10}}, "источник"),
        ({"interval": {"day": 10, "source": "x"}}, "day"),
        ({"share": {"percent": "много", "source": "x"}}, "проверьте значения"),
        ({"holiday": {"days_a_week": 7, "source": "x"}}, "5 или 6"),
        ({"closed": [{"start": date(2025, 10, 8), "source": "x"}]}, "reason"),
    ],
)
def test_own_rules_that_cannot_be_understood(own, said):
    with pytest.raises(ValueError, match=said):
        load_schedule_rules(2026, own)


CLEAN_DAYS = Days(SchoolYear(2025), RULES).of_grade(5)


@st.composite
def clean_schedules(draw) -> list[Entry]:
    """A schedule that breaks no rule: a work of each subject every 18 days or more."""
    subjects = draw(st.lists(st.sampled_from("АБВГД"), min_size=1, unique=True))
    taken: set[date] = set()
    rows = []
    for number, subject in enumerate(subjects):
        last = date(2025, 8, 1)
        for day in CLEAN_DAYS[number :: len(subjects)]:
            if (day - last).days >= 18 and draw(st.booleans()) and day not in taken:
                taken.add(day)
                last = day
                rows.append(entry(day, subject=subject, procedure=f"№ {len(rows)}"))
    return rows or [entry(subject="А")]


@settings(max_examples=40, deadline=None)
@given(clean_schedules(), st.randoms(use_true_random=False))
def test_every_mutation_that_breaks_a_rule_is_found(rows, random):
    hours = {("5А", subject.casefold()): Fraction(10) for subject in "АБВГД"}
    assert codes(*rows, hours=hours) == []
    at = random.randrange(len(rows))
    row = rows[at]
    mutations = {
        "interval": [*rows, replace(row, day=row.day + timedelta(days=5), procedure="ещё")],
        "share": [*rows, *(replace(row, procedure=f"{n}") for n in range(40))],
        "per_day": [*rows, replace(row, subject="Е", procedure="ещё")],
        "first_last": [*rows[:at], replace(row, lesson=1), *rows[at + 1 :]],
        "length": [*rows[:at], replace(row, lesson=2, lessons=3), *rows[at + 1 :]],
        "window": [*rows, replace(row, procedure="ВПР", level="federal", day=date(2026, 2, 3))],
        "holiday": [*rows[:at], replace(row, day=date(2026, 1, 5)), *rows[at + 1 :]],
    }

    for rule, broken in mutations.items():
        assert rule in codes(*broken, hours=hours), rule


def test_what_a_person_reads_is_plain_russian():
    """No path of a file, no code of a rule, no two full stops, nothing of another interval."""
    own = {"interval": {"days": 21, "source": "Приказ школы № 1"}}
    rules = load_schedule_rules(2026, own)
    works = [
        Entry(date(2026, 4, 13), 1, 6, "5А", "Математика", "Контрольная", "school", 4),
        Entry(date(2026, 4, 14), 2, 6, "5А", "Математика", "Срез", "school"),
        Entry(date(2026, 4, 14), 3, 6, "5А", "История", "Срез", "school"),
        Entry(date(2026, 4, 14), 3, 6, "5Б", "Математика", "Диктант", "school"),
        Entry(date(2026, 2, 9), 2, 6, "5А", "История", "ВПР", "federal"),
        Entry(date(2026, 3, 29), 2, 6, "5А", "Физика", "Тест", "school"),
        Entry(date(2026, 5, 9), 2, 6, "5А", "Химия", "Тест", "school"),
        Entry(date(2026, 7, 9), 2, 6, "5А", "ИЗО", "Тест", "school"),
    ]
    checked = check_schedule(works, rules, {("5А", "математика"): Fraction(1)})
    said = [one.message for one in checked.broken]

    assert {one.rule for one in checked.broken} == {
        "interval", "per_day", "length", "window", "holiday", "share",
    }  # fmt: skip
    assert any("нужно не меньше 21\xa0дня" in one for one in said)
    assert any("в один день, нужно" in one for one in said)
    for text in (*said, *checked.unchecked, *(one.source for one in checked.broken)):
        assert not re.search(r"\.\.|_|2,5 недели\)|[a-z]{3}", text), text

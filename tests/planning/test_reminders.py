"""Reminders fall on working days only, and stop by themselves."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from objektiv.planning.reminders import reason_to_remind
from objektiv.profiles import reminder_rule
from objektiv.russian.calendar import is_working_day, working_days_between

RULE = reminder_rule()
DAYS = st.dates(date(2025, 1, 20), date(2026, 11, 20))


def reminded(due: date) -> list[tuple[date, str]]:
    days = [due + timedelta(days=n) for n in range(-30, 60)]
    return [(day, why) for day in days if (why := reason_to_remind(due, day, RULE))]


def test_a_term_after_the_may_holidays():
    assert reminded(date(2026, 5, 12))[:3] == [
        (date(2026, 5, 4), "before"),
        (date(2026, 5, 8), "before"),
        (date(2026, 5, 12), "on_day"),
    ]


def test_a_term_on_a_day_off_is_reminded_of_on_the_working_day_before():
    assert (date(2026, 5, 8), "on_day") in reminded(date(2026, 5, 10))


@given(DAYS)
def test_every_term_is_reminded_of_on_working_days_a_bounded_number_of_times(due):
    found = reminded(due)
    reasons = [why for _, why in found]

    assert all(is_working_day(day) for day, _ in found)
    assert reasons.count("on_day") == 1
    assert reasons.count("overdue") == RULE.overdue_most
    assert 1 <= reasons.count("before") <= len(RULE.before)
    late = [day for day, why in found if why == "overdue"]
    assert working_days_between(due + timedelta(days=1), late[0]) == 1
    assert working_days_between(late[0], late[1]) == RULE.overdue_every + 1

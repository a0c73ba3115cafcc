"""Working days against the published transfers and against counting day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.profiles import published_transfers
from objektiv.russian import (
    add_working_days,
    is_working_day,
    working_days_before,
    working_days_between,
)
from objektiv.schema import SchoolYear

DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("year", "working_days"),
    # Working days of the five-day week as the production calendars of the years print them;
    # 2027 follows from the transfers named in the profile.
    [(2023, 247), (2024, 248), (2025, 247), (2026, 247), (2027, 247)],
)
def test_working_days_of_a_year(year: int, working_days: int) -> None:
    assert working_days_between(date(year, 1, 1), date(year, 12, 31)) == working_days


def test_transfers_are_those_that_were_published() -> None:
    for transfers in published_transfers().values():
        for was, now in transfers.transfers:
            assert not is_working_day(now), now
            # A day off leaves a Saturday (then it is worked) or a public holiday (then not).
            assert is_working_day(was) == (was.month not in (1, 3) and was != date(2025, 2, 23))


@pytest.mark.parametrize("year", published_transfers())
def test_weekdays_off_are_public_holidays_or_published(year: int) -> None:
    public = {(1, day) for day in range(1, 9)} | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}
    moved = {now for _, now in published_transfers()[year].transfers}
    named = {was for was, _ in published_transfers()[year].transfers}

    days = [date(year, 1, 1) + timedelta(days=i) for i in range(366)]
    for day in days:
        if day.year != year or day.weekday() > 4 or is_working_day(day):
            continue
        # A holiday on a weekend that nobody moved goes to the next working day (article 112).
        weekend = [day - timedelta(days=back) for back in range(1, 3)]
        follows = any(
            (one.month, one.day) in public and one.weekday() > 4 and one not in named
            for one in weekend
        )
        assert (day.month, day.day) in public or day in moved or follows, day


@given(DAYS, st.integers(0, 40))
def test_before_is_the_last_day_with_so_many_working_days_in_between(day: date, n: int) -> None:
    before = working_days_before(day, n)

    assert is_working_day(before)
    assert before <= day
    assert working_days_between(before, day - timedelta(days=1)) == (n or int(before != day))


@given(DAYS, st.integers(1, 40))
def test_adding_undoes_going_back_from_a_working_day(day: date, n: int) -> None:
    if is_working_day(day):
        assert add_working_days(working_days_before(day, n), n) == day


@given(DAYS, st.integers(0, 10), st.sets(DAYS, max_size=5))
def test_days_off_of_a_region_are_never_the_answer(day: date, n: int, off: set[date]) -> None:
    assert working_days_before(day, n, off) not in off
    assert add_working_days(day, n, off) not in off


def test_counting_back_over_new_year() -> None:
    # 31 December 2025 and 1-11 January 2026 are off
    assert working_days_before(date(2026, 1, 12), 1) == date(2025, 12, 30)
    assert add_working_days(date(2025, 12, 30), 1) == date(2026, 1, 12)


def test_going_back_by_a_negative_number_is_an_error() -> None:
    with pytest.raises(ValueError, match="other way round"):
        working_days_before(date(2026, 1, 12), -1)


@settings(max_examples=50)
@given(DAYS)
def test_every_day_lies_in_its_school_year(day: date) -> None:
    year = SchoolYear.of(day)

    assert day in year
    assert (day in SchoolYear(year.first - 1), day in SchoolYear(year.first + 1)) == (False, False)
    assert year.month(day.month).month == day.month
    assert year.month(day.month) in year

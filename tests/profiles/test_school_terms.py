"""School terms: the default of every year is whole, and a school may have its own."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from objektiv.profiles import load_school_terms
from objektiv.schema import SchoolYear

DAY = timedelta(days=1)


@pytest.mark.parametrize("first", range(2019, 2036))
def test_terms_and_holidays_fill_the_school_year(first: int) -> None:
    year = SchoolYear(first)
    terms = load_school_terms(year)

    divided = [*terms.of("quarter"), *(terms.find("holiday", n) for n in (1, 2, 3, 4))]
    spans = sorted((one.start, one.end) for one in divided if one)
    assert spans[0][0] == year.start
    assert spans[-1][1] == year.end
    assert all(a[1] + DAY == b[0] for a, b in pairwise(spans))
    assert [one.number for one in terms.of("quarter")] == [1, 2, 3, 4]
    assert [one.number for one in terms.of("half")] == [1, 2]
    assert [one.number for one in terms.of("trimester")] == [1, 2, 3]
    # «не менее 7 календарных дней»
    assert all((one.end - one.start).days >= 6 for one in terms.of("holiday"))
    assert terms.status in ("official", "secondary", "house")


def test_2025_follows_the_ministry() -> None:
    terms = load_school_terms(SchoolYear(2025))

    assert [(one.start, one.end) for one in terms.of("holiday")[:3]] == [
        (date(2025, 10, 25), date(2025, 11, 2)),
        (date(2025, 12, 31), date(2026, 1, 11)),
        (date(2026, 3, 28), date(2026, 4, 5)),
    ]
    assert terms.lessons_end == date(2026, 5, 26)


def test_the_nearest_change_wins_and_keeps_the_rest() -> None:
    region = {"holidays": {"autumn": {"days": ["10-26", "11-04"]}}, "source": "Приказ региона"}
    school = {"holidays": {"autumn": {"days": ["11-01", "11-09"]}}}

    terms = load_school_terms(SchoolYear(2026), region, school)

    assert terms.find("quarter", 1).end == date(2026, 10, 31)
    assert terms.find("quarter", 2).start == date(2026, 11, 10)
    assert terms.find("holiday", 2) == load_school_terms(SchoolYear(2026)).find("holiday", 2)
    assert terms.source == "Приказ региона"


def test_days_that_do_not_follow_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="2026/27"):
        load_school_terms(SchoolYear(2026), {"holidays": {"spring": {"days": ["12-01", "12-09"]}}})

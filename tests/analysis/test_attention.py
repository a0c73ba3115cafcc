"""Reasons to talk with a pupil, each at its border."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest

from objektiv.analysis.attention import attention, facts
from objektiv.schema.journal import EVENT_COLUMNS, LESSON_COLUMNS, Journal, MarkNorms, MarkPeriod

START = date(2026, 9, 1)
NORMS = MarkNorms(
    (MarkPeriod("1", START, date(2026, 10, 25)),), hours={"Физика": Fraction(2)}
)  # 5 marks


def journal(**pupils: list) -> Journal:
    """Marks of a pupil by day; «н» is an absence."""
    rows = [
        {
            "school": "1", "class": "7А", "pupil": pupil, "subject": "Физика", "teacher": "",
            "date": START + timedelta(days=at), "mark": one if isinstance(one, int) else 0,
            "original": 0, "weight": None, "kind": "", "note": "" if isinstance(one, int) else one,
        }
        for pupil, marks in pupils.items()
        for at, one in enumerate(marks)
    ]  # fmt: skip
    events = pl.DataFrame(rows, {name: getattr(pl, kind) for name, kind in EVENT_COLUMNS.items()})
    return Journal(events, events.select(LESSON_COLUMNS).unique())


def codes(*marks) -> tuple[str, ...]:
    found = attention(journal(a=list(marks)), NORMS, "1")
    return found[0].codes if found else ()


@pytest.mark.parametrize(
    ("marks", "code", "said"),
    [
        ((2, 3, 2, 3, 3), "mean", False),  # exactly 2.6
        ((2, 3, 2, 3, 2, 3, 3, 2), "mean", True),
        ((2, 2), "mean", False),  # two marks say nothing yet
        ((5, 4, 5, 2, 2), "low_streak", True),
        ((5, 2, 5, 2, 3), "low_streak", False),
        ((5, 5, 5, 4, 4, 4, 4, 4), "drop", True),
        ((5, 5, 4, 4, 4, 4, 4, 4), "drop", False),  # two thirds of a mark
        ((5, 4), "missing", True),
        ((5, 4, 5), "missing", False),
    ],
)
def test_a_reason_is_said_at_its_border_and_not_before(marks, code, said):
    assert (code in codes(*marks)) == said


def test_absences_are_a_share_of_the_lessons_seen():
    ten = attention(journal(a=[5, 5, 5, 5, 5, 5, 5, "н", "б", "н"]), NORMS, "1")
    nine = attention(journal(a=[5, 5, 5, 5, 5, 5, 5, 5, "н", "н"]), NORMS, "1")

    assert ten[0].reasons == ("пропущено уроков: 30 %",)
    assert nine == ()


def test_whoever_does_well_is_not_named_and_pupils_stand_by_code():
    found = attention(journal(b=[2, 2, 2, 2, 2], a=[2, 2, 3], c=[5] * 6), NORMS, "1")

    assert [one.pupil for one in found] == ["a", "b"]


def test_works_of_the_year_are_one_reason_of_several():
    found = attention(journal(a=[5, 5, 5, 5, 5]), NORMS, "1", low_works={("7А", "a", "Физика"): 2})

    assert found[0].reasons == ("работ этого года с отметкой «2»: 2",)


def test_facts_against_a_walk_by_hand():
    (row,) = facts(journal(a=[4, 5, 3, 2, 4, 2, "н", 2]), NORMS, "1").iter_rows(named=True)

    assert row["low_streak"] == 2
    assert row["drop"] == pytest.approx((4 + 5) / 2 - (3 + 2 + 4 + 2 + 2) / 5)
    assert row["mean"] == pytest.approx(22 / 7)
    assert row["absent"] == pytest.approx(100 / 8)

"""Marks against the norm: borders, brute force, properties."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from objektiv.schema.journal import (
    EVENT_COLUMNS,
    JOINED,
    LEFT,
    LESSON_COLUMNS,
    Journal,
    MarkNorms,
    MarkPeriod,
    WeightScheme,
)
from objektiv.stats.accumulation import accumulate
from objektiv.stats.marks import (
    Weighed,
    final_mark,
    marks_needed,
    standing,
    weighted_mean,
    what_if,
)

START = date(2026, 9, 1)
PERIOD = MarkPeriod("1 четверть", START, START + timedelta(55))
NEXT = MarkPeriod("2 четверть", START + timedelta(60), START + timedelta(110))
MATHS = {"Математика": Fraction(5)}

weights = st.integers(0, 100_000).map(lambda n: Fraction(n, 1000))
positive = st.integers(1, 100_000).map(lambda n: Fraction(n, 1000))
marks = st.builds(Weighed, st.integers(2, 5), positive)


def event(day: int, mark: int = 0, **other: Any) -> dict[str, Any]:
    row = dict.fromkeys(EVENT_COLUMNS, "") | {
        "school": "ш",
        "class": "5А",
        "pupil": "1",
        "subject": "Математика",
        "teacher": "у",
        "date": START + timedelta(day),
        "mark": mark,
        "original": 0,
        "weight": None,
    }
    return row | other


def journal(rows: list[dict[str, Any]]) -> Journal:
    types = {name: getattr(pl, kind) for name, kind in EVENT_COLUMNS.items()}
    events = pl.DataFrame(rows, schema=types)
    return Journal(events, events.select(LESSON_COLUMNS).unique())


def counted(rows: list[dict[str, Any]], norms: MarkNorms) -> list[dict[str, Any]]:
    return accumulate(journal(rows), norms).rows.to_dicts()


def test_the_worked_example_that_is_published_wrong() -> None:
    rows = [event(1, 5, weight=3000), event(2, 5, weight=1000), event(3, 4, weight=5000)]

    one = counted(rows, MarkNorms((PERIOD,)))[0]

    assert (one["points"], one["weight"], one["final"]) == (40_000, 9_000, 4)
    assert weighted_mean([Weighed(5, Fraction(3)), Weighed(5), Weighed(4, Fraction(5))]) == (
        Fraction(40, 9)
    )


@pytest.mark.parametrize(("hours", "required"), [(1, 3), (2, 5), (3, 7), (5, 11)])
def test_required_marks_by_weekly_hours(hours: int, required: int) -> None:
    norms = MarkNorms((PERIOD,), hours={"математика": Fraction(hours)})
    for actual in (required - 1, required, required + 1):
        rows = [event(day, 4) for day in range(actual)]

        one = counted(rows, norms)[0]

        assert (one["required"], one["actual"]) == (required, actual)
        assert one["missing"] == max(required - actual, 0)


@pytest.mark.parametrize(("border", "mark"), [("2.6", 3), ("3.6", 4), ("4.6", 5)])
@pytest.mark.parametrize("n", [5, 50, 5000])
def test_a_mean_that_equals_a_border_reaches_it(border: str, mark: int, n: int) -> None:
    lower = mark - 1
    high = n * 6 // 10 if n > 5 else 3  # of n marks, so that the mean is the border exactly
    for more, final in ((high - 1, lower), (high, mark)):
        rows = [event(1, mark)] * more + [event(2, lower)] * (n - more)

        assert counted(rows, MarkNorms((PERIOD,)))[0]["final"] == final
        assert standing([Weighed(one["mark"]) for one in rows]).final == final


def test_borders_of_the_school_with_many_digits() -> None:
    norms = MarkNorms((PERIOD,), rounding=(Fraction("2.5"), Fraction("3.667"), Fraction("4.65")))

    assert counted([event(1, 4), event(2, 4), event(3, 3)], norms)[0]["final"] == 3  # 3.6666…
    assert counted([event(1, 3), event(2, 2)], norms)[0]["final"] == 3


def test_absence_exemption_and_late_joining_lower_the_norm() -> None:
    norms = MarkNorms((PERIOD,), hours=MATHS)  # 56 days, 40 lessons, 11 marks
    ill = [event(day, note="б") for day in range(10)] + [event(20, 4)]
    late = [event(0, 4, pupil="2"), event(28, note=JOINED), event(30, 4)]
    gone = [event(0, 4), event(13, note=LEFT)]
    exempt = [event(day, note="осв") for day in range(10)]

    assert counted(ill, norms)[0]["required"] == ceil(11 * (1 - Fraction(10, 40)))
    assert counted(late, norms)[0]["required"] == ceil(11 * Fraction(28, 56))
    assert counted(gone, norms)[0]["required"] == ceil(11 * Fraction(14, 56))
    assert counted(exempt, norms)[0]["required"] == 0
    assert counted(ill, MarkNorms((PERIOD,), hours=MATHS, reduce_for=()))[0]["required"] == 11


def test_a_mark_set_on_a_day_of_absence_is_no_missed_lesson() -> None:
    norms = MarkNorms((PERIOD,), hours=MATHS)
    rows = [event(day, 4, note="н") for day in range(10)]

    one = counted(rows, norms)[0]

    assert (one["required"], one["both"]) == (11, 10)


def test_streak_counts_attended_lessons_only() -> None:
    rows = [event(day, 4, pupil="2") for day in range(10)]
    rows += [event(0, 5), *(event(day, note="н") for day in (3, 4)), event(6, 3)]

    found = {one["pupil"]: one["streak"] for one in counted(rows, MarkNorms((PERIOD,)))}

    # Days 1, 2, 5 between the marks, then 7, 8, 9; days 3 and 4 were missed.
    assert found == {"1": 3, "2": 0}


def test_last_days_of_the_period_begin_at_their_border() -> None:
    rows = [event(48, 3), event(49, 5), event(55, 5)]

    one = counted(rows, MarkNorms((PERIOD,)))[0]

    assert (one["late"], one["final_before"], one["final"]) == (2, 3, 4)


def test_pupils_without_a_mark_have_a_row_in_every_period_of_the_class() -> None:
    rows = [event(1, 4), event(1, note="н", pupil="2"), event(70, 4)]

    found = counted(rows, MarkNorms((PERIOD, NEXT), hours=MATHS))

    assert [(one["pupil"], one["period"], one["actual"]) for one in found] == [
        ("1", "1 четверть", 1),
        ("1", "2 четверть", 1),
        ("2", "1 четверть", 0),
        ("2", "2 четверть", 0),
    ]


def test_schemes_weigh_from_the_day_they_are_in_force() -> None:
    old = WeightScheme("старая", {"зачет": Fraction(2)}, "Математика", end=START + timedelta(10))
    every = WeightScheme("weights", {"зачет": Fraction(3)}, default=Fraction(1, 2))
    norms = MarkNorms((PERIOD,), schemes=(old, every))
    rows = [event(10, 5, kind="Зачёт"), event(11, 4, kind="зачёт"), event(11, 3, kind="ответ")]

    one = counted(rows, norms)[0]

    assert (one["points"], one["weight"]) == (2000 * 5 + 3000 * 4 + 500 * 3, 5500)


def test_marks_of_no_period_are_counted_apart() -> None:
    found = accumulate(journal([event(300, 4), event(301, note="н")]), MarkNorms((PERIOD,)))

    assert (found.rows.height, found.outside) == (0, 1)
    moved = [event(300, 4), event(3, note=LEFT)]
    lessons = journal(moved[:1]).lessons
    only_moves = Journal(journal(moved).events, lessons)
    assert accumulate(only_moves, MarkNorms((PERIOD,))).rows.height == 0


@given(st.lists(marks, min_size=1))
def test_the_mean_lies_between_the_marks(given_marks: list[Weighed]) -> None:
    mean = weighted_mean(given_marks)

    assert mean is not None
    assert min(one.mark for one in given_marks) <= mean <= max(one.mark for one in given_marks)


@given(st.integers(2, 5), st.lists(positive, min_size=1), positive)
def test_a_mark_equal_to_the_mean_keeps_it(
    mark: int, given_weights: list[Fraction], weight: Fraction
) -> None:
    same = [Weighed(mark, one) for one in given_weights]
    around = [*same, Weighed(mark - 1, weight), Weighed(mark + 1, weight)]

    assert what_if(around, [Weighed(mark, weight)]).mean == weighted_mean(around) == mark


@given(st.lists(marks, max_size=8), st.sampled_from([3, 4, 5]), positive)
def test_marks_needed_is_the_least_number_that_does(
    given_marks: list[Weighed], target: int, weight: Fraction
) -> None:
    needed = marks_needed(given_marks, target, weight=weight)

    assert needed is not None
    if needed <= 200:
        reached = what_if(given_marks, [Weighed(5, weight)] * needed).final
        assert reached is not None
        assert reached >= target
    if 0 < needed <= 200:
        before = what_if(given_marks, [Weighed(5, weight)] * (needed - 1)).final
        assert before is None or before < target


@st.composite
def journals(draw: st.DrawFn) -> list[dict[str, Any]]:
    cells = st.tuples(
        st.integers(0, 115),
        st.sampled_from([0, 0, 2, 3, 4, 5]),
        st.sampled_from(["", "", "н", "осв", ".", JOINED, LEFT]),
        st.sampled_from("12"),
        st.sampled_from(["у", "ф"]),
        st.sampled_from([None, 500, 3000]),
        st.sampled_from(["", "зачёт"]),
    )
    return [
        event(day, mark, note=note, pupil=pupil, teacher=teacher, weight=weight, kind=kind)
        for day, mark, note, pupil, teacher, weight, kind in draw(
            st.lists(cells, min_size=1, max_size=25)
        )
    ]


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(journals(), st.randoms(use_true_random=False))
def test_small_journals_equal_counting_by_hand_in_any_order(rows: Any, random: Any) -> None:
    scheme = WeightScheme("weights", {"зачет": Fraction(7, 2)})
    norms = MarkNorms((PERIOD, NEXT), hours=MATHS, schemes=(scheme,))
    found = counted(rows, norms)

    for one in found:
        number = [period.name for period in norms.periods].index(one["period"])
        assert by_hand(rows, one["pupil"], norms, norms.periods[number]) == {
            name: one[name]
            for name in ("required", "actual", "points", "weight", "final", "streak", "late")
        }
    random.shuffle(rows)
    assert counted(rows, norms) == found


def by_hand(
    rows: list[dict[str, Any]], pupil: str, norms: MarkNorms, period: MarkPeriod
) -> dict[str, Any]:
    own = [one for one in rows if one["pupil"] == pupil]
    joined = max((one["date"] for one in own if one["note"] == JOINED), default=date.min)
    left = max((one["date"] for one in own if one["note"] == LEFT), default=date.max)

    def inside(one: dict[str, Any]) -> bool:
        return period.start <= one["date"] <= period.end

    now = [one for one in own if inside(one)]
    groups = {one["teacher"] for one in now or own}
    days = sorted({one["date"] for one in rows if inside(one) and one["teacher"] in groups})
    marked = [one for one in now if one["mark"]]
    weigh = [
        one["weight"] if one["weight"] is not None else 3500 if one["kind"] == "зачёт" else 1000
        for one in marked
    ]
    lost = streak = run = 0
    for day in days:
        today = [one for one in now if one["date"] == day]
        if any(one["mark"] for one in today):
            run = 0
        elif joined <= day <= left:
            away = any(one["note"] in ("н", "осв") for one in today)
            lost += away
            run += not away
            streak = max(streak, run)
    length = (period.end - period.start).days + 1
    enrolled = max((min(period.end, left) - max(period.start, joined)).days + 1, 0)
    lessons = max(len(days), floor(Fraction(5 * length, 7)))
    part = max(Fraction(enrolled, length) - Fraction(lost, lessons), Fraction(0))
    points = sum(one["mark"] * w for one, w in zip(marked, weigh, strict=True))
    mean = Fraction(points, sum(weigh)) if sum(weigh) else None
    return {
        "required": 0 if lost == len(days) else ceil(11 * part),
        "actual": len(marked),
        "points": points,
        "weight": sum(weigh),
        "final": final_mark(mean) or 0,
        "streak": streak,
        "late": sum(one["date"] > period.end - timedelta(7) for one in marked),
    }

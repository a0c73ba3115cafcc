"""The path of an academic debt: every border of the law, and what holds on any path."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objektiv.planning.debt import (
    FAILED,
    MISSED,
    MISSED_VALID,
    PASSED,
    RESULTS,
    Kind,
    NotAllowed,
    State,
    Step,
    deadline,
    position,
)
from objektiv.profiles.debt_rules import debt_rules

RULES = debt_rules()
AROSE = date(2026, 5, 29)
DEBT = Step(Kind.DEBT, AROSE)


def tried(day: date, result: str, commission: int = 0) -> list[Step]:
    return [
        Step(Kind.SET, day - timedelta(days=7), until=day, commission=commission),
        Step(Kind.HELD, day, result=result),
    ]


def ill(first: date, last: date) -> Step:
    return Step(Kind.PAUSE, first, until=last, reason="illness")


def now(*steps: Step, today: date = date(2026, 6, 1)):
    return position(steps, RULES, today)


def test_help_without_a_debt_can_be_closed():
    steps = [
        Step(Kind.TALK, date(2026, 2, 1)),
        Step(Kind.HELP, date(2026, 2, 2)),
        Step(Kind.RETAKE, date(2026, 2, 9), result=PASSED),
        Step(Kind.CORRECTED, date(2026, 2, 10)),
        Step(Kind.CLOSED, date(2026, 2, 11)),
    ]

    assert now(*steps).state == State.CLOSED
    assert now(*steps).allowed == ()


def test_a_debt_is_never_closed_without_an_end_that_the_law_knows():
    with pytest.raises(NotAllowed):
        now(DEBT, Step(Kind.CLOSED, date(2026, 6, 1)))


def test_the_first_try_that_is_passed_clears_it():
    found = now(DEBT, *tried(date(2026, 9, 10), PASSED), today=date(2026, 9, 11))

    assert (found.state, found.tries) == (State.CLEARED, 1)


def test_the_second_try_needs_a_commission():
    first = [DEBT, *tried(date(2026, 9, 10), FAILED)]
    assert now(*first, today=date(2026, 9, 11)).commission

    with pytest.raises(NotAllowed, match="комиссия"):
        now(*first, *tried(date(2026, 11, 10), PASSED, commission=2))
    found = now(*first, *tried(date(2026, 11, 10), PASSED, commission=3), today=date(2026, 11, 11))
    assert found.state == State.CLEARED


def test_after_two_tries_only_the_parents_choose():
    steps = [
        DEBT,
        *tried(date(2026, 9, 10), FAILED),
        *tried(date(2026, 11, 10), FAILED, commission=3),
    ]
    found = now(*steps, today=date(2026, 11, 11))

    assert found.state == State.PARENTS
    assert Kind.SET not in found.allowed
    for choice in ("repeat", "adapted", "plan"):
        chosen = now(*steps, Step(Kind.CHOICE, date(2026, 11, 20), result=choice))
        assert chosen.state == State.CHOSEN
    with pytest.raises(NotAllowed):
        now(*steps, Step(Kind.CHOICE, date(2026, 11, 20), result="expel"))


def test_the_term_ends_on_the_same_day_of_the_next_year():
    last, after = date(2027, 5, 29), date(2027, 5, 30)

    assert now(DEBT, today=last).state == State.DEBT
    assert now(DEBT, today=after).state == State.PARENTS
    assert now(DEBT, *tried(last, PASSED), today=after).state == State.CLEARED
    with pytest.raises(NotAllowed, match="кончается"):
        now(DEBT, *tried(after, PASSED))


def test_a_debt_of_a_leap_day_ends_on_the_last_day_of_february():
    assert deadline(date(2028, 2, 29), [], RULES) == date(2029, 2, 28)


def test_illness_that_becomes_known_later_gives_the_time_back():
    late = date(2027, 6, 3)
    assert now(DEBT, today=late).state == State.PARENTS

    found = now(DEBT, ill(date(2026, 10, 1), date(2026, 10, 10)), today=late)
    assert (found.state, found.deadline) == (State.DEBT, date(2027, 6, 8))
    assert now(DEBT, ill(date(2026, 10, 1), date(2026, 10, 10)),
               today=date(2027, 6, 9)).state == State.PARENTS  # fmt: skip


@pytest.mark.parametrize("reason", ["illness", "leave", "maternity"])
def test_every_reason_of_the_law_stops_the_clock_and_no_other(reason):
    step = Step(Kind.PAUSE, date(2026, 9, 1), until=date(2026, 9, 1), reason=reason)
    assert now(DEBT, step).deadline == date(2027, 5, 30)

    with pytest.raises(NotAllowed, match="не входят только"):
        now(DEBT, Step(Kind.PAUSE, date(2026, 9, 1), until=date(2026, 9, 1), reason="holidays"))


def test_illness_on_the_day_of_a_try_takes_the_try_back():
    steps = [DEBT, Step(Kind.SET, date(2026, 6, 1), until=date(2026, 9, 10))]
    found = now(*steps, ill(date(2026, 9, 9), date(2026, 9, 20)), today=date(2026, 9, 21))

    assert (found.state, found.planned, found.tries) == (State.DEBT, None, 0)


def test_a_try_missed_for_a_valid_reason_is_no_try():
    assert now(DEBT, *tried(date(2026, 9, 10), MISSED_VALID), today=date(2026, 9, 11)).tries == 0
    assert now(DEBT, *tried(date(2026, 9, 10), MISSED), today=date(2026, 9, 11)).tries == 1


def test_a_try_held_while_ill_is_for_a_person_to_look_at():
    steps = [DEBT, *tried(date(2026, 9, 10), FAILED), ill(date(2026, 9, 8), date(2026, 9, 12))]

    assert "засчитывать" in now(*steps, today=date(2026, 9, 20)).remarks[0]


def test_conditional_promotion_happens_once_and_does_not_touch_the_debt():
    promoted = Step(Kind.PROMOTED, date(2026, 6, 2))
    found = now(DEBT, promoted, today=date(2026, 9, 1))

    assert found.promoted
    assert found.state == State.DEBT
    assert Kind.PROMOTED not in found.allowed
    with pytest.raises(NotAllowed):
        now(DEBT, promoted, promoted)


# --- what holds on any path


DAYS = st.integers(0, 900).map(lambda n: AROSE + timedelta(days=n))
STEPS = st.lists(
    st.builds(
        lambda kind, day, length, result, commission: Step(
            kind,
            day,
            until=day + timedelta(days=length),
            result=result,
            reason="illness",
            commission=commission,
        ),
        st.sampled_from(list(Kind)),
        DAYS,
        st.integers(0, 60),
        st.sampled_from([*RESULTS, "repeat"]),
        st.integers(0, 4),
    ),
    max_size=25,
).map(lambda steps: sorted(steps, key=lambda one: one.day))


def walked(steps: list[Step]) -> list[Step]:
    """The path with the steps that it takes; the others are refused."""
    taken = [DEBT]
    for step in steps:
        try:
            position([*taken, step], RULES, step.day)
        except NotAllowed:
            continue
        taken.append(step)
    return taken


@given(STEPS)
def test_no_path_has_more_than_two_tries_and_none_after_its_term(steps):
    taken = walked(steps)
    found = position(taken, RULES, taken[-1].day)

    assert found.tries <= 2
    assert found.deadline >= date(2027, 5, 29)
    for one in taken:
        if one.kind == Kind.SET:
            assert one.until <= found.deadline
    second = [one for one in taken if one.kind == Kind.SET and one.commission >= 3]
    assert found.tries < 2 or second
    assert (found.state == State.CHOSEN) == any(one.kind == Kind.CHOICE for one in taken)


@given(STEPS, DAYS)
def test_what_is_allowed_is_what_is_taken(steps, day):
    taken = walked(steps)
    day = max(day, taken[-1].day, *(one.until or one.day for one in taken))
    found = position(taken, RULES, day)

    for kind in Kind:
        if kind in found.allowed:
            continue
        with pytest.raises(NotAllowed):
            position([*taken, Step(kind, day, until=day, result=PASSED, reason="illness",
                                   commission=3)], RULES, day)  # fmt: skip


@given(st.lists(st.tuples(DAYS, st.integers(0, 90)), max_size=8))
def test_the_deadline_moves_by_the_days_that_do_not_count_each_once(pauses):
    given_ = [(first, first + timedelta(days=n)) for first, n in pauses]
    found = deadline(AROSE, given_, RULES)

    # By hand: walk day by day, a day counts when it lies in no pause.
    day, left = AROSE, 365
    while left:
        day += timedelta(days=1)
        left -= not any(first <= day <= last for first, last in given_)
    assert day <= found
    assert all(
        any(first <= day + timedelta(days=n) <= last for first, last in given_)
        for n in range(1, (found - day).days + 1)
    )

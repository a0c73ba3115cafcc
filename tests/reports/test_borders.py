"""Every border of the guide at the exact number, and where floats would misjudge it."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from objektiv.profiles import load_profile
from objektiv.reports import (
    item_completion,
    journal_comparison,
    mark_groups,
    mark_statistics,
    score_distribution,
    skill_attainment,
    zone,
)
from objektiv.schema import Item, Level, Share, Work

PROFILE = load_profile(2026)


def work(*items: Item) -> Work:
    return Work("ВПР", 2026, 5, "Математика", items)


@pytest.mark.parametrize(
    ("level", "part", "whole", "expected"),
    [
        (Level.BASE, 60, 100, "enough"),
        (Level.BASE, 5999, 10000, "border"),
        (Level.BASE, 57, 100, "border"),
        (Level.BASE, 5699, 10000, "low"),
        (Level.ADVANCED, 30, 100, "enough"),
        (Level.ADVANCED, 2999, 10000, "border"),
        (Level.ADVANCED, 285, 1000, "border"),
        (Level.ADVANCED, 28499, 100000, "low"),
        (Level.HIGH, 3, 10, "enough"),
        (Level.HIGH, 57, 200, "border"),
        (Level.HIGH, 0, 10, "low"),
        (None, 1, 10, ""),
    ],
)
def test_zone_at_the_exact_border(level, part, whole, expected):
    assert zone(Share(part, whole), level, PROFILE) == expected


def test_zone_where_the_percentage_as_a_float_misses_the_border():
    # 57 of 100 is exactly 57 %, but 100 * 0.57 in floats is 56.99999999999999.
    assert 100 * 0.57 < 57
    assert zone(Share(57, 100), Level.BASE, PROFILE) == "border"
    traps = [n for n in range(1, 2000) if n % 100 == 0 and 100 * (57 * n // 100 / n) != 57]
    for n in traps:
        assert zone(Share(57 * n // 100, n), Level.BASE, PROFILE) == "border"
    assert traps


def test_border_of_an_edited_profile_is_the_decimal_that_was_written():
    thresholds = dict(PROFILE.thresholds)
    name = "items.base.insufficient"
    thresholds[name] = dataclasses.replace(thresholds[name], value=57.3)
    edited = dataclasses.replace(PROFILE, thresholds=thresholds)

    assert zone(Share(573, 1000), Level.BASE, edited) == "border"
    assert zone(Share(572999, 1000000), Level.BASE, edited) == "low"


@given(st.integers(1, 10**6), st.data())
def test_zone_agrees_with_integers(whole, data):
    part = data.draw(st.integers(0, whole))
    expected = "enough" if part * 100 >= 60 * whole else "border"
    expected = "low" if part * 100 < 57 * whole else expected
    assert zone(Share(part, whole), Level.BASE, PROFILE) == expected
    expected = "enough" if part * 100 >= 30 * whole else "border"
    expected = "low" if part * 1000 < 285 * whole else expected
    assert zone(Share(part, whole), Level.HIGH, PROFILE) == expected


@pytest.mark.parametrize(
    ("before", "now", "trend"),
    [
        ((10, 100), (20, 100), "negative"),  # exactly +10
        ((10, 100), (199, 1000), "neutral"),
        ((10, 100), (11, 100), "neutral"),
        ((10, 100), (10, 100), "positive"),  # exactly 0
        ((10, 100), (5, 100), "positive"),
        ((0, 10), (1, 10), "negative"),
        ((2, 10), (3, 10), "negative"),  # 0.3 − 0.2 is 0.0999… in floats
        ((0, 9), (9, 10), ""),  # nine pupils last year: no comparison
    ],
)
def test_change_of_failing_share(before, now, trend, by_hand, pupil):
    def year(when, failed, n):
        paper = dataclasses.replace(work(Item("1", 1, Level.BASE)), year=when)
        return by_hand(paper, [pupil((0,), 2)] * failed + [pupil((1,), 4)] * (n - failed))

    report = mark_statistics(year(2026, *now), PROFILE, last_year=year(2025, *before))

    assert {row.trend for row in report.rows} == {trend}


def test_years_go_oldest_first_and_the_nearest_is_compared(by_hand, pupil):
    def year(when, failed):
        paper = dataclasses.replace(work(Item("1", 1, Level.BASE)), year=when)
        return by_hand(paper, [pupil((0,), 2)] * failed + [pupil((1,), 4)] * (100 - failed))

    past = (year(2025, 3), year(2024, 20), year(2023, 40))
    row = mark_statistics(year(2026, 5), PROFILE, last_year=past[0], earlier=past[1:]).rows[0]

    assert row.history == ((2023, Share(40, 100)), (2024, Share(20, 100)), (2025, Share(3, 100)))
    assert row.failing_before == Share(3, 100)
    assert (row.change, row.trend) == (2.0, "neutral")
    for wrong in (year(2026, 1), year(2027, 1)):
        with pytest.raises(ValueError, match="earlier years"):
            mark_statistics(year(2026, 5), PROFILE, earlier=(wrong,))
    with pytest.raises(ValueError, match="earlier years"):
        mark_statistics(year(2026, 5), PROFILE, earlier=(past[0], past[0]))
    other = dataclasses.replace(past[0], work=dataclasses.replace(past[0].work, grade=6))
    with pytest.raises(ValueError, match="not an earlier year"):
        mark_statistics(year(2026, 5), PROFILE, earlier=(other,))


@pytest.mark.parametrize(("n", "shown"), [(9, False), (10, True)])
def test_groups_below_the_minimum_have_no_number(n, shown, by_hand, pupil):
    paper = work(Item("1", 1, Level.BASE, skills=("1.1",)))
    counts = by_hand(paper, [pupil((1,), 4, 5)] * n)

    assert all((row.shares is not None) is shown for row in mark_statistics(counts, PROFILE).rows)
    journal = journal_comparison(counts, PROFILE)
    assert all((row.shares is not None) is shown for row in journal.rows)
    completion = item_completion(counts, PROFILE)
    for row in completion.rows:
        assert (row.cells[0].completion is not None) is shown
        assert (row.cells[0].zone != "") is shown
    assert all(
        (row.mean is not None) is shown for row in skill_attainment(completion, PROFILE).rows
    )
    groups = mark_groups(counts, PROFILE)
    assert all((row.cells[0].completion[2] is not None) is shown for row in groups.rows)
    scores = score_distribution(counts, PROFILE)
    assert all((row.mean is not None) is shown for row in scores.rows)


@pytest.mark.parametrize(
    ("lower", "higher", "n", "anomaly"),
    [
        (11, 10, 20, False),  # exactly +5 points: not an anomaly
        (111, 100, 200, True),  # +5.5
        (1101, 1000, 2000, True),  # +5.05
        (10, 0, 10, True),
        (9, 0, 9, False),  # nine pupils in a group
    ],
)
def test_group_anomaly_is_above_five_points(lower, higher, n, anomaly, by_hand, pupil):
    paper = work(Item("1", 1, Level.BASE))
    rows = [pupil((1,), 3)] * lower + [pupil((0,), 3)] * (n - lower)
    rows += [pupil((1,), 4)] * higher + [pupil((0,), 4)] * (n - higher)

    report = mark_groups(by_hand(paper, rows), PROFILE)

    assert all(bool(row.anomalies) is anomaly for row in report.rows)
    if anomaly:
        assert {(one.lower, one.higher) for one in report.rows[0].anomalies} == {(3, 4)}


@pytest.mark.parametrize(
    ("mark", "journal", "far"),
    [(3, 5, 1), (4, 5, 0), (5, 3, 1), (5, 4, 0), (4, 4, 0), (2, 5, 1)],
)
def test_far_means_two_marks_or_more(mark, journal, far, by_hand, pupil):
    counts = by_hand(work(Item("1", 1)), [pupil((1,), mark, journal)])
    assert {row.far for row in journal_comparison(counts, PROFILE).rows} == {far}


@pytest.mark.parametrize(("with_journal", "covered"), [(8, True), (7, False)])
def test_coverage_of_journal_marks_is_inclusive(with_journal, covered, by_hand, pupil):
    rows = [pupil((1,), 4, 4)] * with_journal + [pupil((1,), 4, 0)] * (10 - with_journal)
    report = journal_comparison(by_hand(work(Item("1", 1)), rows), PROFILE)
    assert {row.covered for row in report.rows} == {covered}


@pytest.mark.parametrize(
    ("n", "state"), [(19, "limited"), (20, "rough"), (49, "rough"), (50, "informative")]
)
def test_state_of_the_sample(n, state, by_hand, pupil):
    report = score_distribution(by_hand(work(Item("1", 1)), [pupil((1,))] * n), PROFILE)
    assert {row.state for row in report.rows} == {state}


@pytest.mark.parametrize(
    ("low", "judged", "deficit"),
    [(1, 1, False), (1, 2, False), (2, 2, True), (2, 3, True), (2, 4, False), (3, 4, True)],
)
def test_systemic_deficit_needs_most_of_at_least_two_items(low, judged, deficit, by_hand, pupil):
    paper = work(*(Item(str(i), 1, Level.BASE, skills=("5.1",)) for i in range(judged)))
    items = tuple(0 if i < low else 1 for i in range(judged))

    completion = item_completion(by_hand(paper, [pupil(items)] * 10), PROFILE)

    assert {row.deficit for row in skill_attainment(completion, PROFILE).rows} == {deficit}


def test_large_numbers_do_not_overflow(by_hand, pupil):
    counts = by_hand(work(Item("1", 4, Level.BASE)), [pupil((3,), 4, 4)] * 10)
    huge = np.int64(2**40)
    counts = dataclasses.replace(
        counts, n=counts.n * huge, item_sum=counts.item_sum * huge, marks=counts.marks * huge
    )
    cell = item_completion(counts, PROFILE).rows[0].cells[0]
    assert cell.completion == Share(30 * 2**40, 40 * 2**40)
    assert journal_comparison(counts, PROFILE).rows[0].confirmed == 10 * 2**40

"""Totals of every report agree with each other and with a recount of the pupils."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.profiles import load_profile
from objektiv.reports import reports
from objektiv.schema import MARKS, MISSING, NOT_ATTEMPTED, NOT_TAUGHT, Item, Level, Scale, Work

PROFILE = load_profile(2026)
WORK = Work(
    "ВПР",
    2026,
    5,
    "Математика",
    (
        Item("1", 1, Level.BASE, skills=("1.1",)),
        Item("2К1", 5, Level.ADVANCED, skills=("1.1", "2.3")),
        Item("3", 2, Level.HIGH, skills=("2.3",)),
    ),
    Scale(((0, 2, 2), (3, 4, 3), (5, 6, 4), (7, 8, 5))),
)
POINTS = [
    st.sampled_from([*range(item.max + 1), NOT_ATTEMPTED, NOT_TAUGHT, MISSING])
    for item in WORK.items
]
PLACES = [
    ("Регион А", "Город 1", "edu1", "5А"),
    ("Регион А", "Город 1", "edu1", "5Б"),
    ("Регион А", "Город 1", "edu2", "5А"),
    ("Регион А", "Город 2", "edu3", "5А"),
    ("Регион Б", "", "edu4", "5А"),
    ("Регион Б", "", "edu4", ""),
]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(PLACES),
        st.tuples(*POINTS),
        st.sampled_from((0, *MARKS)),
        st.sampled_from((0, *MARKS)),
        st.integers(1, 15),
    ),
    min_size=1,
    max_size=25,
)


def inside(pupil, unit):
    own = (pupil.region, pupil.municipality, pupil.school, pupil.class_)
    depth = {"nation": 0, "region": 1, "municipality": 2, "school": 3, "class": 4}[unit.level]
    return own[:depth] == unit.path[:depth]


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_every_report_agrees_with_a_recount(by_hand, pupil, rows):
    pupils = [
        pupil(items, mark, journal, class_, school, municipality, region)
        for (region, municipality, school, class_), items, mark, journal, times in rows
        for _ in range(times)
    ]

    report = reports(by_hand(WORK, pupils), PROFILE)

    units = [row.unit for row in report.marks.rows]
    assert units == [row.unit for row in report.journal.rows]
    assert units == [row.unit for row in report.scores.rows]
    assert units == [row.unit for row in report.items.rows]
    assert units == [row.unit for row in report.groups.rows]
    for at, unit in enumerate(units):
        own = [one for one in pupils if inside(one, unit)]
        marks = Counter(one.mark for one in own)
        row = report.marks.rows[at]
        assert row.counts == tuple(marks[mark] for mark in MARKS)
        assert row.n == sum(row.counts) == sum(report.groups.rows[at].n)

        both = [one for one in own if one.mark and one.journal]
        journal = report.journal.rows[at]
        assert journal.participants == len(own) == report.items.rows[at].n
        assert journal.n == len(both) == sum(map(sum, journal.matrix))
        assert journal.n == journal.lowered + journal.confirmed + journal.raised
        assert journal.raised == sum(one.mark > one.journal for one in both)
        assert journal.far == sum(abs(one.mark - one.journal) >= 2 for one in both)

        scores = report.scores.rows[at]
        assert scores.n == sum(scores.histogram) == len(own)
        assert list(scores.histogram) == [
            sum(one.score == score for one in own) for score in range(9)
        ]

        for column, item in enumerate(WORK.items):
            counted = [
                0 if one.items[column] == NOT_ATTEMPTED else one.items[column]
                for one in own
                if one.items[column] not in (NOT_TAUGHT, MISSING)
            ]
            cell = report.items.rows[at].cells[column]
            assert cell.n == len(counted)
            if cell.n >= 10:
                assert cell.completion.part == sum(counted)
                assert cell.completion.whole == item.max * len(counted)
            else:
                assert cell.completion is None
            group = report.groups.rows[at].cells[column]
            assert sum(group.n) <= cell.n
            for mark, n, share in zip(MARKS, group.n, group.completion, strict=True):
                of_mark = [
                    0 if one.items[column] == NOT_ATTEMPTED else one.items[column]
                    for one in own
                    if one.mark == mark and one.items[column] not in (NOT_TAUGHT, MISSING)
                ]
                assert n == len(of_mark)
                assert share is None or share.part == sum(of_mark)

    for level in ("region", "school"):
        if len({one.region for one in pupils}) > 1:
            parts = [row for row in report.marks.rows if row.unit.level == level]
            whole = report.marks.rows[0]
            assert whole.unit.level == "nation"
            assert whole.n == sum(row.n for row in parts)


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_skills_are_means_of_their_items(by_hand, pupil, rows):
    pupils = [
        pupil(items, class_=class_, school=school, municipality=municipality, region=region)
        for (region, municipality, school, class_), items, _, _, times in rows
        for _ in range(times)
    ]
    report = reports(by_hand(WORK, pupils), PROFILE)
    completion = {row.unit: row.cells for row in report.items.rows}
    assert len(report.skills.rows) == 2 * len(report.items.rows)
    for row in report.skills.rows:
        cells = [cell for cell in completion[row.unit] if cell.code in row.items]
        assert row.n == min(cell.n for cell in cells)
        if row.mean is None:
            assert row.n < 10
        else:
            exact = [cell.completion.value for cell in cells]
            assert abs(row.mean - sum(exact) / len(exact)) < 1e-12

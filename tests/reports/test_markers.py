"""Published markers: what they say, and that they say when they cannot be computed."""

import numpy as np
import pytest
from scipy.stats import t

from objektiv.reports import markers, reports
from objektiv.schema import Item, Level, Work

ITEMS = tuple(Item(f"b{i}", 1, Level.BASE) for i in range(3)) + tuple(
    Item(f"h{i}", 2, Level.ADVANCED) for i in range(3)
)
WORK = Work("ВПР", 2026, 5, "Математика", ITEMS)


def by_code(found, school):
    unit = next(unit for unit in found if unit.school == school)
    return {marker.code: marker for marker in found[unit]}


@pytest.fixture
def ordinary(pupil):
    rng = np.random.default_rng(4)
    rows = []
    for school in ("edu01", "edu02", "edu03"):
        for _ in range(40):
            items = (*rng.binomial(1, 0.7, 3), *rng.binomial(2, 0.4, 3))
            rows.append(pupil(tuple(map(int, items)), 4, 4, school=school))
    return rows


def test_ordinary_schools_fire_nothing_and_peaks_need_a_scale(by_hand, ordinary, profile):
    found = markers(reports(by_hand(WORK, ordinary), profile), profile)
    assert len(found) == 3
    for school in ("edu01", "edu02", "edu03"):
        own = by_code(found, school)
        assert [marker.fired for marker in own.values()] == [False, None, False, False, None]
        assert own["peaks"].text == "Не вычисляется: не загружена шкала."
        assert all(marker.source and marker.status != "official" for marker in own.values())


def test_inverted_school_with_a_far_journal(by_hand, pupil, ordinary, profile):
    odd = [pupil((0, 1, 0, 2, 2, 2), 5, 3, school="edu09")] * 20
    own = by_code(markers(reports(by_hand(WORK, ordinary + odd), profile), profile), "edu09")
    assert own["inversion"].fired
    assert "задания Б −" in own["inversion"].text
    assert own["journal"].fired
    assert "у 20 из 20" in own["journal"].text


def test_level_is_the_published_interval_rule(by_hand, pupil, ordinary, profile):
    strong = [pupil((1, 1, 1, 2, 2, int(at % 3)), 5, 5, school="edu09") for at in range(30)]
    pupils = ordinary + strong
    report = reports(by_hand(WORK, pupils), profile)

    def bounds(scores):
        half = t.ppf(0.975, len(scores) - 1) * np.std(scores, ddof=1) / np.sqrt(len(scores))
        return np.mean(scores) - half, np.mean(scores) + half

    low, _ = bounds([one.score for one in strong])
    _, high = bounds([one.score for one in pupils])
    assert low > high
    assert by_code(markers(report, profile), "edu09")["level"].fired


def test_small_school_is_not_marked(by_hand, pupil, ordinary, profile):
    tiny = [pupil((0, 0, 0, 2, 2, 2), 5, 5, school="edu09")] * 9
    own = by_code(markers(reports(by_hand(WORK, ordinary + tiny), profile), profile), "edu09")
    assert own["level"].fired is None
    assert own["inversion"].fired is None
    assert own["journal"].fired is None


def test_lone_school_has_nothing_to_be_compared_with(by_hand, pupil, profile):
    alone = [pupil((0, 0, 0, 2, 2, 2), 5, 5, school="edu09")] * 30
    own = by_code(markers(reports(by_hand(WORK, alone), profile), profile), "edu09")
    assert own["level"].fired is None
    assert own["inversion"].fired is None


def test_journal_of_a_few_pupils_is_not_compared(by_hand, pupil, ordinary, profile):
    mixed = [pupil((1, 1, 1, 1, 1, 1), 4, 2, school="edu09")] * 5
    mixed += [pupil((1, 1, 1, 1, 1, 1), 4, 0, school="edu09")] * 15
    own = by_code(markers(reports(by_hand(WORK, ordinary + mixed), profile), profile), "edu09")
    assert own["journal"].fired is None


def test_crossing_of_groups(by_hand, pupil, ordinary, profile):
    crossed = [pupil((1, 1, 1, 0, 0, 0), 3, 3, school="edu09")] * 10
    crossed += [pupil((1, 1, 0, 2, 2, 1), 4, 4, school="edu09")] * 10
    own = by_code(markers(reports(by_hand(WORK, ordinary + crossed), profile), profile), "edu09")
    assert own["crossing"].fired
    assert "b2" in own["crossing"].text

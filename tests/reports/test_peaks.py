"""Peaks at cuts: exact against other software, calibrated, silent without a scale."""

import csv
import dataclasses
import gzip
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom, hypergeom, nchypergeom_fisher

from objektiv.profiles import load_profile
from objektiv.reports import peaks, score_distribution
from objektiv.reports.peaks import _fisher, _mixture, against_neighbours, tilt
from objektiv.schema import Item, Scale, Work

PROFILE = load_profile(2026)
REAL = Path(__file__).parents[3] / "shared" / "data" / "real"
CUTS = (10, 16, 21)


def against_rest(unit, rest, cut, width):
    return peaks.against_rest(unit, rest, tilt(unit, rest), cut, width)


def school(rng, n, mean, sd):
    """An honest school: n pupils, 24 one-point items of varied difficulty."""
    ability = rng.normal(mean, sd, n)
    chance = 1 / (1 + np.exp(-(ability[:, None] - np.linspace(-2, 2, 24))))
    return np.bincount((rng.random(chance.shape) < chance).sum(axis=1), minlength=25)


def region(rng, schools=60):
    return [
        school(rng, int(rng.integers(20, 120)), rng.normal(0.3, 0.6), rng.uniform(0.5, 1.3))
        for _ in range(schools)
    ]


@pytest.mark.parametrize("odds", [0.2, 1.0, 3.7])
def test_fisher_agrees_with_scipy(odds):
    support, chances = _fisher(30, 900, 410, odds)
    reference = nchypergeom_fisher(930, 30, 410, odds)
    np.testing.assert_allclose(chances, reference.pmf(support), rtol=1e-9, atol=1e-15)


def test_fisher_with_even_odds_is_hypergeometric():
    support, chances = _fisher(12, 30, 20, 1.0)
    np.testing.assert_allclose(chances, hypergeom(42, 20, 12).pmf(support), rtol=1e-10)


def test_mixture_without_spread_is_binomial():
    outcome = _mixture(40, 27, np.zeros(5), np.full(5, 0.2))
    assert outcome.p_value == pytest.approx(binom.sf(26, 40, 0.5), rel=1e-12)
    assert outcome.interval == (int(binom.ppf(0.025, 40, 0.5)), int(binom.ppf(0.975, 40, 0.5)))
    assert outcome.expected == pytest.approx(20)


def test_tilt_brings_the_rest_to_the_mean_and_spread_of_the_unit():
    rng = np.random.default_rng(9)
    rest = np.sum(region(rng), axis=0)
    unit = school(rng, 2000, 1.0, 0.6)
    scores = np.arange(25)
    tilted = rest * tilt(unit, rest)
    tilted = tilted / tilted.sum()
    own = unit / unit.sum()
    assert tilted @ scores == pytest.approx(own @ scores, abs=0.02)
    assert tilted @ scores**2 == pytest.approx(own @ scores**2, rel=0.002)


def test_honest_schools_p_values_are_not_below_uniform():
    rng = np.random.default_rng(20260)
    p_values = []
    for _ in range(8):
        histograms = region(rng)
        total = np.sum(histograms, axis=0)
        for histogram in histograms:
            outcomes = [against_rest(histogram, total - histogram, cut, 2) for cut in CUTS]
            p_values += [outcome.p_value for outcome in outcomes if outcome]
    p_values = np.array(p_values)
    for level in (0.01, 0.05, 0.1, 0.2, 0.5):
        error = np.sqrt(level * (1 - level) / len(p_values))
        assert (p_values <= level).mean() <= level + 2.5 * error


def test_strong_selective_school_is_not_taken_for_a_peak():
    rng = np.random.default_rng(7)
    rest = np.sum(region(rng), axis=0)
    p_values = np.array(
        [against_rest(school(rng, 80, 2.2, 0.4), rest, 21, 2).p_value for _ in range(200)]
    )
    assert (p_values <= 0.05).mean() <= 0.05


def test_pupils_moved_over_the_cut_are_seen():
    rng = np.random.default_rng(11)
    rest = np.sum(region(rng), axis=0)
    found = 0
    for _ in range(100):
        histogram = school(rng, 80, 0.3, 1.0)
        for below in (14, 15):
            moved = rng.binomial(histogram[below], 0.8)
            histogram[below] -= moved
            histogram[16] += moved
        found += against_rest(histogram, rest, 16, 2).p_value <= 0.01
    assert found >= 80


def test_missing_pupils_above_the_cut_are_no_peak():
    rng = np.random.default_rng(3)
    rest = np.sum(region(rng), axis=0)
    histogram = school(rng, 80, 0.3, 1.0)
    histogram[15] += histogram[16] + histogram[17]
    histogram[16] = histogram[17] = 0
    assert against_rest(histogram, rest, 16, 2).p_value == 1


@pytest.mark.parametrize("n", [60, 500, 5000])
def test_own_neighbours_are_calibrated(n):
    rng = np.random.default_rng(n)
    p_values = np.array(
        [
            outcome.p_value
            for _ in range(120)
            for cut in CUTS
            if (outcome := against_neighbours(school(rng, n, 0.3, 1.2), cut, 2, 6))
        ]
    )
    for level in (0.01, 0.05):
        error = np.sqrt(level * (1 - level) / len(p_values))
        assert (p_values <= level).mean() <= level + 3 * error


def test_two_point_combs_are_no_peak():
    # Every second score is twice as frequent: the scatter of the neighbours says so.
    rng = np.random.default_rng(5)
    smooth = 3000 * np.exp(-0.5 * ((np.arange(25) - 13) / 5) ** 2)
    comb = rng.poisson(np.where(np.arange(25) % 2, 0.67, 1.33) * smooth)
    assert all(against_neighbours(comb, cut, 2, 6).p_value > 0.01 for cut in CUTS)


def test_degenerate_units():
    same = np.zeros(25, int)
    same[16] = 30
    rest = np.sum(region(np.random.default_rng(1)), axis=0)
    outcome = against_rest(same, rest, 16, 2)
    assert outcome.around == 30
    assert 0 <= outcome.p_value <= 1
    assert against_rest(np.zeros(25, int), rest, 16, 2) is None
    assert peaks.against_rest(same, np.zeros(25, int), np.ones(25), 16, 2) is None
    assert against_neighbours(same, 16, 2, 6) is None


def test_real_national_exam_without_interference_has_no_peak():
    path = REAL / "CZmatura2019_15702.csv.gz"
    if not path.exists():
        pytest.skip("the folder shared with real data is absent")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        totals = [int(float(row["Total"])) for row in csv.DictReader(lines)]
    histogram = np.bincount(totals, minlength=51)
    outcome = against_neighbours(histogram, 17, 2, 6)
    assert outcome.p_value > 0.05


def test_real_heaped_exam_has_a_peak():
    path = REAL / "nyc_regents_scores_2010.csv"
    if not path.exists():
        pytest.skip("the folder shared with real data is absent")
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    histogram = np.zeros(101, int)
    for row in rows:
        if row["score"] and row["living_environment"]:
            histogram[int(float(row["score"]))] = int(float(row["living_environment"]))
    # The pass mark is 65; teachers re-scored papers just below it. 85 means an honour only.
    assert against_neighbours(histogram, 65, 5, 10).p_value < 0.001
    assert against_neighbours(histogram, 75, 5, 10).p_value > 0.05


def test_real_schools_without_interference_are_not_marked():
    items, pupils = (
        REAL / "LSAmitR_k6_items_9885x54.csv.gz",
        REAL / "LSAmitR_k10_students_AUT_E8.csv.gz",
    )
    if not (items.exists() and pupils.exists()):
        pytest.skip("the folder shared with real data is absent")
    with gzip.open(pupils, "rt", encoding="utf-8") as lines:
        school_of = {row["idstud"]: row["idschool"] for row in csv.DictReader(lines)}
    scores = {}
    with gzip.open(items, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            score = sum(int(float(row[f"I{i}"] or 0)) for i in range(1, 51))
            scores.setdefault(school_of[row["idstud"]], []).append(score)
    histograms = [np.bincount(own, minlength=51) for own in scores.values() if len(own) >= 20]
    total = np.sum(histograms, axis=0)
    assert len(histograms) > 200
    for cut in (10, 20, 30):
        outcomes = [against_rest(own, total - own, cut, 2) for own in histograms]
        p_values = np.array([outcome.p_value for outcome in outcomes if outcome])
        assert (p_values <= 0.05).mean() <= 0.05
        assert (p_values <= 0.01).mean() <= 0.02
        assert against_neighbours(total, cut, 2, 6).p_value > 0.01


def test_random_schools_of_a_real_exam_give_few_false_peaks(by_hand, pupil):
    path = REAL / "CZmatura2019_15702.csv.gz"
    if not path.exists():
        pytest.skip("the folder shared with real data is absent")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        totals = np.array([int(float(row["Total"])) for row in csv.DictReader(lines)])
    rng = np.random.default_rng(8)
    histograms = [
        np.bincount(part, minlength=51) for part in np.array_split(rng.permutation(totals), 300)
    ]
    total = np.sum(histograms, axis=0)
    p_values = np.array(
        [
            outcome.p_value
            for own in histograms
            for cut in (17, 28, 39)
            if (outcome := against_rest(own, total - own, cut, 2))
        ]
    )
    assert (p_values <= 0.05).mean() <= 0.05
    assert (p_values <= 0.01 / 3).mean() <= 0.01


def made_up(scale=None, subject="Математика", year=2026, grade=5):
    items = tuple(Item(str(i), 1) for i in range(24))
    return Work("ВПР", year, grade, subject, items, scale)


def fill(pupil, histogram, max_score=24, **where):
    return [
        pupil((1,) * score + (0,) * (max_score - score), **where)
        for score, n in enumerate(histogram)
        for _ in range(n)
    ]


def test_without_a_scale_nothing_is_judged(by_hand, pupil):
    heaped = [0] * 9 + [40] + [0] * 6 + [40] + [0] * 8
    report = score_distribution(by_hand(made_up(), fill(pupil, heaped)), PROFILE)
    assert report.cuts == ()
    assert all(row.peaks == () for row in report.rows)
    assert all(row.unavailable == "недоступно: не загружена шкала" for row in report.rows)


def test_scale_of_the_profile_needs_a_source_and_the_maximum(by_hand, pupil):
    rows = fill(pupil, [2] * 25)
    work = made_up(subject="Русский язык", grade=4)
    known = PROFILE.scales[work.key]
    assert score_distribution(by_hand(work, rows), PROFILE).cuts == ((3, 10), (4, 16), (5, 21))

    remembered = dataclasses.replace(known, status="house")
    site = dataclasses.replace(PROFILE, scales={work.key: remembered})
    assert score_distribution(by_hand(work, rows), site).cuts == ()
    # Reading attaches the profile's scale to the work: it is still the profile's.
    attached = dataclasses.replace(work, scale=remembered)
    assert score_distribution(by_hand(attached, rows), site).cuts == ()

    shorter = dataclasses.replace(work, items=work.items[:20])
    few = fill(pupil, [2] * 21, max_score=20)
    assert score_distribution(by_hand(shorter, few), PROFILE).cuts == ()


def test_school_with_moved_pupils_stands_out_in_its_region(by_hand, pupil):
    rng = np.random.default_rng(2)
    scale = Scale(((0, 9, 2), (10, 15, 3), (16, 20, 4), (21, 24, 5)))
    rows = []
    for index, histogram in enumerate(region(rng, 12)):
        if index == 4:
            histogram[16] += histogram[15] + histogram[14] + 10
            histogram[14] = histogram[15] = 0
        rows += fill(pupil, histogram, school=f"edu{index:02}", class_="")

    report = score_distribution(by_hand(made_up(scale), rows), PROFILE)

    notable = {row.unit.school for row in report.rows for peak in row.peaks if peak.notable} - {""}
    assert notable == {"edu04"}
    by_level = {row.unit.level: row for row in report.rows}
    assert {peak.base for peak in by_level["school"].peaks} == {"rest"}
    assert {peak.base for peak in by_level["region"].peaks} == {"own"}


def test_lone_small_school_says_why_not(by_hand, pupil):
    scale = Scale(((0, 9, 2), (10, 15, 3), (16, 20, 4), (21, 24, 5)))
    rows = fill(pupil, [0] * 8 + [5] * 5 + [0] * 12)
    report = score_distribution(by_hand(made_up(scale), rows), PROFILE)
    for row in report.rows:
        assert row.peaks == ()
        assert "другие школы региона" in row.unavailable

"""Marginal properties of campaigns lie where the plan and the sources put them."""

import numpy as np
import polars as pl
import pytest

from objektiv.schema import NOT_TAUGHT, Sittings, item_column
from objektiv.simulation import KINDS, TRAPS, base, honest, simulate, strong_traps

# A campaign without traps and noise between markers, so that one source shows at a time.
PLAIN = dict.fromkeys(TRAPS, 0.0)


@pytest.fixture(scope="module")
def nobody() -> Sittings:
    return simulate(honest(2500), seed=21).sittings[0]


def written(sittings: Sittings) -> pl.DataFrame:
    return sittings.frame.filter("participated")


def variance_between(frame: pl.DataFrame, column: str) -> float:
    """Intraclass correlation by one-way analysis of variance, unequal groups (Donner 1986)."""
    groups = (
        frame.group_by("school")
        .agg(pl.len().alias("n"), pl.col(column).mean().alias("m"), pl.col(column).var().alias("v"))
        .filter(pl.col("n") > 1)
    )
    n, m, v = (groups[name].to_numpy().astype(float) for name in "nmv")
    within = (v * (n - 1)).sum() / (n.sum() - len(n))
    between = (n * (m - (n * m).sum() / n.sum()) ** 2).sum() / (len(n) - 1)
    size = (n.sum() - (n**2).sum() / n.sum()) / (len(n) - 1)
    effect = (between - within) / size
    return float(effect / (effect + within))


def test_share_of_variance_between_schools_is_about_three_tenths(nobody: Sittings) -> None:
    assert variance_between(written(nobody), "score") == pytest.approx(0.30, abs=0.05)


def test_share_of_variance_follows_the_plan() -> None:
    low, high = (
        variance_between(written(simulate(honest(600, icc=icc, **PLAIN), 2).sittings[0]), "score")
        for icc in (0.1, 0.5)
    )

    assert low < 0.2 < 0.35 < high


def test_most_protocols_are_small_and_a_third_very_small(nobody: Sittings) -> None:
    size = nobody.frame.group_by("school").len()["len"].to_numpy()

    assert 0.68 < (size < 50).mean() < 0.80
    assert 0.30 < (size < 15).mean() < 0.45
    assert size.min() >= 3
    assert 100 < size.max() < 250


def test_marks_and_items_look_like_a_real_work(nobody: Sittings) -> None:
    frame = written(nobody)
    shares = [(frame["mark"] == mark).mean() for mark in (2, 3, 4, 5)]

    assert 0.04 < shares[0] < 0.15
    assert 0.30 < shares[1] < 0.50
    assert 0.30 < shares[2] < 0.50
    assert 0.08 < shares[3] < 0.25
    assert frame["participated"].len() / nobody.frame.height == pytest.approx(0.93, abs=0.02)
    assert 0.6 < frame.select(pl.corr("score", "prior_score")).item() < 0.8
    assert 0.45 < frame.select(pl.corr("score", "journal_mark")).item() < 0.7


def test_school_means_persist_from_year_to_year(nobody: Sittings) -> None:
    means = written(nobody).group_by("school").agg(pl.col("score", "prior_score").mean())

    assert 0.65 < means.select(pl.corr("score", "prior_score")).item() < 0.88


@pytest.mark.parametrize("asked", [0.03, 0.065, 0.1])
def test_school_by_item_spread_given_the_total_is_the_asked_one(asked: float) -> None:
    plan = honest(
        1200,
        village=0.0,
        settlement=0.0,
        item_sd=asked,
        class_item_sd=0.0,
        severity_sd=0.0,
        not_taught=0.0,
        **PLAIN,
    )
    sittings = simulate(plan, seed=7).sittings[0]
    frame = written(sittings)
    total = frame["score"].to_numpy()
    school = frame["school"].rank("dense").to_numpy() - 1
    size = np.bincount(school)
    spreads = []
    for item in sittings.work.items:
        code = frame[item_column(item.code)].to_numpy()
        share = np.where(code < NOT_TAUGHT, code, 0) / item.max
        expected = np.bincount(total, share) / np.maximum(np.bincount(total), 1)
        rest = share - expected[total]
        mean = np.bincount(school, rest) / size
        noise = (np.bincount(school, rest**2) / size - mean**2) / (size - 1)
        spreads.append(np.average(mean**2 - noise, weights=size))

    assert np.sqrt(np.mean(spreads)) == pytest.approx(asked, rel=0.08)


# Range of the mean score effect (SD) of each kind at intensities .4–1, around the prototype's.
EFFECTS = {
    "blanks": (0.45, 0.65),
    "bump": (0.07, 0.14),
    "hard": (0.47, 0.67),
    "copying": (0.2, 0.36),
    "removal": (0.24, 0.38),
    "open": (0.38, 0.56),
    "leak": (0.53, 0.75),
    "fabrication": (0.43, 0.65),
    "marks_to_journal": (0.07, 0.17),
    "substitution": (0.3, 0.48),
}


@pytest.mark.parametrize("kind", KINDS)
def test_effect_of_each_kind_and_its_growth_with_intensity(kind: str) -> None:
    effects = []
    for intensity in ((0.4, 1.0), (0.2, 0.2), (0.5, 0.5), (1.0, 1.0)):
        plan = base(
            700,
            kinds=(kind,),
            manipulated=0.6,
            one_class=0.0,
            no_prior=True,
            intensity=intensity,
        )
        truth = simulate(plan, seed=31).truth.filter(pl.col("manipulation") == kind)
        effects.append(truth["shift"].mean())

    low, high = EFFECTS[kind]
    assert low < effects[0] < high
    assert 0 < effects[1] < effects[2] < effects[3]


def test_shares_of_manipulation_are_the_asked_ones() -> None:
    campaign = simulate(base(6000, years=(2025, 2026), one_class=0.5), seed=5)
    truth = campaign.truth.filter(pl.col("manipulation") != "")
    protocols = 2 * 6000

    assert len(truth) / protocols == pytest.approx(0.16, abs=0.015)
    assert truth["persistent"].mean() == pytest.approx(0.5, abs=0.05)
    assert truth["intensity"].min() >= 0.4
    several = (
        pl.concat([sittings.frame for sittings in campaign.sittings[:1]])
        .group_by("school")
        .agg(pl.col("class").n_unique())
        .filter(pl.col("class") > 1)
    )
    choice = truth.filter(pl.col("school").is_in(several["school"].implode()))
    assert (choice["class"] != "").mean() == pytest.approx(0.5, abs=0.06)
    years = truth.filter("persistent").group_by("school").agg(pl.col("manipulation", "year"))
    assert years["year"].list.len().unique().to_list() == [2]
    assert (years["manipulation"].list.n_unique() == 1).all()


def test_other_protocols_do_not_notice_the_manipulation() -> None:
    """The honest half of a campaign is the same whether others cheat or not."""
    plans = [base(300, no_prior=True), honest(300, no_prior=True)]
    with_, without = (simulate(plan, seed=8) for plan in plans)
    guilty = with_.truth.filter(pl.col("manipulation") != "")["school"].unique()

    def others(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.filter(~pl.col("school").is_in(guilty.implode()))

    assert others(with_.sittings[0].frame).equals(others(without.sittings[0].frame))
    assert not with_.sittings[0].frame.equals(without.sittings[0].frame)


def trapped(trap: str) -> tuple[pl.DataFrame, pl.DataFrame, Sittings]:
    """Rows inside the trap, rows of schools without any trap, and all of them."""
    campaign = simulate(honest(1500, **{**PLAIN, trap: 0.3}), seed=13)
    truth = campaign.truth.filter(pl.col("trap") == trap)
    frame = written(campaign.sittings[0])
    if (truth["class"] != "").all():
        inside = frame.join(truth.select("school", "class"), on=["school", "class"], how="semi")
    else:
        inside = frame.join(truth.select("school"), on="school", how="semi")
    outside = frame.join(truth.select("school"), on="school", how="anti")
    return inside, outside, campaign.sittings[0]


def spread(frame: pl.DataFrame, column: str = "score") -> float:
    return float(frame[column].std())


def test_strong_schools_were_strong_last_year_too() -> None:
    inside, outside, _ = trapped("strong")

    for column in ("score", "prior_score"):
        gap = inside[column].mean() - outside[column].mean()
        assert gap > 0.8 * spread(outside, column)


def test_improving_schools_gain_on_last_year() -> None:
    inside, outside, _ = trapped("improvement")

    now = inside["score"].mean() - outside["score"].mean()
    before = inside["prior_score"].mean() - outside["prior_score"].mean()
    assert abs(before) < 0.2 * spread(outside)
    assert now - before > 0.3 * spread(outside)


def test_mild_marking_lifts_open_items_only() -> None:
    inside, outside, sittings = trapped("mild")

    def mean(frame: pl.DataFrame, is_open: bool) -> float:
        return float(
            np.mean(
                [
                    frame.filter(pl.col(item_column(one.code)) < NOT_TAUGHT)[
                        item_column(one.code)
                    ].mean()
                    / one.max
                    for one in sittings.work.items
                    if one.open is is_open
                ]
            )
        )

    assert mean(inside, True) - mean(outside, True) > 0.06
    assert abs(mean(inside, False) - mean(outside, False)) < 0.04


def test_special_classes_differ_from_their_school() -> None:
    inside, _, sittings = trapped("special")

    classes = written(sittings).group_by("school", "class").agg(pl.col("score").mean())
    special = inside.select("school", "class").unique()
    here = classes.join(special, on=["school", "class"])
    there = classes.join(special, on=["school", "class"], how="anti")
    gaps = here.join(there, on="school", suffix="_else")
    assert (gaps["score"] - gaps["score_else"]).abs().mean() > 3.0


def test_new_teacher_lifts_one_class_against_last_year() -> None:
    inside, outside, _ = trapped("new_teacher")

    gain = (inside["score"] - inside["prior_score"]).mean()
    assert gain - (outside["score"] - outside["prior_score"]).mean() > 1.2
    assert inside.group_by("school").agg(pl.col("class").n_unique())["class"].max() == 1


def test_merged_schools_are_small_and_spread_wide() -> None:
    inside, outside, _ = trapped("merged")

    size = outside.group_by("school").len().filter(pl.col("len") > 60)
    assert len(size)
    assert inside.group_by("school").len()["len"].max() < 60

    def within(frame: pl.DataFrame) -> float:
        return float(frame.group_by("school").agg(pl.col("score").var())["score"].mean())

    small = outside.join(outside.group_by("school").len().filter(pl.col("len") < 60), on="school")
    assert within(inside) > 1.2 * within(small)


def test_means_of_neighbouring_cohorts_correlate_as_in_the_polish_panel() -> None:
    """Year-to-year r of school means is .70–.75 in the Polish E8 panel, 2021–2025."""
    campaign = simulate(honest(2500, years=(2025, 2026)), seed=17)
    before, after = (
        written(sittings).group_by("school").agg(pl.len(), pl.col("score").mean())
        for sittings in campaign.sittings
    )

    both = before.join(after, on="school").filter(pl.col("len") > 30)
    assert both.select(pl.corr("score", "score_right")).item() == pytest.approx(0.725, abs=0.05)


def test_what_improved_stays_improved_next_year() -> None:
    plan = honest(1500, years=(2025, 2026, 2027), grades=(4, 5, 6), **{**PLAIN, "improvement": 0.1})
    campaign = simulate(plan, seed=19)
    improved = campaign.truth.filter((pl.col("year") == 2026) & (pl.col("grade") == 5))["school"]

    gaps = []
    for year, grade in ((2025, 4), (2026, 5), (2027, 6)):
        work = next(
            one for one in campaign.sittings if (one.work.year, one.work.grade) == (year, grade)
        )
        inside = pl.col("school").is_in(improved.implode())
        frame = written(work)
        gap = frame.filter(inside)["score"].mean() - frame.filter(~inside)["score"].mean()
        gaps.append(gap / spread(frame))

    assert gaps[1] - gaps[0] > 0.25
    assert abs(gaps[2] - gaps[1]) < 0.15


def test_topics_not_taught_are_as_frequent_as_planned() -> None:
    sittings = simulate(honest(1500, not_taught=0.2), seed=3).sittings[0]

    columns = [item_column(code) for code in sittings.work.codes]
    schools = written(sittings).group_by("school").agg((pl.col(columns) == NOT_TAUGHT).mean())
    share = schools.select(columns).to_numpy()
    assert set(np.unique(share)) == {0.0, 1.0}
    assert (share.sum(axis=1) > 0).mean() == pytest.approx(0.2, abs=0.035)


def test_a_topic_lifts_a_few_items_of_a_school() -> None:
    inside, outside, sittings = trapped("topic")

    columns = [item_column(code) for code in sittings.work.codes]
    maxima = np.array([item.max for item in sittings.work.items])

    def shares(frame: pl.DataFrame) -> np.ndarray:
        points = [
            pl.when(pl.col(one) < NOT_TAUGHT).then(pl.col(one)).otherwise(0) for one in columns
        ]
        means = frame.group_by("school").agg(pl.len(), *(one.mean() for one in points))
        return means.filter(pl.col("len") > 40).select(columns).to_numpy() / maxima

    def unevenness(frame: pl.DataFrame) -> np.ndarray:
        rest = shares(frame) - shares(outside).mean(axis=0)
        return (rest - rest.mean(axis=1, keepdims=True)).std(axis=1)

    assert np.median(unevenness(inside)) > 1.15 * np.median(unevenness(outside))


def test_strong_traps_catch_about_half_of_the_schools() -> None:
    truth = simulate(strong_traps(2000), seed=9).truth

    assert (truth["manipulation"] == "").all()
    assert 0.35 < truth["school"].n_unique() / 2000 < 0.5
    assert set(truth["trap"]) == set(TRAPS)

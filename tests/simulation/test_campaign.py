"""Campaigns are well formed and reproducible."""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from objektiv.schema import COLUMNS, MISSING, NOT_TAUGHT, SORT, Sittings, item_column
from objektiv.simulation import KINDS, TRAPS, Campaign, base, harder, honest, simulate
from objektiv.simulation.tables import TRUTH


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    """Two regions, two subjects, two years and grades: eight works."""
    plan = harder(
        120, regions=2, years=(2025, 2026), subjects=("Математика", "Русский язык"), grades=(4, 5)
    )
    return simulate(plan, seed=11)


def scores_of(sittings: Sittings) -> np.ndarray:
    columns = [item_column(code) for code in sittings.work.codes]
    return sittings.frame.select(columns).to_numpy()


def test_columns_are_the_canonical_ones(campaign: Campaign) -> None:
    for sittings in campaign.sittings:
        expected = [*COLUMNS, *(item_column(code) for code in sittings.work.codes)]
        assert sittings.frame.columns == expected
        dtypes = {name: str(dtype) for name, dtype in sittings.frame.schema.items()}
        assert {name: dtypes[name] for name in COLUMNS} == COLUMNS
        assert {dtypes[name] for name in expected[len(COLUMNS) :]} == {"UInt8"}


def test_rows_are_sorted_and_pupils_unique(campaign: Campaign) -> None:
    for sittings in campaign.sittings:
        assert_frame_equal(sittings.frame, sittings.frame.sort(SORT))
        assert not sittings.frame.select("school", "pupil").is_duplicated().any()
        assert set(sittings.frame["school"]) <= set(sittings.schools)


def test_scores_fit_the_work(campaign: Campaign) -> None:
    for sittings in campaign.sittings:
        codes, frame = scores_of(sittings), sittings.frame
        maxima = np.array([item.max for item in sittings.work.items])
        assert ((codes <= maxima) | (codes >= NOT_TAUGHT)).all()
        came = frame["participated"].to_numpy()
        assert (codes[~came] == MISSING).all()
        assert (codes[came] != MISSING).all()
        total = np.where(codes < NOT_TAUGHT, codes, 0).sum(axis=1)
        assert (frame["score"].drop_nulls().to_numpy() == total[came]).all()
        assert frame["score"].is_null().to_numpy().tolist() == (~came).tolist()
        scale = sittings.work.scale
        assert scale is not None
        marks = [scale.mark(score) for score in total[came]]
        assert frame["mark"].to_numpy()[came].tolist() == marks
        assert (frame["mark"].to_numpy()[~came] == 0).all()


def test_same_seed_gives_the_same_campaign() -> None:
    one, two, other = (simulate(base(60), seed) for seed in (3, 3, 4))

    assert_frame_equal(one.sittings[0].frame, two.sittings[0].frame)
    assert_frame_equal(one.truth, two.truth)
    assert not one.sittings[0].frame.equals(other.sittings[0].frame)


def test_adding_a_subject_leaves_the_others_as_they_were() -> None:
    alone = simulate(base(60), seed=5).sittings[0]

    both = simulate(base(60, subjects=("Математика", "Русский язык")), seed=5).sittings[0]

    assert alone.work == both.work
    assert_frame_equal(alone.frame, both.frame)


def test_honest_campaign_has_no_manipulation() -> None:
    truth = simulate(honest(300), seed=1).truth

    assert truth["manipulation"].unique().to_list() == [""]
    assert (truth["shift"] == 0).all()
    assert truth["trap"].n_unique() == len(TRAPS)


def test_truth_names_existing_protocols_and_classes(campaign: Campaign) -> None:
    truth = campaign.truth
    assert dict(truth.schema) == TRUTH
    assert set(truth["manipulation"]) <= {"", *KINDS}
    assert set(truth["trap"]) <= {"", *TRAPS}
    for sittings in campaign.sittings:
        work = sittings.work
        rows = truth.filter(
            (pl.col("year") == work.year)
            & (pl.col("subject") == work.subject)
            & (pl.col("grade") == work.grade)
        )
        classes = sittings.frame.select("school", "class").unique()
        known = pl.concat([classes, classes.select("school", pl.lit("").alias("class")).unique()])
        assert rows.join(known, on=["school", "class"], how="anti").is_empty()


def test_prior_score_is_last_years_score_of_the_same_pupil(campaign: Campaign) -> None:
    works = {
        (sittings.work.year, sittings.work.subject, sittings.work.grade): sittings.frame
        for sittings in campaign.sittings
    }
    before, after = works[2025, "Математика", 4], works[2026, "Математика", 5]

    keys = ["school", pl.col("pupil").str.slice(1).alias("number")]
    joined = after.select(*keys, "prior_score").join(
        before.select(*keys, "score"), on=["school", "number"], how="inner"
    )
    known = joined.filter(pl.col("prior_score").is_not_null())

    assert len(joined) == len(after)
    assert len(known) > 0.8 * len(after)
    assert (known["prior_score"] == known["score"]).all()


def test_switches_take_away_priors_and_journals() -> None:
    frame = simulate(base(30, no_prior=True, no_journal=True), seed=1).sittings[0].frame

    assert frame["prior_score"].is_null().all()
    assert (frame["journal_mark"] == 0).all()


def test_without_journals_in_the_data_schools_act_on_them_all_the_same() -> None:
    plan = base(60, kinds=("marks_to_journal",), manipulated=0.5)
    known, hidden = simulate(plan, 6), simulate(replace(plan, no_journal=True), 6)

    assert_frame_equal(known.truth, hidden.truth)
    assert (known.truth["shift"] > 0).sum() > 15
    with_, without = (one.sittings[0].frame.drop("journal_mark") for one in (known, hidden))
    assert_frame_equal(with_, without)


def test_absurd_plans_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown kinds"):
        base(10, kinds=("magic",))
    with pytest.raises(ValueError, match="share"):
        base(10, strong=1.5)
    with pytest.raises(ValueError, match="logins"):
        base(100_001)
    with pytest.raises(ValueError, match="at most 1"):
        base(10, icc=0.8, class_share=0.3)


@settings(max_examples=25, deadline=None)
@given(
    schools=st.integers(1, 12),
    regions=st.integers(1, 3),
    manipulated=st.sampled_from([0.0, 0.5, 1.0]),
    one_class=st.sampled_from([0.0, 1.0]),
    intensity=st.sampled_from([(0.0, 0.0), (0.3, 0.9), (1.0, 1.0)]),
    absence=st.sampled_from([0.0, 0.5, 1.0]),
    not_taught=st.sampled_from([0.0, 1.0]),
    trap=st.sampled_from(TRAPS),
    seed=st.integers(0, 2**63),
)
def test_any_plan_gives_a_well_formed_campaign(
    schools: int, regions: int, trap: str, seed: int, **fields: Any
) -> None:
    plan = base(max(schools, regions), regions=regions, years=(2025, 2026), grades=(4, 5), **fields)

    campaign = simulate(replace(plan, **{trap: 1.0}), seed)

    assert len(campaign.sittings) == 4
    for sittings in campaign.sittings:
        frame = sittings.frame
        assert frame["school"].n_unique() == plan.schools
        assert_frame_equal(frame, frame.sort(SORT))
        codes = scores_of(sittings)
        came = frame["participated"].to_numpy()
        assert ((codes == MISSING).all(axis=1) == ~came).all()
        total = np.where(codes < NOT_TAUGHT, codes, 0).sum(axis=1)
        assert frame["score"].fill_null(0).to_list() == np.where(came, total, 0).tolist()
    assert campaign.truth["shift"].is_finite().all()
    if plan.manipulated == 1:
        guilty = campaign.truth.filter(pl.col("manipulation") != "")
        assert len(guilty) == 4 * plan.schools

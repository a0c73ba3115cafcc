"""The demonstration municipality is invented, labelled and always the same."""

import polars as pl
from polars.testing import assert_frame_equal

from objektiv.simulation import demo_municipality, demo_region
from objektiv.simulation.demo import MUNICIPALITY


def test_twenty_five_schools_write_four_works() -> None:
    campaign = demo_municipality(2026)

    assert [(one.work.subject, one.work.grade) for one in campaign.sittings] == [
        ("Математика", 4),
        ("Математика", 5),
        ("Русский язык", 4),
        ("Русский язык", 5),
    ]
    for sittings in campaign.sittings:
        assert sittings.frame["school"].n_unique() == 25
        assert sittings.frame["municipality"].unique().to_list() == [MUNICIPALITY]
        assert sittings.frame["school"].str.contains(r"^edu9\d{5}$").all()
        assert len({school.name for school in sittings.schools.values()}) == 25
    assert "демонстрационные данные" in MUNICIPALITY


def test_it_is_always_the_same() -> None:
    one, two, other = (demo_municipality(seed) for seed in (2026, 2026, 1))

    for first, second in zip(one.sittings, two.sittings, strict=True):
        assert_frame_equal(first.frame, second.frame)
    assert not one.sittings[0].frame.equals(other.sittings[0].frame)


def test_every_work_has_two_manipulated_protocols_and_most_are_honest() -> None:
    truth = demo_municipality(2026).truth.filter(pl.col("manipulation") != "")

    assert truth.group_by("subject", "grade").len()["len"].to_list() == [2, 2, 2, 2]
    assert (truth["shift"] > 0.08).all()
    assert (truth["pupils"] >= 10).all()


def test_scores_fit_scales_of_the_works() -> None:
    for sittings in demo_municipality(2026).sittings:
        work, frame = sittings.work, sittings.frame.filter("participated")
        assert work.scale is not None
        assert work.scale.bands[-1][1] == work.max_score
        assert frame["mark"].to_list() == [work.scale.mark(one) for one in frame["score"]]
        shares = frame["mark"].value_counts(normalize=True)
        assert shares["proportion"].min() > 0.05


def test_the_region_holds_the_municipality_unchanged() -> None:
    region, municipality = demo_region(2026, schools=60), demo_municipality(2026)

    for whole, part in zip(region.sittings, municipality.sittings, strict=True):
        inside = whole.frame.filter(pl.col("municipality") == MUNICIPALITY)
        assert_frame_equal(inside, part.frame)
        assert whole.frame["school"].n_unique() == 85
        assert_frame_equal(
            whole.frame, whole.frame.sort("region", "municipality", "school", "class", "pupil")
        )


def test_over_three_years_pupils_move_up_with_their_scores() -> None:
    campaign = demo_municipality(2026, years=3)

    works = {(one.work.year, one.work.subject, one.work.grade): one for one in campaign.sittings}
    assert len(works) == 12
    fourth, fifth = works[2025, "Математика", 4].frame, works[2026, "Математика", 5].frame
    # Codes are new in every grade: «40007» of grade 4 is «50007» of grade 5.
    key = ["school", "number"]
    both = fifth.with_columns(number=pl.col("pupil").str.slice(1)).join(
        fourth.with_columns(number=pl.col("pupil").str.slice(1)), on=key, suffix="_before"
    )
    assert len(both) == len(fifth) == len(fourth)
    known = both.filter(pl.col("prior_score").is_not_null())
    assert known["prior_score"].to_list() == known["score_before"].to_list()
    assert len(known) > 0.8 * len(both)


def test_one_school_does_it_every_year_and_one_has_stopped() -> None:
    truth = demo_municipality(2026, years=3).truth.filter(pl.col("manipulation") != "")
    years = {
        (school, subject, grade): sorted(group["year"].to_list())
        for (school, subject, grade), group in truth.group_by("school", "subject", "grade")
    }

    assert years["edu900006", "Математика", 4] == [2024, 2025, 2026]
    assert years["edu900003", "Русский язык", 4] == [2024, 2025]
    assert truth.filter(pl.col("persistent"))["school"].unique().to_list() == ["edu900006"]
    assert not {"edu900001", "edu900002"} & set(truth["school"])  # strong and honest

"""Internal against external assessment: GCSE coursework, Dutch school exams, simulation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from objektiv.stats.comparison import compare, mark_agreement

Load = Callable[[str], pl.DataFrame]


def test_gcse_written_against_coursework(real: Load) -> None:
    frame = real("Gcsemv_written_vs_coursework.csv")
    written = frame["written"].cast(pl.Float64).to_numpy()
    course = frame["course"].cast(pl.Float64).to_numpy()
    found = compare(course, written, frame["school"].cast(str).to_numpy())

    assert found.n == 1523
    assert found.pupil.pearson == pytest.approx(0.4742, abs=5e-5)
    assert found.school.pearson == pytest.approx(0.4339, abs=5e-5)
    both = np.isfinite(written) & np.isfinite(course)
    assert written[both].std(ddof=1) == pytest.approx(13.477, abs=5e-4)
    assert course[both].std(ddof=1) == pytest.approx(16.437, abs=5e-4)

    schools = found.schools
    naive = np.abs(schools.gap / schools.se) > 1.96
    assert (naive.sum(), len(schools.names)) == (28, 73)
    assert schools.effects.tau == pytest.approx(7.366, abs=5e-4)
    # None raises beyond chance once honest differences between schools are allowed for.
    assert schools.effects.z.max() == pytest.approx(2.12, abs=5e-3)
    assert np.nanmin(schools.effects.q_value) > 0.1
    # Corrected for the unreliability of school means the correlation is higher.
    assert found.school.corrected > found.school.pearson


def test_dutch_school_and_central_exams(real: Load) -> None:
    frame = real("DUO_NL_2019_SE_CE_by_school_track.csv.gz").filter(pl.col("n") >= 20)
    found = compare(frame["mean_se"], frame["mean_ce"], frame["school"])

    assert found.pupil.pearson == pytest.approx(0.552, abs=1e-3)
    assert found.difference_mean == pytest.approx(0.045, abs=1e-3)
    assert found.difference_sd == pytest.approx(0.238, abs=1e-3)


def _schools(
    rng: np.random.Generator, schools: int, size: int, tau: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    code = np.repeat(np.arange(schools), size)
    level = rng.normal(size=schools)[code] + rng.normal(size=len(code))
    lenience = tau * rng.normal(size=schools)
    internal = level + lenience[code] + 0.5 * rng.normal(size=len(code))
    external = level + 0.5 * rng.normal(size=len(code))
    return internal, external, np.char.add("ш", code.astype(str)), lenience


def test_honest_differences_are_not_flagged_and_a_real_one_is() -> None:
    rng = np.random.default_rng(1)
    flagged = 0
    for _ in range(20):
        internal, external, school, _ = _schools(rng, 80, 40, 0.3)
        flagged += (compare(internal, external, school).schools.effects.q_value <= 0.05).sum()
    assert flagged <= 4  # of 1 600

    internal, external, school, _ = _schools(rng, 80, 40, 0.1)
    internal[school == "ш7"] += 1.5
    found = compare(internal, external, school).schools
    assert [n for n, q in zip(found.names, found.effects.q_value, strict=True) if q <= 0.05] == [
        "ш7"
    ]


def test_interval_covers_when_pupils_of_a_school_are_alike() -> None:
    rng = np.random.default_rng(2)
    truth = 2 / np.sqrt((2 + 0.09 + 0.25) * (2 + 0.25))
    covered = 0
    for _ in range(100):
        internal, external, school, _ = _schools(rng, 40, 25, 0.3)
        low, high = compare(internal, external, school).pupil.ci
        covered += low <= truth <= high

    assert covered >= 88


def test_latent_correlation_undoes_the_noise_of_small_schools() -> None:
    rng = np.random.default_rng(3)
    internal, external, school, _ = _schools(rng, 600, 6, 0.5)
    found = compare(internal, external, school).school

    truth = 1 / np.sqrt(1 + 0.25)
    assert found.corrected == pytest.approx(truth, abs=0.04)
    assert found.corrected > found.pearson


def test_teacher_groups_carry_their_own_error() -> None:
    rng = np.random.default_rng(4)
    code = np.repeat(np.arange(30), 60)
    group = np.tile(np.repeat(np.arange(3), 20), 30)
    lenience = rng.normal(size=(30, 3))[code, group]
    external = rng.normal(size=len(code))
    internal = external + lenience + 0.5 * rng.normal(size=len(code))
    with_groups = compare(internal, external, code.astype(str), group=group.astype(str))
    without = compare(internal, external, code.astype(str))

    assert with_groups.groups is not None
    assert len(with_groups.groups.names) == 90
    assert with_groups.groups.parent[0] in with_groups.schools.names
    # Three groups that differ tell less of a school than sixty independent pupils.
    assert (with_groups.schools.se > 2 * without.schools.se).all()
    assert with_groups.schools.effects.tau < without.schools.effects.tau


def test_small_units_get_no_verdict_but_keep_their_facts() -> None:
    internal, external, school, _ = _schools(np.random.default_rng(5), 10, 12, 0.2)
    small = np.append(school[:-8], ["малая"] * 8)
    found = compare(internal, external, small).schools

    at = found.names.index("малая")
    assert not found.enough[at]
    assert found.n[at] == 8
    assert np.isfinite(found.gap[at])


def test_degenerate_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="fewer than three"):
        compare([1.0, np.nan], [1.0, 2.0], ["а", "б"])
    with pytest.raises(ValueError, match="the same"):
        compare([3.0, 3, 3, 3], [1.0, 2, 3, 4], ["а", "а", "б", "б"])


def test_one_school_gets_facts_only() -> None:
    found = compare([3.0, 4, 5, 4], [10.0, 12, 18, 11], ["а"] * 4, minimum=3)

    assert np.isnan(found.school.pearson)
    assert found.schools.effects.tau == 0


def test_lowered_confirmed_raised() -> None:
    found = mark_agreement([5, 5, 4, 3, 3, np.nan, 0], [3, 4, 4, 3, 4, 5, 5])

    assert (found.lowered, found.confirmed, found.raised, found.by_two) == (2, 2, 1, 1)
    assert found.table.sum() == 5
    assert found.table[3, 1] == 1

"""What is written is read back to the same sittings by `protocols`."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from objektiv.protocols import read_results, read_work
from objektiv.schema import SORT, Sittings
from objektiv.simulation import Campaign, base, demo_region, simulate, write_campaign, write_demo
from objektiv.simulation.files import folder_name


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return simulate(base(15, not_taught=0.2), seed=4)


def read_back(folder: Path, pattern: str) -> Sittings:
    reading = read_results(sorted(folder.glob(pattern)), read_work(folder / "work.toml"))
    assert [str(one) for one in reading.complaints] == []
    assert not reading.questions
    (sittings,) = reading.sittings
    return sittings


@pytest.mark.parametrize("format_", ["csv", "parquet"])
def test_wide_tables_come_back_whole(campaign: Campaign, tmp_path: Path, format_: str) -> None:
    write_campaign(campaign, tmp_path, format_)

    found = read_back(tmp_path, f"results.{format_}")

    assert_frame_equal(found.frame, campaign.sittings[0].frame)


def test_f1_comes_back_without_what_it_cannot_hold(campaign: Campaign, tmp_path: Path) -> None:
    write_campaign(campaign, tmp_path, "f1")

    found = read_back(tmp_path, "*.xlsx")

    expected = campaign.sittings[0].frame.with_columns(
        region=pl.lit(""), sex=pl.lit(""), prior_score=pl.lit(None, pl.Int16)
    )
    assert_frame_equal(found.frame, expected.sort(SORT))
    names = {school.id: school.name for school in campaign.sittings[0].schools.values()}
    assert {school.id: school.name for school in found.schools.values()} == names


def test_demonstration_files_are_read_as_one_region(tmp_path: Path) -> None:
    campaign = demo_region(2026)

    write_demo(2026, tmp_path)

    for sittings in campaign.sittings[:2]:  # four take a while on a busy machine
        found = read_back(tmp_path / folder_name(sittings.work), "*.[xc]*")
        assert found.work.items == sittings.work.items
        assert found.work.scale is not None
        assert sittings.work.scale is not None
        assert found.work.scale.bands == sittings.work.scale.bands
        assert {one.name for one in found.schools.values()} == {
            one.name for one in sittings.schools.values()
        }
        columns = [name for name in found.frame.columns if name not in ("prior_score", "sex")]
        assert_frame_equal(found.frame.select(columns), sittings.frame.select(columns))

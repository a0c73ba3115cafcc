"""Files, folders and engines give the integers that memory and the recount give."""

from __future__ import annotations

import polars as pl
import pyarrow.parquet as pq
import pytest

from objektiv.engines import count_files, count_to, read_counts, roll_up
from objektiv.engines.batches import tasks
from objektiv.engines.parts import count_task, merge
from objektiv.schema import Sittings


def written(sittings, folder, *, row_group: int):
    """A Parquet file per region."""
    paths = []
    for number, part in enumerate(sittings.frame.partition_by("region", maintain_order=True)):
        path = folder / f"region-{number}.parquet"
        pq.write_table(part.to_arrow(), path, row_group_size=row_group)
        paths.append(path)
    return paths


@pytest.mark.parametrize("row_group", [1, 2, 5, 1000])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_count_files_whatever_the_row_groups(
    tmp_path, sittings_of, recount, differing, row_group, seed
):
    sittings = sittings_of(seed, schools=6, pupils=20)

    counts = count_files(written(sittings, tmp_path, row_group=row_group), sittings.work)

    assert differing(counts, recount(sittings)) == []


@pytest.mark.parametrize("groups", [1, 2, 3, 7])
def test_tasks_share_a_file_and_a_class_belongs_to_one(
    tmp_path, sittings_of, recount, differing, groups
):
    """Every cut of a file into runs of row groups counts every class once and whole."""
    sittings = sittings_of(12, schools=6, pupils=40)
    found = tasks(written(sittings, tmp_path, row_group=2), groups)

    counts = merge([count_task(task, sittings.work) for task in found], sittings.work)

    assert len(found) > 4
    assert differing(counts, recount(sittings)) == []


def test_count_files_leaves_out_the_classes_that_no_longer_count(
    tmp_path, sittings_of, recount, differing
):
    sittings = sittings_of(6, schools=4, pupils=9)
    paths = written(sittings, tmp_path, row_group=4)
    school, class_ = sittings.frame.row(0, named=True)["school"], "5А"
    gone = {str(path): [(school, class_)] for path in paths}

    counts = count_files(paths, sittings.work, without=gone)

    rest = sittings.frame.filter(~((pl.col("school") == school) & (pl.col("class") == class_)))
    assert len(rest) < len(sittings.frame)
    assert differing(counts, recount(Sittings(sittings.work, rest))) == []


def test_count_files_refuses_a_class_that_two_files_hold(tmp_path, sittings_of):
    sittings = sittings_of(8)
    paths = written(sittings, tmp_path, row_group=100)

    with pytest.raises(ValueError, match="встретился дважды"):
        count_files([paths[0], paths[0]], sittings.work)


def test_count_files_names_the_columns_that_are_missing(tmp_path, sittings_of):
    sittings = sittings_of(8)
    path = tmp_path / "short.parquet"
    sittings.frame.drop("journal_mark", "item:q2").write_parquet(path)

    with pytest.raises(ValueError, match=r"нет столбцов item:q2, journal_mark"):
        count_files([path], sittings.work)


@pytest.mark.parametrize("top", [3, 252])
def test_count_to_writes_what_count_files_counts(tmp_path, sittings_of, recount, differing, top):
    sittings = sittings_of(9, top=top, schools=7, pupils=25, items=6)
    paths = written(sittings, tmp_path, row_group=10)

    folder = count_to(paths, sittings.work, tmp_path / "counts")

    assert differing(read_counts(folder), recount(sittings)) == []
    plain = pl.read_ipc(sorted(folder.glob("cells-*.arrow"))[0])
    assert plain.columns[:5] == ["region", "municipality", "school", "class", "n"]


def test_count_to_leaves_nothing_when_it_fails(tmp_path, sittings_of):
    sittings = sittings_of(9)
    wrong = sittings.frame.with_columns(score=pl.col("score") + 1)
    wrong.write_parquet(tmp_path / "wrong.parquet")

    with pytest.raises(ValueError, match="не равна"):
        count_to([tmp_path / "wrong.parquet"], sittings.work, tmp_path / "counts")

    assert [path.name for path in tmp_path.iterdir()] == ["wrong.parquet"]


def test_an_unknown_engine_is_refused(tmp_path, sittings_of):
    sittings = sittings_of(9)

    with pytest.raises(ValueError, match="local и spark"):
        count_files(written(sittings, tmp_path, row_group=9), sittings.work, engine="clickhouse")


def test_count_to_does_not_write_over_counts(tmp_path, sittings_of):
    sittings = sittings_of(9)
    paths = written(sittings, tmp_path, row_group=100)
    count_to(paths, sittings.work, tmp_path / "counts")

    with pytest.raises(FileExistsError, match="уже есть"):
        count_to(paths, sittings.work, tmp_path / "counts")


def test_totals_over_many_cells_are_taken_in_int64(tmp_path, sittings_of):
    """Σ score² of many classes passes 2³¹, where sums of small integers wrap silently."""
    sittings = sittings_of(10, schools=1, pupils=30, items=24, top=252)
    one = sittings.frame.filter(pl.col("class") == "5А")
    many = pl.concat([one.with_columns(school=pl.lit(f"edu{k:05}")) for k in range(700)])
    paths = written(Sittings(sittings.work, many), tmp_path, row_group=700)

    counts = count_files(paths, sittings.work)

    here = one.filter("participated")
    expected = 700 * sum(score**2 for score in here["score"].to_list())
    assert roll_up(counts, "all").score_sq.tolist() == [expected]
    assert expected > 2**31
    assert counts.cube[:, :, 0].sum() == 700 * len(here)

"""Files under the address of their content."""

from __future__ import annotations

import os
from time import time

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from objektiv.schema import Sittings
from objektiv.store import discard, fingerprint, original, put, read


def test_put_gives_back_what_was_put(tmp_path, results_of):
    sittings = results_of(7, schools=3)

    stored = put(tmp_path, sittings)

    back = read(stored.path)
    assert_frame_equal(back.frame, sittings.frame)
    assert back.work == sittings.work
    assert back.schools == sittings.schools
    assert stored.rows == 18
    assert stored.path.stem == stored.sha256 == fingerprint(stored.path)


def test_put_sorts_and_writes_the_same_sittings_once(tmp_path, results_of):
    sittings = results_of(7, schools=3)
    shuffled = Sittings(sittings.work, sittings.frame.reverse(), sittings.schools)

    assert put(tmp_path, shuffled) == put(tmp_path, sittings)
    assert len(list(tmp_path.glob("results/*/*"))) == 1
    assert list(tmp_path.glob("incoming/*")) == []


def test_put_takes_one_byte_per_item(tmp_path, results_of):
    stored = put(tmp_path, results_of(1))

    schema = pl.read_parquet_schema(stored.path)

    assert [schema[name] for name in schema if name.startswith("item:")] == [pl.UInt8, pl.UInt8]


def test_put_refuses_a_school_in_two_municipalities(tmp_path, results_of):
    sittings = results_of(1)
    other = sittings.frame.with_columns(municipality=pl.lit("Другой"))
    both = Sittings(sittings.work, pl.concat([sittings.frame, other]))

    with pytest.raises(ValueError, match="в разных муниципалитетах"):
        put(tmp_path, both)
    assert list(tmp_path.rglob("*.parquet")) == []


def test_original_keeps_the_bytes_and_the_name(tmp_path):
    upload = tmp_path / "Ф1 школа 5.XLSX"
    upload.write_bytes(b"PK\x03\x04 as it came")

    kept = original(tmp_path / "data", upload)

    assert kept.path.read_bytes() == upload.read_bytes()
    assert (kept.name, kept.path.suffix, kept.size) == ("Ф1 школа 5.XLSX", ".xlsx", 15)
    assert original(tmp_path / "data", upload) == kept


def test_read_refuses_a_file_of_somebody_else(tmp_path, results_of):
    results_of(1).frame.write_parquet(tmp_path / "other.parquet")

    with pytest.raises(ValueError, match="записан не хранилищем"):
        read(tmp_path / "other.parquet")


def test_discard_leaves_what_was_wanted_again(tmp_path):
    given = tmp_path / "дано.txt"
    given.write_bytes(b"as it came")
    kept = original(tmp_path / "store", given).path
    path = kept.relative_to(tmp_path / "store")
    os.utime(kept, (1000, 1000))

    original(tmp_path / "store", given)  # the same bytes: not written again
    discard(tmp_path / "store", [path], kept_before=time() - 60)
    assert kept.read_bytes() == b"as it came"

    os.utime(kept, (1000, 1000))
    discard(tmp_path / "store", [path, path, "originals/aa/none"], kept_before=time() - 60)
    assert not kept.exists()

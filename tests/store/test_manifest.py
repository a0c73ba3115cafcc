"""What counts, what counted before, and that only one thing counts at a time."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from objektiv.schema import Item, Sittings
from objektiv.store import Manifest, OccupiedError, original, put, sittings

AT = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)


def test_accepted_results_count(tmp_path, results_of):
    stored = put(tmp_path, results_of(1))
    upload = tmp_path / "f1.xlsx"
    upload.write_bytes(b"x")

    with Manifest(tmp_path) as manifest:
        manifest.accept(stored, source=original(tmp_path, upload), at=AT)

        assert manifest.works() == (stored.work,)
        assert manifest.counting(stored.work).paths == (stored.path,)
        assert manifest.counting(stored.work).without == {}
        entry = manifest.entries(stored.work)[0]
    assert (entry.school, entry.class_, entry.rows) == ("edu000", "5А", 3)
    assert (entry.accepted_at, entry.ended) == ("2026-05-12T09:30:00+00:00", None)


def test_accept_never_replaces_in_silence(tmp_path, results_of):
    first, second = put(tmp_path, results_of(1)), put(tmp_path, results_of(2, classes="БВ"))

    with Manifest(tmp_path) as manifest:
        manifest.accept(first)
        with pytest.raises(OccupiedError, match=r"5Б \(edu000\)"):
            manifest.accept(second)

        assert manifest.counting(first.work).paths == (first.path,)
        assert [entry.class_ for entry in manifest.entries(first.work)] == ["5А", "5Б"]


def test_replace_keeps_history_and_the_classes_it_does_not_hold(tmp_path, results_of):
    first, second = put(tmp_path, results_of(1)), put(tmp_path, results_of(2, classes="Б"))

    with Manifest(tmp_path) as manifest:
        manifest.accept(first, at=AT)
        manifest.replace(second, reason="ошибка в протоколе", at=AT)

        counting = manifest.counting(first.work)
        assert set(counting.paths) == {first.path, second.path}
        assert counting.without == {str(first.path): frozenset({("edu000", "5Б")})}
        old = manifest.entries(first.work)[1]
        new = manifest.entries(first.work)[2]
        assert (old.ended, old.reason, old.successor) == ("replaced", "ошибка в протоколе", new.id)
        frame = sittings(manifest, first.work).frame
    assert frame.select("class", "prior_score").unique().sort("class").rows() == [
        ("5А", 1),
        ("5Б", 2),
    ]
    assert first.path.exists()


def test_replace_by_the_same_bytes_counts_once(tmp_path, results_of):
    stored = put(tmp_path, results_of(1))

    with Manifest(tmp_path) as manifest:
        manifest.accept(stored)
        manifest.replace(put(tmp_path, results_of(1)), reason="загружено ещё раз")

        assert manifest.counting(stored.work).paths == (stored.path,)
        assert manifest.counting(stored.work).without == {}


def test_withdraw_says_why_and_can_be_accepted_again(tmp_path, results_of):
    stored = put(tmp_path, results_of(1))

    with Manifest(tmp_path) as manifest:
        manifest.accept(stored)
        assert manifest.withdraw(stored.work, "edu000", "5А", reason="не та школа") == 1
        assert manifest.counting(stored.work).without == {
            str(stored.path): frozenset({("edu000", "5А")})
        }
        assert manifest.withdraw(stored.work, "edu000", reason="не та школа") == 1
        assert manifest.counting(stored.work).paths == ()
        with pytest.raises(KeyError, match="нет принятых"):
            manifest.withdraw(stored.work, "edu000", reason="ещё раз")

        manifest.accept(stored)
        assert manifest.counting(stored.work).without == {}
        assert [entry.ended for entry in manifest.entries(stored.work)] == [
            "withdrawn",
            "withdrawn",
            None,
            None,
        ]


def test_a_work_cannot_change_its_items(tmp_path, results_of):
    first = results_of(1)
    longer = replace(first.work, items=(*first.work.items[:1], Item("2", 4)))
    other = Sittings(longer, results_of(2, classes="В").frame)

    with Manifest(tmp_path) as manifest:
        manifest.accept(put(tmp_path, first))
        with pytest.raises(ValueError, match="максимальные баллы не те"):
            manifest.accept(put(tmp_path, other))


def test_regions_are_counted_apart(tmp_path, results_of):
    stored = put(tmp_path, results_of(1, schools=2))

    with Manifest(tmp_path) as manifest:
        manifest.accept(stored)

        without = manifest.counting(stored.work, "Край 0").without
        frame = sittings(manifest, stored.work, "Край 0").frame
    assert without == {str(stored.path): frozenset({("edu001", "5А"), ("edu001", "5Б")})}
    assert frame["region"].unique().to_list() == ["Край 0"]


def test_the_database_itself_forbids_two_counting_entries(tmp_path, results_of):
    stored = put(tmp_path, results_of(1))
    with Manifest(tmp_path) as manifest:
        manifest.accept(stored)

    database = sqlite3.connect(tmp_path / "manifest.sqlite3")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        database.execute(
            "INSERT INTO entry (work, region, municipality, school, class, rows, file, accepted_at)"
            " SELECT work, region, municipality, school, class, rows, file, accepted_at FROM entry"
        )
    database.close()

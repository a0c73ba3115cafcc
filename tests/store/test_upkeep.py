"""Verification finds damage; compaction changes nothing but the number of files."""

from __future__ import annotations

from polars.testing import assert_frame_equal

from objektiv.engines import count_files
from objektiv.store import Manifest, compact, original, put, sittings, verify


def test_verify_finds_nothing_wrong_with_a_sound_folder(tmp_path, results_of):
    stored = put(tmp_path, results_of(1))
    with Manifest(tmp_path) as manifest:
        manifest.accept(stored)

    found = verify(tmp_path)

    assert (found.checked, found.damaged, found.orphans) == (1, (), ())


def test_verify_reports_a_changed_byte_and_a_lost_file(tmp_path, results_of):
    one, two = put(tmp_path, results_of(1)), put(tmp_path, results_of(2, classes="В"))
    with Manifest(tmp_path) as manifest:
        manifest.accept(one)
        manifest.accept(two)
    content = bytearray(one.path.read_bytes())
    content[len(content) // 2] ^= 1
    one.path.chmod(0o644)
    one.path.write_bytes(content)
    two.path.unlink()

    damaged = {damage.path: damage.problem for damage in verify(tmp_path).damaged}

    assert set(damaged) == {one.path, two.path}
    assert "изменилось" in damaged[one.path]
    assert damaged[two.path] == "файл пропал"


def test_verify_names_what_a_crash_left_behind(tmp_path, results_of):
    stored = put(tmp_path, results_of(1))  # written, never accepted
    (tmp_path / "incoming" / "half").write_bytes(b"half")

    found = verify(tmp_path)

    assert found.damaged == ()
    assert set(found.orphans) == {stored.path, tmp_path / "incoming" / "half"}


def test_compact_merges_the_files_of_a_region_and_keeps_history(tmp_path, results_of):
    parts = [put(tmp_path, results_of(1, schools=4)), put(tmp_path, results_of(2, classes="В"))]
    fixed = put(tmp_path, results_of(3, classes="Б"))
    upload = tmp_path / "f1.csv"
    upload.write_text("x")
    with Manifest(tmp_path) as manifest:
        manifest.accept(parts[0])
        manifest.accept(parts[1], source=original(tmp_path, upload))
        manifest.replace(fixed, reason="исправлено")
        work = fixed.work
        before, accepted = sittings(manifest, work), manifest.entries(work)

        merged = compact(manifest, work, "Край 0")

        counting = manifest.counting(work, "Край 0")
        assert counting.paths == (merged.path,)
        assert counting.without == {}
        after = sittings(manifest, work)
        assert_frame_equal(after.frame, before.frame)
        assert after.schools == before.schools
        entries = {entry.id: entry for entry in manifest.entries(work)}
        moved = [entries[one.id] for one in accepted if entries[one.id].ended == "compacted"]
        assert len(moved) == 5
        for entry in moved:
            new = entries[entry.successor]
            assert (new.accepted_at, new.original) == (entry.accepted_at, entry.original)
        assert compact(manifest, work, "Край 0") is None
    assert verify(tmp_path).damaged == ()
    assert all(part.path.exists() for part in parts)


def test_compact_does_not_move_what_was_replaced_meanwhile(tmp_path, results_of):
    with Manifest(tmp_path) as manifest:
        old = put(tmp_path, results_of(1))
        manifest.accept(old)
        stale = manifest.entries(old.work)
        new = put(tmp_path, results_of(2))
        manifest.replace(new, reason="исправлено")

        assert manifest.move(stale, put(tmp_path, results_of(3))) is False
        assert manifest.counting(old.work).paths == (new.path,)


def test_what_counts_is_what_the_engine_counts(tmp_path, results_of):
    first, second = put(tmp_path, results_of(1, schools=3)), put(tmp_path, results_of(2))
    with Manifest(tmp_path) as manifest:
        manifest.accept(first)
        manifest.replace(second, reason="исправлено")
        counting = manifest.counting(first.work)

    counts = count_files(counting.paths, first.work, without=counting.without)

    assert counts.n.tolist() == [3] * 6
    assert counts.prior_sum.tolist() == [6, 6, 3, 3, 3, 3]

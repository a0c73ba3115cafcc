"""A writer killed at random moments leaves the old state or the new, never a third."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from objektiv.store import Manifest, put, sittings, verify

KILLS = 40


@pytest.fixture
def writers(tmp_path):
    command = [sys.executable, str(Path(__file__).with_name("writer.py")), str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        yield process
        process.stdin.close()


def killed(writers, first, rounds, wait):
    """Start a writer, let it write `rounds` versions, kill it `wait` seconds later.

    Returns the last version it said it had written.
    """
    writers.stdin.write(f"{first}\n")
    wrote = first - 1
    while True:
        what, writer, version = writers.stdout.readline().split()
        wrote = int(version) if what == "wrote" else wrote
        if what == "writes" and wrote - first + 1 == rounds:
            break
    time.sleep(wait)
    os.kill(int(writer), signal.SIGKILL)
    while what != "dead":
        what, _, version = writers.stdout.readline().split()
        wrote = int(version) if what == "wrote" else wrote
    return wrote


def test_a_killed_writer_leaves_the_old_state_or_the_new(tmp_path, results_of, writers):
    rng = random.Random(5)
    work = results_of(0).work
    with Manifest(tmp_path) as manifest:
        manifest.accept(put(tmp_path, results_of(0, pupils=50)))
    last = 0

    for _ in range(KILLS):
        wrote = killed(writers, last + 1, rng.choice([0, 0, 1, 2]), rng.uniform(0, 0.05))

        with Manifest(tmp_path) as manifest:
            frame = sittings(manifest, work).frame
            alive = [one for one in manifest.entries(work) if one.ended is None]
            assert manifest.intact()
        both = frame.filter(frame["class"] != "5В")
        versions = both["prior_score"].unique().to_list()
        assert len(versions) == 1, "classes of two versions count together"
        assert versions[0] in (wrote, wrote + 1)
        assert both["class"].value_counts().sort("class").rows() == [("5А", 50), ("5Б", 50)]
        assert sum(entry.rows for entry in alive) == len(frame)
        last = versions[0]

    found = verify(tmp_path)
    assert found.damaged == ()
    assert found.orphans  # some were killed between writing a file and letting it count
    assert last > KILLS / 2  # and they did write

"""A program that writes to a store for ever, to be killed by `test_kill.py`.

For every line on standard input (the first version to write) it forks a writer: the slow
modules are loaded once and a writer starts in milliseconds. Says on standard output what it
is about to write and what it has written.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from objektiv.schema import Sittings
from objektiv.store import Manifest, compact, put


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def write_for_ever(folder: Path, first: int, results: Callable[..., Sittings]) -> None:
    """Versions one after another, each of two classes; now and then a third and compaction."""
    with Manifest(folder) as manifest:
        for version in count(first):
            say("writes", os.getpid(), version)
            stored = put(folder, results(version, pupils=50))
            manifest.replace(stored, reason=f"версия {version}")
            say("wrote", os.getpid(), version)
            if version % 3 == 0:
                extra = put(folder, results(version, classes="В", pupils=50))
                manifest.replace(extra, reason="ещё класс")
                compact(manifest, stored.work)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    import polars  # noqa: F401
    from conftest import results  # loaded before the first fork: that starts no threads yet

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            write_for_ever(Path(sys.argv[1]), int(line), results)
        os.waitpid(child, 0)
        say("dead", child, 0)

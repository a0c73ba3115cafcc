"""Which file counts for which work, school and class, and what counted before.

An SQLite file beside the results. Every change is one transaction: a crash leaves the old
state or the new. Nothing is deleted; an entry that no longer counts says since when, why and
what took its place. The database itself forbids two counting entries for one class.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from objektiv.schema import Work
from objektiv.schema.describe import describe, work_of
from objektiv.store.files import Original, StoredFile

NAME = "manifest.sqlite3"
_TABLES = """
CREATE TABLE IF NOT EXISTS work (
    key TEXT PRIMARY KEY,            -- procedure, year, subject, grade, variant as JSON
    description TEXT NOT NULL        -- the whole work as JSON
) STRICT;
CREATE TABLE IF NOT EXISTS original (
    sha256 TEXT PRIMARY KEY,
    path TEXT NOT NULL,              -- from the data folder
    name TEXT NOT NULL,              -- as the user called it
    size INTEGER NOT NULL,
    received_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS file (
    sha256 TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    work TEXT NOT NULL REFERENCES work,
    rows INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY,
    work TEXT NOT NULL REFERENCES work,
    region TEXT NOT NULL,
    municipality TEXT NOT NULL,
    school TEXT NOT NULL,
    class TEXT NOT NULL,
    rows INTEGER NOT NULL,
    file TEXT NOT NULL REFERENCES file,
    original TEXT REFERENCES original,
    accepted_at TEXT NOT NULL,
    ended_at TEXT,
    ended TEXT CHECK (ended IN ('replaced', 'withdrawn', 'compacted')),
    reason TEXT NOT NULL DEFAULT '',
    successor INTEGER REFERENCES entry,
    CHECK ((ended_at IS NULL) = (ended IS NULL))
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS one_counts ON entry (work, school, class) WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS of_file ON entry (file);
"""


class OccupiedError(ValueError):
    """Results of these classes count already: replacing them must be asked for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file for one class, from when and, if it no longer counts, until when and why."""

    id: int
    region: str
    municipality: str
    school: str
    class_: str
    rows: int
    file: str  # SHA-256
    original: str | None
    accepted_at: str
    ended_at: str | None
    ended: str | None  # replaced, withdrawn, compacted
    reason: str
    successor: int | None  # id of the entry that took its place


@dataclass(frozen=True, slots=True)
class Counting:
    """Files of a work to be counted, and the classes in them that no longer count."""

    paths: tuple[Path, ...]
    without: dict[str, frozenset[tuple[str, str]]]  # path → (school, class)


class Manifest:
    """The manifest of a data folder; created when there is none."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(self.folder / NAME, timeout=20, isolation_level=None)
        # FULL: what was reported as accepted survives a power cut, not only a kill.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(_TABLES)

    def __enter__(self) -> Manifest:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def accept(
        self, stored: StoredFile, *, source: Original | None = None, at: datetime | None = None
    ) -> None:
        """Let a file count for its classes.

        Raises OccupiedError when one of them has results that count, ValueError when
        the work has other items than the same work accepted before.
        """
        with self._change():
            self._accept(stored, source, at)

    def replace(
        self,
        stored: StoredFile,
        *,
        reason: str,
        source: Original | None = None,
        at: datetime | None = None,
    ) -> None:
        """Let a file count instead of what counted for its classes before.

        Classes of the school that the file does not hold keep what they have.
        """
        with self._change():
            ended = [
                self._end(_key(stored.work), school, class_, how="replaced", reason=reason, at=at)
                for _, _, school, class_, _ in stored.classes
            ]
            self._accept(stored, source, at)
            self._link([one for entries in ended for one in entries])

    def withdraw(
        self,
        work: Work,
        school: str,
        class_: str | None = None,
        *,
        reason: str,
        at: datetime | None = None,
    ) -> int:
        """Let results of a school (or of one class) no longer count; returns how many classes.

        Raises KeyError when nothing of it counts.
        """
        with self._change():
            ended = self._end(_key(work), school, class_, how="withdrawn", reason=reason, at=at)
            if not ended:
                raise KeyError(f"{work.title}: у школы {school} нет принятых результатов.")
        return len(ended)

    def move(self, entries: Iterable[Entry], stored: StoredFile) -> bool:
        """Point entries at a file that holds the same sittings; False when one of them
        no longer counts (then nothing is changed)."""
        entries = list(entries)
        with self._change():
            ids = [entry.id for entry in entries]
            marks = ",".join("?" * len(ids))
            alive = self._db.execute(
                f"SELECT count(*) FROM entry WHERE ended_at IS NULL AND id IN ({marks})",  # noqa: S608
                ids,
            ).fetchone()[0]
            if alive != len(ids):
                return False
            self._register(stored)
            now = _time(None)
            for entry in entries:
                self._db.execute(
                    "UPDATE entry SET ended_at = ?, ended = 'compacted' WHERE id = ?",
                    (now, entry.id),
                )
                new = self._db.execute(
                    "INSERT INTO entry (work, region, municipality, school, class, rows, file,"
                    " original, accepted_at) SELECT work, region, municipality, school, class,"
                    " rows, ?, original, accepted_at FROM entry WHERE id = ?",
                    (stored.sha256, entry.id),
                ).lastrowid
                self._db.execute("UPDATE entry SET successor = ? WHERE id = ?", (new, entry.id))
        return True

    def works(self) -> tuple[Work, ...]:
        """Works that have results."""
        rows = self._db.execute("SELECT description FROM work ORDER BY key")
        return tuple(work_of(json.loads(row[0])) for row in rows)

    def counting(self, work: Work, region: str | None = None) -> Counting:
        """Files that count for a work (of one region) and the classes to leave out of them."""
        rows = self._db.execute(
            "SELECT f.path, e.school, e.class, e.ended_at IS NULL AND (?2 IS NULL OR e.region = ?2)"
            " FROM entry e JOIN file f ON f.sha256 = e.file WHERE e.work = ?1"
            " ORDER BY f.path, e.id",
            (_key(work), region),
        )
        counts: dict[str, set[tuple[str, str]]] = {}
        others: dict[str, set[tuple[str, str]]] = {}
        for path, school, class_, here in rows:
            (counts if here else others).setdefault(path, set()).add((school, class_))
        return Counting(
            paths=tuple(self.folder / path for path in counts),
            without={
                str(self.folder / path): frozenset(rest)
                for path in counts
                if (rest := others.get(path, set()) - counts[path])
            },
        )

    def entries(self, work: Work, school: str | None = None) -> tuple[Entry, ...]:
        """Everything that ever counted for a work (of one school), oldest first."""
        rows = self._db.execute(
            "SELECT id, region, municipality, school, class, rows, file, original, accepted_at,"
            " ended_at, ended, reason, successor FROM entry"
            " WHERE work = ?1 AND (?2 IS NULL OR school = ?2) ORDER BY id",
            (_key(work), school),
        )
        return tuple(Entry(*row) for row in rows)

    def files(self) -> dict[str, Path]:
        """Every file the manifest knows, results and uploads: SHA-256 → path."""
        rows = self._db.execute(
            "SELECT sha256, path FROM file UNION SELECT sha256, path FROM original"
        )
        return {sha256: self.folder / path for sha256, path in rows}

    def intact(self) -> bool:
        """Does SQLite find its own file undamaged."""
        return bool(self._db.execute("PRAGMA integrity_check").fetchone()[0] == "ok")

    @contextmanager
    def _change(self) -> Iterator[None]:
        """One transaction, the only writer while it lasts."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _accept(self, stored: StoredFile, source: Original | None, at: datetime | None) -> None:
        self._register(stored)
        key, now = _key(stored.work), _time(at)
        if source:
            self._db.execute(
                "INSERT OR IGNORE INTO original VALUES (?, ?, ?, ?, ?)",
                (source.sha256, self._inside(source.path), source.name, source.size, now),
            )
        taken = [
            f"{class_} ({school})"
            for _, _, school, class_, _ in stored.classes
            if self._db.execute(
                "SELECT 1 FROM entry"
                " WHERE ended_at IS NULL AND work = ? AND school = ? AND class = ?",
                (key, school, class_),
            ).fetchone()
        ]
        if taken:
            raise OccupiedError(
                f"{stored.work.title}: результаты уже приняты: {', '.join(taken)}. "
                "Чтобы заменить их, подтвердите замену и укажите причину."
            )
        self._db.executemany(
            "INSERT INTO entry (work, region, municipality, school, class, rows, file, original,"
            " accepted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (key, *class_, stored.sha256, source and source.sha256, now)
                for class_ in stored.classes
            ],
        )

    def _register(self, stored: StoredFile) -> None:
        key, description = _key(stored.work), describe(stored.work)
        known = self._db.execute("SELECT description FROM work WHERE key = ?", (key,)).fetchone()
        if known and _columns(json.loads(known[0])) != _columns(description):
            raise ValueError(
                f"{stored.work.title}: задания или их максимальные баллы не те, что у принятых "
                "раньше результатов этой работы. Проверьте описание работы."
            )
        self._db.execute(
            "INSERT INTO work VALUES (?, ?)"
            " ON CONFLICT DO UPDATE SET description = excluded.description",
            (key, json.dumps(description, ensure_ascii=False)),
        )
        self._db.execute(
            "INSERT OR IGNORE INTO file VALUES (?, ?, ?, ?)",
            (stored.sha256, self._inside(stored.path), key, stored.rows),
        )

    def _end(
        self,
        key: str,
        school: str,
        class_: str | None,
        *,
        how: str,
        reason: str,
        at: datetime | None,
    ) -> list[int]:
        rows = self._db.execute(
            "UPDATE entry SET ended_at = ?1, ended = ?2, reason = ?3 WHERE ended_at IS NULL"
            " AND work = ?4 AND school = ?5 AND (?6 IS NULL OR class = ?6) RETURNING id",
            (_time(at), how, reason, key, school, class_),
        )
        return [row[0] for row in rows.fetchall()]

    def _link(self, ended: list[int]) -> None:
        """Let each replaced entry know what took its place."""
        self._db.executemany(
            "UPDATE entry SET successor = (SELECT new.id FROM entry new WHERE new.ended_at IS NULL"
            " AND new.work = entry.work AND new.school = entry.school AND new.class = entry.class)"
            " WHERE id = ?",
            [(one,) for one in ended],
        )

    def _inside(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


def _key(work: Work) -> str:
    return json.dumps(work.key, ensure_ascii=False)


def _columns(description: dict[str, Any]) -> list[tuple[str, int]]:
    return [(item["code"], item["max"]) for item in description["items"]]


def _time(at: datetime | None) -> str:
    return (at or datetime.now(UTC)).isoformat(timespec="seconds")

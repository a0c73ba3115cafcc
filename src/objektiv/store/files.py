"""Immutable files named by their content: results as wide Parquet, uploads as they came.

    <folder>/results/ab/abcdef….parquet     one file per accepted upload or compaction
    <folder>/journals/ab/abcdef….parquet    marks of class journals, one file per accepted upload
    <folder>/originals/ab/abcdef….xlsx      what the user gave, byte for byte
    <folder>/incoming/…                     drafts; whatever stays here after a crash is litter

A file appears under its address only when its bytes are on the disk, so a reader never meets
half of one. Nothing is ever changed or deleted; the manifest says which files count.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from objektiv.schema import COLUMNS, SORT, School, Sittings, Work, item_column
from objektiv.schema.describe import describe, work_of
from objektiv.schema.journal import EVENT_COLUMNS, LESSON_COLUMNS, Journal

if TYPE_CHECKING:
    import polars as pl

ROW_GROUP = 131_072
_WORK, _SCHOOLS = "objektiv.work", "objektiv.schools"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Sittings of one work under their address."""

    sha256: str
    path: Path
    rows: int
    work: Work
    classes: tuple[tuple[str, str, str, str, int], ...]  # region, municipality, school, class, rows


@dataclass(frozen=True, slots=True)
class Original:
    """An upload kept as it came."""

    sha256: str
    path: Path
    name: str
    size: int


def put(folder: Path | str, sittings: Sittings) -> StoredFile:
    """Write sittings to the store, sorted, one byte per item; the same sittings once only.

    Returns when the bytes are on the disk. Nothing counts until the manifest accepts it.
    Raises ValueError when a class of a school appears under two municipalities.
    """
    names = [*COLUMNS, *(item_column(code) for code in sittings.work.codes)]
    frame = sittings.frame.select(names).sort(SORT)
    about = {
        _WORK: json.dumps(describe(sittings.work), ensure_ascii=False),
        _SCHOOLS: json.dumps(
            [asdict(one) for one in sittings.schools.values()], ensure_ascii=False
        ),
    }
    classes = _classes(frame)
    with _draft(Path(folder)) as draft:
        frame.write_parquet(
            draft, compression="zstd", compression_level=1, row_group_size=ROW_GROUP, metadata=about
        )
        sha256, path = _settle(draft, Path(folder) / "results", ".parquet")
    return StoredFile(sha256, path, len(frame), sittings.work, classes)


@dataclass(frozen=True, slots=True)
class StoredJournal:
    """A journal under its address."""

    sha256: str
    path: Path
    marks: int
    classes: tuple[tuple[str, str, str], ...]  # school, class, subject


def put_journal(folder: Path | str, journal: Journal) -> StoredJournal:
    """Write a journal to the store, sorted; the same marks once only.

    A lesson is a row without a pupil. Returns when the bytes are on the disk.
    """
    import polars as pl

    names = list(EVENT_COLUMNS)
    frame = pl.concat([journal.events, journal.lessons], how="diagonal")
    frame = frame.with_columns(pl.col("pupil").fill_null("")).select(names).sort(names)
    with _draft(Path(folder)) as draft:
        frame.write_parquet(draft, compression="zstd", row_group_size=ROW_GROUP)
        sha256, path = _settle(draft, Path(folder) / "journals", ".parquet")
    groups = journal.events.select("school", "class", "subject").unique().sort(pl.all())
    marks = journal.events.filter(pl.col("mark") > 0).height
    return StoredJournal(sha256, path, marks, tuple(groups.iter_rows()))


def read_journal(path: Path | str) -> Journal:
    """A stored journal. Raises ValueError when the file holds something else."""
    import polars as pl

    frame = pl.read_parquet(path)
    if frame.columns != list(EVENT_COLUMNS):
        raise ValueError(f"Файл {path} — не журнал из хранилища.")
    lesson = pl.col("pupil") == ""
    return Journal(frame.filter(~lesson), frame.filter(lesson).select(LESSON_COLUMNS))


def original(folder: Path | str, path: Path | str) -> Original:
    """Keep an upload byte for byte; the same bytes once only."""
    path = Path(path)
    with _draft(Path(folder)) as draft:
        shutil.copyfile(path, draft)
        size = draft.stat().st_size
        sha256, kept = _settle(draft, Path(folder) / "originals", path.suffix.lower())
    return Original(sha256, kept, path.name, size)


def read(path: Path | str) -> Sittings:
    """Sittings of a stored file, all of them, whether they count or not.

    Raises ValueError when the file was not written by the store.
    """
    import polars as pl

    about = _about(path)
    schools = [School(**one) for one in json.loads(about[_SCHOOLS])]
    return Sittings(
        work_of(json.loads(about[_WORK])),
        pl.read_parquet(path),
        {school.id: school for school in schools},
    )


def described(path: Path | str) -> Work:
    """The work of a stored file, without its rows.

    Raises ValueError when the file was not written by the store.
    """
    return work_of(json.loads(_about(path)[_WORK]))


def _about(path: Path | str) -> dict[str, str]:
    import polars as pl

    about = pl.read_parquet_metadata(path)
    if _WORK not in about:
        raise ValueError(f"Файл {path} записан не хранилищем: в нём нет описания работы.")
    return about


def fingerprint(path: Path | str) -> str:
    """SHA-256 of a file's bytes, in hexadecimal.

    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     fingerprint(file.name)[:16]  # of nothing
    'e3b0c44298fc1c14'
    """
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _classes(frame: pl.DataFrame) -> tuple[tuple[str, str, str, str, int], ...]:
    counted = frame.group_by(SORT[:4], maintain_order=True).len()
    twice = counted.filter(counted.select("school", "class").is_duplicated())
    if len(twice):
        school, class_ = twice["school"][0], twice["class"][0]
        raise ValueError(
            f"Класс {class_} школы {school} указан в разных муниципалитетах: "
            "оставьте один или дайте школам разные логины."
        )
    return tuple(counted.iter_rows())


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A name for a draft on the same disk; gone afterwards, whatever happens."""
    incoming = folder / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    draft = incoming / uuid.uuid4().hex
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _settle(draft: Path, home: Path, suffix: str) -> tuple[str, Path]:
    """Move a draft under its address once its bytes are on the disk."""
    draft.chmod(0o444)
    _sync(draft)
    sha256 = fingerprint(draft)
    path = home / sha256[:2] / (sha256 + suffix)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(home.parent):
        if path.exists():
            os.utime(path)  # wanted again: `discard` leaves it
        else:
            draft.rename(path)  # atomic: readers see all of it or none
    for place in (path.parent, home, home.parent):  # a name is durable when its folder is
        _sync(place)
    return sha256, path


def discard(folder: Path | str, paths: Iterable[Path | str], *, kept_before: float) -> None:
    """Remove files of the store that nothing points at any more.

    paths: relative to the folder; kept_before: seconds since the epoch. A file that somebody
    brought at or after that moment stays: who keeps the same bytes does not write them again,
    and a row that points at them may not be there yet.
    """
    folder = Path(folder)
    for path in paths:
        with _alone(folder):
            file = folder / path
            if file.exists() and file.stat().st_mtime < kept_before:
                file.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else adds to the folder or takes from it meanwhile, in no process."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""One file that holds a whole installation, and putting it back. Needs no Django.

    objektiv-backup.tar
      database.sqlite3 | database.dump    a snapshot of one instant, taken first
      data/…                              everything else of the data folder
      contents.json                       last: the digest of every member

Files of the store never change and are written before the database names them, so a snapshot
of the database followed by the files is consistent while people work. What can be made again
(static files, the queue, drafts) is left out. A file without its last member is not finished
and is refused.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from objektiv import __version__
from objektiv.analysis.output import whole_file
from objektiv.analysis.refusal import Refused

SQLITE, DUMP = "database.sqlite3", "database.dump"
CONTENTS = "contents.json"
DATABASE = "objektiv.sqlite3"
RESTORING = ".restoring"  # what an interrupted restore leaves: harmless, removed by the next
# Made again by the start of the system, or of no use without the process that wrote it;
# `sealing` holds files that wait to be sealed: they are nobody's to keep.
LEFT_OUT = ("static", "queue.sqlite3", "store/incoming", "sealing", RESTORING)


@dataclass(frozen=True, slots=True)
class Copy:
    """What a backup holds."""

    made_at: datetime
    version: str
    files: int
    size: int  # bytes


def backup(data: Path, file: Path) -> Copy:
    """Write everything of a data folder and its database into one file, whole or not at all.

    Raises `Refused` when there is nothing to save, the file exists or lies in the data folder.
    """
    data, file = data.resolve(), file.resolve()
    database = database_of(data)
    if _vendor(database) == "sqlite" and not Path(database["NAME"]).is_file():
        raise Refused(f"В папке «{data}» нет базы данных: сохранять нечего.")
    if file.exists():
        raise Refused(f"Файл «{file}» уже есть: выберите другое имя, копии не перезаписываются.")
    if file.is_relative_to(data):
        raise Refused("Храните копию вне папки данных, лучше на другом диске.")
    made_at = datetime.now(UTC)
    digests: dict[str, str] = {}
    with whole_file(file, mode=0o600) as draft, tempfile.TemporaryDirectory() as scratch:
        with tarfile.open(draft, mode="w", format=tarfile.PAX_FORMAT) as archive:
            _add(archive, *_snapshot(database, Path(scratch)), digests)
            for path in _kept(data, database):
                own = path.suffix == ".sqlite3"
                source = _sqlite_snapshot(path, Path(scratch) / "other.sqlite3") if own else path
                _add(archive, f"data/{path.relative_to(data).as_posix()}", source, digests)
            contents = {
                "version": __version__,
                "made_at": made_at.isoformat(timespec="seconds"),
                "files": digests,
            }
            _add_bytes(archive, CONTENTS, json.dumps(contents, indent=0).encode())
        with open(draft, "rb") as written:
            os.fsync(written.fileno())
    return Copy(made_at, __version__, len(digests), file.stat().st_size)


def restore(data: Path, file: Path) -> Copy:
    """Put a backup into an empty data folder and an empty database.

    Every digest is checked before anything appears in its place. Raises `Refused` when the
    target is not empty or the file is not a whole backup for this kind of database.
    """
    data, file = data.resolve(), file.resolve()
    if not file.is_file():
        raise Refused(f"Файла «{file}» нет.")
    database = database_of(data)
    _require_empty(data, database)
    data.mkdir(parents=True, exist_ok=True)
    draft = data / RESTORING
    shutil.rmtree(draft, ignore_errors=True)
    try:
        contents = _extract(file, draft)
        held = SQLITE if (draft / SQLITE).exists() else DUMP
        if (held == SQLITE) != (_vendor(database) == "sqlite"):
            kinds = ("SQLite", "PostgreSQL") if held == SQLITE else ("PostgreSQL", "SQLite")
            raise Refused(
                f"Копия сделана с {kinds[0]}, а система настроена на {kinds[1]}: "
                "проверьте переменную DATABASE_URL."
            )
        if held == DUMP:
            _postgres(
                database, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
                "--no-privileges", f"--dbname={database['NAME']}", str(draft / DUMP),
            )  # fmt: skip
        kept = draft / "data"
        for piece in sorted(kept.iterdir()) if kept.is_dir() else []:
            piece.rename(data / piece.name)
        if held == SQLITE:  # last: without it a folder is not an installation
            place = Path(database["NAME"])
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(draft / SQLITE, place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    made_at = datetime.fromisoformat(contents["made_at"])
    return Copy(made_at, contents["version"], len(contents["files"]), file.stat().st_size)


def database_of(data: Path) -> dict[str, Any]:
    """The database of an installation: `DATABASE_URL`, otherwise SQLite in the data folder."""
    import dj_database_url

    return dict(dj_database_url.config(default=f"sqlite:///{data / DATABASE}"))


def _vendor(database: dict[str, Any]) -> str:
    return "sqlite" if database["ENGINE"].endswith("sqlite3") else "postgresql"


def _snapshot(database: dict[str, Any], scratch: Path) -> tuple[str, Path]:
    if _vendor(database) == "sqlite":
        return SQLITE, _sqlite_snapshot(Path(database["NAME"]), scratch / SQLITE)
    dump = scratch / DUMP
    _postgres(database, "pg_dump", "--format=custom", "--no-owner", f"--file={dump}")
    return DUMP, dump


def _sqlite_snapshot(path: Path, target: Path) -> Path:
    """One instant of a database that others are writing to."""
    target.unlink(missing_ok=True)
    connect = sqlite3.connect
    with closing(connect(path, timeout=60)) as source, closing(connect(target)) as copy:
        source.backup(copy)
    return target


def _postgres(database: dict[str, Any], program: str, *arguments: str) -> str:
    """Run a program of PostgreSQL; the password is not seen in the list of processes."""
    wanted = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    known = {name: str(database[key]) for key, name in wanted.items() if database.get(key)}
    try:
        done = subprocess.run(
            [program, *arguments],
            env={**os.environ, **known, "PGDATABASE": str(database["NAME"])},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise Refused(
            f"Нет программы {program}: установите пакет postgresql-client той же версии, "
            "что и сервер."
        ) from error
    if done.returncode:
        raise Refused(f"PostgreSQL отказал ({program}): {done.stderr.strip()}")
    return done.stdout


def _kept(data: Path, database: dict[str, Any]) -> Iterator[Path]:
    """Files of the data folder that belong into a backup, in order."""
    main = Path(database["NAME"]) if _vendor(database) == "sqlite" else None
    for path in sorted(data.rglob("*")):
        inside = path.relative_to(data)
        if path.is_symlink() or not path.is_file() or path == main:
            continue
        if path.name.endswith((".sqlite3-wal", ".sqlite3-shm", ".sqlite3-journal")):
            continue
        if any(inside.is_relative_to(one) for one in LEFT_OUT):
            continue
        yield path


def _add(archive: tarfile.TarFile, name: str, path: Path, digests: dict[str, str]) -> None:
    if not path.exists():
        return  # removed by rule since the folder was listed
    with open(path, "rb") as source:
        member = archive.gettarinfo(arcname=name, fileobj=source)
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        read = _Digesting(source)
        archive.addfile(member, cast("Any", read))
    digests[name] = read.digest.hexdigest()


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


class _Digesting:
    """A file whose digest is known once it was read."""

    def __init__(self, source: BinaryIO) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self.source.read(size)
        self.digest.update(content)
        return content


def _require_empty(data: Path, database: dict[str, Any]) -> None:
    present = [path for path in data.iterdir() if path.name != RESTORING] if data.is_dir() else []
    if data.exists() and not data.is_dir():
        raise Refused(f"«{data}» — это файл, а нужна папка.")
    if present:
        raise Refused(
            f"Папка «{data}» не пуста. Восстанавливают только в пустую: уберите прежние данные "
            "в другое место."
        )
    if _vendor(database) == "sqlite":
        if Path(database["NAME"]).exists():
            raise Refused(f"База данных «{database['NAME']}» уже есть: восстановление отменено.")
        return
    query = "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()"
    if _postgres(database, "psql", "--no-psqlrc", "-tAc", query).strip() != "0":
        raise Refused(
            f"База данных «{database['NAME']}» не пуста. Восстанавливают только в пустую: "
            "создайте новую (createdb)."
        )


def _extract(file: Path, draft: Path) -> dict[str, Any]:
    """Unpack into a draft and compare every digest with the list at the end."""
    broken = Refused(
        f"Файл «{file}» — не целая резервная копия: она не закончена или повреждена. "
        "Возьмите другую копию."
    )
    found: dict[str, str] = {}
    contents: dict[str, Any] = {}
    draft.mkdir(mode=0o700)
    try:
        with tarfile.open(file) as archive:
            for member in archive:
                if member.name == CONTENTS:
                    contents = json.load(cast("BinaryIO", archive.extractfile(member)))
                else:
                    archive.extract(member, draft, filter="data")
                    with open(draft / member.name, "rb") as unpacked:
                        found[member.name] = hashlib.file_digest(unpacked, "sha256").hexdigest()
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise broken from error
    if not contents or found != contents["files"]:
        raise broken
    return contents

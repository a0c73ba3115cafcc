"""Is everything as it was: database, files by their digests, what rows name, the journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, models
from django.db.migrations.executor import MigrationExecutor

from objektiv import store
from objektiv.web.actions.audit import first_broken_entry
from objektiv.web.models import AuditEntry

FROM_BACKUP = "восстановите из резервной копии"


@dataclass(frozen=True, slots=True)
class Integrity:
    """What was looked at and what is wrong with it, a Russian sentence each."""

    files: int
    named: int  # files that rows of the database name
    entries: int  # of the journal
    problems: tuple[str, ...]


def verify_installation() -> Integrity:
    """Look at all of it; one problem does not hide another."""
    kept = store.verify(settings.STORE)
    problems = [f"Файл {_inside(one.path)}: {one.problem}." for one in kept.damaged]
    named = entries = 0
    try:
        problems += _database()
        for what, path, digest in _named_files():
            named += 1
            problems += _file(what, path, digest)
        entries = AuditEntry.objects.count()
        problems += _journal()
    except DatabaseError as error:
        problems.append(f"База данных не читается ({type(error).__name__}): {FROM_BACKUP}.")
    return Integrity(kept.checked, named, entries, tuple(problems))


def _database() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "База данных старше программы: один раз запустите objektiv serve."
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(10)")
            said = [str(row[0]) for row in cursor.fetchall()]
            if said != ["ok"]:
                yield f"База данных повреждена ({'; '.join(said)}): {FROM_BACKUP}."
            cursor.execute("PRAGMA foreign_key_check")
            for table, row, parent, _ in cursor.fetchall()[:20]:
                yield f"В таблице {table} запись {row} ссылается на пропавшую запись {parent}."


def _named_files() -> Iterator[tuple[str, str, str]]:
    """Every file that a row names and that is there: of which row, where, with which digest.

    Originals have the fields `path` and `sha256`; files of results carry the digest as name.
    """
    for model in apps.get_app_config("web").get_models():
        fields = {one.name for one in model._meta.get_fields() if isinstance(one, models.Field)}
        if {"path", "sha256"} <= fields:
            rows = model.objects.exclude(path="")
            if "removed_at" in fields:
                rows = rows.filter(removed_at=None)
            for pk, path, digest in rows.values_list("pk", "path", "sha256"):
                yield f"{model._meta.model_name}:{pk}", path, digest
        if "store_path" in fields:
            rows = model.objects.exclude(store_path="")
            if "rows_removed_at" in fields:
                rows = rows.filter(rows_removed_at=None)
            paths = rows.values_list("store_path", flat=True)
            for path in paths.distinct().order_by():
                yield str(model._meta.model_name), path, Path(path).stem


def _file(what: str, path: str, digest: str) -> Iterator[str]:
    """Content itself was compared with the name by `store.verify`."""
    if not (settings.STORE / path).is_file():
        yield f"Файл {path} пропал ({what}): {FROM_BACKUP}."
    elif Path(path).stem != digest:
        yield f"Файл {path} не тот, что записан в базе данных ({what}): {FROM_BACKUP}."


def _journal() -> Iterator[str]:
    broken = first_broken_entry()
    if broken is not None:
        yield (
            f"Журнал действий изменён в обход системы: запись № {broken.pk} "
            f"от {broken.at:%d.%m.%Y} не следует из предыдущей."
        )


def _inside(path: Path) -> str:
    return path.relative_to(settings.STORE).as_posix()

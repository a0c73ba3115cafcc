"""Installations of their own, each with an empty database, driven by commands and scripts."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

POSTGRES = os.environ.get("DATABASE_URL", "")


@dataclass(frozen=True)
class Installation:
    """A data folder and the environment that belongs to it."""

    data: Path
    environment: dict[str, str]

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """`objektiv …` on this installation."""
        return subprocess.run(
            [sys.executable, "-m", "objektiv.cli", *map(str, arguments)],
            capture_output=True, text=True, check=False, env=self.environment,
        )  # fmt: skip

    def python(self, code: str, *arguments: object) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            capture_output=True, text=True, check=False, env=self.environment,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def empty(data: Path) -> Installation:
    """SQLite in the folder; a new database where the tests run on PostgreSQL."""
    environment = {**os.environ, "OBJEKTIV_DATA": str(data)}
    if POSTGRES:
        environment["DATABASE_URL"] = _new_database()
    return Installation(data, environment)


def _new_database() -> str:
    import psycopg

    name = f"objektiv_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{name}"))

"""Run a command with a throw-away PostgreSQL server: `python tests/postgres.py pytest tests/web`.

The server lives in a temporary folder, answers on a socket there, is never written through to
the disk, and is gone afterwards. Root may not run it, so root lends it to the user `postgres`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

# A test database need not survive a power cut.
CAREFREE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
USER = "objektiv"


def programs() -> Path:
    """The folder of initdb and pg_ctl, of the newest version there is."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    places = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(places, key=lambda path: float(path.parts[-3]), default=None)
    if newest is None:
        sys.exit("PostgreSQL не установлен: apt-get install postgresql")
    return newest.parent


def main(command: list[str]) -> int:
    server = programs()
    root = os.geteuid() == 0
    ahead = ["runuser", "-u", "postgres", "--"] if root else []
    with tempfile.TemporaryDirectory(prefix="objektiv-pg-") as folder:
        if root:
            shutil.chown(folder, "postgres", "postgres")
        data = f"{folder}/data"

        def run(*arguments: str) -> None:
            subprocess.run([*ahead, *arguments], check=True, cwd=folder, stdout=subprocess.DEVNULL)

        run(
            str(server / "initdb"), "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        options = f"-k {folder} -c listen_addresses='' {CAREFREE}"
        control = [str(server / "pg_ctl"), "-D", data, "-w", "-l", f"{folder}/log"]
        run(*control, "-o", options, "start")
        try:
            run(str(server / "createdb"), "-h", folder, "-U", USER, USER)
            url = f"postgres://{USER}@{quote(folder, safe='')}/{USER}"
            return subprocess.run(
                command, env={**os.environ, "DATABASE_URL": url}, check=False
            ).returncode
        finally:
            run(*control, "-m", "immediate", "stop")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

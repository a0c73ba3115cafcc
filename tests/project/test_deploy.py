"""What is given to an administrator: every setting is explained, every command exists."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = (ROOT / "src/objektiv/web/settings.py").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs/admin.md").read_text(encoding="utf-8")
FILES = [path for path in (ROOT / "deploy").rglob("*") if path.is_file()]


def test_every_setting_is_explained():
    read = set(re.findall(r'"(OBJEKTIV_[A-Z_]+|DATABASE_URL|EMAIL_URL)"', SETTINGS))
    explained = set(re.findall(r"`(_?[A-Z_]+)`", GUIDE))
    explained |= {f"OBJEKTIV_OIDC{name}" for name in explained if name.startswith("_")}

    assert read - explained == set()


def test_every_command_exists():
    from objektiv.cli import app

    known = {one.name or one.callback.__name__ for one in app.registered_commands}
    texts = [GUIDE, *(path.read_text(encoding="utf-8") for path in FILES)]
    used = {
        name for text in texts for name in re.findall(r"objektiv ([a-z]+)(?=[ \"'\]`]|$)", text)
    }
    used |= set(re.findall(r'"objektiv", "([a-z]+)"', "\n".join(texts)))

    assert {"serve", "worker", "backup", "restore", "verify", "invite"} <= used
    assert used - known <= {"createdb"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_the_units_are_well_formed(tmp_path):
    for path in (ROOT / "deploy/systemd").iterdir():
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE)
        text = text.replace("User=objektiv\n", "User=root\n")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, tmp_path.iterdir())],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    ours = [line for line in done.stderr.splitlines() if "objektiv" in line]
    assert ours == []

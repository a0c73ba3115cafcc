"""The project's own rules: what the repository may hold and what its documents promise."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES_AT_MOST = 400


def tracked(*patterns: str) -> list[Path]:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing is tracked")
    names = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "ls-files", "-z", *patterns],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).exists()]


def test_python_files_stay_readable_in_one_sitting():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked("*.py")
        if "migrations" not in path.parts  # written by Django
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LINES_AT_MOST
    }

    assert long == {}


def test_locks_are_hashed_and_name_no_address():
    for path in tracked("requirements/*.txt"):
        text = path.read_text(encoding="utf-8")
        pinned = re.findall(r"^[a-z0-9][\w.-]*==", text, flags=re.MULTILINE)

        assert pinned, path
        assert len(pinned) <= text.count("--hash=sha256:"), path
        assert "://" not in text, path


def test_every_dependency_states_its_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("dependencies = [")[1].split("]\n")[0]

    for line in filter(str.strip, block.splitlines()):
        assert "#" in line, line


def test_relative_links_of_documents_lead_somewhere():
    broken = []
    for path in tracked("*.md"):
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if "://" in target or target.startswith("mailto:"):
                continue
            if not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)} -> {target}")

    assert broken == []


def test_the_two_commands_of_the_readme_are_targets_of_the_makefile():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)

    commands = re.findall(r"^make ([a-z-]+)", readme, flags=re.MULTILINE)
    assert commands == ["start", "test"]
    assert set(commands) <= set(targets)


def test_no_person_of_the_source_documents_is_in_the_repository():
    documents = ROOT.parent / "shared" / "documents"
    if not documents.exists():
        pytest.skip("the source documents are not beside the repository")
    person = re.compile(r"([А-ЯЁ][а-яё]{3,})\s*([А-ЯЁ])\.\s*([А-ЯЁ])")
    people = {
        found.groups()
        for path in documents.glob("*.txt")
        for found in person.finditer(path.read_text(encoding="utf-8"))
    }
    assert len(people) > 5

    for path in tracked("*.py", "*.md", "*.toml", "*.html", "*.j2", "*.csv", "*.json"):
        for found in person.finditer(path.read_text(encoding="utf-8")):
            assert found.groups() not in people, path.relative_to(ROOT)

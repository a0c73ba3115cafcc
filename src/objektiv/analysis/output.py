"""Output folders and files: written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from objektiv.analysis.refusal import Refused

# What an analysis writes; a folder that holds anything else is not ours to replace.
OUTPUTS = frozenset(
    {
        "findings.csv",
        "findings.json",
        "tables.xlsx",
        "report.html",
        "recommendations",
        "sittings",
    }
)


@contextmanager
def whole_folder(out: Path, ours: frozenset[str] = OUTPUTS) -> Iterator[Path]:
    """Give a temporary folder that becomes `out` when the block ends without an error.

    An earlier result of the same kind is replaced; a folder with anything else in it is
    refused with `Refused`, because nothing a user keeps may be lost.

    >>> import tempfile
    >>> out = Path(tempfile.mkdtemp()) / "result"
    >>> with whole_folder(out) as folder:
    ...     _ = (folder / "findings.csv").write_text("school")
    >>> sorted(path.name for path in out.iterdir())
    ['findings.csv']
    """
    check_replaceable(out, ours)
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        yield draft
        draft.chmod(0o755)
        old = None
        if out.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
            os.rename(out, old / "was")
        os.rename(draft, out)
        if old is not None:
            shutil.rmtree(old)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def check_replaceable(out: Path, ours: frozenset[str] = OUTPUTS) -> None:
    """Raise `Refused` where `out` is a file or holds anything that is not ours."""
    if not out.exists():
        return
    if not out.is_dir():
        raise Refused(f"«{out}» — это файл, а нужна папка. Укажите другую папку в --out.")
    strangers = sorted(path.name for path in out.iterdir() if path.name not in ours)
    if strangers:
        shown = ", ".join(f"«{name}»" for name in strangers[:3])
        raise Refused(
            f"В папке «{out}» есть посторонние файлы ({shown}), поэтому она не заменена. "
            "Укажите в --out новую или пустую папку."
        )


@contextmanager
def whole_file(path: Path, mode: int = 0o644) -> Iterator[Path]:
    """Give a temporary path that becomes `path` when the block ends without an error.

    Nobody else can read the draft; the finished file has the given `mode`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(mode)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)

"""Tables that people bring, read by the library at once; its complaints become the page's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming

from objektiv.analysis.refusal import Refused


def read_table(file: Incoming, reader: Callable[[Path], Any]) -> Any:
    """What a reader of the library makes of the file. Raises ValidationError, all at once."""
    with TemporaryDirectory(prefix="objektiv-") as folder:
        path = Path(folder) / (Path(file.name).name or "таблица.csv")
        with path.open("wb") as draft:
            for part in file.chunks():
                draft.write(part)
        try:
            return reader(path)
        except Refused as refusal:
            raise ValidationError(str(refusal).split("\n")) from None

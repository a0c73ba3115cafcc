"""DOCX from a template: values are text and nothing else, whatever they contain."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from jinja2.sandbox import SandboxedEnvironment

from objektiv.documents.office.shape import Sheet, context_of

_REFUSED = ("Cc", "Cs", "Cn", "Co")


def sheet_docx(sheet: Sheet, template: bytes | None = None) -> bytes:
    """The document in the template (of its kind by default); same values, same bytes.

    `template` is one that `check_template` found nothing in.
    """
    from docxtpl import DocxTemplate

    document = DocxTemplate(io.BytesIO(template or default_template(sheet.kind)))
    document.render(context_of(sheet), _environment(), autoescape=True)
    document.docx.core_properties.title = printable(sheet.title)[:250]
    out = io.BytesIO()
    document.save(out)
    return without_clock(out)


@cache
def default_template(kind: str) -> bytes:
    """The template that comes with the program; people download it and edit it in Word."""
    folder = files("objektiv.documents.office").joinpath("templates")
    return folder.joinpath(f"{kind}.docx").read_bytes()


class _Compiled(SandboxedEnvironment):
    """Compiles each part of a template once."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, finalize=printable)
        self.globals.clear()
        self._compiled = lru_cache(64)(super().from_string)

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        return self._compiled(source, *args, **kwargs)


def printable(value: Any) -> Any:
    """Without control characters, which XML does not allow and Word does not open."""
    if isinstance(value, str) and not value.isprintable():
        return "".join(c for c in value if c == "\n" or unicodedata.category(c) not in _REFUSED)
    return value


@cache
def _environment() -> _Compiled:
    return _Compiled()


def without_clock(written: io.BytesIO) -> bytes:
    """The same archive with a fixed time in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()

"""PDF for keeping (PDF/A-2a) that screen readers read (PDF/UA-1): Typst checks both as it writes.

The Typst sources are the program's own and nobody edits them; values come as JSON and are text.
Fonts are those inside the compiler: nothing is read from the system or the network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from objektiv.documents.office.shape import Sheet
from objektiv.documents.office.word import printable

STANDARDS: Any = ["a-2a", "ua-1"]


def sheet_pdf(sheet: Sheet, day: date) -> bytes:
    """The document as PDF/A-2a and PDF/UA-1; `day` is its date. Same values, same bytes."""
    import typst

    data = {
        **_mapped(printable, asdict(sheet)),
        "kind": sheet.kind,
        "day": {"year": day.year, "month": day.month, "day": day.day},
    }
    try:
        return _compiled(data)
    except typst.TypstError as refusal:
        if "could not be displayed" not in refusal.message:
            raise
        # PDF/A holds every glyph: a letter that the font has not becomes a visible mark.
        return _compiled(_mapped(lambda text: _RARE.sub("\ufffd", text), data))


# Letters that the font is known to have (a test shows each); asked only where one is missing.
SHOWN = "\n -~\u00a0-\u00ac\u00ae-\u017f\u0400-\u04ff\u2010-\u2027\u2030-\u203a№₽€−≤≥≈←→↑↓☐☑✓"
_RARE = re.compile(f"[^{SHOWN}]")


def _compiled(data: Mapping[str, Any]) -> bytes:
    import typst

    return bytes(
        typst.compile(
            _sources(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=STANDARDS,
            font_paths=fonts(),
            ignore_system_fonts=True,
            timestamp=0,
        )
    )


@cache
def fonts() -> Any:
    """Those inside the compiler, looked through once."""
    import typst

    return typst.Fonts(include_system_fonts=False)


@cache
def _sources() -> Any:
    """Files of the program by name; the compiler sees these bytes and no folder."""
    folder = files("objektiv.documents.office").joinpath("typst")
    return {name: folder.joinpath(name).read_bytes() for name in ("main.typ", "office.typ")}


def _mapped(change: Callable[[str], str], value: Any) -> Any:
    """With every text changed."""
    if isinstance(value, dict):
        return {name: _mapped(change, inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mapped(change, inner) for inner in value]
    return change(value) if isinstance(value, str) else value

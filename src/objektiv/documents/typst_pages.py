"""Small pages of the program's own that Typst prints; values come as JSON and are text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


def page_pdf(source: str, data: Mapping[str, Any], **options: Any) -> bytes:
    """The page `source` of the folder `typst` with its values as PDF."""
    import typst

    return bytes(
        typst.compile(
            {"main.typ": files("objektiv.documents").joinpath("typst", source).read_bytes()},
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            font_paths=_fonts(),
            ignore_system_fonts=True,
            timestamp=0,
            **options,
        )
    )


@cache
def _fonts() -> Any:
    """Those inside the compiler, looked through once."""
    import typst

    return typst.Fonts(include_system_fonts=False)

"""Which documents the open page of an organisation is expected to have."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class NeededDocument:
    """A document of the «ВСОКО» tab; `who`: kinds of organisations that have it."""

    code: str
    title: str
    who: frozenset[str]


@cache
def needed_documents() -> tuple[NeededDocument, ...]:
    """The list in the order of the file.

    >>> needed_documents()[0].code
    'regulation'
    """
    text = files("objektiv.profiles").joinpath("public_page.toml").read_text("utf-8")
    return tuple(
        NeededDocument(one["code"], one["title"], frozenset(one["who"]))
        for one in tomllib.loads(text)["documents"]
    )

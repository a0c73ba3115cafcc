"""Which documents the open page of an organisation is expected to have."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True, slots=True)
class ReportRules:
    """What the yearly public report may speak of: facts of indicators, and words it never has."""

    facts: frozenset[str]
    never: tuple[str, ...]

    def unwanted(self, text: str) -> str:
        """The first word of the text that a public report does not have, "" if there is none.

        >>> report_rules().unwanted("Перепроверка работ"), report_rules().unwanted("Семинары")
        ('Перепроверка', '')
        """
        words = re.findall(r"[\w-]+", text)
        return next((one for one in words if one.lower().startswith(self.never)), "")


@cache
def report_rules() -> ReportRules:
    """The rules of `public_page.toml`."""
    text = files("objektiv.profiles").joinpath("public_page.toml").read_text("utf-8")
    found = tomllib.loads(text)["report"]
    return ReportRules(frozenset(found["facts"]), tuple(found["never"]))


@dataclass(frozen=True, slots=True)
class OpenDataRules:
    """What the passport of the open data says; `structure`: since when the columns are these."""

    standard: str
    name: str
    title: str
    description: str
    keywords: tuple[str, ...]
    change: str
    license: str
    structure: date


@cache
def open_data_rules() -> OpenDataRules:
    """The rules of `public_page.toml`.

    >>> open_data_rules().name
    'vsoko-results'
    """
    text = files("objektiv.profiles").joinpath("public_page.toml").read_text("utf-8")
    found = tomllib.loads(text)["open_data"]
    values = {name: found[name] for name in OpenDataRules.__slots__}
    return OpenDataRules(**values | {"keywords": tuple(found["keywords"])})

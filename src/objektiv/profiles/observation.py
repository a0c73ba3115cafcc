"""Items of the observation sheet by how a procedure is written, as data."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from objektiv.profiles.profile import STATUSES

KINDS = ("yes_no", "time", "number", "text")
MEDIA = ("paper", "computer", "oral")


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One item; `medium` is "" where it holds for every one."""

    code: str
    phase: str  # Russian: heading under which it stands
    text: str  # Russian
    kind: str  # one of KINDS
    medium: str = ""

    def plain(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SheetRules:
    version: str
    items: tuple[SheetItem, ...]
    media: dict[str, str]
    source: str
    status: str

    def items_for(self, technology: str) -> tuple[SheetItem, ...]:
        """Items of a sheet in their order, by code of the technology.

        >>> [one.code for one in sheet_rules().items_for("pisa") if one.medium]
        ['signed_in', 'saved']
        """
        medium = self.media.get(technology, "paper")
        return tuple(one for one in self.items if one.medium in ("", medium))


@cache
def sheet_rules() -> SheetRules:
    """The rules. Raises ValueError where they lack source or status, or an item is unknown.

    >>> len(sheet_rules().items_for("vpr"))
    15
    """
    raw = tomllib.loads(files("objektiv.profiles").joinpath("observation.toml").read_text("utf-8"))
    if raw.get("status") not in STATUSES or not raw.get("source"):
        raise ValueError("observation.toml needs source and status")
    items = tuple(SheetItem(**one) for one in raw["items"])
    for one in items:
        if one.kind not in KINDS or one.medium not in ("", *MEDIA):
            raise ValueError(f"observation.toml: {one.code} has an unknown kind or medium")
    if len({one.code for one in items}) < len(items):
        raise ValueError("observation.toml: a code stands twice")
    return SheetRules(raw["version"], items, raw["media"], raw["source"], raw["status"])

"""Leaflets: a first text for whom and about what it is, which a person then changes.

The text is plain: a line that begins with «# » is the title of a section, every other line is a
paragraph of it. So it is edited in one field and nothing is lost between field and paper.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from objektiv.profiles.profile import STATUSES

TITLE = "# "
_BULLETS = "—–-•* \t"


@dataclass(frozen=True, slots=True)
class Piece:
    """A section of the drafts: for whom, about what; `facts`: lines of a work stand in it."""

    topic: str
    readers: tuple[str, ...]
    title: str
    paragraphs: tuple[str, ...]
    facts: bool


@dataclass(frozen=True, slots=True)
class LeafletRules:
    readers: dict[str, str]  # code -> «родителям»
    topics: dict[str, str]
    pieces: tuple[Piece, ...]
    source: str


@cache
def leaflet_rules() -> LeafletRules:
    """The drafts. Raises ValueError without a source or for a reader or topic that is not named.

    >>> leaflet_rules().readers["parents"]
    'родителям'
    """
    source = files("objektiv.recommendations").joinpath("leaflets.toml")
    raw = tomllib.loads(source.read_text("utf-8"))
    if raw.get("status") not in STATUSES or not raw.get("source"):
        raise ValueError("leaflets.toml needs source and status")
    pieces = []
    for one in raw["sections"]:
        if one["topic"] not in raw["topics"] or not set(one["readers"]) <= set(raw["readers"]):
            raise ValueError(f"leaflets.toml: {one['title']} names an unknown reader or topic")
        pieces.append(
            Piece(
                one["topic"],
                tuple(one["readers"]),
                one["title"],
                tuple(one.get("paragraphs", ())),
                one.get("facts", False),
            )
        )
    return LeafletRules(raw["readers"], raw["topics"], tuple(pieces), raw["source"])


def leaflet_text(topic: str, readers: str, procedure: str, lines: Sequence[str] = ()) -> str:
    """The draft for a reader about a topic; `lines` are what is known of the chosen work.

    >>> print(leaflet_text("deficits", "pupils", "ВПР", ["дроби"]).splitlines()[1])
    дроби
    """
    found: list[str] = []
    for one in leaflet_rules().pieces:
        if one.topic != topic or readers not in one.readers or (one.facts and not lines):
            continue
        found += [f"{TITLE}{one.title}", *(lines if one.facts else one.paragraphs), ""]
    return "\n".join(found).replace("{procedure}", procedure).strip()


def sections_of(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Title and paragraphs of each section; bullets that people type are taken off.

    >>> sections_of("Сначала.\\n# До проверки\\n— Обсудите критерии.")
    [('', ('Сначала.',)), ('До проверки', ('Обсудите критерии.',))]
    """
    found: list[tuple[str, list[str]]] = []
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("#"):
            found.append((line.lstrip("# "), []))
        elif line := line.lstrip(_BULLETS):
            if not found:
                found.append(("", []))
            found[-1][1].append(line)
    return [(title, tuple(lines)) for title, lines in found if title or lines]

"""Grammatical cases, and the dictionary of ordinary words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

Case = Literal["nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"]

TAGS = {
    "nominative": "nomn",
    "genitive": "gent",
    "dative": "datv",
    "accusative": "accs",
    "instrumental": "ablt",
    "prepositional": "loct",
}
CASE_NAMES = {
    "genitive": "родительный",
    "dative": "дательный",
    "accusative": "винительный",
    "instrumental": "творительный",
    "prepositional": "предложный",
}


@dataclass(frozen=True, slots=True)
class Declined:
    """Words in a case; `question` is a Russian sentence where a person should look."""

    text: str
    question: str = ""

    @property
    def certain(self) -> bool:
        return not self.question


@cache
def morph() -> Any:
    """pymorphy3, loaded once."""
    from pymorphy3 import MorphAnalyzer  # its dictionaries take a second

    return MorphAnalyzer(lang="ru")

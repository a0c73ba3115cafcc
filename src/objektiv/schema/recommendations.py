"""An addressed recommendation: who, what, on what ground, by when, with what result."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One point of the addressed recommendations to a school; all texts are Russian."""

    rule: str  # code of the rule that gave it: "items.low"
    block: str  # "all": to every school; "school": to this one
    direction: str  # heading: «Объективность оценивания»
    addressee: str  # in the dative: «руководителю образовательной организации»
    ground: str  # the numbers it rests on; "" in the general block
    text: str  # what is recommended
    term: str  # «до 01.09.2026», «в течение учебного года», «постоянно»
    expected_result: str
    checked_by: str  # who looks whether it was done, and how

"""Findings and deficits of a school in, addressed recommendations out: rules are data."""

from objektiv.recommendations.grounds import Ground, Grounds, grounds
from objektiv.recommendations.recommend import quiet, recommend, recommend_all, values_of
from objektiv.recommendations.rulebook import (
    FIELDS,
    GROUNDS,
    KINDS,
    Rule,
    RulesRefused,
    apply_rules,
    complaints_of,
    read_rules,
    rules,
    write_rules,
)

__all__ = [
    "FIELDS",
    "GROUNDS",
    "KINDS",
    "Ground",
    "Grounds",
    "Rule",
    "RulesRefused",
    "apply_rules",
    "complaints_of",
    "grounds",
    "quiet",
    "read_rules",
    "recommend",
    "recommend_all",
    "rules",
    "values_of",
    "write_rules",
]

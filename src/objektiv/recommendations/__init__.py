"""Findings and deficits of a school in, addressed recommendations out: rules are data."""

from objektiv.recommendations.grounds import Ground, grounds
from objektiv.recommendations.recommend import Rule, recommend, rules

__all__ = ["Ground", "Rule", "grounds", "recommend", "rules"]

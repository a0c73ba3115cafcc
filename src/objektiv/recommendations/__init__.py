"""Findings and deficits of a school in, addressed recommendations out: rules are data."""

from objektiv.recommendations.grounds import Ground, Grounds, grounds
from objektiv.recommendations.recommend import Rule, recommend, recommend_all, rules

__all__ = ["Ground", "Grounds", "Rule", "grounds", "recommend", "recommend_all", "rules"]

"""Signs: one module each, with formula, null distribution, source and a worked example.

A sign takes units, the campaign's reference and the profile, and returns `Measured`.
"""

from objektiv.evidence.signs import (
    bunching,
    identical,
    inversion,
    journal,
    level,
    omissions,
    participation,
    profile,
    similarity,
    spread,
)

# In the order they are shown when equally strong.
SIGNS = (
    level.measure,
    bunching.measure,
    inversion.measure,
    journal.divergence,
    profile.measure,
    spread.measure,
    omissions.measure,
    similarity.measure,
    identical.measure,
    journal.agreement,
    participation.absent,
    participation.selection,
)

__all__ = ["SIGNS"]

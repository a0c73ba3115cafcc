"""Signs: one module each, with formula, null distribution, source and a worked example.

A sign takes units, the campaign's reference and the profile, and returns `Measured`.
"""

from collections.abc import Callable

from objektiv.evidence.measured import Measured
from objektiv.evidence.reference import Reference
from objektiv.evidence.signs import (
    bunching,
    class_in_school,
    copied,
    full_marks,
    identical,
    inversion,
    journal,
    journal_border,
    level,
    misfit,
    omissions,
    open_items,
    pairs,
    participation,
    profile,
    similarity,
    spread,
    unexpected,
    weaker,
)
from objektiv.evidence.units import Units
from objektiv.profiles import Profile

Sign = Callable[[Units, Reference, Profile], Measured]

# In the order they are shown when equally strong; True: only large z is suspicious.
_ALL: tuple[tuple[str, Sign, bool], ...] = (
    (level.CODE, level.measure, True),
    (bunching.CODE, bunching.measure, True),
    (inversion.CODE, inversion.measure, True),
    (journal.DIVERGENCE, journal.divergence, True),
    (profile.CODE, profile.measure, True),
    (spread.CODE, spread.measure, False),
    (omissions.CODE, omissions.given_total, True),
    (similarity.CODE, similarity.measure, False),
    (identical.CODE, identical.measure, True),
    (journal.AGREEMENT, journal.agreement, True),
    (participation.ABSENT, participation.absent, True),
    (participation.SELECTION, participation.selection, True),
    (open_items.CODE, open_items.measure, True),
    (misfit.CODE, misfit.measure, True),
    (pairs.PARTNER, pairs.partner, True),
    (pairs.FAR, pairs.far, True),
    (weaker.CODE, weaker.measure, True),
    (journal_border.CODE, journal_border.measure, True),
    (class_in_school.CODE, class_in_school.measure, True),
    (full_marks.FULL, full_marks.full, False),
    (full_marks.ZERO, full_marks.zero, False),
    (unexpected.ABOVE, unexpected.above, True),
    (unexpected.BELOW, unexpected.below, True),
    (inversion.EASY, inversion.easy, False),
    (inversion.HARD_CODE, inversion.hard, True),
    (omissions.OPEN, omissions.open_given_total, True),
    (omissions.UNTOUCHED, omissions.given_prediction, True),
    (copied.CODE, copied.measure, True),
)
CODES = tuple(code for code, _, _ in _ALL)
SIGNS = tuple(measure for _, measure, _ in _ALL)
ONE_SIDED = tuple(one for _, _, one in _ALL)

__all__ = ["CODES", "ONE_SIDED", "SIGNS", "Sign"]

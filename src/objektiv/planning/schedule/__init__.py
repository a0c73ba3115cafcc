"""The common schedule of assessment procedures (единый график оценочных процедур)."""

from objektiv.planning.schedule.checking import Broken, Checked, check_schedule
from objektiv.planning.schedule.entries import (
    LEVELS,
    Entry,
    Hours,
    class_key,
    grade_of,
    subject_key,
)

__all__ = [
    "LEVELS",
    "Broken",
    "Checked",
    "Entry",
    "Hours",
    "check_schedule",
    "class_key",
    "grade_of",
    "subject_key",
]

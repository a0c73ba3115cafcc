"""The common schedule of assessment procedures (единый график оценочных процедур)."""

from objektiv.planning.schedule.advice import ADVICE, free_days
from objektiv.planning.schedule.again import Again, works_again
from objektiv.planning.schedule.changes import Change, schedule_changes
from objektiv.planning.schedule.checking import Broken, Checked, check_schedule
from objektiv.planning.schedule.entries import (
    LEVELS,
    Entry,
    Hours,
    class_key,
    grade_of,
    subject_key,
)
from objektiv.planning.schedule.explaining import Conflict
from objektiv.planning.schedule.request import (
    ScheduleRequest,
    Timetable,
    WorkRequest,
    timetable_of,
)
from objektiv.planning.schedule.solving import Solved, solve_schedule

__all__ = [
    "ADVICE",
    "LEVELS",
    "Again",
    "Broken",
    "Change",
    "Checked",
    "Conflict",
    "Entry",
    "Hours",
    "ScheduleRequest",
    "Solved",
    "Timetable",
    "WorkRequest",
    "check_schedule",
    "class_key",
    "free_days",
    "grade_of",
    "schedule_changes",
    "solve_schedule",
    "subject_key",
    "timetable_of",
    "works_again",
]

"""Tables of assessment inside the school: journals, marks, help, programmes."""

from objektiv.web.models.teaching.acts import LocalAct, LocalActVersion
from objektiv.web.models.teaching.control import ControlItem, ControlPlan, LessonVisit
from objektiv.web.models.teaching.criteria import CriterialMark, CriteriaSet
from objektiv.web.models.teaching.helping import (
    FamilyNotice,
    GivenTask,
    HelpCase,
    HelpStep,
    RouteTask,
)
from objektiv.web.models.teaching.indicators import IndicatorText
from objektiv.web.models.teaching.journals import (
    ClassJournal,
    JournalFile,
    JournalPage,
    JournalUpload,
    PupilCode,
)
from objektiv.web.models.teaching.marks import MarkAct, MarkScheme
from objektiv.web.models.teaching.programmes import ProgrammeChange, ProgrammeLine
from objektiv.web.models.teaching.tasks import (
    BankTask,
    PaperTask,
    TaskFigures,
    TaskFile,
    TaskPicture,
    TaskStep,
    TestPaper,
)

__all__ = [
    "BankTask",
    "ClassJournal",
    "ControlItem",
    "ControlPlan",
    "CriteriaSet",
    "CriterialMark",
    "FamilyNotice",
    "GivenTask",
    "HelpCase",
    "HelpStep",
    "IndicatorText",
    "JournalFile",
    "JournalPage",
    "JournalUpload",
    "LessonVisit",
    "LocalAct",
    "LocalActVersion",
    "MarkAct",
    "MarkScheme",
    "PaperTask",
    "ProgrammeChange",
    "ProgrammeLine",
    "PupilCode",
    "RouteTask",
    "TaskFigures",
    "TaskFile",
    "TaskPicture",
    "TaskStep",
    "TestPaper",
]

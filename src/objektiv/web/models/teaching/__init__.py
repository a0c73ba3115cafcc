"""Tables of assessment inside the school: journals, weights of marks."""

from objektiv.web.models.teaching.journals import (
    ClassJournal,
    JournalFile,
    JournalPage,
    JournalUpload,
    PupilCode,
)
from objektiv.web.models.teaching.marks import MarkAct, MarkScheme

__all__ = [
    "ClassJournal",
    "JournalFile",
    "JournalPage",
    "JournalUpload",
    "MarkAct",
    "MarkScheme",
    "PupilCode",
]

"""Files of results in, checked sittings out; every complaint names file, sheet and cell."""

from objektiv.protocols.complaints import Complaint, Refused, Severity
from objektiv.protocols.excerpt import Excerpt, excerpt
from objektiv.protocols.reading import Reading, Understood, read_results
from objektiv.protocols.report import report_check
from objektiv.protocols.schools import Question
from objektiv.protocols.work import read_work

__all__ = [
    "Complaint",
    "Excerpt",
    "Question",
    "Reading",
    "Refused",
    "Severity",
    "Understood",
    "excerpt",
    "read_results",
    "read_work",
    "report_check",
]

"""Tables of holding procedures: days and places, who is there, what is kept sealed."""

from objektiv.web.models.holding.briefings import Briefed, Briefing, BriefingFile, HoldingReminder
from objektiv.web.models.holding.codes import (
    CodeBatch,
    NamePiece,
    NameRequest,
    NameVault,
    ParticipantCode,
)
from objektiv.web.models.holding.course import Absence, ClassTaking, Incident
from objektiv.web.models.holding.days import ProcedureDay, ProcedureSite
from objektiv.web.models.holding.experts import Commission, Expert, MarkingRound, Script, ScriptMark
from objektiv.web.models.holding.observation import Observation, ObservationRemark, SheetEntry
from objektiv.web.models.holding.observers import (
    Accreditation,
    Observer,
    ObserverTie,
    TrainingTry,
)
from objektiv.web.models.holding.schedule import (
    ScheduleEntry,
    ScheduleFile,
    ScheduleRuleSet,
    ScheduleSolution,
    ScheduleVersion,
    ScheduleWork,
    YearSchedule,
)
from objektiv.web.models.holding.sealed import (
    PersonalKey,
    SealedEdition,
    SealedParcel,
    SealedRecipient,
    SealingOrder,
)
from objektiv.web.models.holding.steps import DayMove, StepDone, StepFile

__all__ = [
    "Absence",
    "Accreditation",
    "Briefed",
    "Briefing",
    "BriefingFile",
    "ClassTaking",
    "CodeBatch",
    "Commission",
    "DayMove",
    "Expert",
    "HoldingReminder",
    "Incident",
    "MarkingRound",
    "NamePiece",
    "NameRequest",
    "NameVault",
    "Observation",
    "ObservationRemark",
    "Observer",
    "ObserverTie",
    "ParticipantCode",
    "PersonalKey",
    "ProcedureDay",
    "ProcedureSite",
    "ScheduleEntry",
    "ScheduleFile",
    "ScheduleRuleSet",
    "ScheduleSolution",
    "ScheduleVersion",
    "ScheduleWork",
    "Script",
    "ScriptMark",
    "SealedEdition",
    "SealedParcel",
    "SealedRecipient",
    "SealingOrder",
    "SheetEntry",
    "StepDone",
    "StepFile",
    "TrainingTry",
    "YearSchedule",
]

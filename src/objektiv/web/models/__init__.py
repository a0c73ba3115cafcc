"""Tables: fields, constraints, short properties; what is done to them stands in actions."""

from objektiv.web.models.audit import AuditEntry
from objektiv.web.models.bodies import Body, BodyMember
from objektiv.web.models.changes import OrganisationChange
from objektiv.web.models.evaluation import (
    EvaluationFile,
    EvaluationForm,
    EvaluationScore,
    EvaluationSheet,
)
from objektiv.web.models.findings import (
    Analysis,
    Attachment,
    Decision,
    Finding,
    PlaceReport,
    Recheck,
    Reply,
    Review,
)
from objektiv.web.models.holding import (
    Absence,
    Briefed,
    Briefing,
    BriefingFile,
    DayMove,
    HoldingReminder,
    Incident,
    ProcedureDay,
    ProcedureSite,
    StepDone,
    StepFile,
)
from objektiv.web.models.jobs import Job
from objektiv.web.models.keeping import Hold, Removal, RemovalRequest
from objektiv.web.models.leaflets import Leaflet
from objektiv.web.models.meetings import AgendaItem, Meeting, MeetingDecision, Participant
from objektiv.web.models.notifications import CalendarFeed, Notice, NoticeChoice
from objektiv.web.models.openness import PublicItem, PublicPage, PublicRelease, PublicTable
from objektiv.web.models.organisations import (
    Organisation,
    SchoolClass,
    SchoolYear,
    Subject,
    Term,
)
from objektiv.web.models.outgoing import (
    CaseAnswer,
    LetterArchive,
    Letterhead,
    NumberGap,
    Outgoing,
    SheetTemplate,
)
from objektiv.web.models.parts import ReportPart
from objektiv.web.models.people import Invitation, Person, Role, RoleAssignment
from objektiv.web.models.plans import (
    Direction,
    Evidence,
    Measure,
    Plan,
    PlanDocument,
    Responsible,
    Step,
)
from objektiv.web.models.practices import Practice, PracticeFile
from objektiv.web.models.rechecks import Breach, Extension, RecheckPaper
from objektiv.web.models.recommendations import (
    Addressee,
    Ground,
    Recommendation,
    RecommendationAnswer,
    Recommendations,
    RuleSet,
)
from objektiv.web.models.results import (
    Procedure,
    Protocol,
    Reminder,
    SchoolAlias,
    Upload,
    UploadedFile,
    Work,
)
from objektiv.web.models.tokens import AccessToken, Scope

__all__ = [
    "Absence",
    "AccessToken",
    "Addressee",
    "AgendaItem",
    "Analysis",
    "Attachment",
    "AuditEntry",
    "Body",
    "BodyMember",
    "Breach",
    "Briefed",
    "Briefing",
    "BriefingFile",
    "CalendarFeed",
    "CaseAnswer",
    "DayMove",
    "Decision",
    "Direction",
    "EvaluationFile",
    "EvaluationForm",
    "EvaluationScore",
    "EvaluationSheet",
    "Evidence",
    "Extension",
    "Finding",
    "Ground",
    "Hold",
    "HoldingReminder",
    "Incident",
    "Invitation",
    "Job",
    "Leaflet",
    "LetterArchive",
    "Letterhead",
    "Measure",
    "Meeting",
    "MeetingDecision",
    "Notice",
    "NoticeChoice",
    "NumberGap",
    "Organisation",
    "OrganisationChange",
    "Outgoing",
    "Participant",
    "Person",
    "PlaceReport",
    "Plan",
    "PlanDocument",
    "Practice",
    "PracticeFile",
    "Procedure",
    "ProcedureDay",
    "ProcedureSite",
    "Protocol",
    "PublicItem",
    "PublicPage",
    "PublicRelease",
    "PublicTable",
    "Recheck",
    "RecheckPaper",
    "Recommendation",
    "RecommendationAnswer",
    "Recommendations",
    "Reminder",
    "Removal",
    "RemovalRequest",
    "Reply",
    "ReportPart",
    "Responsible",
    "Review",
    "Role",
    "RoleAssignment",
    "RuleSet",
    "SchoolAlias",
    "SchoolClass",
    "SchoolYear",
    "Scope",
    "SheetTemplate",
    "Step",
    "StepDone",
    "StepFile",
    "Subject",
    "Term",
    "Upload",
    "UploadedFile",
    "Work",
]
